"""What one place is: what its text tells first, its key figures beside the nearest that may be, how one changed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from operator import itemgetter
from textwrap import fill

from analysis.dataset import Dataset
from analysis.elements.behind import draw, name_unit, sources_of_figures, sources_of_places
from analysis.elements.headlines import list_headlines
from analysis.elements.picture import Axes, Described, Picture, colour_of, new_axes
from analysis.elements.speech import Pieces, capital, glue, lower, shared_cautions
from analysis.elements.table import Cell, Heading, Link, Paragraph, Points, Table, heading
from analysis.elements.wording import Columns, Voice
from analysis.methods import (
    STANCES,
    Change,
    Figure,
    Judgement,
    Organisation,
    Unit,
    find_figures,
    find_nearest,
    period_of,
    read_themes,
)
from analysis.paths import notebooks_dir
from analysis.plan.runs import load_runs
from analysis.text import period_bounds

_MOST_FIGURES = 12
_TOLD = ("subject", "basis", "computed")  # of a figure that stands beside another
_WIDTH = 3.35  # of the drawing of an organisation, in inches: as wide as a phone
_ROOT = Unit("", None)

_NATURES = ("stock", "flow", "share", "rate", "ratio")


def tell_article(data: Dataset, locality_id: str, *, lang: str) -> Paragraph:
    """Tell in a sentence which text is about which place, of what first of all, and what of that it leaves out."""
    voice, row, themes = Voice(data, lang), data.row("locality", locality_id), read_themes(data)
    sources = data.of(locality_id).sources.to_dict("records")
    by = (", ".join(filter(None, (source["author"], voice.day(source["published_on"])))) for source in sources)
    titles = (voice.name("source", source["source_id"]) for source in sources)
    texts = voice.join(voice.say("article.text", title=title, by=told) for title, told in zip(titles, by, strict=True))
    fields = {"texts": texts, "place": ", ".join((voice.place(locality_id), *row[f"parent_{lang}"]))}
    first = [theme for theme in _first_themes(data, locality_id) if any(themes[theme][locality_id].values())]
    if not first:
        return Paragraph(voice.say("article.plain", **fields))
    stances = themes[first[0]][locality_id]
    has, lacks = (
        voice.join(voice.say(f"article.{stance}") for stance in STANCES if bool(stances[stance]) == known)
        for known in (True, False)
    )
    key = "told" if all(stances.values()) else "told_lacking"
    theme = lower(voice.name("theme", first[0]))
    return Paragraph(voice.say(f"article.{key}", **fields, theme=theme, has=has, lacks=lacks))


def _first_themes(data: Dataset, locality_id: str) -> list[str]:
    """List the themes of what comes first when a place is told, then those of which its text tells most stances."""
    themes = read_themes(data)
    first = dict[str, None]()
    for headline in list_headlines(data, locality_id):
        coded = [headline.coding["theme_id"]] if headline.coding else []
        counted = (data.row("indicator", figure.indicator_id)["theme_ids"] for figure in headline.figures)
        first |= dict.fromkeys([*coded, *(theme for ids in counted for theme in ids)])
    return [*first, *sorted(themes, key=lambda theme: -sum(map(bool, themes[theme][locality_id].values())))]


def show_key_figures(data: Dataset, locality_id: str, *, lang: str) -> Iterator[Heading | Table]:
    """Set the key figures of a place beside the nearest that may be compared, or tell why none may."""
    voice, pages = Voice(data, lang), _comparison_pages(data)
    rows = [(figure, find_nearest(data, figure)) for figure in _key_figures(data, locality_id)]
    beside = [(figure, pairs[0]) for figure, pairs in rows if pairs and pairs[0].verdict != "not_comparable"]

    def name(figure: Figure) -> str:
        indicator = voice.name("indicator", figure.indicator_id)
        return f"{indicator} ({voice.name('subject', figure.subject)})" if figure.subject else indicator

    def tell_nearest(pairs: Sequence[Judgement]) -> Cell | str:
        told = (
            glue(f"{voice.about(pair.right)}: ", voice.number(pair.right, told=_TOLD), f" ({voice.when(pair.right)})")
            for pair in pairs
            if pair.verdict != "not_comparable"
        )
        return Cell("", parts=parts) if (parts := voice.join_pieces(told, by="join.semicolon")) else "–"

    def tell_verdict(pairs: Sequence[Judgement]) -> Cell | str:
        if not pairs:
            return voice.say("spine.alone")
        first, verdict = pairs[0], voice.say(f"verdict.{pairs[0].verdict}")
        if first.verdict == "not_comparable":
            places = voice.join(dict.fromkeys(voice.about(pair.right) for pair in pairs))
            refusing = [reason for reason in first.reasons if reason.verdict == first.verdict]
            return voice.say("spine.refused", places=places, reason=voice.reasons(refusing[:1]))
        page = pages.get(data.row("indicator", first.left.indicator_id)["concept"])
        return Cell(verdict, links=(Link(page, voice.say("spine.page")),)) if page else verdict

    columns: Columns[tuple[Figure, list[Judgement]]] = {
        "indicator": lambda row: name(row[0]),
        "value": lambda row: voice.number(row[0], told=("basis", "subject")),
        "period_page": lambda row: replace(voice.link(row[0]), text=voice.when(row[0])),
        # A column that would be empty tells nothing.
        **({"nearest": lambda row: tell_nearest(row[1])} if beside else {}),
        "verdict": lambda row: tell_verdict(row[1]),
    }
    place = voice.name("locality", locality_id)
    told = voice.say("spine.none" if rows else "spine.empty", place=place)
    if beside:
        sides = ((voice.figure(side, told=_TOLD), voice.about(side))
                 for side in (beside[0][1].left, beside[0][1].right))  # fmt: skip
        values = voice.join(voice.say("spine.side", value=value, place=about) for value, about in sides)
        told = voice.say("spine.some", indicator=voice.indicator(beside[0][0].indicator_id), values=values)
    yield heading(told)
    yield voice.table(voice.say("caption.spine", place=voice.place(locality_id)), columns, rows, numeric=("value",))


def _key_figures(data: Dataset, locality_id: str) -> list[Figure]:
    """List the figures that come first when a place is told, then shares and ratios that may stand beside another's."""
    first = (figure for each in list_headlines(data, locality_id, most=_MOST_FIGURES) for figure in each.figures)
    others = []
    for figure in find_figures(data, locality_id=locality_id):
        row = data.row("indicator", figure.indicator_id)
        if not figure.subject and figure.is_usable and row["nature"] not in ("stock", "flow"):
            pairs = find_nearest(data, figure)
            others += [(row["topic"] == "grading", figure)] if pairs and pairs[0].verdict != "not_comparable" else []
    others.sort(key=itemgetter(0))
    return list(dict.fromkeys([*first, *(figure for _, figure in others)]))[:_MOST_FIGURES]


def _comparison_pages(data: Dataset) -> dict[str, str]:
    """Give for each concept the page that compares it over all places, where one is built."""
    pages: dict[str, str] = {}
    for run in load_runs(data, notebooks_dir()):
        kind, id_ = run.subject or ("", "")
        if kind == "indicator" and "locality_ids" not in run.parameters:
            pages.setdefault(data.row(kind, id_)["concept"], f"{run.run_id}.html")
    return pages


def reading_order(data: Dataset, figure: Figure) -> tuple[int, bool, bool, str, str]:
    """Order figures as a reader expects: wholes, their parts, what happened in the year, then shares."""
    row = data.row("indicator", figure.indicator_id)
    nature = _NATURES.index(row["nature"])
    return nature, bool(figure.subject), bool(row["part_of"]), figure.indicator_id, figure.subject


def show_organisation(data: Dataset, organisation: Organisation, *, lang: str) -> Picture:
    """Draw what the Party organisation of a place is made of."""
    voice, sources = Voice(data, lang), sources_of_places(data, [organisation.locality_id])
    unit = voice.say("foot.organisation")
    return draw(voice, plot_organisation, describe_organisation, organisation, unit=unit, sources=sources)


def plot_organisation(data: Dataset, organisation: Organisation, *, lang: str, ax: Axes | None = None) -> Axes:
    """Draw a box for each kind of unit, hung on what it belongs to: open and dashed where the text counts none."""
    voice, colour = Voice(data, lang), colour_of(data, organisation.locality_id)
    rows = [
        [(unit, _label(voice, organisation, unit, int(_WIDTH * 14 / len(row)) - 1)) for unit in row]
        for row in ((_ROOT,), *organisation.rows)
    ]
    heights = [0.165 * max(label.count("\n") + 1 for _, label in row) + 0.12 for row in rows]
    notes = "\n".join(fill(note, int(_WIDTH * 14)) for note in _note_organisation(voice, organisation))
    height = sum(heights) + 0.18 * len(heights) + 0.15 * notes.count("\n") + 0.2
    ax, top, spots = new_axes(ax, width=_WIDTH, height=height), 0.0, dict[str, tuple[float, float]]()
    for row, tall in zip(rows, heights, strict=True):
        wide = _WIDTH / len(row)
        for n, (unit, label) in enumerate(row):
            middle, counted = wide * (n + 0.5), bool(unit.figure or unit is _ROOT)
            if unit.under in spots:
                ax.plot(*zip(spots[unit.under], (middle, top), strict=True), color="#5b6470", linewidth=1)
            face = "#eef1f5" if counted else "white"
            ax.barh(top + tall / 2, wide - 0.08, tall, wide * n + 0.04, color=face, edgecolor=colour,
                    linestyle="-" if counted else "--")  # fmt: skip
            ax.text(middle, top + tall / 2, label, ha="center", va="center", fontsize=8.5)
            spots[unit.indicator_id] = middle, top + tall
        top += tall + 0.18
    ax.text(0.04, top, notes, va="top", fontsize=8.5)
    ax.set(xlim=(0, _WIDTH), ylim=(height, 0))
    ax.axis("off")
    return ax


def describe_organisation(data: Dataset, organisation: Organisation, *, lang: str) -> Described:
    """Word the picture of `plot_organisation`."""
    voice = Voice(data, lang)
    caption = voice.say("picture.organisation", place=voice.place(organisation.locality_id))
    units = [unit for row in organisation.rows for unit in row]
    labels = (_label(voice, organisation, unit).replace("\n", ": ") for unit in units)
    counted = {"known": voice.amount(sum(unit.figure is not None for unit in units)), "all": voice.amount(len(units))}
    told = voice.say("alt.organisation", caption=caption, parts=voice.say("join.semicolon").join(labels), **counted)
    return Described(" ".join([told, *_note_organisation(voice, organisation)]), caption)


def _label(voice: Voice, organisation: Organisation, unit: Unit, letters: int = 999) -> str:
    """Name a unit and tell how many there are, with the date if they are of several; in lines."""
    if unit is _ROOT:
        return voice.say("organisation.root", place=voice.place(organisation.locality_id))
    number = voice.say("organisation.uncounted")
    if unit.figure:
        number = voice.figure(unit.figure, told=("basis",))
        number += f" ({voice.when(unit.figure)})" if len(_dates(voice, organisation)) > 1 else ""
    lines = (voice.name("indicator", unit.indicator_id), number)
    return "\n".join(fill(words, letters, break_long_words=False) for words in lines)


def _dates(voice: Voice, organisation: Organisation) -> list[str]:
    dates = (voice.when(unit.figure) for row in organisation.rows for unit in row if unit.figure)
    return list(dict.fromkeys(dates))


def _note_organisation(voice: Voice, organisation: Organisation) -> list[str]:
    """Tell of when the figures are, if of one time, and what those come to that a formula adds."""
    notes = [voice.say("organisation.at", when=when) for when in _dates(voice, organisation)]
    notes = notes if len(notes) == 1 else []
    for parts in organisation.sums:
        total, side = voice.amount(sum(part.value for part in parts)), voice.side(part.indicator_id for part in parts)
        notes.append(voice.say("organisation.sum", parts=capital(side), total=total))
    return notes


def list_changes(data: Dataset, changes: Sequence[Change], *, lang: str) -> Points:
    """Tell each change over time in a sentence, from its first figure to its last."""
    voice = Voice(data, lang)
    told = [voice.point(word_change(voice, change), change.figures) for change in changes if change.figures]
    return Points(tuple(told or [voice.point(voice.say("note.none_change"))]))


def word_change(voice: Voice, change: Change) -> Pieces:
    """Word a change over time: from what on which day, to what on which; what asks for care; what stands apart."""
    place = voice.name("locality", change.locality_id)
    told = voice.pieces("note.change", place=place, steps=_steps(voice, change.figures))
    reasons = voice.reasons(dict.fromkeys(reason for step in change.judgements for reason in step.reasons))
    care = f" {voice.say('note.change_care', reasons=reasons)}" if reasons else ""
    if not change.others:
        return glue(*told, care)
    others = voice.join_bars((voice.when(figure), voice.number(figure, told=("basis",))) for figure in change.others)
    return glue(*told, care, " ", *voice.pieces("note.change_others", others=others))


def show_change(data: Dataset, change: Change, *, lang: str) -> Picture | Points:
    """Draw a change over time where there are three dates or more; else tell it."""
    voice = Voice(data, lang)
    if len(change.figures) < 3:
        return list_changes(data, [change], lang=lang)
    number = partial(voice.number, told=("basis",))
    columns: Columns[Figure] = {"period": voice.when, "value": number, "source": voice.link}
    table = voice.table(describe_change(data, change, lang=lang).caption, columns, change.figures, numeric=("value",))
    unit, sources = name_unit(voice, change.indicator_id), sources_of_figures(data, change.figures)
    return draw(voice, plot_change, describe_change, change, unit=unit, sources=sources, table=table)


def plot_change(data: Dataset, change: Change, *, lang: str, ax: Axes | None = None) -> Axes:
    """Draw the figures of a change over time as a line over the days on which their times end."""
    voice = Voice(data, lang)
    ax = new_axes(ax, height=2.6, width=6.4)
    days = [figure.end.toordinal() for figure in change.figures]
    values, colour = [float(figure.value) for figure in change.figures], colour_of(data, change.locality_id)
    ax.plot(days, values, color=colour, linewidth=1.6)
    for day, value, figure in zip(days, values, change.figures, strict=True):
        face = colour if figure.qualifier == "eq" else "w"  # a bound is no value: its mark is open
        ax.plot(day, value, "o", markersize=7, color=colour, markerfacecolor=face)
        words = voice.figure(figure, told=("basis",))
        ax.annotate(words, (day, value), (0, 8), textcoords="offset points", ha="center")
    ax.set_xticks(days, [voice.when(figure) for figure in change.figures], rotation=30, ha="right")
    ax.set_ylim(0, (max(values) or 1) * 1.2)
    ax.yaxis.set_visible(False)
    ax.spines["left"].set_visible(False)
    return ax


def describe_change(data: Dataset, change: Change, *, lang: str) -> Described:
    """Word the picture of `plot_change`."""
    voice = Voice(data, lang)
    title, place = voice.name("indicator", change.indicator_id), voice.name("locality", change.locality_id)
    caption, steps = voice.say("picture.change", title=title, place=place), _steps(voice, change.figures)
    return Described(voice.say("alt.change", caption=caption, steps="".join(map(str, steps))), caption)


def _steps(voice: Voice, figures: Sequence[Figure]) -> Pieces:
    """Word a row of figures: from the first, by way of those between, to the last."""
    steps: list[Pieces] = []
    numbers = [voice.number(figure) for figure in figures]
    shared = shared_cautions(numbers)
    ways = ["from", *["by"] * (len(figures) - 2), "to"]
    for way, figure, number in zip(ways, figures, numbers, strict=True):
        start, end = period_bounds(period_of(voice.data, figure))
        when = voice.say("note.on_day" if start == end else "note.in_span", period=voice.span(figure))
        steps += [(" ",)] if steps else []
        steps.append(voice.pieces(f"note.change_{way}", value=number.without(shared), when=when))
    told = f" ({voice.beware(shared)})" if shared else ""
    return glue(*[piece for step in steps for piece in step], told)
