"""A notebook of one's own: the one to begin with, and a copy of ours among the notebooks."""

import nbformat
import pytest
from bs4 import BeautifulSoup
from small_site import build

from analysis.commands.build import choose_languages
from analysis.commands.main import main
from analysis.elements.pages import Surroundings
from analysis.plan.runs import take_notebook
from analysis.words.catalogue import LANGUAGES, say


def call(*arguments):
    with pytest.raises(SystemExit) as done:
        main(list(arguments))
    return done.value.code or 0


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Work in a project that has a list of runs and nothing else."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "runs.yml").write_text("runs: []\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_new_notebook_is_a_page_that_lacks_nothing(project, data, workers):
    """The notebook to begin with is a page in both languages as it is: a figure, a table, a picture with its words."""
    assert call("new-notebook", "Câu hỏi 1") == 0
    path = project / "notebooks" / "Câu hỏi 1.ipynb"
    nbformat.validate(nbformat.read(path, as_version=4))
    runs = take_notebook(path, [])
    assert [run.run_id for run in runs] == ["cau_hoi_1"]
    options = {"folder": path.parent, "describe": lambda lang: Surroundings(), "strict": True, "progress": False}
    result = build(runs, data, out=project / "out", jobs=1, workers=workers, **options)
    assert result.failed == () and [outcome.gaps for outcome in result.outcomes] == [(), ()]
    for lang, heading, figure in (("vi", "Mỗi chi bộ", "Hải Lựu: 25,2"), ("en", "How many members", "Hải Lựu: 25.2")):
        page = BeautifulSoup((project / "out" / lang / "cau_hoi_1.html").read_text(encoding="utf-8"), "html.parser")
        assert page.h1.text.startswith(heading)
        assert figure in page.main.text  # 378 members in 15 cells
        assert len(page.main.find_all("table")) == 1 and page.main.table.caption.text
        assert len(page.main.find_all("img", alt=True)) == 1 and page.main.figcaption.text
        assert "#|" not in page.main.text


def test_a_notebook_is_never_overwritten(project, capsys):
    """What is there already stays as it is; another name is offered, and a name without letters is refused."""
    path = project / "notebooks" / "mine.ipynb"
    path.write_text("mine", encoding="utf-8")
    assert call("new-notebook", "mine") == 1
    assert "mine_2" in capsys.readouterr().err
    assert call("new-notebook", "???") == 1
    assert path.read_text(encoding="utf-8") == "mine"
    assert [each.name for each in path.parent.iterdir()] in (["mine.ipynb", "runs.yml"], ["runs.yml", "mine.ipynb"])
    assert call("new-notebook", "elsewhere.ipynb/there.ipynb") == 1
    assert "elsewhere.ipynb: " in capsys.readouterr().err


@pytest.mark.parametrize("command", ["new-notebook mine", "build", "preview --no-browser", "lesson grading", "lab"])
def test_without_a_project_nothing_is_written(tmp_path, monkeypatch, capsys, command):
    """Nothing is written, into the code's own folder neither, and what makes or names a project is told."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ANALYSIS_HOME", raising=False)
    assert call(*command.split()) == 1
    told = capsys.readouterr().err
    assert "analysis init FOLDER" in told and "ANALYSIS_HOME" in told
    assert not any(tmp_path.iterdir())


def test_a_new_notebook_has_a_name_or_the_path_of_a_file(project, capsys):
    """A path that is none of a notebook is refused with a name that will do; one outside is not to be listed."""
    assert call("new-notebook", "../x y") == 1
    assert "such as x_y" in capsys.readouterr().err
    assert not list(project.parent.glob("x*"))
    assert call("new-notebook", "plan 1.5", "--lang", "en") == 0
    told = capsys.readouterr().out
    assert "{notebook: plan 1.5, id: plan_1_5}" in told
    assert '"lang: str = \\"en\\"' in (project / "notebooks" / "plan 1.5.ipynb").read_text(encoding="utf-8")
    assert call("new-notebook", "there.ipynb") == 0 and (project / "notebooks" / "there.ipynb").is_file()
    capsys.readouterr()
    assert call("new-notebook", str(project / "there.ipynb")) == 0
    assert "runs.yml" not in capsys.readouterr().out


def test_a_notebook_without_text_is_not_asked_for_its_language(project, data, workers):
    """There is nothing to tag; what it lacks is a heading, in each language."""
    path = project / "notebooks" / "sum.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")]), path)
    options = {"folder": path.parent, "describe": lambda lang: Surroundings(), "progress": False}
    result = build(take_notebook(path, []), data, out=project / "out", jobs=1, workers=workers, **options)
    assert [outcome.gaps for outcome in result.outcomes] == [
        (say("lack.heading", "vi"),),
        (say("lack.heading", "en"),),
    ]


def test_a_copy_among_those_of_the_collection_is_free(project):
    """What JupyterLab makes beside a notebook, and no list names, is its author's own: what it lacks is no fault."""
    copy = project / "notebooks" / "learn" / "01_reading_the_data-Copy1.ipynb"
    copy.parent.mkdir()
    copy.write_text('{"cells": []}', encoding="utf-8")
    assert [run.free for run in take_notebook(copy, [])] == [True]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("none.ipynb", "hello", "none.ipynb is not a notebook of format 4"),
        (
            "r.ipynb",
            '{"cells": [], "metadata": {"kernelspec": {"name": "ir", "language": "R"}}}',
            "r.ipynb is written in R; only notebooks in Python are run",
        ),
        ("missing.ipynb", None, "missing.ipynb cannot be read: No such file or directory"),
        ("search.ipynb", '{"cells": []}', "its page would be search.html, which is a page of the site itself"),
        (
            "a.ipynb",
            '{"cells": []}',
            "a.ipynb: its page would be a.html, which is a page of notebooks/a.ipynb; give the file another name",
        ),
        ("???.ipynb", '{"cells": []}', "no id can be made of '???'"),
    ],
)
def test_what_is_no_page_is_told(project, capsys, name, content, told):
    """A path that leads to no notebook, or to a page that is there, is told before anything runs."""
    (project / "notebooks" / "runs.yml").write_text("runs: [{notebook: a, id: a}]\n", encoding="utf-8")
    (project / "notebooks" / "a.ipynb").write_text('{"cells": []}', encoding="utf-8")
    if content is not None:
        (project / name).write_text(content, encoding="utf-8")
    assert call("build", name) == 1
    assert told in capsys.readouterr().err
    assert not (project / "reports").exists()


@pytest.mark.parametrize(
    "text, code, langs",
    [
        ("# Số đảng viên", "1 + 1", ("vi",)),
        ("# Members", "1 + 1", ("en",)),
        ("# Members", 'lang: str = "vi"', LANGUAGES),
        ("", "1 + 1", LANGUAGES),
    ],
)
def test_a_notebook_in_one_language_is_a_page_in_it_alone(project, text, code, langs):
    """Where no language is asked for by name; a notebook that asks for its language is a page in each."""
    path, make = project / "notebooks" / "mine.ipynb", nbformat.v4
    cells = [make.new_markdown_cell(text), make.new_code_cell(code, metadata={"tags": ["parameters"]})]
    nbformat.write(make.new_notebook(cells=cells), path)
    runs = take_notebook(path, [])
    assert choose_languages("all", runs) == langs
    assert choose_languages("en", runs) == ("en",)
