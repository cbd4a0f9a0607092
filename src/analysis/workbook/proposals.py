"""Candidates of an article in words: what each says, what it rests on, and what a person decides."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from analysis.extract.article import find_lost_lines
from analysis.package.places import call_place
from analysis.package.schema import read_package
from analysis.text import format_number, format_period
from analysis.text.numbers import MIRRORED
from analysis.words.catalogue import say, section
from analysis.workbook.cells import with_id


def describe_candidates(
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    indicators: Mapping[str, str],
    themes: Mapping[str, str],
    *,
    lang: str,
) -> Iterator[str]:
    """Word the candidates of an article, as `candidate_rows` gives them, a line each, with names by id."""
    unknown = say("report.unknown", lang)
    (source,) = rows["sources"]
    places = [call_place(row, lang) for row in rows["localities"]]
    head = (source["title"], source["published_on"], source["author"], source["outlet"], *(places or [""]))
    yield " | ".join(words or unknown for words in head)
    for row in rows["observations"]:
        id_, period = row["indicator_id"], row["period"]
        lacking = say("decide.new_indicator", lang, seems=row[f"seems_{lang}"]) if row["offer"] else ""
        told = (
            _word_reading(row, lang),
            format_period(period, lang) if period else row["open_span"] or unknown,
            with_id(indicators[id_], id_) if id_ else lacking or _word_lack(row, lang),
            *([f"“{row['why']}”"] if row["why"] else []),
            *([say("decide.former", lang, former=row["former"])] if row["former"] else []),
        )
        yield f"  {row['paragraph']:>3}  {row['printed']}  =  {'; '.join(told)}"
    kinds = section("cell_kind", lang)
    for row in rows["directives"]:
        told = (f"{kinds.get(row['kind'], row['kind'])} {row['number']}".strip(), row["issuer_vi"], row["issued_on"])
        yield f"  {row['paragraph']:>3}  {'; '.join(filter(None, told))}"
    for row in list_places(rows):
        about = "; ".join(themes.get(name, name) for name in row["themes"])
        said = say("report.read", lang, directions=word_directions(row, lang), themes=about)
        yield f"  {row['paragraph']:>3}  {said}"
    counts = {"figures": rows["observations"], "documents": rows["directives"], "passages": list_places(rows)}
    yield say("report.candidates", lang, **{name: len(several) for name, several in counts.items()})


def word_lost(name: str, texts: Iterable[tuple[int, str]], lang: str) -> str:
    """Word which paragraphs of an article have lost letters, or nothing."""
    told = find_lost_lines(texts)
    return say("report.notice", lang, place=name, words=say("notice.text_lost", lang, **told)) if told else ""


def list_places(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[Mapping[str, Any]]:
    """Give all places to read in the order of the text."""
    return sorted((*rows["passages"], *rows["assignments"]), key=lambda row: (row["paragraph"], row["start"]))


def word_directions(passage: Mapping[str, Any], lang: str) -> str:
    """Word what a place to read may be: a direction, or an assignment where it has none."""
    directions = [section("cell_direction", lang)[name] for name in passage["directions"]]
    return ", ".join(directions) or read_package().tables["assignments"].title[lang].lower()


def word_reasons(row: Mapping[str, Any], lang: str) -> str:
    """Word what a person must decide of a candidate."""
    known = {
        "words": row.get("open_span", ""),
        "former": row.get("former", ""),
        "seems": row.get(f"seems_{lang}") or row.get(f"name_{lang}", ""),
    }
    return ", ".join(say(f"decide.{id_}", lang, **known) for id_ in row["decide"])


def _word_lack(row: Mapping[str, Any], lang: str) -> str:
    """Word why no indicator is proposed: the figure is of none that is named, or a person is asked."""
    unnamed = "unnamed" in row["decide"]
    return say("decide.unnamed", lang) if unnamed else f"{say('decide.no_indicator', lang)}?"


def _word_reading(row: Mapping[str, Any], lang: str) -> str:
    """Word a proposed value, and what it is where that is no level."""
    if row["reading"] == "level":
        return word_value(row, lang)
    against = f", {say('decide.against', lang, period=format_period(row['against'], lang))}" if row["against"] else ""
    return f"{word_value(row, lang)} ({section('reading', lang)[row['reading']]}{against})"


def word_value(row: Mapping[str, Any], lang: str) -> str:
    """Word a proposed value with its qualifier, unit and what is counted; a change as a rise or a fall."""
    ends = [Decimal(end) for end in (row["value"], row.get("value_high")) if end]
    change = row.get("reading", "level") != "level"
    fell, rose = change and max(ends) < 0, change and min(ends) > 0
    value = "–".join(format_number(end, lang) for end in (sorted(map(abs, ends)) if fell else ends))
    unit, counted = row["unit"], row["counted"]
    words, told = ({**section("unit", each), **section("measure", each)}.get(unit, unit) for each in (lang, "vi"))
    words, (head, _, rest) = "" if unit == "count" else words, told.partition(" ")
    if unit == "percent":
        value, words = f"{value}{words}", ""
    elif unit != "count" and counted.split()[:1] == [head]:  # "hơn 1 năm" counts its unit, "10 kỳ" what it begins with
        words, counted = (counted, rest) if lang == "vi" else (words, "")
    amount = " ".join(filter(None, (value, words, counted)))
    # What is below -12 fell by more than 12.
    qualifier = MIRRORED.get(row["qualifier"], row["qualifier"]) if fell else row["qualifier"]
    if qualifier != "eq":
        told = section("cell_qualifier", lang).get(qualifier, qualifier)
        amount = told.replace("…", amount) if "…" in told else f"{told} {amount}"
    return say("decide.fell" if fell else "decide.rose", lang, amount=amount) if fell or rose else amount
