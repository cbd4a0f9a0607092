"""What goes with a picture: its unit and sources under it, and the table of what it draws."""

import json
import re
import subprocess
import sys
from dataclasses import replace

import pandas as pd
import pytest

from analysis import show
from analysis.commands.lab import DescribingKernels
from analysis.dataset import Dataset
from analysis.drawings.behind import name_unit, sources_of_places, word_foot
from analysis.elements.table import ELEMENT_MIME, unpack
from analysis.elements.typeset import measure
from analysis.elements.wording import Voice
from analysis.methods import compare, compare_pairs, count_grades, lay_timeline, read_organisation

PLACES = ["nam_po", "hai_luu", "lai_chau"]


def drawn_words(picture):
    """Give the text inside a picture, its lines joined."""
    return " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", picture.svg))


def every_picture(data, lang):
    grading = count_grades(data)[0]
    return {
        "subjects": show.draw_subjects(data, lang=lang),
        "organisation": show.pictures.show_organisation(data, read_organisation(data, "nam_po"), lang=lang),
        "timeline": show.show_timeline(data, lay_timeline(data), lang=lang),
        "matrix": show.show_matrix(data, compare_pairs(data), lang=lang),
        "grading": show.show_grading(data, grading, lang=lang),
        "comparison": show.show_comparison(data, compare(data, "members_per_cell", PLACES), lang=lang),
    }


@pytest.mark.few(1)
@pytest.mark.parametrize(
    ("lang", "unit", "source"), [("vi", "Đơn vị: ", "Nguồn: bài viết về "), ("en", "Unit: ", "Source: ")]
)
def test_each_picture_names_its_unit_and_sources(data, lang, unit, source):
    """Under each picture stand its unit and its sources, as text of the picture itself."""
    for name, picture in every_picture(data, lang).items():
        words = drawn_words(picture)
        assert unit in words and source in words, name


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_words_of_all_places_run_into_an_arrow(data, lang):
    """Before an arrow and after it words end where their room does, 175 of 400 units each, a number before them too."""
    lines = re.findall(
        r'<text x="([\d.]+)" y="([\d.]+)" font-size="(\d+)"[^>]*>([^<]*)<', show.draw_subjects(data, lang=lang).narrow
    )
    arrows = {
        float(y) + 5
        for y in re.findall(r'<line x1="179" x2="209" y1="([\d.]+)"', show.draw_subjects(data, lang=lang).narrow)
    }
    ends = {
        (x, y): float(x) + measure(words, int(size), "bold" if size == "20" else "normal") * 72
        for x, y, size, words in lines
    }
    assert len(arrows) == 6 and all(
        end <= (177 if float(x) < 175 else 402) for (x, y), end in ends.items() if float(y) in arrows
    )


@pytest.mark.few(1)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_each_picture_is_named(data, lang):
    """Each picture has a caption that says what is seen, with which the words that stand for it begin."""
    for name, picture in every_picture(data, lang).items():
        assert 5 <= len(picture.caption.split()) <= 40, name
        assert picture.alt.startswith(picture.caption) and picture.alt != picture.caption, name


def test_the_sources_are_those_of_what_is_drawn(data):
    """A picture of one or two places names their articles with the day of publication, and no other."""
    pictures = every_picture(data, "vi")
    assert "Nguồn: bài viết về Nậm Pồ (17/01/2018)." in drawn_words(pictures["organisation"])
    named = "Nguồn: bài viết về Nậm Pồ (17/01/2018), Hải Lựu (03/8/2022), Lai Châu (14/3/2022)."
    assert named in drawn_words(pictures["comparison"]) and "Ba Tri (" not in drawn_words(pictures["comparison"])


def test_many_sources_are_counted(data):
    """More than six sources are counted; six are named; none leaves the unit alone."""
    row = data.sources.iloc[0]
    many = pd.DataFrame([{**row, "source_id": f"s{n}", "locality_id": "nam_po"} for n in range(7)])
    wide = Dataset(tables={**data.tables, "sources": many}, version="x")
    ids = sources_of_places(wide, ["nam_po"])
    assert (
        word_foot(Voice(wide, "vi"), "x", ids) == "Đơn vị: x. Nguồn: bài viết về 7 địa phương, liệt kê ở trang Nguồn."
    )
    assert word_foot(Voice(wide, "vi"), "x", ids[:6]).count("Nậm Pồ") == 6
    assert word_foot(Voice(wide, "vi"), "x", []) == "Đơn vị: x."


def test_units_are_named_from_the_dictionary(data):
    """A count is named by what it counts, a share and an average also by their unit."""
    assert name_unit(Voice(data, "vi"), "party_members") == "đảng viên"
    assert name_unit(Voice(data, "vi"), "members_per_cell") == "đảng viên (bình quân)"
    assert name_unit(Voice(data, "en"), "admission_plan_achieved").endswith("(%)")


def test_the_table_goes_along(data):
    """The table goes with the picture, to be offered and folded beside it; without a table, nothing does."""
    picture = show.show_grading(data, count_grades(data)[0], lang="vi")
    shown, _ = picture._repr_mimebundle_()
    assert picture.table.rows and unpack(shown[ELEMENT_MIME]) == picture.table
    shown, _ = replace(picture, table=None)._repr_mimebundle_()
    assert ELEMENT_MIME not in shown


SESSION = """
import json
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.pylabtools import select_figure_formats

shell = InteractiveShell.instance()
select_figure_formats(shell, {"png"})
shell.run_cell("import analysis; from matplotlib.figure import Figure", store_history=True)
show = "figure = Figure(); figure.add_axes((0, 0, 1, 1)); shown = get_ipython().display_formatter.format(figure)"
words = '#| fig-alt-vi: "Ba cột"\\n#| fig-alt-en: "Three <bars>"\\n'
for cell in (f"{words}{show}", f"{words}lang = 'en'\\n{show}", show):
    shell.run_cell(cell, store_history=True)
    data, told = shell.user_ns["shown"]
    print(json.dumps([data.get("text/html", ""), data["image/png"], told.get("image/png")]))
"""


@pytest.mark.slow
def test_a_picture_of_a_session_shows_itself_with_the_words_of_its_cell():
    """Where `analysis` is imported a plain figure has alt text in JupyterLab, in the language of the session.

    Without words it is not silent: a line under it tells how to give them, and no alt text is made up for a page.
    """
    done = subprocess.run([sys.executable, "-c", SESSION], capture_output=True, text=True, check=True)
    vi, en, none = map(json.loads, done.stdout.splitlines())
    assert vi[0] == f'<img alt="Ba cột" src="data:image/png;base64,{vi[1]}">' and vi[2] == {"alt": "Ba cột"}
    assert en[0].startswith('<img alt="Three &lt;bars&gt;" ') and en[2] == {"alt": "Three <bars>"}
    assert "`#| fig-alt: …`" in none[0] and none[1] in none[0] and "alt" not in (none[2] or {})


@pytest.mark.slow
def test_a_kernel_of_the_bench_shows_pictures_with_their_words():
    """In `analysis lab` a plain notebook, which imports nothing of ours, has them too; no name is put into it."""
    from jupyter_client.manager import KernelManager

    manager = KernelManager(kernel_name="python3", kernel_spec_manager=DescribingKernels())
    manager.start_kernel(stderr=subprocess.DEVNULL)
    client = manager.client()
    told = []
    try:
        client.start_channels()
        client.wait_for_ready(timeout=120)
        code = "#| fig-alt: Ba cột\nimport matplotlib.pyplot as plt\nplt.bar([1, 2, 3], [1, 2, 3])\nplt.show()"
        client.execute_interactive(code, timeout=120, output_hook=told.append)
        client.execute_interactive("analysis", timeout=60, output_hook=told.append)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    shown = [each["content"]["data"] for each in told if each["msg_type"] in ("display_data", "execute_result")]
    assert [data["text/html"].partition(" src=")[0] for data in shown if "image/png" in data] == ['<img alt="Ba cột"']
    assert [each["content"]["ename"] for each in told if each["msg_type"] == "error"] == ["NameError"]
    assert not [each for each in told if each["msg_type"] == "stream"]
