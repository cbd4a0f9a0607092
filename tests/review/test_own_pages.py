"""Which pages a place of one's own touches."""

import analysis
from analysis.paths import notebooks_dir
from analysis.plan.runs import load_runs
from analysis.review.own_pages import choose_runs


def test_only_pages_that_a_place_touches_are_chosen(invent):
    """Its profile and outline, comparisons of what is known of it, lessons that show that; no themes uncoded."""
    data = analysis.load(invent({"xa_thu": ("commune", [("party_members", 412, "2023-12-31")])}))
    chosen = {run.run_id for run in choose_runs(data, load_runs(data, notebooks_dir()), ["xa_thu"])}
    assert {"profile-xa_thu", "field-study-xa_thu", "compare-party_members"} <= chosen
    assert any(name.startswith("lesson-") for name in chosen)
    others = ("theme-", "learn-", "guide-", "compare-affiliated_cells", "profile-ba_tri", "overview")
    assert not [name for name in chosen if name.startswith(others)]
