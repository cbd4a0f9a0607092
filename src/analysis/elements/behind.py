"""What goes with a picture: its words, its unit and its sources; and pictures of what an article tells of a place."""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import cache, partial
from html import escape
from pathlib import Path
from typing import Any

from analysis.dataset import Dataset
from analysis.elements import picture
from analysis.elements.frame import Bar, plot_bars
from analysis.elements.headlines import End, Strand, list_strands
from analysis.elements.html import read_templates
from analysis.elements.picture import Axes, Picture, figures
from analysis.elements.speech import Described, lower
from analysis.elements.table import MOST_LETTERS, Table
from analysis.elements.wording import Voice
from analysis.methods import Comparison, Figure
from analysis.package.table_rows import by_key
from analysis.plan.notebook import read_words
from analysis.words.catalogue import LANGUAGES, say, session_language

_LARGE, _HEAD = 15, 11.5  # the size of a number at an end of a line, and of words there, in points
_MOST_SOURCES, _MOST_BRIEF = 6, 2  # lines or bars of a place, and ends of a line, in the picture of all places
_LONG, _WHOLE = 9, 70  # letters of a number that has a line of its own, and of a head that is as small as the words


def draw(
    voice: Voice,
    plot: Callable[..., Axes],
    describe: Callable[..., Described],
    drawn: Any,
    *,
    unit: str,
    sources: Iterable[str],
    table: Table | None = None,
    wide: float = picture.WIDE,
) -> Picture:
    """Draw a thing by its `plot_` function, with its words, its `word_foot` and its table, if none is beside it."""
    axes = partial(plot, voice.data, drawn, lang=voice.lang)
    alt, foot = describe(voice.data, drawn, lang=voice.lang), word_foot(voice, unit, sources)
    return figures(axes, alt=str(alt), caption=alt.caption, foot=foot, table=table, wide=wide)


def bar_of(voice: Voice, figure: Figure, name: str, *, told: Container[str]) -> Bar:
    """Make the bar of a figure, with the cautions that are not `told`; that of a bound, which is no value, is open."""
    return Bar(name, float(figure.value), voice.figure(figure, told=told), figure.qualifier == "eq")


def word_foot(voice: Voice, unit: str, source_ids: Iterable[str]) -> str:
    """Word the line under a picture: what one mark or number stands for, and the articles it rests on, many counted."""
    sources = [voice.data.row("source", id_) for id_ in dict.fromkeys(source_ids)]
    if not sources:
        return voice.say("foot.unit", unit=unit)
    named = ((voice.name("locality", row["locality_id"]), voice.day(row["published_on"])) for row in sources)
    told = voice.join(voice.say("foot.source", place=place, day=day) for place, day in named)
    if len(sources) > _MOST_SOURCES:
        told = voice.say("foot.many", number=voice.amount(len(sources)))
    return voice.say("foot.line", unit=unit, sources=told)


def name_unit(voice: Voice, indicator_id: str) -> str:
    """Name the unit of an indicator: what a count counts, else per cent, money, time."""
    row = voice.data.row("indicator", indicator_id)
    unit = voice.say(f"unit.{row['unit']}")
    if not row["counted"]:
        return unit
    counted = voice.say(f"counted.{row['counted']}")
    # Of a share that is computed it is known of what it is; of a printed one the text may not say so.
    of = "share" if row["nature"] == "share" and indicator_id in {*voice.data.derived["indicator_id"]} else "of"
    return counted if row["unit"] == "count" else voice.say(f"foot.{of}", unit=unit, counted=counted)


def sources_of_figures(data: Dataset, figures: Iterable[Figure]) -> list[str]:
    """List the sources of the printed figures under these figures."""
    return [data.row("observation", id_)["source_id"] for figure in figures for id_ in figure.observation_ids]


def sources_of_places(data: Dataset, locality_ids: Iterable[str]) -> list[str]:
    """List the sources about these places."""
    return list(data.sources.loc[data.sources["locality_id"].isin(list(locality_ids)), "source_id"])


def show_described(figure: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Show a figure of a session with the words that its cell declares, as HTML that JupyterLab shows, or say so.

    A RunError says that the lines in which the cell declares them cannot be read.
    """
    from IPython import get_ipython

    shell: Any = get_ipython()
    lang = session_language(given if (given := shell.user_ns.get("lang")) in LANGUAGES else None)
    alt = read_words(str(shell.history_manager.input_hist_raw[-1]), {}, lang)["fig-alt"]
    png = shell.display_formatter.formatters["image/png"](figure)
    if not png:
        return None
    packed, told = png if isinstance(png, tuple) else (png, {})
    html = f'<img alt="{escape(alt or say("lack.undescribed", lang))}" src="data:image/png;base64,{packed}">'
    html += "" if alt else f"<p><small>{escape(say('lack.alt_line', lang))}</small></p>"
    return {"text/html": html, "image/png": packed}, {"image/png": {**told, **({"alt": alt} if alt else {})}}


def is_worth_drawing(strands: Iterable[Strand]) -> bool:
    """Ask whether a picture would show more than two numbers, which words tell as well."""
    return sum(len(strand.bars) or 1 + len(strand.ends) for strand in strands) > 2


def show_strands(data: Dataset, locality_id: str, strands: Sequence[Strand], *, lang: str = "") -> Picture:
    """Draw the strands of a place."""
    voice, shown = Voice(data, lang), [figure for each in strands for figure in each.figures]
    bases = [*dict.fromkeys(each.base for each in strands if each.base)]
    keys = {
        "strand_sent": any(each.is_sent for each in strands),
        "sent_dashed": not all(each.is_deed for each in strands),
        "strand_bar": any(each.bars for each in strands) and not bases[1:],
        "strand_bases": bases[1:],
    }
    of = voice.apart(voice.say(f"counted.{base}") for base in bases)
    care = voice.listed(_beware(voice, shown))
    told = [*(voice.say(f"foot.{key}", bases=of) for key, used in keys.items() if used), *filter(None, (care,))]
    sources = sources_of_figures(data, shown) or sources_of_places(data, [locality_id])
    alt, foot = _describe_strands(voice, locality_id, strands), word_foot(voice, voice.listed(told), sources)
    return figures(partial(_plot_strands, tuple(strands)), alt=str(alt), caption=alt.caption, foot=foot, care=care)


def _beware(voice: Voice, figures: Sequence[Figure]) -> Iterator[str]:
    """Tell which figures are computed or of a part of the place, and of which the text does not state the time."""
    marked = ((words, each) for each in figures for words in voice.cautions(each, told=("status", "partial")))
    for words, those in by_key(marked).items():
        key, numbers = "all" if len(those) == len(figures) else "some", dict.fromkeys(map(voice.value, those))
        yield voice.say(f"mark.gloss_{key}", numbers=voice.join(numbers)) + words


def _plot_strands(strands: Sequence[Strand]) -> Axes:
    """Draw what has ends, and bars, under each other."""
    ax, top, every = picture.new_sheet(None, 0.1), 0.0, [bar for strand in strands for bar in strand.bars]
    for strand, after in zip(strands, (*strands[1:], strands[-1]), strict=True):
        is_followed = after is not strand and not (strand.bars and after.bars and strand.base == after.base)
        top = _plot_bars(ax, strand, top, every) if strand.bars else _plot_line(ax, strand, top)
        if is_followed:
            ax.plot((0, picture.width()), (top + 0.03, top + 0.03), color=picture.LINE, linewidth=0.6)
            top += 0.06
    return picture.stretch(ax, top)


def _plot_bars(ax: Axes, strand: Strand, top: float, every: Sequence[Bar]) -> float:
    if title := picture.fold(strand.start.words, picture.width(), weight="bold"):
        ax.text(0, top, title, va="top", weight="bold")
        top += picture.tall(title) + 0.04
    return plot_bars(ax, strand.bars, top=top, full=100, every=every).get_ylim()[0]


def _plot_line(ax: Axes, strand: Strand, top: float) -> float:
    """Write a start and its ends side by side, with an arrow only where people are sent: no line hints at a cause."""
    wide, low = picture.width(), top
    gap = 0.5 if wide == picture.NARROW else 0.8
    room = (wide - gap) / 2
    for x, ends in ((0.0, (strand.start,)), (room + gap, strand.ends)):
        y = top
        for end in ends:
            fits = picture.measure(end.head, _LARGE, "bold") <= room
            size = _LARGE if end.counted and fits else _HEAD if len(end.head) < _WHOLE else picture.SMALL
            weight = "normal" if size == picture.SMALL else "bold"
            colour = picture.ACCENT if end.counted else picture.INK
            head, words = picture.fold(end.head, room, size, weight), picture.fold(end.words, room)
            ax.text(x, y, head, va="top", weight=weight, fontsize=size, color=colour)
            y += picture.tall(head, size) - 0.025 + 0.02 * head.count("\n") if head else 0
            ax.text(x, y, words, va="top")
            y += picture.tall(words) + 0.03 if words else 0.05
        low = max(low, y)
    if strand.is_sent:
        y, way = top + picture.tall("", _HEAD) / 2, (room + 0.06, room + gap - 0.1)
        ax.plot(way, (y, y), color=picture.ACCENT, linewidth=1.8, linestyle="-" if strand.is_deed else (0, (3, 1.5)))
        face = picture.ACCENT if strand.is_deed else "white"
        ax.plot(way[1], y, ">", markersize=8, color=picture.ACCENT, markerfacecolor=face, zorder=3)
    return low


def _describe_strands(voice: Voice, place: str, strands: Sequence[Strand]) -> Described:
    """Word the picture: the first strand of the place and of what other kinds some are, then all."""
    told, caption = [_word(strand) for strand in strands], _title(voice, place, strands[0])
    if kinds := dict.fromkeys(f"picture.also_{each.kind}" for each in strands if each.kind != strands[0].kind):
        also = voice.say("picture.also", first=caption, kinds=voice.join_last(map(voice.say, kinds)))
        caption = also if len(also) <= MOST_LETTERS else caption
    return Described(" ".join([f"{caption}.", *(f"{words.rstrip('.')}." for words in told)]), caption)


def _title(voice: Voice, place: str, strand: Strand) -> str:
    """Say in a sentence what a strand draws."""
    start, name = strand.start, voice.name("locality", place)
    if strand.bars:
        bar, key = strand.bars[0], "graded" if start.words else "bar"
        return voice.say(f"picture.{key}", place=name, of=lower(start.words), name=lower(bar.name), value=bar.words)
    if not strand.is_sent:
        return f"{name}: {f'{start.head} ' * start.counted}{lower(start.words or start.head).rstrip('.')}"
    end, named = strand.ends[0], voice.inside(start.brief if start.counted else start.head)
    people, units = f"{start.head} {named}" if start.counted else named, f"{end.head} {voice.inside(end.brief)}"
    duty = end.words.split(";")[0].split("," if strand.is_deed else ";")[0]  # after a comma may stand how far it got
    key = "people" if end.counted else "duty" if strand.is_deed else "set_out"
    return voice.say(f"picture.{key}", place=name, people=people, units=units, duty=lower(duty))


def draw_subjects(data: Dataset, *, lang: str = "") -> Picture:
    """Draw with letters, lines and boxes what the article about each place tells first, if any of it can be drawn."""
    voice = Voice(data, lang)
    strands = {place: lines for place in data.ids("locality") if (lines := _choose(list_strands(voice, place)))}
    foot = word_foot(voice, voice.say("foot.subjects"), sources_of_places(data, strands))

    def fold(words: str, room: int, size: int = 15) -> list[str]:
        return picture.fold(words, room / 72, size).split("\n")

    def sheet(wide: int) -> str:
        half, rows, y = (wide - 50) // 2, list[dict[str, Any]](), 0

        def cells(ends: Sequence[End], x: int, top: int, room: int = half) -> tuple[list[dict[str, Any]], int]:
            made = []
            for end in ends:
                words, shift = end.brief or end.words, 0.0
                if end.counted:
                    made.append({"x": x, "y": top + 17, "words": end.head, "large": len(end.head) < _LONG})
                    shift = (picture.measure(end.head, 20, "bold") * 72 + 7) * (len(end.head) < _LONG)
                    top += 0 if shift else 18
                blanks = "\N{NO-BREAK SPACE}" * round(shift / 3)  # of 3 px each: the first line has less room
                for n, line in enumerate(fold(blanks + words, room)):
                    made.append({"x": x + shift * (not n), "y": top + 17, "words": line.strip(), "large": False})
                    top += 18
                top += 2
            return made, top

        for place, lines in strands.items():
            row: dict[str, Any] = {"name": voice.name("locality", place), "top": y, "texts": [], "ways": [], "bars": []}
            y += 21
            for strand in lines:
                for bar in strand.bars:
                    named = f"{bar.name}: {bar.words}" if bar.beside else bar.name  # what is left is told in words
                    name, words = fold(named, wide), [] if bar.beside else fold(bar.words, half, 20)
                    row["texts"] += [{"x": 0, "y": y + 17 + 18 * n, "words": line} for n, line in enumerate(name)]
                    y += 18 * len(name)
                    row["bars"] += [{"y": y + 6, "share": bar.exact * min(bar.value, 100) / 100}][bar.beside :]
                    for n, line in enumerate(words):
                        row["texts"].append({"words": line, "x": half + 50, "y": y + 21 + 18 * n, "large": not n})
                    y += (4 if bar.beside else 10) + 18 * len(words)
                if strand.ends:
                    left, low = cells((strand.start,), 0, y)
                    # Figures beside what is done would look like what came of it: they stand under whose they are.
                    at = (half + 50, y) if strand.is_sent or strand.start.counted else (0, low, wide)
                    right, deep = cells(sorted(strand.ends, key=lambda end: len(end.head))[:_MOST_BRIEF], *at)
                    row["texts"] += left + right
                    row["ways"].append({"y": y + 12, "is_sent": strand.is_sent, "is_deed": strand.is_deed})
                    y = max(low, deep) + 4
            rows.append(row | {"end": y + 2})
            y += 4
        under = fold(foot, wide)
        fields = {"wide": wide, "half": half, "below": y, "high": y + 20 * len(under) + 16, "foot": under, "rows": rows}
        colours = {"ink": picture.INK, "paper": picture.PAPER, "rule": picture.LINE, "colour": picture.ACCENT}
        return str(_drawing().render(**fields, **colours))

    caption = voice.say("picture.subjects", all=len(strands))
    told = (
        f"{voice.name('locality', place)}: {'; '.join(_word(line, brief=True) for line in lines)}"
        for place, lines in strands.items()
    )
    return Picture(sheet(760), f"{caption}. {voice.listed(told)}.", caption=caption, narrow=sheet(400))


def _choose(strands: Sequence[Strand]) -> list[Strand]:
    """Choose for the picture of all places what can be told in a few words; grades only where there is nothing else."""
    short = [each for each in strands if len(each.bars) == 1 or each.start.brief or each.start.counted]
    firsts = {(each.is_sent, bool(each.bars)): each for each in reversed(short)}.values()
    kept = sorted(short, key=lambda each: each not in firsts)[:_MOST_BRIEF]
    return [each for each in short if each in kept] or list(strands)[:_MOST_BRIEF]


def _word(strand: Strand, *, brief: bool = False) -> str:
    """Word a line from its start to its ends, or bars; in `brief` for all places."""
    if strand.bars:
        bars = "; ".join(f"{bar.name}: {bar.words}" for bar in strand.bars)
        return f"{strand.start.words}: {bars}" if strand.start.words else bars
    sides = []
    for ends in ((strand.start,), strand.ends):
        told = list[str]()
        for end in ends:
            words = end.brief if brief and end.brief else end.words
            head = "" if brief and end.brief and not end.counted else end.head
            words = lower(words) if brief and strand.is_sent else words
            told.append((" " if end.counted else ": ").join(filter(None, (head, words.rstrip(".")))))
        sides.append("; ".join(told))
    return " → ".join(sides) if strand.is_sent else " – ".join(sides)


@cache
def _drawing() -> Any:
    return read_templates(Path(__file__).parent).get_template("subjects.svg.j2")


def tell_not_held(comparison: Comparison, lang: str) -> list[str]:
    """Tell that so many places were asked for that not all of them were compared."""
    return [say("note.not_held", lang, number=number)] if (number := len(comparison.not_held)) else []
