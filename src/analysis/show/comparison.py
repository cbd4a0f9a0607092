"""How one indicator stands across places, whether the gate lets it be compared, and its verdicts on every pair."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import permutations
from typing import Any

from analysis.dataset import Dataset
from analysis.dataset.figures import period_of
from analysis.drawings.behind import draw, name_unit, sources_of_figures, tell_not_held
from analysis.drawings.charts import bar_of, plot_bars
from analysis.elements.picture import Axes, Picture
from analysis.elements.references import are_near, name_shared, word_beside, word_meaning, word_parts
from analysis.elements.speech import Described, Link, Pieces, capital, glue, lower
from analysis.elements.table import Element, Paragraph, Point, Points, heading
from analysis.elements.wording import Voice
from analysis.methods import Comparison, Figure, Judgement, LeftOut, Reason, compare, require_one_axis
from analysis.methods.verdicts import TOLD, find_best, find_least, may_compare, part_best, tell_verdict
from analysis.paths import notebooks_dir
from analysis.show.grades import list_left_out
from analysis.show.profile import find_pages, word_change
from analysis.text import period_bounds
from analysis.words.catalogue import LANGUAGES

Write = Callable[[Figure], Any]
MOST_NAMED, _MOST_REASONS = 3, 2  # in a heading, of more figures their ends


def tell_comparison(
    data: Dataset, comparison: Comparison, *, among: Sequence[str] = (), lang: str = ""
) -> Iterator[Element | Picture]:
    """Tell each part of a comparison, or all of it where there is none: what is seen, what asks for care, a picture.

    The first is headed by the name of the indicator too, and by which places were chosen: it answers the page.
    """
    voice = Voice(data, lang)
    name = name_shared(voice, comparison)
    if levels := [*dict.fromkeys(data.row("locality", place)["level"] for place in among)]:
        scope = voice.names("locality", among) if levels[1:] else voice.say(f"level.{levels[0]}")
        name = voice.say(f"heading.{'scope' if levels[1:] else 'level'}", name=name, scope=scope)
    for n, part in enumerate(comparison.parts or (comparison,)):
        names = ("",) if n else (f"{name}: ", f"{name}: ", *[f"{name.partition(voice.say('heading.of'))[0]}: "] * 6)
        heads = ((of, *word_part(voice, part, voice.value, short)) for short, of in enumerate(names))
        yield heading(*("".join(map(str, head)) for head in heads), answers=not n)
        if paired := not n and comparison.judgements[1:] and any(map(may_compare, comparison.judgements)):
            yield Paragraph(_tell_pairs(voice, comparison.judgements))
        best, figures = find_best(part)
        is_bare, several = len({each.locality_id for each in figures}) < 2, part.figures[MOST_NAMED:]
        meaning = [] if is_bare else [Paragraph(word_meaning(voice, best, figures))]
        instead = None if is_bare or several or may_compare(best) else _tell_instead(voice, part.figures)
        yield from [instead, *meaning] if instead else [*meaning, show_comparison(data, part, lang=lang)]
        if part.verdict == "with_care" and not paired:
            yield Paragraph(voice.say("conclusion.care", reasons=voice.reasons(part.reasons)))
    apart = [each.locality_id for each in comparison.left_out if comparison.parts or each.figure is None]
    if apart:
        key = "left_out" if comparison.parts and any(each.figure for each in comparison.left_out) else "lacking"
        places, why = voice.names("locality", dict.fromkeys(apart)), list_left_out(data, comparison, lang=lang)
        told = voice.say(f"heading.{key}", places=places)
        yield from [heading(told), why] if why.items else [Paragraph(f"{told}.")]  # nothing stands under a heading


def count_verdicts(data: Dataset, pairs: Sequence[Comparison | Judgement], *, lang: str = "") -> str:
    """Say how many pairs have which verdict of the gate."""
    voice, counts = Voice(data, lang), Counter(map(tell_verdict, pairs))
    known = {lower(voice.say(f"verdict.{each}")): counts[each] for each in TOLD if counts[each]}
    told = voice.listed(voice.say("conclusion.counted", number=number, verdict=name) for name, number in known.items())
    key = "conclusion.pairs" if pairs[1:] else "conclusion.pair" if pairs else "note.none_pairs"
    return voice.say(key, number=len(pairs), counts=told, verdict=next(iter(known), ""))


def _tell_pairs(voice: Voice, judgements: Sequence[Judgement]) -> str:
    """Tell of what the pair best compared asks care, which places stand with it only with more to know, of how many."""
    least, alike = find_least(judgements), len({pair.verdict for pair in judgements}) == 1
    words = count_verdicts(voice.data, judgements, lang=voice.lang)
    if least is None:
        verdict = lower(voice.say(f"verdict.{judgements[0].verdict}"))
        return f"{voice.say('conclusion.all', number=len(judgements), verdict=verdict) if alike else words}."
    kept = [each for each in judgements if each.verdict != "not_comparable"]
    known, best = {each.reason_id for each in least.reasons}, (least.left.locality_id, least.right.locality_id)
    ids = dict.fromkeys(each.reason_id for pair in kept for each in pair.reasons)
    beside = [*dict.fromkeys(filter(None, (word_beside(voice, pair) for pair in kept)))]
    more = beside or [voice.say(f"brief.{reason_id}") for reason_id in ids if reason_id not in known]
    places = dict.fromkeys(side.locality_id for pair in kept for side in (pair.left, pair.right))
    others = voice.names("locality", [place for place in places if place not in best])
    pair, key = voice.join_last(map(voice.about, (least.left, least.right))), "others" if beside else "more"
    care = word_brief(voice, least.reasons)
    told = [voice.say(f"conclusion.{'least' if known else 'free'}", pair=pair, reasons=care)]
    told += [voice.say(f"conclusion.{key}", places=others, reasons=voice.join(more))] if more and others else []
    return " ".join(told if alike else (*told, f"{words}."))


def word_part(voice: Voice, comparison: Comparison, write: Write, short: int = 0) -> Pieces:
    """Say which two may be compared, if near and with what care, or what keeps all apart; `short`er, the years last."""
    if comparison.verdict == "not_comparable":
        places = dict.fromkeys(figure.locality_id for figure in comparison.figures)
        key = ("no_figure", "single", "kept_apart")[min(len(places), 2)]
        told = [reason for reason in comparison.reasons if reason.verdict == "not_comparable"]
        why = word_brief(voice, told[:1]) if len(places) > 1 else ""
        if 1 < len(places) == len(comparison.figures) <= MOST_NAMED:
            kinds = len({figure.indicator_id for figure in comparison.figures})
            key = "units" if (short < 2 and kinds > 1) or short > 3 else "values"
            values = _values(voice, comparison.figures, write, short, dated=short < 3)
            return voice.pieces(f"heading.apart_{key}", values=values, reasons=why)
        return voice.pieces(f"heading.{key}", places=voice.names("locality", places), reasons=why)
    pair, compared = find_best(comparison)
    figures = sorted(compared, key=lambda figure: figure.value)
    ends = (figures[0], figures[-1]) if figures[MOST_NAMED:] else compared
    values = _values(voice, ends, write, short, dated=short < 6)
    if isinstance(pair, Judgement) and (reason := word_beside(voice, pair)):
        return voice.pieces("heading.beside_short" if short > 2 else "heading.beside", values=values, reason=reason)
    exact = short not in (4, 5, 7) and {each.qualifier for each in figures} == {"eq"}
    key = "bound" if not exact else "near" if are_near(figures) else "apart"
    verdict = voice.say(f"heading.short_{pair.verdict}" if short in (3, 5) else f"heading.{pair.verdict}")
    return voice.pieces(f"heading.{key}", values=values, verdict=verdict)


def _tell_instead(voice: Voice, figures: Sequence[Figure]) -> Points | None:
    """Tell, for figures that a title names and refuses, what computed of them may be compared, else what is needed."""
    ids, pages, points = {each.indicator_id for each in figures}, find_pages(voice.data, notebooks_dir()), list[Point]()
    write = partial(voice.number, told=("subject", "computed"))
    formulas = zip(*(voice.data.derived[of] for of in ("indicator_id", "numerator", "denominator")), strict=True)
    for id_ in dict.fromkeys(id_ for id_, above, below in formulas if not ids.isdisjoint((*above, *below))):
        part = compare(voice.data, id_, [each.locality_id for each in figures]).largest
        if any(map(may_compare, part.judgements)):
            name, page = voice.indicator(id_), pages.get(voice.data.row("indicator", id_)["concept"])
            told = voice.pieces("conclusion.instead", indicator=Link(page, name) if page else name)
            points.append(voice.point(glue(*told, *word_part(voice, part, write), ".")))  # its rows are on its own page
    apart = [pair for pair in permutations(figures, 2) if len({each.indicator_id for each in pair}) > 1]
    if apart and not points:
        sides = ((voice.indicator(known.indicator_id), voice.about(lacking)) for known, lacking in apart)
        needed = voice.listed(voice.say("conclusion.needed_side", indicator=name, place=of) for name, of in sides)
        points.append(voice.point(voice.say("conclusion.needed", sides=needed)))
    return Points(tuple(points), style="main-points") if points else None


def _values(voice: Voice, figures: Sequence[Figure], write: Write, short: int = 0, *, dated: bool = True) -> Pieces:
    """Give figures with their places, and what they count where that differs, or else their years, shared ones once."""
    several = len({figure.indicator_id for figure in figures}) > 1 and short < 2
    key, told = "value_of" if several else "value_lean" if short else "value_short", dict[Pieces, str]()
    for figure in figures:
        when = voice.span(figure) if figure.start.year < figure.end.year else str(figure.end.year)
        counted = voice.say(f"counted.{voice.data.row('indicator', figure.indicator_id)['counted']}")
        words = voice.pieces(f"heading.{key}", value=write(figure), place=voice.about(figure), counted=counted)
        told[words] = voice.say("heading.at", when=voice.say(f"heading.when_{figure.period_basis}", when=when))
    last, dated = [*told][-1] if short and len({*told.values()}) == 1 else (), dated and not several
    return voice.join_pieces(glue(of, at if dated and last in ((), of) else "") for of, at in told.items())


def word_brief(voice: Voice, reasons: Iterable[Reason]) -> str:
    """Give what weighs most among reasons in a few words each; how dates are known comes after all else."""
    told = sorted(dict.fromkeys(reason.reason_id for reason in reasons), key="period_basis".__eq__)
    return voice.join(voice.say(f"brief.{reason_id}") for reason_id in told[:_MOST_REASONS])


def show_comparison(data: Dataset, comparison: Comparison, *, lang: str = "") -> Picture | Points:
    """Draw the largest part of a comparison on one axis; give two figures, or those that stand apart, in words."""
    voice, comparison = Voice(data, lang), comparison.largest
    apart = comparison.verdict == "not_comparable"
    if not apart and len(comparison.figures) > 2:
        unit, sources = name_unit(voice, comparison.indicator_id), sources_of_figures(data, comparison.figures)
        return draw(voice, plot_comparison, describe_comparison, comparison, unit=unit, sources=sources)
    reasons = capital(voice.reasons(comparison.reasons, verdict="not_comparable"))
    told = [voice.point(f"{voice.say('note.apart')} {reasons}.")] if apart else []
    for figure in comparison.figures:
        value = glue(voice.indicator(figure.indicator_id), ": ", voice.number(figure, told=("subject",)))
        parts = word_parts(voice, figure) if figure.is_computed and not apart else value
        told.append(voice.point(glue(f"{voice.about(figure)}: ", parts), [figure]))
    return Points((*told, *map(voice.point, tell_not_held(comparison, voice.lang))))


def plot_comparison(data: Dataset, comparison: Comparison, *, lang: str = "", ax: Axes | None = None) -> Axes:
    """Draw a comparison or a part as bars on one axis, open if bounds; `NotComparableError` if some stand apart."""
    require_one_axis(data, comparison)
    voice, (best, beside) = Voice(data, lang), part_best(comparison)
    bars = [bar_of(voice, figure, voice.about(figure), told=("subject",)) for figure in (*best, *beside)]
    return plot_bars(ax, [*bars[: len(best)], *(replace(bar, beside=True) for bar in bars[len(best) :])])


def describe_comparison(data: Dataset, comparison: Comparison, *, lang: str = "") -> Described:
    """Word the picture of `plot_comparison`: which are best compared, or from the lowest to the highest; then each."""
    voice, (best, beside) = Voice(data, lang), part_best(comparison)
    ends = sorted(best, key=lambda figure: figure.value)

    def list_values(figures: Iterable[Figure]) -> str:
        values = ((voice.figure(each, told=("subject", "basis", "computed")), voice.about(each)) for each in figures)
        return voice.join(voice.say("spine.side", value=value, place=place) for value, place in values)

    parts = voice.bars((voice.about(each), voice.figure(each, told=("subject",))) for each in (*best, *beside))
    lists = {"best": best, "low": ends[:1], "high": ends[-1:], "beside": beside}
    told = {"title": voice.name("indicator", comparison.indicator_id)} | {of: list_values(lists[of]) for of in lists}
    key = "beside" if beside else "with_care" if comparison.verdict == "with_care" else "of"
    caption = " ".join((voice.say(f"picture.bars_{key}", **told), *tell_not_held(comparison, voice.lang)))
    return Described(voice.say("alt.bars", caption=caption, parts=parts), caption)


def report_comparison(data: Dataset, comparison: Comparison) -> dict[str, Any]:
    """Give a comparison as plain values and words in both languages, ready for JSON.

    Returns
    -------
    dict
        Verdicts and reasons by their ids, with their words by language; the figures as printed, or computed.
    """

    def both(words: Callable[[Voice], str]) -> dict[str, str]:
        return {lang: words(Voice(data, lang)) for lang in LANGUAGES}

    def ids_of(reasons: Iterable[Reason]) -> list[str]:
        return list(dict.fromkeys(reason.reason_id for reason in reasons))

    def judged(found: Comparison | Judgement) -> dict[str, Any]:
        verdict = {"id": found.verdict, "words": both(lambda voice: voice.say(f"verdict.{found.verdict}"))}
        told = {"reason_ids": ids_of(found.reasons), "reasons": both(lambda voice: voice.reasons(found.reasons))}
        return {"verdict": verdict, **told}

    def plain_reason(reason: Reason) -> dict[str, Any]:
        sides = {"left": "+".join(reason.left), "right": "+".join(reason.right), "parts": list(reason.part_ids)}
        told = {"id": reason.reason_id, "verdict": reason.verdict, **sides}
        return {**told, "words": both(lambda voice: voice.reasons([reason]))}

    def plain_figure(figure: Figure) -> dict[str, Any]:
        period = period_of(data, figure)
        told = ("locality_id", "indicator_id", "subject", "qualifier", "status", "reading")
        end = figure.high if figure.qualifier == "range" else None
        numbers = {"value": figure.value, "value_high": end, "low": figure.low, "high": figure.high}
        return {
            **{name: getattr(figure, name) for name in told},
            **{name: None if number is None else float(number) for name, number in numbers.items()},
            "place": both(lambda voice: voice.about(figure)),
            "words": both(lambda voice: voice.value(figure)),
            **dict(zip(("period", "start", "end"), (period, *map(str, period_bounds(period))), strict=True)),
            "stock_day": str(figure.end) if period != figure.period else None,
            "against": figure.against or None,
            "origin": "computed" if figure.is_computed else "printed",
            "observation_ids": list(figure.observation_ids),
        }

    def plain_pair(pair: Judgement) -> dict[str, Any]:
        names = [side.subject or side.locality_id for side in (pair.left, pair.right)]
        periods = [period_of(data, side) for side in (pair.left, pair.right)]
        return {"places": names, "periods": periods, **judged(pair), "reasons": list(map(plain_reason, pair.reasons))}

    def plain_part(part: Comparison) -> dict[str, Any]:
        figures = [id_ for figure in part.figures for id_ in figure.observation_ids]
        return {"locality_ids": list(part.locality_ids), **judged(part), "figures": figures}

    def plain_left_out(left: LeftOut) -> dict[str, Any]:
        told = {"locality_id": left.locality_id, "subject": left.subject, "reason_ids": ids_of(left.reasons)}
        return told | {"words": both(lambda voice: voice.reasons(left.reasons))}

    change = comparison.change if comparison.change and comparison.change.figures else None
    told = both(lambda voice: "".join(map(str, word_change(voice, change)))) if change else {}
    return {
        "indicator_id": comparison.indicator_id,
        "indicator": both(lambda voice: voice.name("indicator", comparison.indicator_id)),
        **judged(comparison),
        "figures": list(map(plain_figure, comparison.figures)),
        "missing": list(comparison.missing),
        "pairs": list(map(plain_pair, comparison.judgements)),
        "parts": list(map(plain_part, comparison.parts)),
        "left_out": list(map(plain_left_out, comparison.left_out)),
        "others": list(map(plain_figure, comparison.others)),
        "not_held": list(comparison.not_held),
        "change": {"figures": list(map(plain_figure, change.figures)), "words": told} if change else None,
    }
