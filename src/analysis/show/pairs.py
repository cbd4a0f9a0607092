"""Pairs: on what two places may be compared, drawn and told; and the verdict on each two figures."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import partial
from operator import attrgetter
from typing import Any

from analysis.dataset import Dataset
from analysis.drawings.behind import draw, sources_of_figures
from analysis.elements import picture
from analysis.elements.picture import Axes, Picture
from analysis.elements.speech import Described, Pieces, capital, glue, lower
from analysis.elements.table import Cell, Heading, Paragraph, Point, Points, Table, heading
from analysis.elements.typeset import fold, measure, tall
from analysis.elements.wording import Columns, Voice
from analysis.methods import Comparison, Figure, Judgement, groups
from analysis.methods.verdicts import TOLD, may_compare, tell_verdict
from analysis.package.table_rows import by_key
from analysis.show.comparison import MOST_NAMED, count_verdicts, word_brief, word_part

MOST_PAIRS = 200
"""Pairs that are each a row of a table."""

_MOST_TOLD = 4  # indicators with figures

# The mark of each verdict and the face of it, told apart without colour.
_MARKS = dict(zip(TOLD, (("o", picture.INK), ("o", "white"), ("D", "white"), ("x", picture.INK)), strict=True))


def head_pairs(data: Dataset, comparisons: Sequence[Comparison], *, lang: str = "") -> Heading:
    """Head comparisons of two places each by which two may be compared on most indicators, and who on none."""
    voice, kept = Voice(data, lang), filter(may_compare, comparisons)
    named = by_key((each.locality_ids, voice.indicator(each.indicator_id)) for each in kept)
    alone = sorted({place for each in comparisons for place in each.locality_ids}.difference(*named))
    best = {of: names for of, names in named.items() if len(names) == max(map(len, named.values()))}
    first, name = next(iter(best.values()), []), partial(voice.name, "locality")
    pairs = voice.join(["\u00a0– ".join(map(name, of)) for of in best][:MOST_NAMED])
    told = voice.say("heading.pairs_number", number=len(first)) if len(best) > 1 or first[1:] else voice.listed(first)
    key = "pairs_none" if not best else "pairs_alone" if 0 < len(alone) <= MOST_NAMED else "pairs"
    words = voice.say(f"heading.{key}", pairs=pairs, on=told, places=voice.names("locality", alone))
    return heading(words, answers=True)


def tell_pairs(data: Dataset, comparisons: Sequence[Comparison], *, lang: str = "") -> Points:
    """Tell the pairs best compared with their figures, one an indicator, and the two places with most refused."""
    voice, told = Voice(data, lang), list[Point]()
    write, name = partial(voice.number, told=("subject", "computed")), partial(voice.name, "locality")
    for pair in sorted(filter(may_compare, comparisons), key=lambda pair: len(pair.reasons)):
        about = f"{voice.name('indicator', pair.indicator_id)}: "
        if len(told) < _MOST_TOLD and not any(str(point.words[0]).startswith(about) for point in told):
            told.append(voice.point(glue(about, word_part(voice, pair, write), "."), pair.figures))
    may = {pair.locality_ids for pair in comparisons if pair.verdict != "not_comparable"}
    refused = Counter(pair.locality_ids for pair in comparisons if pair.locality_ids not in may)
    for of, _ in refused.most_common(1):
        pairs = [pair for pair in comparisons if pair.locality_ids == of]
        why = word_brief(voice, (each for pair in pairs for each in pair.reasons if each.verdict == "not_comparable"))
        words = voice.say("conclusion.refused", pair="\u00a0– ".join(map(name, of)), reasons=why)
        told.append(voice.point(words, pairs[0].figures))
    return Points(tuple(told))


def show_matrix(data: Dataset, comparisons: Sequence[Comparison], *, lang: str = "") -> Picture | Paragraph:
    """Draw the verdicts of the gate on every pair."""
    voice = Voice(data, lang)
    if not comparisons:
        return Paragraph(voice.say("note.none_pairs"))
    sources = sources_of_figures(data, [figure for pair in comparisons for figure in pair.figures])
    shown = sorted({tell_verdict(pair) for pair in comparisons}, key=TOLD.index)
    unit = voice.say("foot.matrix", marks=voice.listed(voice.say(f"foot.{verdict}_mark") for verdict in shown))
    return draw(voice, plot_matrix, describe_matrix, comparisons, unit=unit, sources=sources)


def plot_matrix(data: Dataset, comparisons: Sequence[Comparison], *, lang: str = "", ax: Axes | None = None) -> Axes:
    """Draw a mark for each verdict of the gate, a line a pair of localities, most to compare first, and name that."""
    lines = _by_pair(voice := Voice(data, lang), comparisons)
    before = max(measure(name) for name, *_ in lines) + 0.2
    wide = before + 0.2 * max(len(verdicts) for _, verdicts, _ in lines) + 0.1, 0.0
    middle, under = (0.15, 0.24) if picture.width() == picture.NARROW else wide  # there the words are under the marks
    listed = (voice.listed(names) or voice.say("axis.none_together") for *_, names in lines)
    told = [fold(words, picture.width() - middle) for words in listed]
    ax, y = picture.new_sheet(ax, sum(under + tall(words) + 0.1 for words in told)), 0.05
    for (name, verdicts, _), words in zip(lines, told, strict=True):
        ax.text(0, y, name, va="top")
        for n, verdict in enumerate(verdicts):
            (mark, face), spot = _MARKS[verdict], (before + 0.2 * (n + 0.5), y + tall("") / 2)
            ax.plot(*spot, mark, markersize=6 if mark == "D" else 8, color=picture.INK, markerfacecolor=face)
        ax.text(middle, y + under, words, va="top")
        y += under + tall(words) + 0.1
        ax.plot((0, picture.width()), (y - 0.05, y - 0.05), color=picture.LINE, linewidth=0.6)
    return ax


def _by_pair(voice: Voice, comparisons: Sequence[Comparison]) -> list[tuple[str, list[str], list[str]]]:
    """Name each two places with their verdicts and with what of them may stand together, those with most first."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for pair in sorted(comparisons, key=lambda pair: TOLD.index(tell_verdict(pair))):
        name = " – ".join(voice.name("locality", place) for place in pair.locality_ids)
        verdicts, kept = found.setdefault(name, ([], []))
        verdicts.append(tell_verdict(pair))
        kept += [voice.name("indicator", pair.indicator_id)] if may_compare(pair) else []
    return sorted(((name, *told) for name, told in found.items()), key=lambda line: -len(line[2]))


def describe_matrix(data: Dataset, comparisons: Sequence[Comparison], *, lang: str = "") -> Described:
    """Word the picture of `plot_matrix`: how many pairs of figures may be compared, and of which places most."""
    voice = Voice(data, lang)
    kept = {name: len(names) for name, _, names in _by_pair(voice, comparisons)}
    paired = voice.say("note.paired", number=len({place for pair in comparisons for place in pair.locality_ids}))
    some = voice.listed([name for name, number in kept.items() if number][:2])
    told = some and voice.say("picture.matrix", pairs=some), count_verdicts(data, comparisons, lang=lang)
    caption = " ".join(filter(None, (*told, paired if len(data.ids("locality")) > groups.MOST_PLACES else "")))
    parts = voice.bars((name, voice.amount(number)) for name, number in kept.items())
    return Described(voice.say("alt.matrix", caption=caption, parts=parts), caption)


def table_judgements(data: Dataset, judgements: Sequence[Judgement], *, lang: str = "") -> Table:
    """Give the verdict on each pair of figures with every reason; of very many one stands for those judged alike."""
    voice, dates, many = Voice(data, lang), dict[tuple[str, ...], set[str]](), len(judgements) > MOST_PAIRS
    key = attrgetter("locality_id", "subject", "indicator_id")
    alike: dict[Any, list[Judgement]] = defaultdict(list)
    for n, pair in enumerate(judgements):
        ids = *(side.indicator_id for side in (pair.left, pair.right)), *(each.reason_id for each in pair.reasons)
        alike[(pair.verdict, *ids) if many else n].append(pair)
    shown = [pairs[0] for pairs in alike.values()]
    numbers = {id(pairs[0]): len(pairs) for pairs in alike.values()}
    for figure in (side for pair in shown for side in (pair.left, pair.right)):
        dates.setdefault(key(figure), set()).add(voice.span(figure))

    def tell(figure: Figure) -> Pieces:
        when = f", {voice.span(figure)}" if len(dates[key(figure)]) > 1 else ""
        return glue(f"{voice.about(figure)} ", voice.number(figure, told=("subject",)), when)

    def judged(pair: Judgement) -> str:
        verdict, number = voice.say(f"verdict.{tell_verdict(pair)}"), numbers[id(pair)]
        told = voice.say("conclusion.counted", number=voice.amount(number), verdict=lower(verdict))
        return told if many else verdict

    columns: Columns[Judgement] = {
        "indicator": lambda pair: capital(voice.indicators((pair.left.indicator_id, pair.right.indicator_id))),
        "pair": lambda pair: Cell("", parts=glue(*tell(pair.left), "; ", *tell(pair.right))),
        "verdict": judged,
        "reasons": lambda pair: capital(voice.reasons(pair.reasons)),
        "source": lambda pair: voice.link(pair.left, pair.right, placed=True),
    }
    notes, caption = [voice.say("note.alike_pairs")] * many, count_verdicts(data, judgements, lang=lang)
    if len(told := {str(columns["indicator"](pair)) for pair in shown}) == 1:
        columns = {name: word for name, word in columns.items() if name != "indicator"}
        caption = f"{told.pop()}, {lower(caption)}"
    return voice.table(caption, columns, shown, notes=notes, empty=voice.say("note.none_pairs"))
