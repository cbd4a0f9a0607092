"""What may stand together, what may not, and what looks alike though it is not."""

from collections.abc import Sequence
from itertools import combinations
from math import comb

from analysis.dataset import Dataset
from analysis.elements.behind import draw, lay_grid, sources_of_figures
from analysis.elements.picture import Axes, Described, Picture, new_axes
from analysis.elements.speech import Pieces, capital, glue
from analysis.elements.table import Cell, Paragraph, Table
from analysis.elements.wording import Columns, Voice
from analysis.methods import VERDICTS, Comparison, Confusion
from analysis.show.sources import name_issuer

# Shape, not colour alone, tells the verdicts apart: mark, face, edge.
_MARKS = {
    "comparable": ("o", "#1b2129", "#1b2129"),
    "with_care": ("o", "white", "#1b2129"),
    "not_comparable": ("X", "#a61c3c", "#a61c3c"),
}


def show_matrix(data: Dataset, comparisons: Sequence[Comparison], *, lang: str) -> Picture | Paragraph:
    """Draw the verdicts of the gate on every pair."""
    voice = Voice(data, lang)
    if not comparisons:
        return Paragraph(voice.say("note.none_pairs"))
    sources = sources_of_figures(data, [figure for pair in comparisons for figure in pair.figures])
    columns: Columns[Comparison] = {
        "indicator": lambda pair: voice.name("indicator", pair.indicator_id),
        "pair": lambda pair: " – ".join(voice.name("locality", place) for place in pair.locality_ids),
        "verdict": lambda pair: capital(voice.say(f"verdict.{pair.verdict}")),
    }
    table = voice.table(voice.say("caption.matrix", number=voice.amount(len(comparisons))), columns, comparisons)
    unit = voice.say("foot.matrix")
    return draw(voice, plot_matrix, describe_matrix, comparisons, unit=unit, sources=sources, table=table)


def plot_matrix(data: Dataset, comparisons: Sequence[Comparison], *, lang: str, ax: Axes | None = None) -> Axes:
    """Draw the verdict of the gate on each concept and pair of localities: one mark a cell."""
    voice = Voice(data, lang)
    rows = list(dict.fromkeys(pair.indicator_id for pair in comparisons))
    columns: list[tuple[str, ...]] = list(combinations(data.ids("locality"), 2))
    ax = new_axes(ax, height=0.3 * len(rows), width=0.62 * len(columns))
    for verdict, (mark, face, edge) in _MARKS.items():
        pairs = [pair for pair in comparisons if pair.verdict == verdict]
        x = [columns.index(pair.locality_ids) for pair in pairs]
        y = [rows.index(pair.indicator_id) for pair in pairs]
        ax.scatter(x, y, marker=mark, s=60, facecolor=face, edgecolor=edge, label=voice.say(f"verdict.{verdict}"))
    places = ["\n".join(voice.name("locality", place) for place in pair) for pair in columns]
    lay_grid(ax, [voice.name("indicator", indicator) for indicator in rows], places, size=8)
    ax.legend(loc="upper right", bbox_to_anchor=(1, 0), ncol=3, frameon=False, fontsize=9)
    return ax


def describe_matrix(data: Dataset, comparisons: Sequence[Comparison], *, lang: str) -> Described:
    """Word the picture of `plot_matrix`."""
    voice = Voice(data, lang)
    rows, columns = {pair.indicator_id for pair in comparisons}, comb(len(data.ids("locality")), 2)
    caption = voice.say("picture.matrix", rows=len(rows), columns=columns)
    counts = {verdict: voice.amount(sum(pair.verdict == verdict for pair in comparisons)) for verdict in VERDICTS}
    return Described(voice.say("alt.matrix", caption=caption, **counts), caption)


def table_refusals(data: Dataset, comparisons: Sequence[Comparison], *, verdict: str, lang: str) -> Table:
    """List the pairs with one verdict, ``not_comparable`` or ``with_care``, with every reason and both figures."""
    voice = Voice(data, lang)
    columns: Columns[Comparison] = {
        "indicator": lambda pair: capital(voice.indicators(figure.indicator_id for figure in pair.figures)),
        "pair": lambda pair: _listed(
            voice, [glue(f"{voice.about(side)} ", voice.number(side, told=("subject",))) for side in pair.figures]
        ),
        "reasons": lambda pair: capital(voice.reasons(pair.reasons, verdict=verdict)),
        "source": lambda pair: voice.link(*pair.figures, placed=True),
    }
    caption = voice.say("caption.refusals" if verdict == "not_comparable" else "caption.cares")
    kept = [pair for pair in comparisons if pair.verdict == verdict]
    return voice.table(caption, columns, kept, empty=voice.say("note.none_pairs"))


def table_confusions(data: Dataset, confusions: Sequence[Confusion], *, lang: str) -> Table:
    """List what looks alike, with what each thing is."""
    voice = Voice(data, lang)
    columns: Columns[Confusion] = {
        "lookalike": lambda alike: voice.say(
            f"confusion.{alike.kind}",
            shared=alike.shared if isinstance(alike.shared, str) else voice.amount(alike.shared),
        ),
        "meanings": lambda alike: _listed(voice, _meanings(voice, alike)),
        "source": lambda alike: voice.link(*alike.figures, placed=True),
    }
    return voice.table(voice.say("caption.confusions"), columns, confusions, empty=voice.say("note.none_confusions"))


def _listed(voice: Voice, parts: Sequence[Pieces]) -> Cell:
    return Cell("", parts=voice.join_pieces(parts, by="join.semicolon"))


def _meanings(voice: Voice, alike: Confusion) -> list[Pieces]:
    """Tell what each of the things is that look alike."""
    if alike.kind == "number":
        names = (f"{voice.about(figure)}: {voice.indicator(figure.indicator_id)} " for figure in alike.figures)
        numbers = (voice.number(figure, told=("subject",)) for figure in alike.figures)
        return [glue(*pair) for pair in zip(names, numbers, strict=True)]
    if alike.kind == "register":
        return [(_document(voice, id_),) for id_ in alike.ids]
    place, *parts = alike.ids
    caution = voice.text(voice.data.row("locality", place), "caution")
    meanings = [voice.place(place), *(voice.name("subject", part) for part in parts), caution]
    return [(meaning,) for meaning in meanings if meaning]


def _document(voice: Voice, directive_id: str) -> str:
    row = voice.data.row("directive", directive_id)
    about = [name_issuer(voice, row), voice.day(row["issued_on"])]
    return f"{voice.directive(directive_id)} ({', '.join(filter(None, about))})"
