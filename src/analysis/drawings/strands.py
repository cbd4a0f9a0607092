"""What is drawn of what comes first of a place: lines from a start to its ends, and bars."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from analysis.drawings.charts import Bar
from analysis.elements.headlines import Headline, list_headlines
from analysis.elements.speech import capital
from analysis.elements.wording import Voice
from analysis.methods import Assignment, Figure, Grading, count_grades, find_figures, list_assignments
from analysis.methods.consistency import find_rest
from analysis.methods.themes import CARRIED_OUT
from analysis.text.numbers import decimals_of

_ASIDE = re.compile(r" \([^)]*\)")  # which members a committee has: told on the page of the place
_MOST_LINES, _MOST_BARS, _MOST_FIGURES = 4, 4, 3  # lines between ends, and bars, of a place; figures at an end
_SHORT = 30  # letters of the words at an end that stand whole in the picture of all places


@dataclass(frozen=True)
class End:
    """An end of a line: a head, a number where it is `counted`, over words; and in `brief` those for all places."""

    head: str
    words: str
    brief: str = ""
    counted: bool = False


@dataclass(frozen=True)
class Strand:
    """A line from a start to its ends, an arrow where people are `sent`, dashed where it is no deed; or bars.

    Other lines join a measure and figures of one theme, or a count and its plan. Bars are parts of the `base` that is
    counted. `cites` are source and paragraph of what is told beside `figures`.
    """

    start: End = End("", "")
    ends: tuple[End, ...] = ()
    bars: tuple[Bar, ...] = ()
    base: str = ""
    is_sent: bool = False
    is_deed: bool = True
    figures: tuple[Figure, ...] = ()
    cites: tuple[tuple[str, int], ...] = ()

    @property
    def kind(self) -> str:
        """What it draws: people `sent`, `graded` units, `shares`, or what else is `told`."""
        return "sent" if self.is_sent else "told" if not self.bars else "graded" if self.start.words else "shares"


class _Weaver:
    """Makes the strands of one place of its headlines."""

    def __init__(self, voice: Voice, locality_id: str) -> None:
        self.voice, self.place = voice, locality_id
        self.headlines = list_headlines(voice.data, locality_id, most=99)
        self.figures = [each for each in find_figures(voice.data, locality_id=locality_id) if not each.subject]
        self.used, firsts = set[Figure](), (each.figures[0] for each in self.headlines if each.figures)
        self.plans = {voice.data.row("indicator", each.indicator_id)["plan_of"]: each for each in firsts}
        self.codings = voice.data.rows_of("codings", locality_id).to_dict("records")
        self.assignments = [each for each in list_assignments(voice.data) if each.place == locality_id]

    def weave(self) -> list[Strand]:
        """List the strands: of each kind together, the kinds as the headlines have them."""
        made = [each for each in map(self.strand, self.headlines) if each]
        bars, lines = ([*dict.fromkeys(each for each in made if bool(each.bars) == is_bar)] for is_bar in (True, False))
        if any(line.is_sent for line in lines):
            lines += self.other_ways()  # of other themes last
        bases = [each.base for each in bars]  # parts of the same stand together, grades last
        bars.sort(key=lambda each: (bool(each.start.words), bases.index(each.base)))
        lines, bars = lines[:_MOST_LINES], bars[:_MOST_BARS]
        return [*bars, *lines] if made and made[0].bars else [*lines, *bars]

    def strand(self, headline: Headline) -> Strand | None:
        """Make the strand of a headline, if it can be drawn and is not yet."""
        if headline.assignment:
            return self.send(headline.assignment)
        if headline.coding:
            return self.join(headline.coding)
        figure = self.plans.get((first := headline.figures[0]).indicator_id, first)
        if figure in self.used:
            return None
        voice, row = self.voice, self.voice.data.row("indicator", figure.indicator_id)
        if row["topic"] == "grading":
            gradings = [each for each in count_grades(voice.data, self.place) if each.counted == row["counted"]]
            return self.grade(gradings[-1]) if gradings else None
        if row["unit"] != "percent" or figure.reading != "level" or figure.status != "observed":
            return None  # a bar of what is aimed at, beside bars of what is, would be read as reached
        if row["plan_of"]:  # what a plan asks for is no whole, of which a bar would be a part
            whole = [each for each in self.figures if (each.indicator_id, each.span) == (row["plan_of"], figure.span)]
            of = (*whole[:1], figure)
            ends = tuple(End(self.number(each), voice.indicator(each.indicator_id), counted=True) for each in of)
            return Strand(ends[0], ends[1:], figures=of) if whole else None
        shares, rest = find_rest(voice.data, figure)
        self.used.update(shares)
        named = [(voice.name("indicator", each.indicator_id), each) for each in shares]
        bars = [Bar(name, float(each.value), self.number(each), each.qualifier == "eq") for name, each in named]
        if rest:
            told = voice.percent(rest, decimals=decimals_of(figure.value))
            bars.append(Bar(voice.say("subject.rest"), float(rest), told, beside=True))
        start = End("", "", named[0][0] if rest else "")  # of which the picture of all places has every part
        return Strand(start, bars=tuple(bars), base=row["counted"], figures=shares)

    def number(self, figure: Figure) -> str:
        """Write a figure with what a reader must know; how its time is known and of which part it is the foot tells."""
        return self.voice.figure(figure, told=("subject", "computed", "basis"))

    def send(self, sent: Assignment) -> Strand:
        """Draw people sent: how many and who, to how many and whom, to do what."""
        voice, row, is_done = self.voice, sent.row, sent.row["status"] in CARRIED_OUT
        by = itemgetter(f"from_{voice.lang}", "paragraph", "status")  # the same people may be sent to several
        alike = [each for each in self.assignments if each.measure == sent.measure or by(each.row) == by(row)]
        several = [sent] if sent.senders or sent.receivers or sent.ratio else alike
        who, whom, duty = (
            voice.join(dict.fromkeys(voice.text(each.row, side) for each in several)) for side in ("from", "to", "duty")
        )
        duty += "" if is_done else f" ({voice.say('status.' + row['status'])})"
        figures, brief = [side for side in (sent.senders, sent.receivers) if side], whom
        if sent.ratio and not sent.ratio.is_computed:
            figures.append(sent.ratio)
            duty += f"; {voice.indicator(sent.ratio.indicator_id)}: {self.number(sent.ratio)}"
        start = End(capital(who), "", capital(_ASIDE.sub("", who)))
        end = End(capital(whom), capital(duty), capital(brief))
        if sent.senders:
            counted = voice.say(f"counted.{voice.data.row('indicator', sent.senders.indicator_id)['counted']}")
            of = voice.name("subject", part) if (part := sent.senders.subject) else voice.say(f"sent.{sent.levels[0]}")
            key = "sent.part" if part or "unnamed" in sent.levels[0] else "sent.people"
            short = who if len(who) < _SHORT else voice.say(key, people=counted, of=of)
            start = End(self.number(sent.senders), who, short, counted=True)
        if sent.receivers:
            end = End(self.number(sent.receivers), f"{whom}: {duty.removesuffix(f' {whom}')}", brief, counted=True)
        cites = tuple(dict.fromkeys((each.row["source_id"], each.row["paragraph"]) for each in several))
        return Strand(start, (end,), is_sent=True, is_deed=is_done, figures=tuple(figures), cites=cites)

    def other_ways(self) -> Iterator[Strand]:
        """Draw of each theme under which nobody is sent in the headlines the first assignment."""
        themes = {each.assignment.row["theme_id"] for each in self.headlines if each.assignment}
        for sent in self.assignments:
            if sent.row["theme_id"] not in themes:
                themes.add(sent.row["theme_id"])
                yield self.send(sent)

    def join(self, coding: Mapping[Any, Any]) -> Strand | None:
        """Join a measure with its figures, which are of a theme of which the text tells a result too.

        Themes under which people are sent stand apart; a shortfall beside a measure would look answered by it.
        """
        voice, theme = self.voice, coding["theme_id"]
        told = [row for row in self.codings if row["theme_id"] == theme]
        is_sent = any(each.row["theme_id"] == theme for each in self.assignments)
        if is_sent or coding["direction"] != "measure" or all(row["direction"] != "result" for row in told):
            return None
        figures = [each.figures[0] for each in self.headlines if each.figures and each.figures[0] not in self.used]
        rows = {figure: voice.data.row("indicator", figure.indicator_id) for figure in figures}
        found = tuple(figure for figure, row in rows.items() if theme in row["theme_ids"])[:_MOST_FIGURES]
        self.used.update(found)
        ends = tuple(End(self.number(each), voice.name("indicator", each.indicator_id), counted=True) for each in found)
        parts = voice.join(voice.name("subject", of) for of in dict.fromkeys(each.subject for each in found) if of)
        start = End(capital(parts), voice.gloss(coding), capital(parts) or voice.name("theme", theme))
        return Strand(start, ends, figures=found) if ends else None

    def grade(self, grading: Grading) -> Strand:
        """Draw the grades of a place as bars."""
        voice, bars = self.voice, list[Bar]()
        for grade, figure in grading.grades.items():
            share = grading.shares[grade]
            if figure and share is not None:
                words = f"{voice.value(figure)} ({voice.percent(share, decimals=1)})"
                bars.append(Bar(voice.say(f"grade.{grade}"), float(share), words))
        told = {"units": voice.value(grading.assessed), "counted": voice.say(f"counted.{grading.counted}")}
        start = End("", voice.say("subject.graded", **told, year=grading.period[:4]))
        mine = (each for each in self.figures if each.span == grading.assessed.span)
        at = {voice.data.row("indicator", each.indicator_id)["concept"]: each for each in mine}
        names = (f"units_graded_{grade}{of}" for grade in grading.grades for of in ("", "_share"))
        figures = tuple(at[name] for name in names if name in at)
        return Strand(start, bars=tuple(bars), base=grading.counted, figures=figures)


def list_strands(voice: Voice, locality_id: str) -> list[Strand]:
    """List what the picture of a place draws."""
    return _Weaver(voice, locality_id).weave()
