"""What a text of the data names by reference, never by digits: figures, times, documents."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import takewhile
from typing import NamedTuple, Self

import pandas as pd

from analysis.dataset import Dataset
from analysis.dataset.figures import wholes_of
from analysis.dataset.printed import id_of
from analysis.elements.speech import Number, Pieces, Remark, capital, dated_marks, glue, leave_out, shared_cautions
from analysis.elements.wording import Voice
from analysis.methods import Comparison, Figure, Judgement, find_figures
from analysis.methods.verdicts import why_beside
from analysis.text.numbers import decimals_of, exact
from analysis.words.catalogue import refuse

_NEAR = 0.9  # figures of which the least is so much of the greatest are near each other
_EXAMPLE = "{nam_po.party_members}"
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class Reference(NamedTuple):
    """What a text names: a place with an indicator and perhaps a subject, or its time; a norm; a document."""

    words: str
    kind: str
    ids: tuple[str, ...]
    of_time: bool

    @classmethod
    def read(cls, words: str) -> Self:
        """Take a reference apart as it is written."""
        bare = words.removesuffix(":period")
        kind, *ids = bare.split(".")
        return cls(words, kind, tuple(ids), bare != words)

    @property
    def is_row(self) -> bool:
        """Tell whether it is a norm or a document, which has no figure."""
        return self.kind in ("norm", "document") and len(self.ids) == 1

    def find(self, data: Dataset) -> Figure:
        """Find the one figure that ``place.indicator`` or ``place.indicator.subject`` names, also with ``:period``.

        An `AnalysisError` tells that it names no figure or more than one, or that a part of it is unknown.
        """
        if self.is_row:
            raise refuse("no_figure", row=self.words)
        if len(self.ids) not in (1, 2):
            raise refuse("no_reference", row=f"{{{self.words}}}", example=_EXAMPLE)
        subject = "".join(self.ids[1:])
        if subject:
            data.row("subject", subject)
        figures = find_figures(data, locality_id=self.kind, indicator_id=self.ids[0])
        found = [figure for figure in figures if figure.subject == subject]
        if len(found) == 1:
            return found[0]
        known = {id_of(figure).removeprefix(f"{self.kind}.") for figure in find_figures(data, locality_id=self.kind)}
        fields = {"row": self.words, "place": self.kind, "choices": ", ".join(sorted(known))}
        raise refuse("figures" if found else "figure", number=len(found), **fields)


def fill(
    voice: Voice, text: str, refer: Callable[[Reference], Number | Pieces], *, aloud: bool = False, bare: bool = False
) -> Pieces:
    """Replace ``{place.indicator}``, ``{place.indicator:period}``, ``{norm.id}`` and ``{document.id}`` in a text.

    What all its numbers caution of alike is told once, at its end, and there too what a number cautions of that stands
    before its noun, or of any where it is to stay `bare`; of a text to be read aloud also what some are dated or
    computed by, of which place or number where others are not, and nothing that its words say already. An
    `AnalysisError` tells of a reference that leads nowhere, or of a digit of the text's own.
    """
    pieces = _PLACEHOLDER.split(text)  # words and references in turn
    if typed := re.search(r"\d[\d.,]*", "".join(pieces[::2])):
        raise refuse("typed", number=typed[0], example=_EXAMPLE)
    read = [Reference.read(piece.strip()) for piece in pieces[1::2]]
    found = [refer(reference) for reference in read]
    filled = glue(*(found[n // 2] if n % 2 else piece for n, piece in enumerate(pieces)))
    late = [voice.say(f"mark.{mark}") for mark in ("computed", "context", "publication") if aloud]
    told = dict.fromkeys(words for piece in filled if isinstance(piece, Number) for words in piece.cautions)
    said = [words for words in told if aloud and words in "".join(pieces[::2])]
    shared = [words for words in shared_cautions(filled) if words not in (*said, *late)]
    named = ((each.kind, of) for each, of in zip(read, found, strict=True) if not each.of_time)
    figures = [
        (kind, of) for kind, of in named if kind in (*voice.data.ids("locality"), "norm") and isinstance(of, Number)
    ]
    some = {words: _label(voice, words, figures) for words in told if words in late and words not in said}
    row, later = list(leave_out(filled, (*shared, *said, *some))), dict[tuple[str, ...], list[str]]()
    for n, (piece, after) in enumerate(zip(row, (*row[1:], ""), strict=True)):
        if isinstance(piece, Number) and piece.cautions and (bare or re.match(r"\s\w", str(after))):
            later.setdefault(piece.cautions, []).append(piece.text)  # "84 members", and then of which body
            row[n] = piece.without(piece.cautions)
    alone = sum(isinstance(piece, Number) for piece in row) == 1

    def tell(keep: Callable[[str], bool]) -> str:
        told = [voice.beware(list(filter(keep, shared)))]
        for label in dict.fromkeys(some.values()):
            if kept := [words for words in some if some[words] == label and keep(words)]:
                told.append(capital(f"{label}{'; '.join(kept)}."))
        for own, numbers in later.items():
            meant = voice.join(dict.fromkeys(numbers))
            named = "" if alone and not bare else voice.say("mark.gloss_some", numbers=meant)
            told += [capital(f"{named}{'; '.join(kept)}.") for kept in [list(filter(keep, own))] if kept]
        return " ".join(filter(None, told))

    whole, signs = tell(bool), {words for words in dated_marks() if not some.get(words)}  # a sign names no figure
    remark = Remark(whole, tell(lambda words: words not in signs), tell(signs.__contains__))
    return glue(*row, *([remark] if whole else ()))


def _label(voice: Voice, caution: str, figures: Sequence[tuple[str, Number]]) -> str:
    """Name the places whose figures a caution holds of, or these themselves; nothing where it holds of all."""
    held = [(place, of) for place, of in figures if caution in of.cautions]
    others = {place for place, of in figures if caution not in of.cautions}
    if not others:
        return ""
    if others.isdisjoint(place for place, _ in held):
        return voice.say("mark.of_places", places=voice.names("locality", dict.fromkeys(place for place, _ in held)))
    return voice.say("mark.gloss_some", numbers=voice.listed(dict.fromkeys(of.text for _, of in held)))


def word_norm(voice: Voice, norm_id: str) -> str:
    """Write the value of a yardstick with its unit."""
    row = voice.data.row("norm", norm_id)
    values = (exact(value) for value in (row["value"], row["value_high"]) if pd.notna(value))
    write = voice.percent if row["unit"] == "percent" else voice.amount
    return "–".join(write(value, decimals=decimals_of(value)) for value in values)


def word_beside(voice: Voice, pair: Judgement) -> str:
    """Word why two figures only stand beside each other: of denominators, what one is made of that the other lacks."""
    reason = why_beside(pair)
    sides = ((reason.left, pair.left), (reason.right, pair.right)) if reason and reason.reason_id == "formula" else ()
    (ids, figure), (others, _) = sorted(sides, key=lambda side: len(side[0])) or (((), pair.left), ((), None))
    if reason is None or not {*ids} < {*others}:
        return voice.say(f"brief.{reason.reason_id}") if reason else ""
    level = voice.say(f"level.{voice.data.row('locality', figure.locality_id)['level']}")
    return voice.say("brief.formula_at", level=level, parts=voice.side([id_ for id_ in others if id_ not in ids]))


def word_parts(voice: Voice, figure: Figure) -> Pieces:
    """Word a computed figure by what it divides, and of a share of a whole what is left of it."""
    assert figure.formula is not None
    named = [(voice.number(part, told=("subject",)), " ", voice.indicator(part.indicator_id)) for part in figure.parts]
    size = len(figure.formula.numerator)
    above, below = (voice.join_pieces(each, by="join.plus") for each in (named[:size], named[size:]))
    parts, wholes = figure.parts[:size], figure.parts[size:]
    if any(wholes_of(voice.data, part) != figure.formula.denominator for part in parts):
        return voice.pieces("parts.over", above=above, below=below)
    left = sum(part.value for part in wholes) - sum(part.value for part in parts)
    told = voice.say("parts.rest", about=voice.about(figure), number=voice.amount(left))
    key = f"n-rest-{figure.locality_id}-{figure.indicator_id}-{figure.subject}-{figure.period}"
    sides = {"below": voice.side(figure.formula.denominator), "above": voice.side(figure.formula.numerator)}
    note = voice.note_made(told, voice.say("parts.left", **sides), figure.parts, key=key)
    rest = Number(voice.amount(left), note, cautions=(voice.say("mark.computed"),))
    return voice.pieces("parts.share", above=above, below=below, rest=rest)


def are_near(figures: Iterable[Figure]) -> bool:
    """Tell whether the least of figures is at least so much of the greatest that they count as near each other."""
    values = sorted(figure.value for figure in figures)
    return values[0] >= _NEAR * float(values[-1])


def word_meaning(voice: Voice, found: Comparison | Judgement, figures: Iterable[Figure]) -> str:
    """Say what it means that figures are near or differ, and what not: by their kind and what keeps them apart."""
    low, *_, high = sorted(figures, key=float)
    kind = voice.data.row("indicator", high.indicator_id)["nature"]
    if key := next((each.reason_id for each in found.reasons if each.verdict == "not_comparable"), ""):
        key = key if key in ("count_across_levels", "tier", "unit_of_analysis") else "refused"
    else:
        near = why_beside(found) is None and are_near((low, high))
        share = "share_levels" if any(each.reason_id == "level" for each in found.reasons) else "share"
        key = "near" if near else {"stock": "size", "flow": "size", "share": share}.get(kind, "mean")
    told = {"high": voice.about(high), "low": voice.about(low), "name": voice.indicator(high.indicator_id)}
    return voice.say(f"meaning.{key}", **told)


def name_shared(voice: Voice, comparison: Comparison) -> str:
    """Name what is compared; of figures of different units only what their names end with alike, such as a grade."""
    names = {voice.name("indicator", figure.indicator_id) for figure in comparison.figures}
    ends = zip(*(name.split()[::-1] for name in names), strict=False)
    alike = [first for first, *_ in takewhile(lambda each: len({*each}) == 1, ends)] if len(names) > 1 else []
    return capital(" ".join(alike[::-1])) if alike[1:] else voice.name("indicator", comparison.indicator_id)
