"""The notebook of controls: what is chosen changes what is shown; without its libraries a note, and no error."""

import json
import sys
from types import SimpleNamespace

from analysis.paths import notebooks_dir

CHOOSE = notebooks_dir() / "bench" / "choose.ipynb"


def run(shown):
    """Run its code cells, one after the other; give the names that they define."""
    names = {"display": shown.append}
    for cell in json.loads(CHOOSE.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    return names


def test_what_is_chosen_is_shown(monkeypatch, data):
    """Each field offers all that the data hold, by name, and what is shown changes with it; tables need no network."""
    offered, tables, shown = {}, [], []
    interact = lambda show, **choices: offered.update({name: (show, pairs) for name, pairs in choices.items()})  # noqa: E731
    monkeypatch.setitem(sys.modules, "ipywidgets", SimpleNamespace(interact=interact))
    show, started = lambda frame: tables.append(len(frame)), lambda **options: tables.append(options)
    monkeypatch.setitem(sys.modules, "itables", SimpleNamespace(show=show, init_notebook_mode=started))
    run(shown)
    assert {name: {id_ for _, id_ in pairs} for name, (_, pairs) in offered.items()} == {
        "place": set(data.figures()["place"]),
        "indicator": set(data.figures()["indicator"]),
        "theme": set(data.codings()["theme"]),
    }
    assert ("Nậm Pồ", "nam_po") in offered["place"][1]
    assert tables == [{"connected": False}, len(data.figures()), len(data.codings())]
    for show_choice, pairs in offered.values():
        seen = []
        for _, id_ in pairs[:2]:
            shown.clear()
            show_choice(id_)
            seen.append(" ".join(word for element in shown for word in getattr(element, "words", tuple)()))
        assert seen[0] != seen[1] and all(seen)


def test_without_its_libraries_a_note_says_how_to_get_them(monkeypatch, capsys):
    """Where ipywidgets is missing nothing fails and nothing is shown; a note names the extra, by wheel or checkout."""
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    shown = []
    run(shown)
    told = "ipywidgets: pip install 'FILE.whl[bench]'; mã nguồn, checkout: pip install -e '.[bench]'\n"
    assert capsys.readouterr().out == told
    assert shown == []
