"""How the units of a place were graded, each alone; and what is looked up: norms and figures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from analysis.dataset import Dataset
from analysis.dataset.figures import find_lack
from analysis.dataset.printed import words_of_interval
from analysis.documents.force import gloss_rule, word_force
from analysis.drawings.behind import draw, sources_of_figures
from analysis.drawings.charts import Bar, plot_bars
from analysis.elements.picture import Axes, Picture
from analysis.elements.speech import Described, Number, capital, lower
from analysis.elements.table import Cell, Filter, Heading, Points, Table, heading
from analysis.elements.wording import Columns, Voice
from analysis.methods import GRADES, Comparison, Figure, Grading, Yardstick, find_figures
from analysis.methods.yardsticks import grading_rules_of


def head_grading(data: Dataset, grading: Grading, *, lang: str = "") -> Heading:
    """Say which units of a place were graded, and which share of them has the highest grade if the text prints it."""
    voice, share = Voice(data, lang), grading.shares["excellent"]
    told = {"counted": voice.say(f"counted.{grading.counted}"), "units": voice.value(grading.assessed)}
    told |= {"place": voice.name("locality", grading.locality_id), "year": grading.period[:4]}
    key = "heading.graded" if share is None else "heading.grades"
    return heading(voice.say(key, share=voice.percent(share or 0, decimals=1), **told))


def head_gradings(data: Dataset, gradings: Sequence[Grading], *, lang: str = "") -> Heading:
    """Head a page of grades by the share that has the highest, in each place, and by what is graded there."""
    voice, told, short = Voice(data, lang), list[str](), list[str]()
    for grading in gradings:
        if (share := grading.shares["excellent"]) is not None:
            fields = {"place": voice.name("locality", grading.locality_id), "value": voice.percent(share, decimals=1)}
            told.append(voice.say("heading.top", counted=voice.say(f"counted.{grading.counted}"), **fields))
            short.append(voice.say("heading.value_short", **fields))
    none = voice.say(
        "heading.graded_all", places=voice.names("locality", dict.fromkeys(g.locality_id for g in gradings))
    )
    topped = {grading.counted for grading in gradings if grading.shares["excellent"] is not None}
    key = "heading.tops_apart" if len(topped) > 1 else "heading.tops"  # what is graded is not the same thing
    heads = (voice.say(key, items=voice.listed(each)) if told else none for each in (told, short))
    return heading(*heads, answers=True)


def show_grading(data: Dataset, grading: Grading, *, lang: str = "") -> Picture:
    """Draw the grades of one place."""
    voice, table = Voice(data, lang), table_grading(data, grading, lang=lang)
    unit, sources = voice.say(f"counted.{grading.counted}"), sources_of_figures(data, grading.figures)
    return draw(voice, plot_grading, describe_grading, grading, unit=unit, sources=sources, table=table)


def plot_grading(data: Dataset, grading: Grading, *, lang: str = "", ax: Axes | None = None) -> Axes:
    """Draw the grades of one place as bars, each with its count and its share."""
    voice = Voice(data, lang)
    bars = [
        Bar(voice.say(f"grade.{grade}"), float(figure.value), f"{voice.figure(figure)} ({share})")
        for grade, figure in grading.grades.items()
        if figure and (share := number_share(voice, grading, grade))
    ]
    return plot_bars(ax, bars)


def describe_grading(data: Dataset, grading: Grading, *, lang: str = "") -> Described:
    """Word the picture of `plot_grading`: the grade that most units have, then each."""
    voice = Voice(data, lang)
    shares = {grade: number_share(voice, grading, grade) for grade in GRADES}
    found = {grade: figure for grade, figure in grading.grades.items() if figure and shares[grade]}
    most = max(found, key=lambda grade: found[grade].value)
    told = {"counted": voice.say(f"counted.{grading.counted}"), "place": voice.place(grading.locality_id)}
    told |= {"number": voice.value(found[most]), "all": voice.value(grading.assessed), "year": grading.period[:4]}
    name = lower(voice.say(f"grade.{most}"))
    caption = voice.say("picture.grades", share=shares[most], grade=name, **told)
    bars = ((voice.say(f"grade.{grade}"), f"{voice.figure(found[grade])} ({shares[grade]})") for grade in found)
    return Described(voice.say("alt.bars", caption=caption, parts=voice.bars(bars)), caption)


def table_grading(data: Dataset, grading: Grading, *, lang: str = "") -> Table:
    """Give the grades of one place: count, share of the units assessed, source."""
    voice = Voice(data, lang)
    grades = grading.grades
    columns: Columns[str] = {
        "grade": lambda grade: voice.say(f"grade.{grade}"),
        "count": lambda grade: voice.number(figure) if (figure := grades[grade]) else voice.say("level.unstated"),
        "share": lambda grade: number_share(voice, grading, grade),
        "cumulative": lambda grade: number_share(voice, grading, grade, or_higher=True),
        "source": lambda grade: voice.link(figure) if (figure := grades[grade]) else "",
    }
    counted, place = voice.say(f"counted.{grading.counted}"), voice.place(grading.locality_id)
    caption = voice.say("caption.grades", year=grading.period[:4], counted=counted, place=place)
    rules = grading_rules_of(data, grading.assessed)
    notes = [voice.say("note.grading_rules", rules=voice.names("grading_rule", rules))] if rules else []
    notes.append(voice.say("note.shares"))
    return voice.table(caption, columns, grades, numeric=("count", "share", "cumulative"), notes=notes)


def table_ceiling(data: Dataset, gradings: Sequence[Grading], *, lang: str = "") -> Table:
    """Give the excellent grades of each place on two bases: units graded good, and all units assessed."""
    voice = Voice(data, lang)
    columns: Columns[tuple[Grading, Figure]] = {
        "locality": lambda row: voice.place(row[0].locality_id),
        "tier": lambda row: voice.say(f"counted.{row[0].counted}"),
        "of_good": lambda row: voice.number(row[1], told=("computed",)),
        "of_all": lambda row: number_share(voice, row[0], "excellent"),
        "source": lambda row: voice.link(row[1], row[0].assessed),
    }
    known = [grading for grading in gradings if grading.shares["excellent"] is not None]
    rows = [(grading, ratio) for grading in known if (ratio := grading.excellent_to_good) is not None]
    notes = [voice.say("note.cap"), voice.say("note.computed")]
    return voice.table(voice.say("caption.ceiling"), columns, rows, numeric=("of_good", "of_all"), notes=notes)


def number_share(voice: Voice, grading: Grading, grade: str, *, or_higher: bool = False) -> Number | str:
    """Write the share of a grade, or of it and all higher ones, among the units assessed, with what it is made from.

    There is nothing where the text does not print it.
    """
    share = grading.share_or_higher(grade) if or_higher else grading.shares[grade]
    last = GRADES.index(grade)
    counted = [figure for figure in list(grading.grades.values())[0 if or_higher else last : last + 1] if figure]
    if share is None:
        return ""
    if or_higher:
        about, key = voice.place(grading.locality_id), f"n-cumulative-{grading.locality_id}-{grading.counted}-{grade}"
    else:
        about, key = voice.about(counted[0]), f"n-share-{grading.locality_id}-{counted[0].indicator_id}"
    words, part = voice.percent(share, decimals=1), voice.amount(sum(figure.value for figure in counted))
    title = f"{about}: {voice.say(f'grade.{grade}')}: {words}"
    formula = voice.say("who.share", part=part, whole=voice.value(grading.assessed))
    note = voice.note_made(title, formula, [*counted, grading.assessed], key=key)
    return Number(words, note, round(share, 1), "percent")


def table_norms(
    data: Dataset,
    *,
    indicator_id: str | None = None,
    norm_ids: Sequence[str] = (),
    reading: bool = False,
    lang: str = "",
) -> Table:
    """List yardsticks with their base, time in force and verification: those of an indicator's concept, of any use.

    Without an indicator they are those named, those in use, or else the further reading, which no indicator can meet.
    """
    voice = Voice(data, lang)
    kept = (data.norms["use"] == "reading") == reading
    if indicator_id is not None:
        kept = data.norms["concept"] == data.row("indicator", indicator_id)["concept"]
    rows = [data.row("norm", id_) for id_ in norm_ids or data.norms.loc[kept, "norm_id"]]

    def force(norm: Mapping[Any, Any]) -> str:
        days = f"{voice.day(norm['in_force_from'])} – {voice.day(norm['in_force_to'])}".rstrip()
        return f"{days}. {capital(word_force(voice, norm))}".removesuffix(". ") if norm["document"] else days

    columns: Columns[Mapping[str, Any]] = {
        "norm": lambda norm: voice.text(norm, "name"),
        "document": lambda norm: (
            norm["document"] if voice.lang == "vi" else Cell(norm["document"], gloss_rule(voice, norm), lang="vi")
        ),
        "base" if all(norm["unit"] == "percent" for norm in rows) else "applies": lambda norm: voice.text(norm, "base"),
        "in_force": force,
        "verification": lambda norm: voice.say(f"verification.{norm['verification']}"),
        "note": lambda norm: voice.text(norm, "note"),
    }
    notes = [voice.say("note.norms_use")] if "unverified" in {norm["verification"] for norm in rows} else []
    caption = voice.say("caption.reading" if reading else "caption.norms")
    return voice.table(caption, columns, rows, notes=notes, empty=voice.say("note.none_norms"))


def table_yardsticks(data: Dataset, yardsticks: Iterable[Yardstick], *, lang: str = "") -> Table:
    """Tell for each figure and norm whether the norm may be laid over it, and if not, which test fails."""
    voice = Voice(data, lang)

    def name(figure: Figure) -> Cell:
        number = voice.number(figure, told=("subject", "basis"))
        return Cell(f"{voice.about(figure)}: ", parts=(number, f" ({voice.when(figure)})"))

    def fits(yardstick: Yardstick) -> str:
        failures = voice.join(voice.say(f"failure.{failure}") for failure in yardstick.failures)
        return capital(voice.say(f"position.{yardstick.position}") if yardstick.position else failures)

    columns: Columns[Yardstick] = {
        "figure": lambda yardstick: name(yardstick.figure),
        "norm": lambda yardstick: voice.name("norm", yardstick.norm_id),
        "fits": fits,
        "source": lambda yardstick: voice.link(yardstick.figure),
    }
    notes, empty = [voice.say("note.norms_use")], voice.say("note.none_norms")
    return voice.table(voice.say("caption.yardsticks"), columns, yardsticks, notes=notes, empty=empty)


def table_comparison(data: Dataset, comparison: Comparison, *, lang: str = "") -> Table:
    """Give the figures of a comparison, those of other dates as well, with what each counts, its period and source."""
    voice = Voice(data, lang)
    columns: Columns[Figure] = {
        "locality": voice.about,
        "value": partial(voice.number, told=("subject", "basis", "computed")),
        "indicator": lambda figure: voice.name("indicator", figure.indicator_id),
        "period": voice.when,
        "basis": lambda figure: voice.say("state.computed" if figure.is_computed else "state.printed"),
        "source": voice.link,
    }
    missing = voice.names("locality", comparison.missing)
    notes = [voice.say("note.missing", places=missing)] if missing else []
    if any(figure.is_computed for figure in (*comparison.figures, *comparison.others)):
        notes.append(voice.say("note.computed"))
    names = voice.indicators([comparison.indicator_id, *(figure.indicator_id for figure in comparison.figures)])
    caption = voice.say("caption.comparison", indicator=names)
    order = {place: rank for rank, place in enumerate(comparison.locality_ids)}
    figures = sorted((*comparison.figures, *comparison.others), key=lambda figure: order[figure.locality_id])
    if {figure.indicator_id for figure in figures} <= {comparison.indicator_id}:
        columns = {name: tell for name, tell in columns.items() if name != "indicator"}  # the caption names it
    return voice.table(caption, columns, figures, numeric=("value",), notes=notes)


def list_left_out(data: Dataset, comparison: Comparison, *, lang: str = "") -> Points:
    """Tell of places outside the largest part what is known, and what keeps them out: once what is alike of several."""
    voice, told, lacking = Voice(data, lang), [], dict[str, list[str]]()
    mixed = comparison.parts and any(each.figure for each in comparison.left_out)
    headed = "" if mixed else voice.say("reason.missing")
    known = {each.reason_id for left in comparison.left_out if left.figure is None for each in left.reasons}
    for left in comparison.left_out:
        reasons = voice.reasons(left.reasons)
        if known > {"missing"} and {each.reason_id for each in left.reasons} <= {"missing", "lacks_part"}:
            parts, most = find_lack(data, left.locality_id, comparison.indicator_id)
            reasons = voice.say("reason.lacks", sides=voice.apart(map(voice.indicator, parts))) if parts else reasons
            if parts and most:
                fields = {"indicator": voice.indicator(most.indicator_id), "reasons": reasons}
                fields["place"], value = voice.name("locality", left.locality_id), voice.number(most)
                told.append(voice.point(voice.pieces("note.left_only", value=value, **fields)))
                continue
        if left.figure is None and reasons != headed:  # where none has a figure the heading says so
            lacking.setdefault(reasons, []).append(left.locality_id)
        elif left.figure and comparison.parts:
            about, when = voice.about(left.figure), voice.when(left.figure)
            value = voice.number(left.figure, told=("subject", "basis"))
            words = voice.pieces("note.left_out", place=about, value=value, period=when, reasons=reasons)
            told.append(voice.point(words, [left.figure]))
    said = ((voice.names("locality", of), why) for why, of in lacking.items())
    told += [voice.point(voice.say("note.left_missing", place=places, reasons=why)) for places, why in said]
    return Points(tuple(told))


def explore_figures(data: Dataset, *, lang: str = "") -> Table:
    """List every figure, printed or computed, for a reader to search, sort and choose from."""
    voice = Voice(data, lang)
    columns: Columns[Figure] = {
        "locality": lambda each: voice.name("locality", each.locality_id),
        "indicator": lambda each: voice.name("indicator", each.indicator_id),
        "subject": lambda each: voice.name("subject", each.subject) if each.subject else "",
        "value": lambda each: voice.number(each, told=("subject", "status", "computed")),
        "period": lambda each: Cell(voice.when(each), order=each.end.isoformat()),
        "status": lambda each: voice.say(f"status.{each.status}"),
        "basis": lambda each: (
            voice.say("who.computed") if each.is_computed else voice.origin(words_of_interval(data, each))
        ),
        "paragraph": lambda each: voice.join(link.text for link in voice.link(each).links),
        "level": lambda each: voice.say(f"level.{data.row('locality', each.locality_id)['level']}"),
        "unit": lambda each: voice.say(f"unit.{data.row('indicator', each.indicator_id)['unit']}"),
        "source": lambda each: voice.name("source", data.row("observation", each.observation_ids[0])["source_id"]),
        "topic": lambda each: voice.say(f"profile.{data.row('indicator', each.indicator_id)['topic']}"),
    }
    made = voice.table(voice.say("caption.explored"), columns, find_figures(data), numeric=["value"], style="explore")
    about, aims = ("about", "topic", "profile.meetings"), ("targets", "status", "status.target")
    questions = [
        Filter("asked", voice.say(f"explore.{name}"), (([*columns].index(of), voice.say(key)),))
        for name, of, key in (about, aims, ("computed", "basis", "who.computed"))
    ]
    return replace(made, filters=tuple(questions))
