"""The order in which pages of one kind are listed."""

import analysis
from analysis.paths import notebooks_dir
from analysis.plan.entries import order_ids
from analysis.plan.runs import load_runs

FIRST = ["secretary_head_unification", "member_recruitment", "cell_meeting_quality"]


def test_themes_stand_by_how_many_places_speak_of_them():
    """The theme of all five articles comes first, and what one article alone tells of last, even if declared first."""
    ids = order_ids(analysis.load(), "theme", FIRST)
    assert ids[:3] == ["leadership_capacity", "member_recruitment", "cell_meeting_quality"]
    assert ids[-1] == "secretary_head_unification"
    assert sorted(ids) == sorted(analysis.load().ids("theme"))


def test_lessons_stand_as_declared():
    """Lessons named come first, in that order; the others follow."""
    assert order_ids(analysis.load(), "lesson", ["meetings", "members"])[:3] == ["meetings", "members", "cadres"]


def test_the_index_leads_first_to_what_is_asked_for():
    """Five places, members per cell and the lesson on meetings are among the first of their question."""
    runs = load_runs(analysis.load(), notebooks_dir())
    parts = {part: [run.run_id for run in runs if run.part == part] for part in ("practices", "comparisons", "lessons")}
    assert parts["practices"][0] == "ways"
    assert parts["comparisons"][:2] == ["comparability", "compare-members_per_cell"]
    assert parts["lessons"][0] == "lesson-meetings"
