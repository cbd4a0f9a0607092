"""The outline of a field study: what a text tells of a place, what it leaves unsaid, what a class asks there."""

from collections.abc import Iterator
from dataclasses import replace

from analysis.dataset import Dataset
from analysis.elements.speech import capital
from analysis.elements.wording import Voice
from analysis.lessons.ledger import Ledger
from analysis.lessons.parts import FieldStudy, Item
from analysis.methods import check_consistency, find_figures, find_gaps
from analysis.methods.themes import read_place
from analysis.package.schema import read_package


def open_field_study(data: Dataset, locality_id: str, *, lang: str) -> FieldStudy:
    """Make the outline of a field study: what a text tells of a place, what it leaves unsaid, what to ask.

    An `UnknownIdError` tells that there is no such locality.
    """
    voice = Voice(data, lang)
    ledger, place, gaps = Ledger(voice), voice.place(locality_id), find_gaps(data, locality_id)
    row, coded = data.row("locality", locality_id), locality_id in set(data.tables["codings"]["locality_id"])
    figures = find_figures(data, locality_id=locality_id, computed=False)
    known = ledger.tabulate(figures, "indicator", "subject", "value", "period", "source")
    columns, rows = (*known.columns, voice.say("field.checked")), tuple((*row, "") for row in known.rows)
    blanks = []
    for gap in gaps:
        definition = voice.text(data.row("indicator", gap.indicator_id), "definition")
        names = (ledger.indicator(gap.indicator_id), ledger.name(f"{gap.indicator_id}:definition", definition))
        # A number in a name is no figure whose source a class would look for.
        blanks.append((*names, voice.names("locality", gap.known_in), "", "", ""))
    heads = (*ledger.columns("indicator", "definition", "known_in"),
             *(voice.say(f"field.{name}") for name in ("value", "on", "giver")))  # fmt: skip
    return FieldStudy(
        locality_id,
        lang,
        title=voice.say("field.title", place=place),
        purpose=tuple(voice.say(f"field.purpose_{what}") for what in ("check", "fill", "ask")),
        known=replace(known, caption=voice.say("field.known", place=place), columns=columns, rows=rows),
        blanks=Item(voice.say("field.blanks"), heads, tuple(blanks)),
        questions=tuple(dict.fromkeys(_ask(ledger, locality_id))),
        unasked=f"{voice.say('field.none' if coded else 'told.nothing').rstrip('.')}.",
        asked=tuple(gap.indicator_id for gap in gaps),
        place={field.name: field.write(row[field.name]) for field in read_package().tables["localities"].fields},
        manifest=tuple(ledger.entries.values()),
    )


def _ask(ledger: Ledger, locality_id: str) -> Iterator[str]:
    """Ask of each limitation without a deed that answers it, and of each bound or base that is not told."""
    voice = ledger.voice
    for _, stances in sorted(read_place(voice.data, locality_id).items()):
        where = {"proposals": voice.pages(row["paragraph"] for row in stances["proposal"] if ledger.cite(row))}
        key = "field.ask_proposal" if stances["proposal"] else "field.ask_measure"
        for coding in () if stances["deed"] else stances["limitation"]:
            gloss = ledger.gloss(coding).rstrip(".")
            yield voice.say(key, gloss=gloss, source=ledger.cite(coding), **where)
    figures = find_figures(voice.data, locality_id=locality_id, computed=False)
    printed = {id_: figure for figure in figures for id_ in figure.observation_ids}
    for check in check_consistency(voice.data, locality_id):
        if check.verdict == "question":
            pair = (printed[id_] for id_ in check.observation_ids)
            told = (f"{voice.indicator(each.indicator_id)} {ledger.figure(each)}" for each in pair)
            yield voice.say("field.ask_stay", pair=voice.join(told))
    for figure in figures:
        if figure.status != "observed":
            continue
        bounded = figure.qualifier not in ("eq", "range")
        if bounded or figure.is_partial:
            name = ledger.name(f"{figure.indicator_id}:name", voice.indicator(figure.indicator_id))
            value = ledger.figure(figure) if bounded else ""
            yield capital(voice.say("field.ask_bound" if bounded else "field.ask_partial", indicator=name, value=value))
