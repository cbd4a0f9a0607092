"""Pictures of what the text about a place tells first: of one place large, of all places small."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

from analysis.dataset import Dataset
from analysis.drawings.behind import sources_of_figures, sources_of_places, word_foot
from analysis.drawings.charts import Bar, plot_bars
from analysis.drawings.strands import End, Strand, list_strands
from analysis.elements import picture
from analysis.elements.html import read_templates
from analysis.elements.picture import Axes, Picture, figures
from analysis.elements.speech import Described, lower
from analysis.elements.table import MOST_LETTERS
from analysis.elements.typeset import SMALL, fold, measure, tall
from analysis.elements.wording import Voice
from analysis.methods import Figure
from analysis.package.table_rows import by_key

_LARGE, _HEAD = 15, 11.5  # the size of a number at an end of a line, and of words there, in points
_MOST_BRIEF = 2  # lines or bars of a place, and ends of a line, in the picture of all places
_LONG, _WHOLE = 9, 70  # letters of a number that has a line of its own, and of a head that is as small as the words


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
    if title := fold(strand.start.words, picture.width(), weight="bold"):
        ax.text(0, top, title, va="top", weight="bold")
        top += tall(title) + 0.04
    return plot_bars(ax, strand.bars, top=top, full=100, every=every).get_ylim()[0]


def _plot_line(ax: Axes, strand: Strand, top: float) -> float:
    """Write a start and its ends side by side, with an arrow only where people are sent: no line hints at a cause."""
    wide, low = picture.width(), top
    gap = 0.5 if wide == picture.NARROW else 0.8
    room = (wide - gap) / 2
    for x, ends in ((0.0, (strand.start,)), (room + gap, strand.ends)):
        y = top
        for end in ends:
            fits = measure(end.head, _LARGE, "bold") <= room
            size = _LARGE if end.counted and fits else _HEAD if len(end.head) < _WHOLE else SMALL
            weight = "normal" if size == SMALL else "bold"
            colour = picture.ACCENT if end.counted else picture.INK
            head, words = fold(end.head, room, size, weight), fold(end.words, room)
            ax.text(x, y, head, va="top", weight=weight, fontsize=size, color=colour)
            y += tall(head, size) - 0.025 + 0.02 * head.count("\n") if head else 0
            ax.text(x, y, words, va="top")
            y += tall(words) + 0.03 if words else 0.05
        low = max(low, y)
    if strand.is_sent:
        y, way = top + tall("", _HEAD) / 2, (room + 0.06, room + gap - 0.1)
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

    def break_up(words: str, room: int, size: int = 15) -> list[str]:
        return fold(words, room / 72, size).split("\n")

    def sheet(wide: int) -> str:
        half, rows, y = (wide - 50) // 2, list[dict[str, Any]](), 0

        def cells(ends: Sequence[End], x: int, top: int, room: int = half) -> tuple[list[dict[str, Any]], int]:
            made = []
            for end in ends:
                words, shift = end.brief or end.words, 0.0
                if end.counted:
                    made.append({"x": x, "y": top + 17, "words": end.head, "large": len(end.head) < _LONG})
                    shift = (measure(end.head, 20, "bold") * 72 + 7) * (len(end.head) < _LONG)
                    top += 0 if shift else 18
                blanks = "\N{NO-BREAK SPACE}" * round(shift / 3)  # of 3 px each: the first line has less room
                for n, line in enumerate(break_up(blanks + words, room)):
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
                    name, words = break_up(named, wide), [] if bar.beside else break_up(bar.words, half, 20)
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
        under = break_up(foot, wide)
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
