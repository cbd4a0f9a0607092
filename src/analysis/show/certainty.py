"""How certain it is: intervals, tests and the funnel, or the sentence that refuses them; what only looks alike."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from itertools import combinations
from math import ceil, comb
from operator import attrgetter

from analysis.dataset import Dataset
from analysis.dataset.printed import Figure
from analysis.documents.force import name_issuer
from analysis.drawings.behind import draw, sources_of_figures
from analysis.drawings.charts import describe_funnel, head_funnel, plot_funnel
from analysis.elements.picture import Picture
from analysis.elements.speech import Note, Number, Pieces, capital, glue, lower
from analysis.elements.table import Cell, Heading, Paragraph, Points, Table, heading
from analysis.elements.wording import Columns, Voice
from analysis.methods import Confusion, contrasts
from analysis.methods.comparability import compare
from analysis.methods.intervals import LEVELS, Interval, Refusal, interval_of_share, refuse_interval
from analysis.methods.ratings import Grading, compare_grades
from analysis.methods.verdicts import Comparison
from analysis.show.grades import number_share
from analysis.show.pairs import MOST_PAIRS
from analysis.text import format_number
from analysis.words.catalogue import say, session_language

_DIFFERENCE = 0.1  # of two shares: the number of units that would show so much is told


def describe_refusal(refusal: Refusal, *, lang: str = "") -> str:
    """Word why a method gives nothing."""
    lang = session_language(lang)
    fields = {name: format_number(value, lang) for name, value in vars(refusal).items() if isinstance(value, int)}
    return say(f"refusal.{refusal.refusal_id}", lang, **fields)


def table_intervals(data: Dataset, gradings: Sequence[Grading], *, lang: str = "") -> Table:
    """Give the share of the highest grade of each place, its Wilson intervals, and what would show a difference."""
    voice = Voice(data, lang)
    rows, notes = [], [voice.say("note.process")]
    for grading in gradings:
        top = grading.grades["excellent"]
        if top is None or grading.shares["excellent"] is None:
            continue
        place, share = voice.place(grading.locality_id), number_share(voice, grading, "excellent")
        told = {"part": voice.value(top), "whole": voice.value(grading.assessed)}
        for level in LEVELS:
            found = interval_of_share(int(top.value), int(grading.assessed.value), level=level)
            words, method = _range(voice, found, voice.proportion), voice.say(f"method.{found.method}")
            made = voice.say("who.interval", method=method, level=voice.percent(level * 100), **told)
            key = f"n-interval-{top.locality_id}-{level}"
            note = voice.note_made(f"{voice.about(top)}: {words}", made, (top, grading.assessed), key=key)
            rows.append((place, share, Number(words, note), _method(voice, found), voice.link(top, grading.assessed)))
        base = float(top.value / grading.assessed.value)
        units = contrasts.units_needed(base, base + _DIFFERENCE) if base + _DIFFERENCE <= 1 else None
        if isinstance(units, contrasts.UnitsNeeded):
            told = {"share": str(share), "points": voice.amount(_DIFFERENCE * 100), "units": voice.amount(units.units)}
            told |= {"method": voice.say("method.arcsine"), "has": voice.value(grading.assessed)}
            notes.append(voice.say("note.needed", place=place, **told))
    names, numeric = ("locality", "share", "interval", "method", "source"), ("share", "interval")
    return voice.table(voice.say("caption.intervals"), names, rows, numeric=numeric, notes=notes)


def show_tests(
    data: Dataset, comparison: Comparison, *, as_process: bool, lang: str = ""
) -> Iterator[Table | Paragraph | Points]:
    """Test the shares of a comparison, each pair and each against all of them, and tell what else its figures carry.

    Full counts are tested only `as_process`: if the reader asks to take each unit as the outcome of a process. What the
    gate keeps apart carries nothing, and its reasons stand there alone.
    """
    voice, largest = Voice(data, lang), comparison.largest
    if largest.verdict == "not_comparable":
        reasons = voice.reasons(largest.reasons, verdict="not_comparable") or voice.reasons(largest.reasons)
        yield Paragraph(voice.say("refusal.gate", reasons=reasons))
        return
    if not as_process:
        refusals = dict.fromkeys(map(refuse_interval, largest.figures))
        yield Paragraph(" ".join(describe_refusal(refusal, lang=lang) for refusal in refusals))
    elif (number := comb(len(largest.figures), 2)) > MOST_PAIRS:
        yield Paragraph(voice.say("note.many_contrasts", number=voice.amount(number)))
    elif isinstance(pairs := contrasts.contrast_shares(data, largest), Refusal):
        yield Paragraph(describe_refusal(pairs, lang=lang))
    else:
        yield _table_contrasts(voice, comparison, pairs)
    funnel = contrasts.funnel_of_shares(data, largest)
    if not isinstance(funnel, Refusal) and (
        as_process or not contrasts.need_places("funnel_drawn", len(funnel.points))
    ):  # the list tells why not
        yield _table_funnel(voice, funnel)
    yield _list_needs(voice, comparison, as_process=as_process)


def _table_contrasts(voice: Voice, comparison: Comparison, pairs: Sequence[contrasts.ShareContrast]) -> Table:
    def methods(pair: contrasts.ShareContrast) -> str:
        named = [_method(voice, each) for each in (pair.difference, pair.ratio) if isinstance(each, Interval)]
        return voice.listed([*named, voice.say(f"method.{pair.significance.method}")])

    def points(share: float) -> str:
        return voice.amount(share * 100, decimals=1)

    columns: Columns[contrasts.ShareContrast] = {
        "pair": lambda pair: f"{voice.about(pair.left)} – {voice.about(pair.right)}",
        "difference": lambda pair: _estimate(voice, pair.difference, points),
        "ratio": lambda pair: _estimate(voice, pair.ratio, partial(voice.amount, decimals=2)),
        "p_value": lambda pair: format_chance(pair.significance.p_value, voice.lang),
        "method": methods,
        "source": lambda pair: voice.link(pair.left, pair.right, placed=True),
    }
    caption = voice.say("caption.contrasts", indicator=voice.name("indicator", comparison.indicator_id))
    numeric = ("difference", "ratio", "p_value")
    notes = [voice.say("note.contrasts"), *_largest(voice, comparison)]
    return voice.table(caption, columns, pairs, numeric=numeric, notes=notes)


def tell_funnel(data: Dataset, comparison: Comparison, *, lang: str = "") -> Iterator[Heading | Paragraph | Picture]:
    """Draw the funnel of so many comparable shares as `NEEDED` asks for, under how many lie outside; else nothing."""
    voice, largest = Voice(data, lang), comparison.largest
    funnel = None if largest.verdict == "not_comparable" else contrasts.funnel_of_shares(data, largest)
    if not isinstance(funnel, contrasts.Funnel) or contrasts.need_places("funnel_drawn", len(funnel.points)):
        return
    level, needed = voice.percent(funnel.level * 100), voice.amount(contrasts.NEEDED["funnel_drawn"])
    yield heading(head_funnel(voice, funnel))
    yield Paragraph(voice.say("note.funnel", needed=needed, level=level))
    sources = sources_of_figures(data, [point.figure for point in funnel.points])
    yield draw(voice, plot_funnel, describe_funnel, funnel, unit=voice.say("foot.funnel", level=level), sources=sources)


def _table_funnel(voice: Voice, funnel: contrasts.Funnel) -> Table:
    """Hold shares against the limits around their common share."""
    level = voice.percent(funnel.level * 100)

    def note(figure: Figure) -> Note:
        key = f"n-limits-{figure.locality_id}-{figure.indicator_id}-{figure.subject}"
        return voice.note_made(voice.about(figure), voice.say("axis.limits", level=level), [figure], key=key)

    columns: Columns[contrasts.FunnelPoint] = {
        "locality": lambda point: voice.about(point.figure),
        "count": lambda point: Number(voice.amount(point.units), note(point.figure), Decimal(point.units)),
        "share": lambda point: voice.number(point.figure, told=("subject",)),
        "limits": lambda point: Number(" – ".join(map(voice.proportion, (point.low, point.high))), note(point.figure)),
        "verdict": lambda point: voice.say("alt.outside" if point.outside else "alt.inside"),
        "source": lambda point: voice.link(point.figure),
    }
    if isinstance(tested := funnel.significance, Refusal):
        test = describe_refusal(tested, lang=voice.lang)
    else:
        told = {"method": voice.say(f"method.{tested.method}"), "p_value": format_chance(tested.p_value, voice.lang)}
        test = voice.say("alt.equal_shares", **told)
    inside = voice.amount(sum(not point.outside for point in funnel.points))
    told = {"title": voice.name("indicator", funnel.indicator_id), "share": voice.proportion(funnel.share)}
    caption = voice.say("caption.funnel", inside=inside, all=voice.amount(len(funnel.points)), **told)
    notes, numeric = [voice.say("axis.limits", level=level), test], ("count", "share", "limits")
    return voice.table(caption, columns, funnel.points, numeric=numeric, notes=notes)


def table_grade_contrasts(data: Dataset, gradings: Sequence[Grading], *, lang: str = "") -> Table:
    """Give how often a unit of one place has the higher grade, and the odds of one in the other, for each pair.

    Where the gate refuses, its reasons stand there.
    """
    voice = Voice(data, lang)
    counted = {grading.locality_id: grading.assessed.indicator_id for grading in gradings}
    rows = []
    for first, second in combinations(counted, 2):
        comparison, odds = compare(data, counted[first], [first, second]), ""
        if comparison.verdict == "not_comparable":
            reasons = voice.reasons(comparison.reasons, verdict="not_comparable")
            superiority = voice.say("refusal.gate", reasons=reasons)
        elif isinstance(found := compare_grades(data, first, second), Refusal):
            superiority = describe_refusal(found, lang=lang)
        else:
            superiority = _estimate(voice, found.superiority, voice.proportion, named=True)
            odds = _estimate(voice, found.odds, partial(voice.amount, decimals=2), named=True)
        pair = f"{voice.place(first)} – {voice.place(second)}"
        rows.append((pair, superiority, odds, voice.link(*comparison.figures, placed=True)))
    names, notes = ("pair", "superiority", "odds", "source"), [voice.say("note.grade_contrasts")]
    caption, empty = voice.say("caption.grade_contrasts"), voice.say("note.none_pairs")
    return voice.table(caption, names, rows, notes=notes, empty=empty)


def table_confusions(data: Dataset, confusions: Sequence[Confusion], *, lang: str = "") -> Table:
    """List what looks alike, with what each thing is."""
    voice = Voice(data, lang)
    named = {of: of if isinstance(of, str) else voice.amount(of) for of in (each.shared for each in confusions)}

    def source(alike: Confusion) -> Cell | str:
        if alike.kind != "register":
            return voice.link(*alike.figures, placed=True)
        rows = (data.row("directive", id_) for id_ in alike.ids)
        places = ({"locality_id": data.row("source", row["source_id"])["locality_id"], **row} for row in rows)
        return voice.listed(dict.fromkeys(map(voice.where, places)))

    columns: Columns[Confusion] = {
        "lookalike": lambda alike: voice.say(f"confusion.{alike.kind}", shared=named[alike.shared]),
        "meanings": lambda alike: Cell("", parts=voice.join_pieces(_meanings(voice, alike), by="join.semicolon")),
        "source": source,
    }
    return voice.table(voice.say("caption.confusions"), columns, confusions, empty=voice.say("note.none_confusions"))


def _meanings(voice: Voice, alike: Confusion) -> list[Pieces]:
    """Tell what each of the things is that look alike."""
    if alike.kind == "number":
        names = (f"{voice.about(figure)}: {voice.indicator(figure.indicator_id)} " for figure in alike.figures)
        numbers = (voice.number(figure, told=("subject",)) for figure in alike.figures)
        return [glue(*pair) for pair in zip(names, numbers, strict=True)]
    if alike.kind == "register":
        rows = {voice.directive(id_): voice.data.row("directive", id_) for id_ in alike.ids}
        about = ((name_issuer(voice, row), voice.day(row["issued_on"])) for row in rows.values())
        return [(f"{name} ({', '.join(filter(None, told))})",) for name, told in zip(rows, about, strict=True)]
    place, *parts = alike.ids
    called = voice.listed((capital(voice.place(place)), *(voice.name("subject", part) for part in parts)))
    return [(f"{called}. {voice.text(voice.data.row('locality', place), 'caution')}".strip(),)]


def _list_needs(voice: Voice, comparison: Comparison, *, as_process: bool) -> Points:
    """Tell which methods the figures can carry, of others why not, in one line those that ask for more places."""
    told, few = [], list[str]()
    for what in ("funnel", "average", "quantiles", "ranks", "clustering", "regression"):
        refused, figures = contrasts.refuse_method(voice.data, comparison.largest, what), comparison.largest.figures
        if refused is None and what == "funnel" and not as_process:
            refused = contrasts.need_places("funnel_drawn", len(figures))
        if what != "funnel" and refused and refused.refusal_id == "too_few":
            few.append(voice.say("need.few", name=lower(voice.say(f"need.{what}")), needed=refused.needed))
            continue
        said: Pieces = (describe_refusal(refused, lang=voice.lang) if refused else voice.say("need.carried"),)
        said = _tell_quartiles(voice, figures) if refused is None and what == "quantiles" else said
        told.append(voice.point(glue(f"{voice.say(f'need.{what}')}: ", *said)))
    told += [voice.point(voice.say("need.too_few", given=len(figures), told=voice.listed(few)))] if few else []
    return Points((*told, *map(voice.point, _largest(voice, comparison))), style="")


def _tell_quartiles(voice: Voice, figures: Sequence[Figure]) -> Pieces:
    """Tell the least figure that a quarter, half and three quarters of the places do not exceed."""
    rising = sorted(figures, key=attrgetter("value"))
    ends = {f"up_to_{n}": voice.number(rising[ceil(len(rising) * n / 4) - 1], told=()) for n in (1, 2, 3)}
    return voice.pieces("need.quartiles", number=voice.amount(len(rising)), **ends)


def _largest(voice: Voice, comparison: Comparison) -> list[str]:
    """Name the places that a method takes, where others have figures as well."""
    if not comparison.parts or all(left.figure is None for left in comparison.left_out):
        return []
    return [voice.say("note.largest", places=voice.names("locality", comparison.largest.locality_ids))]


def _estimate(voice: Voice, found: Interval | Refusal, write: Callable[[float], str], *, named: bool = False) -> str:
    """Write an estimate with its interval, and its method if that is to be named; or word why there is none."""
    if isinstance(found, Refusal):
        return describe_refusal(found, lang=voice.lang)
    words = f"{write(found.estimate)} ({_range(voice, found, write)})"
    return f"{words}; {_method(voice, found)}" if named else words


def _range(voice: Voice, found: Interval, write: Callable[[float], str]) -> str:
    return voice.say("value.from_to", low=write(found.low), high=write(found.high))


def _method(voice: Voice, found: Interval) -> str:
    return f"{capital(voice.say(f'method.{found.method}'))}, {voice.percent(found.level * 100)}"


def format_chance(p_value: float, lang: str) -> str:
    """Write a p-value to three decimals; below them as a bound, since no probability is zero."""
    below = p_value < 0.001 and say("value.below", lang, number=format_number(0.001, lang))
    return below or format_number(p_value, lang, decimals=3)
