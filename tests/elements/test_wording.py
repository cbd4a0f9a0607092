"""Words, numbers and reasons in two languages."""

import re
import string
import tomllib
from pathlib import Path

import pytest

from analysis.elements.wording import Voice
from analysis.errors import AnalysisError, UnknownIdError
from analysis.methods import compare, find_figures
from analysis.show import describe_reasons, name_place, report_comparison, say
from analysis.words import catalogue as catalogue_module

WORDS = Path(catalogue_module.__file__).with_name("reports")


def catalogue(lang):
    return tomllib.loads((WORDS / f"{lang}.toml").read_text(encoding="utf-8"))


def test_both_languages_have_the_same_phrases():
    """Each phrase of one catalogue stands in the other, with the same fields to fill in."""
    vi, en = catalogue("vi"), catalogue("en")
    assert {s: set(vi[s]) for s in vi} == {s: set(en[s]) for s in en}

    def fields(phrase):
        return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}

    for section in vi:
        for name in vi[section]:
            assert fields(vi[section][name]) == fields(en[section][name]), f"{section}.{name}"


def test_no_phrase_is_unused():
    """Each section of the catalogue is used by the code."""
    code = "".join(path.read_text(encoding="utf-8") for path in WORDS.parents[1].rglob("*.py"))
    code += "".join(path.read_text(encoding="utf-8") for path in WORDS.parents[1].rglob("*.j2"))
    for section in catalogue("vi"):
        assert re.search(rf"\b{section}\.|\"{section}\"", code), section


def test_every_allowed_value_has_words(data):
    """Each value that the data may hold and reports show is worded in both languages."""
    from analysis.package.schema import read_package

    shown = {
        ("localities", "level"): "level",
        ("localities", "level "): "place",
        ("subjects", "kind"): "kind",
        ("sources", "genre"): "genre",
        ("indicators", "unit"): "unit",
        ("indicators", "counted"): "counted",
        ("indicators", "tier"): "tier",
        ("indicators", "nature"): "nature",
        ("indicators", "topic"): "profile",
        ("observations", "status"): "status",
        ("observations", "period_basis"): "basis",
        ("observations", "qualifier"): "qualifier",
        ("directives", "kind"): "document",
        ("directives", "level"): "level",
        ("codings", "direction"): "direction",
        ("norms", "verification"): "verification",
    }
    tables = read_package().tables
    for (table, column), section in shown.items():
        for value in tables[table].field(column.strip()).enum:
            for lang in ("vi", "en"):
                assert say(f"{section}.{value}", lang, **({"name": "x"} if section == "place" else {}))


def test_missing_words_raise():
    """A phrase without a wording, a missing field and an unknown language are refused, never shown half."""
    assert say("site.contents", "vi")
    with pytest.raises(AnalysisError, match="no wording of"):
        say("site.nothing", "vi")
    with pytest.raises(AnalysisError, match="number"):
        say("join.page", "en")
    with pytest.raises(UnknownIdError, match="vi"):
        say("site.contents", "fr")


@pytest.mark.parametrize(
    ("locality", "indicator", "vi", "en"),
    [
        ("nam_po", "party_members", "1.906", "1,906"),
        ("nam_po", "rural_members_share", "80,2%", "80.2%"),
        ("nam_po", "members_per_cell", "12,5", "12.5"),
        ("lai_chau", "village_heads_members_share", "71,76%", "71.76%"),
        ("lai_chau", "admission_rate", "3,40%", "3.40%"),
        ("hai_luu", "income_per_person", "trên 60.000.000 đồng", "over 60,000,000 dong"),
        ("hai_luu", "better_off_households_share", "trên 40%", "over 40%"),
        ("trang_dinh", "meeting_attendance_share", "từ 85% trở lên", "85% or more"),
        ("trang_dinh", "agency_cell_meetings", "10–11 kỳ/năm", "10–11 a year"),
        ("ba_tri", "residential_cells_graded_not_completed", "0", "0"),
    ],
)
def test_values(data, locality, indicator, vi, en):
    """Figures are written in the manner of each language, printed ones as precisely as printed."""
    (figure,) = find_figures(data, locality_id=locality, indicator_id=indicator)
    assert (Voice(data, "vi").value(figure), Voice(data, "en").value(figure)) == (vi, en)


def test_names(data):
    """Places carry their level, sources their author, outlet and date in the official style."""
    assert name_place(data, "nam_po", "vi") == "huyện Nậm Pồ"
    assert name_place(data, "lai_chau", "en") == "Lai Châu province"
    assert Voice(data, "vi").source("hai_luu_2022").endswith("Báo Vĩnh Phúc. 03/8/2022.")


def test_reasons_name_both_sides(data):
    """Reasons name the things that differ, in both languages, each once however many pairs."""
    comparison = compare(data, "party_members", ["hai_luu", "nam_po", "lai_chau"])
    strict = describe_reasons(data, comparison, "vi", verdict="not_comparable")
    assert strict.count("cấp hành chính") == 1
    assert all(one in strict for one in ("xã", "huyện", "tỉnh"))
    assert "commune" in describe_reasons(data, comparison, "en")


def test_comparison_as_plain_values(data):
    """A comparison for JSON carries verdict, values and reasons in both languages."""
    report = report_comparison(data, compare(data, "members_per_cell", ["nam_po", "ba_tri", "lai_chau"]))
    assert report["verdict"]["id"] == "with_care"
    assert report["missing"] == ["ba_tri"]
    assert [round(one["value"], 1) for one in report["figures"]] == [12.5, 13.4]
    assert all(set(one["words"]) == {"vi", "en"} for pair in report["pairs"] for one in pair["reasons"])
