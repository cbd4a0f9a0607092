"""A synthetic country, as the benchmarks make it: small, so that what must hold of thousands of places is seen."""

import ast
import gc
import os
import re
import weakref
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from IPython.core.formatters import DisplayFormatter

import analysis
from analysis import commands, lessons, methods, show
from analysis.build.make import _list_tasks
from analysis.build.recall import Recall
from analysis.build.task import Made, Task
from analysis.commands.build import make_plan
from analysis.dataset.load import check_layers
from analysis.dataset.tables import _known, let_go
from analysis.elements.findings import link_theme
from analysis.elements.pages import Group, Near, Surroundings, digest_near, list_groups
from analysis.elements.wording import Voice
from analysis.errors import UnknownIdError
from analysis.methods import find_figures
from analysis.methods.themes import find_own, read_place
from analysis.package import check, figure_rules
from analysis.package.frames import read_frames
from analysis.package.schema import read_package
from analysis.paths import data_dir, notebooks_dir
from analysis.plan.cache import Cache
from analysis.plan.entries import Run
from analysis.plan.notebook import Title, read_cells
from analysis.plan.runs import load_runs
from analysis.show.comparison import describe_comparison
from analysis.show.pairs import describe_matrix
from analysis.site.around import write_page
from analysis.site.edition import Edition, Listed, Page, Rendered
from analysis.site.finding import _part, write_search
from analysis.site.overview import describe_site, hand_out
from analysis.site.search import Row, Section, read_rows, title_words
from analysis.words.catalogue import LANGUAGES, say

NEW = Path(commands.__file__).with_name("new_notebook.ipynb")


@pytest.fixture(scope="module")
def country(small_country):
    """Load it."""
    return analysis.load(*small_country)


def test_every_place_says_that_it_is_synthetic(small_country, country):
    """It is checked without a fault, its names say what it is, and its numbers of places are those asked for."""
    assert check_layers(*small_country) == []
    made = [row for row in country.rows("locality") if row["locality_id"].startswith("synthetic_")]
    assert [sum(row["level"] == level for row in made) for level in ("province", "commune")] == [3, 60]
    assert all("dữ liệu giả lập" in row["name_vi"] and "synthetic data" in row["name_en"] for row in made)


WRONG = [
    ("observations", "value", "-3"),
    ("observations", "printed", "trên 12"),
    ("observations", "paragraph", "21"),
    ("observations", "period", "2031"),
    ("observations", "qualifier", "über"),
    ("codings", "gloss_vi", "§¶ng bé x·"),
    ("codings", "status", ""),
    ("localities", "code", "x"),
    ("sources", "published_on", "2026-13-01"),
]


@pytest.mark.slow
def test_rows_that_are_alike_are_each_told(small_country, monkeypatch):
    """What is asked once of many rows that are alike tells the faults that each row asked by itself tells."""
    frames = read_frames(read_package(), [data_dir(), *small_country])
    faults = []
    for table, column, cell in WRONG:
        wrong = {**frames, table: frames[table].copy()}
        wrong[table].loc[wrong[table].index[-200::40], column] = cell
        shares = {"observations": "12", "codings": "1"}  # and rows that are as high as others of one time
        for name, value in shares.items():
            wrong[name].loc[wrong[name].index[-30::7], "paragraph"] = value
        wrong["observations"].loc[wrong["observations"].index[-90::11], ["value", "printed"]] = "40000"
        once = check._check_frames(read_package(), wrong)
        with monkeypatch.context() as patch:
            each = lambda rows, _, asked: (fault for row in rows for fault in asked(row))  # noqa: E731
            patch.setattr(figure_rules, "_check_each", each)
            patch.setattr(check, "has_odd_cells", lambda *_: True)
            patch.setattr(check, "is_plain", lambda _: False)
            patch.setattr(check, "_check_alone", check._check_alone.__wrapped__)
            assert check._check_frames(read_package(), wrong) == once, (table, column)
        faults += [fault for fault in once if fault.column == column and fault.details.get("cell") == cell]
        assert sum(fault.kind == "above_whole" for fault in once) > 2, "a part is above its whole in several places"
    kinds = {fault.kind for fault in faults}
    assert {"choice", "form", "outside", "not_yet", "prints_other"} <= kinds
    assert sum(fault.kind == "not_yet" for fault in faults) == 5, "each of the five rows"


def test_what_a_province_counts_holds_its_communes(country):
    """A province has at least what its communes have together, so that the checks of wholes have something to find."""
    own = {row["code"]: row["locality_id"] for row in country.rows("locality") if row["level"] == "province"}
    communes = [row for row in country.rows("locality") if row["parent_code"] == "01"]
    [whole] = find_figures(country, locality_id=own["01"], indicator_id="party_members")
    parts = [find_figures(country, locality_id=row["locality_id"], indicator_id="party_members") for row in communes]
    assert len(communes) > 10
    assert whole.value >= sum((figure.value for [figure] in parts), Decimal())


def test_a_site_of_many_places_lists_them_by_province(country_site):
    """The contents page leads to a page of each province, and that to its places; no page lists all of them."""
    folder = country_site / "vi"
    index = (folder / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'href="(places-\w+\.html)"', index) == [
        *("places-01.html", "places-04.html", "places-08.html", "places-12.html", "places-99.html")
    ]
    assert "profile-" not in index
    own = re.findall(r'href="(profile-\w+\.html)"', (folder / "places-01.html").read_text(encoding="utf-8"))
    assert own == ["profile-synthetic_00004.html", "profile-synthetic_01.html"]
    assert "profile-" not in (folder / "places-08.html").read_text(encoding="utf-8")
    search = (folder / "search.html").read_text(encoding="utf-8")
    assert "profile-synthetic_00004" not in search
    assert "handout-synthetic" not in search
    assert "in-force.html" in search


def test_a_province_that_is_there_twice_has_one_page(country):
    """Lai Châu of 2022 and another row of the same code stand together: the page of one was that of the other."""
    rows = country.tables["localities"].copy()
    rows.loc[rows["locality_id"] == "synthetic_01", ["code", "name_vi", "name_en"]] = "12", "Lai Châu", "Lai Châu"
    twice = replace(country, tables={**country.tables, "localities": rows})
    groups = list_groups(Voice(twice, "en"), 60)
    assert len({group.name for group in groups}) == len(groups)
    assert sum(len(group.places) for group in groups) == len(country.ids("locality"))
    [both] = [group for group in groups if group.name == "12"]
    assert {"lai_chau", "synthetic_01"} <= {*both.places}


def test_the_texts_of_each_province_have_a_page_of_their_own(country_site):
    """The page of sources leads to one for each province, which has its texts and no others, and none has all."""
    folder = country_site / "vi"
    names = ["sources-01", "sources-04", "sources-08", "sources-12", "sources-99"]
    whole = (folder / "sources.html").read_text(encoding="utf-8")
    assert re.findall(r'href="(sources-\w+)\.html"', whole) == names
    assert "Ba Đình" not in whole and 'id="norms"' in whole
    own, other = ((folder / f"{name}.html").read_text(encoding="utf-8") for name in names[:2])
    assert "Ba Đình" in own and "Ba Đình" not in other
    assert "sources-01" not in (folder / "index.html").read_text(encoding="utf-8")


def test_a_link_leads_to_what_a_theme_tells_of_a_place_where_it_tells_of_it(country, data):
    """The page of a theme is of sixty places: of another a link leads to the page and to no part that it lacks."""
    told = country.few().ids("locality")
    [other] = [place for place in country.ids("locality") if place not in told][:1]
    for place, whole, end in ((told[0], country, f"#{told[0]}"), (other, country, ""), ("ba_tri", data, "#ba_tri")):
        link = link_theme(Voice(whole, "en"), "member_recruitment", place)
        assert link.href == f"theme-member_recruitment.html{end}"


def test_how_pages_are_made_names_each_notebook_of_places_once(country_site):
    """The table of reports has the first place for all of a notebook, and every report that is of no place."""
    made = (country_site / "vi" / "made.html").read_text(encoding="utf-8")
    assert re.findall(r"locality_id = (\w+)", made) == ["ba_tri", "ba_tri"]
    assert made.count("mỗi nơi một trang") == 2
    assert {"theme_id = member_recruitment", "lesson_id = meetings"} <= {*re.findall(r"<code>(.*?)</code>", made)}


def test_titles_lie_in_files_by_their_first_letters_and_texts_by_province(country_site):
    """A place stands in the files of the words of its name and in that of its province, and in no other."""
    shards = {path.stem for path in (country_site / "vi" / "search").glob("*.js")}
    assert {"01", "04", "08", "ba", "din", "thu", "pha"} <= shards
    holding = [
        path.stem
        for path in (country_site / "vi" / "search").glob("*.js")
        if "profile-synthetic_01273.html" in path.read_text(encoding="utf-8")
    ]
    assert {"04", "thu", "pha"} <= {*holding}
    assert not {"01", "08", "din"} & {*holding}


def test_a_number_in_a_title_takes_no_file_from_a_province(tmp_path, monkeypatch):
    """Where a place of province 04 has 01 in its title, the file 01 still holds the pages of province 01 alone."""
    monkeypatch.setattr("analysis.site.finding.title_words", lambda _: {"01", "thu"})
    edition = Edition("vi", (), Surroundings(groups=(Group("01", "", ("a",)), Group("04", "", ("b",)))))
    runs = [Run(name, tmp_path, subject=("locality", name), part="places") for name in ("a", "b")]
    built = [Listed(run, Title("", ""), run.run_id, (Section("", "", ()),)) for run in runs]
    (tmp_path / "search").mkdir()
    write_search(edition, built, tmp_path)
    shards = {path.stem: path.read_text(encoding="utf-8") for path in (tmp_path / "search").glob("*.js")}
    assert "a.html" in shards["01"] and "b.html" not in shards["01"]
    assert "a.html" in shards["thu"] and "b.html" in shards["thu"]


def test_a_place_is_found_by_its_name_whatever_words_others_have(monkeypatch):
    """Letters that too many titles have are parted by words; a word that too many have finds what begins with it."""
    monkeypatch.setattr("analysis.site.finding._MOST_TITLES", 2)
    told = ["Thủ Thừa: 1", "Thủ Đức: 2", "Thuận An: 3", "Ô Lâm: 4", "Đảng viên ở Ô Lâm: 5", "Lâm Ô: 6", "Ở Lâm Ô: 7"]
    titles = {}
    for title in told:
        for word in title_words(title):
            titles.setdefault(word, []).append(Row("", title, "", "", ()))
    files = {key: [row.title for row in rows] for key, rows in _part(titles).items()}
    assert "thu" in files and (files["thua"], files["thuan"]) == (told[:1], told[2:3])
    assert files["duc"] == told[1:2] and files["dan"] == told[4:5]
    assert (files["o"], files["lam"]) == ([told[3], told[6]], [told[5]])
    assert [*files][-2:] == ["lam", "o"], "they are asked for last, for they do not hold all"
    assert all(len(rows) <= 2 for rows in files.values())


def test_a_sheet_is_made_of_the_places_that_are_built(country_site):
    """Of many places only those whose pages are made now get their sheets anew."""
    made = sorted(path.stem for path in (country_site / "vi").glob("handout-*.html"))
    assert made == [f"handout-synthetic_{code}" for code in ("00004", "01", "01273", "01279")]
    found = read_rows(country_site / "vi" / "search" / "01.js")
    told = {row.target.partition("#")[0]: row for row in reversed(found)}
    assert {name for name in told if "handout" in name} == {"handout-synthetic_00004.html", "handout-synthetic_01.html"}
    sheet, page = told[made[0] + ".html"], (country_site / "vi" / f"{made[0]}.html").read_text(encoding="utf-8")
    assert (sheet.heading, sheet.kind) == ("", say("site.handout", "vi"))
    assert f"{sheet.title} ·" in page and sheet.texts and sheet.texts[0] in page


def test_of_many_places_no_sheet_stands_around_the_reports(country, data, tmp_path):
    """The sheet of each is made with the first of its reports; of few, or of two asked for, they stand around."""
    several = [OWN, *sorted({*country.ids("locality")} - {OWN})[:2]]
    for given, asked, around in (
        (country, several, []),
        (country, several[:2], several[:2]),
        (data, ["ba_tri"], ["ba_tri"]),
    ):
        listed = load_runs(given, notebooks_dir())
        names = {f"{kind}-{id_}" for kind in ("profile", "field-study") for id_ in asked}
        runs = [run for run in listed if run.run_id in names]
        plan = make_plan(given, runs, listed, ("vi",), notebooks_dir(), tmp_path)
        sheets = {task.run.run_id: task.page.sheet for task in _list_tasks(plan)}
        assert sheets.keys() == names
        assert sheets == {name: name[8:] if name.startswith("profile-") and not around else "" for name in names}
        made = [page.name for page in describe_site(given, "vi", asked).pages if page.kind == "handout"]
        assert sorted(made) == sorted(f"handout-{id_}" for id_ in around)


def test_a_place_asked_for_alone_waits_for_no_other_province(small_country, country, tmp_path):
    """Around reports of places alone stand their provinces and those that are there; around any other stand all."""
    listed = load_runs(country, notebooks_dir())

    def stand_around(*ids):
        runs = [run for run in listed if run.run_id in ids]
        plan = make_plan(country, runs, listed, ("vi",), notebooks_dir(), tmp_path, small_country)
        around = plan.describe("vi")
        subjects = [report.run.subject for report in plan.editions[0].reports]
        places = {id_ for kind, id_ in filter(None, subjects) if kind == "locality"}
        assert places == {place for group in around.groups for place in group.places}, "what is listed has a province"
        names = [group.name for group in around.groups]
        assert [page.name for page in around.pages if page.kind == "group"] == [f"sources-{name}" for name in names]
        return names

    assert stand_around(f"profile-{OWN}", f"field-study-{OWN}") == ["01"]
    (tmp_path / "vi").mkdir()
    (tmp_path / "vi" / "places-08.html").touch()
    assert stand_around(f"profile-{OWN}") == ["01", "08"]
    assert stand_around(f"profile-{OWN}", "in-force") == ["01", "04", "08", "12", "99"]


OWN, NEAR, FAR = "synthetic_00004", "synthetic_00025", "synthetic_00691"
# What is changed of the first place, and which pages cannot show it: a near one shows figures of it and no codings.
CHANGES = [
    ("observations", "value", 9999.0, [FAR]),
    ("observations", "qualifier", "gt", [FAR]),
    ("observations", "period", "2025-10-01", [FAR]),
    ("observations", "note_vi", "Một ghi chú bịa.", [FAR]),
    ("observations", "status", "target", []),
    ("codings", "gloss_vi", "Một câu khác, cũng bịa.", [NEAR, FAR]),
    ("codings", "theme_id", "mass_organisations", []),
    ("codings", "direction", "result", []),
]


def key_of(data, place):
    """Give the key of what the page of a place may show."""
    near = digest_near(data, place)
    return near.own, near.shown()


def show_pages(data, place, monkeypatch):
    """Run the cells of the notebooks of a place here, and give all that they show, and its sheet."""
    pages = [show_page(data, place, monkeypatch, name) for name in ("10_locality_profile", "80_field_study")]
    return [*pages, *(write_page(hand_out(data, place, lang=lang), {"lang": lang}) for lang in LANGUAGES)]


def show_page(data, place, monkeypatch, name, lang="vi"):
    """Run the cells of one notebook."""
    shown, write = [], DisplayFormatter().format
    names = {"display": lambda value: shown.append(write(value))}
    monkeypatch.setattr(analysis, "load", lambda: data)
    for cell in read_cells(notebooks_dir() / "reports" / f"{name}.ipynb"):
        tree = ast.parse(cell.source if cell.kind == "code" else "")
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "cell", "exec"), names)
        if last is not None and (value := eval(compile(ast.Expression(last.value), "cell", "eval"), names)) is not None:
            shown.append(write(value))
        if "parameters" in cell.tags:
            names |= {"lang": lang, "locality_id": place}
    return repr(shown)


def change_first(data, table, column, value, place=OWN):
    """Change a cell of the first row of a table that is of the first place."""
    frame = data.tables[table].copy()
    row = frame.index[frame["locality_id"] == place][0]
    assert frame.loc[row, column] != value
    frame.loc[row, column] = value
    if column == "period":
        frame.loc[row, ["start", "end"]] = pd.Timestamp(value)
    return replace(data, tables={**data.tables, table: frame})


@pytest.mark.slow
def test_a_page_of_a_place_is_kept_only_where_it_shows_the_same(country, monkeypatch):
    """What a change shows on is made anew, and of pages far from it those that may show it; never is a page stale."""
    monkeypatch.setattr("analysis.methods.groups.MOST_PLACES", 12)
    places = (OWN, NEAR, FAR)
    before = {place: (key_of(country, place), show_pages(country, place, monkeypatch)) for place in places}
    for table, column, value, may_stay in CHANGES:
        changed = change_first(country, table, column, value)
        kept = [place for place in places if key_of(changed, place) == before[place][0]]
        assert kept == may_stay, column
        assert [show_pages(changed, place, monkeypatch) for place in kept] == [before[place][1] for place in kept]
        assert column == "status" or show_pages(changed, OWN, monkeypatch) != before[OWN][1], column


@pytest.mark.slow
def test_a_changed_figure_remakes_the_pages_that_show_it(country, monkeypatch):
    """Of a province of fewer places than are near each other it remakes one page, or those of the province.

    All its communes tell of one day, so the first six are nearest to each and stand on its page, the others on none.
    """
    monkeypatch.setattr("analysis.methods.groups.MOST_PLACES", 30)
    own = [row["locality_id"] for row in country.rows("locality") if row["parent_code"] == "01"]
    places = [*own, FAR, "synthetic_01", "synthetic_04", "synthetic_08", "synthetic_01273"]
    assert 12 < len(own) < 30
    first, hidden = own[0], own[11]
    before = {place: key_of(country, place) for place in places}
    remade = {}
    for place in (first, hidden):
        changed = change_first(country, "observations", "value", 9999.0, place)
        remade[place] = [other for other in places if key_of(changed, other) != before[other]]
    assert remade[hidden] == [hidden]
    assert first in remade[first] and {*remade[first]} <= {*own, "synthetic_01"}
    shown = [show_pages(data, own[1], monkeypatch) for data in (country, changed)]
    assert shown[0] == shown[1], "what is kept shows the same"
    changed = change_first(country, "observations", "value", 9999.0, first)
    alone = [[digest_near(data, place, alone=True) for place in places] for data in (country, changed)]
    assert [place for place, *keys in zip(places, *alone, strict=True) if keys[0] != keys[1]] == [first]
    outlines = [show_page(data, own[1], monkeypatch, "80_field_study") for data in (country, changed)]
    assert outlines[0] == outlines[1], "an outline shows nothing of others, but of all who prints what"


def test_a_page_reads_all_where_places_are_few_or_a_finding_names_its_place(country, data, monkeypatch):
    """Nothing is left out of the key of a page of few places, nor of one that a finding or a lesson tells of."""
    assert digest_near(data, "ba_tri") is None
    monkeypatch.setattr("analysis.methods.groups.MOST_PLACES", 12)
    assert digest_near(country, "ba_tri") is None
    assert key_of(country, OWN) != key_of(country, FAR)


def test_a_run_is_recalled_by_what_it_may_show(tmp_path, home, set_cells):
    """A run known by its own rows is kept while these and what it shows of others are the same, and any other is not.

    What it shows is worked out when it is made, and again only where rows near it changed.
    """
    cache, notebook = Cache(tmp_path / "cache"), notebooks_dir() / "reports" / "10_locality_profile.ipynb"
    tasks = {name: Task(Run(name, notebook), Page("vi", "x", "y"), 60) for name in ("near", "all")}
    asked = []

    def find(own, rows, shown):
        asked.clear()
        recall = Recall(cache, notebook.parent, (), {"near": Near(own, rows, lambda: asked.append(rows) or shown)})
        found = [name for name, task in tasks.items() if recall.find(task)]
        for task in tasks.values():
            recall.keep(task, Made(notebook="{}", report=Rendered("")))
        return found, len(asked)

    assert find("own", "rows", "shown") == ([], 1)
    assert find("own", "rows", "shown") == (["near", "all"], 0)
    set_cells(home, [("observations", ("ba_tri_communes_supported",), "paragraph", "9")])
    assert find("own", "rows", "shown") == (["near"], 0)
    assert find("own", "other rows", "shown") == (["near", "all"], 1)
    assert find("own", "more rows", "other") == (["all"], 1)
    assert find("another", "more rows", "other") == (["all"], 1)
    set_cells(home, [("observations", ("ba_tri_assignment_years",), "paragraph", "9")])
    assert find("another", "more rows", "other") == ([], 1), "the first row is an example in workbooks"
    set_cells(home, [("localities", ("ba_tri",), "name_en", "Elsewhere")])
    assert find("another", "more rows", "other") == ([], 1)


def test_of_very_many_places_so_many_are_compared_and_it_is_told(country):
    """Of 68 places sixty of one level and time are held against each other; the rest is counted in both languages."""
    everywhere = analysis.compare(country, "members_per_cell", None)
    levels = {country.row("locality", place)["level"] for place in everywhere.locality_ids}
    assert (len(everywhere.locality_ids), levels, len(everywhere.not_held)) == (60, {"commune"}, 8)
    assert {"synthetic_01", "ba_tri"} <= {*everywhere.not_held}
    assert {*everywhere.locality_ids}.isdisjoint(everywhere.not_held)
    assert len(everywhere.judgements) == 60 * 59 / 2
    part = everywhere.largest
    assert part.not_held == everywhere.not_held
    for lang, words in (("vi", "không nói gì về 8 nơi khác"), ("en", "Nothing is said here of 8 others")):
        assert words in describe_comparison(country, part, lang=lang).caption
    assert show.report_comparison(country, everywhere)["not_held"] == list(everywhere.not_held)
    few = analysis.compare(country, "members_per_cell", everywhere.locality_ids)
    assert (few.not_held, few.figures, few.verdict) == ((), everywhere.figures, everywhere.verdict)
    assert "Nothing is said" not in describe_comparison(country, few.largest, lang="en").caption


def test_places_of_the_unit_above_the_first_stand_together(country, monkeypatch):
    """Of communes of three provinces as many as may are compared, first those of the province of the first named."""
    monkeypatch.setattr("analysis.methods.groups.MOST_PLACES", 20)
    communes = [row["locality_id"] for row in country.rows("locality") if row["parent_code"] in ("04", "08")]
    own = [id_ for id_ in communes if country.row("locality", id_)["parent_code"] == "04"]
    compared = analysis.compare(country, "party_members", communes).locality_ids
    assert len(communes) > 20 > len(own) and compared == tuple([*own, *communes[len(own) :]][:20])


def test_of_very_many_places_the_best_known_are_held_in_pairs(country):
    """Twelve places are held in pairs, no other has more printed figures, and the picture says so."""
    pairs = methods.compare_pairs(country)
    places = {place for pair in pairs for place in pair.locality_ids}
    printed = country.tables["observations"]["locality_id"].value_counts()
    assert len(places) == 12
    assert printed[list(places)].min() >= printed.drop(list(places)).max()
    assert "only the 12 of which most figures are printed" in describe_matrix(country, pairs, lang="en").caption
    told = {figure.locality_id for found in methods.find_confusions(country) for figure in found.figures}
    assert told and told <= places, "of what only looks alike too"


def test_of_one_place_themes_and_documents_are_read_as_of_all(country, data):
    """What a page of one place reads alone is what it would find among all places, in the same order."""
    for every in (data, country):
        themes, patterns = methods.read_themes(every), methods.find_patterns(every)
        documents, opened = methods.list_directives(every), list[bool]()
        for place in every.ids("locality"):
            told = {theme: of[place] for theme, of in themes.items() if any(of[place].values())}
            assert [*read_place(every, place).items()] == [*told.items()]
            kinds = {kind: patterns[kind] for kind in ("open", "alone")}
            own = {kind: [theme for theme in themes if place in of.get(theme, ())] for kind, of in kinds.items()}
            assert find_own(every, place) == own
            opened += [bool(own["open"]), bool(own["alone"])]
            cited = documents[documents["locality_id"] == place]["directive_id"].tolist()
            assert methods.list_directives(every, place)["directive_id"].tolist() == cited
        assert {*opened} == {True, False}
    with pytest.raises(UnknownIdError, match="nam_pô"):
        methods.list_directives(data, "nam_pô")


def test_a_notebook_to_begin_with_shows_a_few_of_many_places(country, data, monkeypatch):
    """Who begins with it in a country waits for no picture of thousands of bars; of five places all are shown."""
    code = [cell.source for cell in read_cells(NEW) if cell.kind == "code"][:2]
    for given, number in ((country, 20), (data, 3)):
        monkeypatch.setattr(analysis, "load", lambda given=given: given)
        space: dict = {}
        exec("\n".join(code), space)
        assert len(space["shown"]) == number
        assert space["shown"]["value"].is_monotonic_increasing


def test_of_a_theme_the_silent_places_stand_beside_those_that_speak(country):
    """Each theme has every place in order; a text that does not name it has nothing there, and another its own rows."""
    themes = methods.read_themes(country)
    coded = {row["theme_id"] for row in country.rows_of("codings", OWN).to_dict("records")}
    assert 0 < len(coded) < len(themes)
    for theme, told in themes.items():
        assert list(told) == country.ids("locality")
        assert list(told[OWN]) == list(told[FAR]) == ["deed", "result", "limitation", "proposal"]
        assert any(told[OWN].values()) == (theme in coded)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_quartiles_of_enough_places_are_figures_of_these(country, lang):
    """Of eight places the second, fourth and sixth figure from below are told; of very many no pair is tested alone."""
    places = [row["locality_id"] for row in country.rows("locality") if row["parent_code"] == "01"]
    eight = analysis.compare(country, "residential_cells_share", places[:8])
    rising = sorted(eight.figures, key=lambda figure: figure.value)
    *_, needs = show.show_tests(country, eight, as_process=False, lang=lang)
    [told] = [str(each) for each in needs.items if str(each).startswith(show.say("need.quantiles", lang))]
    values = [Voice(country, lang).value(figure) for figure in rising]
    found = re.findall(r"\d+[.,]\d%", told)
    assert len(values) == 8 and found == [values[1], values[3], values[5]]
    everywhere = analysis.compare(country, "residential_cells_share", None)
    untested, funnel, _ = show.show_tests(country, everywhere, as_process=True, lang=lang)
    assert {"vi": "1.770 cặp", "en": "1,770 pairs"}[lang] in str(untested)
    assert len(funnel.rows) == 60


def test_so_many_pairs_are_told_together_with_their_number(country):
    """The table of 1,770 pairs has a row for each verdict with its reasons; the numbers in it add up."""
    everywhere = analysis.compare(country, "party_members", None)
    table = show.table_judgements(country, everywhere.judgements, lang="en")
    verdicts = [str(row[-3]) for row in table.rows]  # before the reasons and the sources
    numbers = [int(verdict.split()[0].replace(",", "")) for verdict in verdicts]
    assert len(table.rows) < 20 and sum(numbers) == len(everywhere.judgements) == 1770
    few = analysis.compare(country, "party_members", everywhere.locality_ids[:4])
    assert len(show.table_judgements(country, few.judgements, lang="en").rows) == 6


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_pages_of_all_places_are_of_sixty_and_lead_to_the_others(country, lang, data):
    """Of 68 places sixty are told of, the five real ones among them, and each province has its link."""
    few = country.few()
    assert len(few.ids("locality")) == 60 and {*data.ids("locality")} <= {*few.ids("locality")}
    assert {*few.tables["observations"]["locality_id"]} == {*few.ids("locality")}
    assert few.version == country.version and data.few() is data
    assert len(few.figures()) < len(country.figures())
    assert {*few.documents()["place"]} <= {*few.ids("locality")}
    (told,) = show.tell_few(country, lang=lang).items
    links = [piece.href for piece in told.words if hasattr(piece, "href")]
    assert links == [f"places-{code}.html" for code in ("01", "04", "08", "12", "99")]
    assert "60" in str(told) and "68" in str(told)
    assert show.tell_few(data, lang=lang) is None


def test_a_lesson_of_many_places_shows_twelve_and_says_so(country, data):
    """A slide has room for twelve rows of marks: of 68 places it has those of which most is recorded, and its notes
    say so, as does the table of passages; of the five of the articles each has a line, and no note says that.
    """
    few = f"12 of {len(country.ids('locality'))} places"
    five = {data.name("locality", place, "en") for place in data.ids("locality")}
    for given, most in ((country, 12), (data, 5)):
        pack = lessons.open_lesson(given, "meetings", lang="en", drawn=False)
        heads = {slide: {card.head for card in slide.cards} for slide in pack.slides if not slide.grid}
        heads |= {
            slide: {row[0] for row in slide.grid[1:]} for slide in pack.slides if slide.grid and not slide.grid[0][0]
        }
        [(slide, names)] = [(slide, names) for slide, names in heads.items() if five <= names]
        [told] = [item for item in pack.items if item.item_id == "measures"]
        assert len(names) == most
        assert {str(row[0]).partition(",")[0] for row in told.rows} <= names
        assert any(few in str(note) for note in slide.notes) == any(few in note for note in told.notes) == (most == 12)


def held_by_hand(country, comparison):
    """Hold each share against the Wilson limits around that of all units together, from what the texts print."""
    counts = {}
    for figure in comparison.figures:
        part, single, affiliated = (
            int(next(iter(find_figures(country, locality_id=figure.locality_id, indicator_id=id_))).value)
            for id_ in ("residential_cells", "grassroots_cells", "affiliated_cells")
        )
        counts[figure.locality_id] = part, single + affiliated  # of a commune since 1 July 2025
    common = sum(part for part, _ in counts.values()) / sum(whole for _, whole in counts.values())
    z, found = 3.0902323, set()  # of 99.8 %, two-sided
    for place, (part, n) in counts.items():
        middle, half = common + z * z / (2 * n), z * (common * (1 - common) / n + z * z / (4 * n * n)) ** 0.5
        if abs(part / n * (1 + z * z / n) - middle) > half:
            found.add(place)
    return found, common


def test_a_sentence_on_many_places_tells_the_lowest_and_the_highest(country, data):
    """Of sixty figures side by side a sentence says two, as they are printed; of five places it says each."""
    few, share = country.few(), "residential_cells_share"
    known = sorted(figure.value for figure in analysis.compare(few, share, None).largest.figures)
    assert len(known) > 12
    name = few.name("indicator", share, "en")
    points = [point for point in show.list_conclusions(few, lang="en").items if str(point).startswith(name)]
    told = {tuple(figure.value for figure in point.figures): str(point) for point in points}
    assert "lowest and highest" in told[known[0], known[-1]]
    assert not any("lowest" in str(point) for point in show.list_conclusions(data, lang="en").items)


@pytest.mark.few(1)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_funnel_is_drawn_of_ten_comparable_shares_and_of_no_fewer(country, data, lang):
    """It says how many of sixty lie outside limits worked out here; nine places have none, five never."""
    everywhere = analysis.compare(country, "residential_cells_share", None)
    outside, common = held_by_hand(country, everywhere.largest)
    head, note, picture = show.tell_funnel(country, everywhere, lang=lang)
    number = f"{common * 100:.1f}".replace(".", {"vi": ",", "en": "."}[lang])
    assert head.text.startswith(f"{len(outside)} ") and "60" in head.text and number in head.text
    assert "10" in str(note.text) and "Spiegelhalter 2005" in str(note.text)
    assert head.text in picture.alt and picture.narrow
    # A filled diamond stands outside, an open circle within; a picture for slides is there too.
    drawn = re.findall(r"<use [^>]*style=\"fill: (#\w+)", picture.svg)
    assert drawn.count("#8c1d18") == len(outside) and drawn.count("#ffffff") == 60 - len(outside)
    ten, nine = (analysis.compare(country, "residential_cells_share", everywhere.locality_ids[:n]) for n in (10, 9))
    assert len(list(show.tell_funnel(country, ten, lang=lang))) == 3
    assert list(show.tell_funnel(country, nine, lang=lang)) == []
    *_, needs = show.show_tests(country, nine, as_process=False, lang=lang)
    assert "9" in str(needs.items[0]) and "10" in str(needs.items[0])
    for indicator in ("grassroots_cells_share", "residential_cells_share", "members_per_cell"):
        assert list(show.tell_funnel(data, analysis.compare(data, indicator, None), lang=lang)) == []
    assert list(show.tell_funnel(country, analysis.compare(country, "party_members", None), lang=lang)) == []


@pytest.mark.slow
def test_what_a_worker_works_out_before_is_what_a_page_of_a_place_asks_for(country, monkeypatch):
    """Before a page of a place is started its worker has read the figures of the places near to it."""
    from analysis.build.warm import prepare_more
    from analysis.dataset import figures
    from analysis.show.profile import find_pages

    fresh, asked = replace(country), []
    monkeypatch.setattr("analysis.dataset.load", lambda: fresh)
    prepare_more("synthetic_01273")
    monkeypatch.setattr("analysis.show.profile.load_runs", lambda *given: asked.append(given))
    assert find_pages(fresh, notebooks_dir())["members_per_cell"] == "compare-members_per_cell.html"
    monkeypatch.setattr(figures, "printed_figures", lambda *given: asked.append(given) or ())
    place, *_ = methods.find_figures(fresh, locality_id="synthetic_01273")
    assert methods.find_nearest(fresh, place)
    assert methods.find_gaps(fresh, "synthetic_01273") is not None
    assert asked == []


def test_the_second_language_of_a_page_works_nothing_out_of_the_data_again(data, monkeypatch):
    """After a page of Ba Tri in Vietnamese, that in English asks of the data only what is worded in English."""
    fresh = replace(data)
    show_page(fresh, "ba_tri", monkeypatch, "10_locality_profile")
    before = {*_known[fresh]}
    show_page(fresh, "ba_tri", monkeypatch, "10_locality_profile", lang="en")
    new = [key for key in _known[fresh] if key not in before]
    assert len(before) > 20
    assert [key for key in new if not {"en", ("lang", "en")} & {*key[1:]}] == []


@pytest.mark.slow
def test_a_worker_keeps_nothing_of_the_reports_that_it_made(country, monkeypatch):
    """What a report leaves in a circle is gone when the worker gets ready for the next: memory stays as it was."""
    from analysis.build.warm import prepare_more

    class Left:
        """A workbook, say: its sheets know it."""

    monkeypatch.setattr("analysis.dataset.load", lambda: country)
    prepare_more()
    kept, collecting = gc.get_freeze_count(), gc.isenabled()
    gc.disable()  # what is told here is no chance
    try:
        left = [Left() for _ in range(10_000)]
        for each in left:
            each.itself = each
        last = weakref.ref(left[-1])
        del left, each
        prepare_more()
    finally:
        if collecting:
            gc.enable()
    assert last() is None
    assert gc.get_freeze_count() - kept < 10_000


def test_what_a_build_used_is_kept_beyond_the_bound_of_the_cache(tmp_path, monkeypatch):
    """What was asked for or put in since a build began stays, however much it is; what nobody asked for goes."""
    monkeypatch.setattr("analysis.plan.cache._BOUND", 0)
    before = Cache(tmp_path)
    for key in ("asked", "left"):
        before.put("pages", key, {"page": key})
    for path in tmp_path.glob("*/*/*"):
        os.utime(path, ns=(1, 1))
    cache = Cache(tmp_path)
    assert cache.get("pages", "asked") == {"page": "asked"}
    cache.put("pages", "made", {"page": "made"})
    for path in tmp_path.glob("*/*/*"):  # a second later: the clock of a file system may lag
        os.utime(path, ns=(path.stat().st_mtime_ns + 10**9,) * 2)
    cache.trim()
    assert {path.name for path in tmp_path.glob("*/*/*")} == {"asked", "made"}


def test_what_was_worked_out_of_one_place_is_let_go(country, monkeypatch):
    """What a worker knows of places that are not near the next is forgotten; what is of all, and theirs, stays."""
    fresh = replace(country)
    for place in (OWN, NEAR, FAR):
        find_figures(fresh, locality_id=place)
        hand_out(fresh, place, lang="en")
    methods.find_patterns(fresh)

    def places():
        return {
            part for place in (OWN, NEAR, FAR) for key in _known[fresh] if place in repr(key[1:]) for part in [place]
        }

    of_all = {key for key in _known[fresh] if len(key) == 1}
    let_go(fresh, [OWN, NEAR])
    assert places() == {OWN, NEAR, FAR}, "of so few things none need go"
    monkeypatch.setattr("analysis.dataset.tables._MOST_KNOWN", 10)
    let_go(fresh, [OWN, NEAR])
    assert places() == {OWN, NEAR}
    assert of_all and of_all <= {*_known[fresh]}
    let_go(fresh, [])
    assert places() == set()
    assert find_figures(fresh, locality_id=OWN) == find_figures(country, locality_id=OWN)


def test_whether_many_packages_changed_is_asked_once_of_each(small_country, monkeypatch):
    """Who loads what was loaded before looks up each folder so many times, however many there are: no two in pairs."""
    analysis.load(*small_country)
    asked, resolve = [], Path.resolve
    monkeypatch.setattr(Path, "resolve", lambda path, *given: asked.append(path) or resolve(path, *given))
    analysis.load(*small_country)
    again = [path for path in asked if path in small_country]
    assert {again.count(path) for path in small_country} == {1}
    assert len(asked) <= 3 * (len(small_country) + 2)
