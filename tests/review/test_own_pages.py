"""Which pages a place of one's own touches."""

import analysis
from analysis.paths import notebooks_dir
from analysis.plan.runs import load_runs
from analysis.review.own_pages import choose_runs, read_page


def test_only_pages_that_a_place_touches_are_chosen(invent):
    """Its profile and outline, comparisons of what is known of it, lessons that show that; no themes uncoded."""
    data = analysis.load(invent({"xa_thu": ("commune", [("party_members", 412, "2023-12-31")])}))
    chosen = {run.run_id for run in choose_runs(data, load_runs(data, notebooks_dir()), ["xa_thu"])}
    assert {"profile-xa_thu", "field-study-xa_thu", "compare-party_members"} <= chosen
    assert any(name.startswith("lesson-") for name in chosen)
    others = ("theme-", "learn-", "guide-", "compare-affiliated_cells", "profile-ba_tri", "overview")
    assert not [name for name in chosen if name.startswith(others)]


def test_a_link_leads_to_a_page_that_is_there(tmp_path):
    """Among few pages a link to one that was not built is its words alone; other links, and other files, stay."""
    (tmp_path / "vi").mkdir()
    (tmp_path / "index.html").write_text("", encoding="utf-8")
    kept = '<a href="a.html#x">A</a> <a class="b" href="../index.html">0</a> <a href="https://b.vn/c.html">c</a>'
    path = tmp_path / "vi" / "a.html"
    path.write_text(f'{kept} <a class="b" href="ways.html#y"><b>Cách</b>\nlàm</a>', encoding="utf-8")
    assert read_page(path).decode() == f"{kept} <b>Cách</b>\nlàm"
    path = path.with_suffix(".csv")
    path.write_text('<a href="ways.html">', encoding="utf-8")
    assert read_page(path) == path.read_bytes()
