"""Pictures of what texts tell: of a place, of its Party organisation, of a theme by place, of all themes."""

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.dataset import Dataset
from analysis.drawings.behind import draw, sources_of_places
from analysis.drawings.charts import Grid, describe_grid, plot_grid
from analysis.drawings.strands import list_strands
from analysis.drawings.subjects import is_worth_drawing, show_strands
from analysis.elements import picture
from analysis.elements.findings import list_findings, note_steps, word_state, word_step
from analysis.elements.picture import Axes, Picture
from analysis.elements.speech import Described, capital, lower
from analysis.elements.table import Paragraph, Points
from analysis.elements.typeset import SMALL, fold, measure, tall
from analysis.elements.wording import Voice
from analysis.methods import (
    STANCES,
    Organisation,
    Told,
    Unit,
    find_figures,
    find_patterns,
    read_organisation,
    read_themes,
)
from analysis.methods.themes import figures_coded, find_kinds, pick_open
from analysis.show.theme import find_rates

_UNTOLD = "picture.organisation_untold"  # of a place of which no figure is recorded
_LARGE, _TELLING = 13, 3  # points of the numbers of an organisation; of so many counted units it is drawn
_SHORTFALLS: Sequence[str] = "open", "judged", "met", "acting"
_SEVERAL, _MOST_DRAWN, _MOST_LIMITED = 3, 7, 6  # texts that speak of a theme drawn among others; themes; lamented


def show_subject(data: Dataset, locality_id: str, *, most: int = 9, lang: str = "") -> Picture | Paragraph | Points:
    """Draw what the text about a place tells first: so many at `most` of its headlines that can be drawn.

    Of a place of which that is too little, what the organisation is made of is drawn.
    """
    strands = list_strands(Voice(data, lang), locality_id)[:most]
    if is_worth_drawing(strands):
        return show_strands(data, locality_id, strands, lang=lang)
    return show_organisation(data, read_organisation(data, locality_id), lang=lang)


def show_organisation(data: Dataset, organisation: Organisation, *, lang: str = "") -> Picture | Paragraph:
    """Draw what the Party organisation of a place is made of; where its text counts almost nothing of it, tell that."""
    voice, sources = Voice(data, lang), sources_of_places(data, [organisation.locality_id])
    is_told = [unit.figure is not None for row in organisation.rows for unit in row]
    if sum(is_told) < _TELLING:
        return Paragraph(f"{describe_organisation(data, organisation, lang=lang).caption}.")
    key = "foot.organisation" if all(is_told) else "foot.organisation_dashed"
    unit = " ".join((voice.say(key) + ".", *_note_organisation(voice, organisation))).rstrip(".")
    return draw(voice, plot_organisation, describe_organisation, organisation, unit=unit, sources=sources)


def plot_organisation(data: Dataset, organisation: Organisation, *, lang: str = "", ax: Axes | None = None) -> Axes:
    """Draw a box for each kind of unit to the right of what it belongs to: open and dashed where the text counts none.

    What belongs to nothing begins a new line of boxes; the last row of a line is spread over the columns left.
    """
    voice, colour, lines = Voice(data, lang), picture.ACCENT, list[list[tuple[Unit, ...]]]()
    for row in organisation.rows:
        lines += [] if lines and row[0].under is not None else [[]]
        lines[-1].append(row)
    least, between = (5, 0.24) if picture.width() == picture.WIDE else (3, 0.1)
    columns = max(least, *map(len, lines))
    names = " ".join(voice.name("indicator", unit.indicator_id) for row in organisation.rows for unit in row).split()
    longest = max((measure(word) for word in names), default=0) + 0.05  # so that no word is broken
    wide, y = max((picture.width() + between) / columns, longest + between), 0.0
    boxes = list[tuple[Unit, float, float, float, str, str]]()
    for line in lines:
        placed = [(unit, rank, n) for rank, row in enumerate(line[:-1]) for n, unit in enumerate(row)]
        left = columns - len(line) + 1
        placed += [(unit, len(line) - 1 + n % left, n // left) for n, unit in enumerate(line[-1])]
        words = {unit: _word_unit(voice, organisation, unit, wide - between - 0.12) for unit, *_ in placed}
        high = max(tall(name) + tall(number, _LARGE) for number, name in words.values()) + 0.12
        for unit, column, rank in placed:
            boxes.append((unit, wide * column, y + (high + 0.15) * rank, high, *words[unit]))
        y += (high + 0.15) * (max(rank for *_, rank in placed) + 1) + 0.12
    ax = picture.new_sheet(ax, y - 0.2, wide * columns - between)
    spots = {unit.indicator_id: (x, top + high / 2) for unit, x, top, high, *_ in boxes}
    for unit, x, top, high, number, name in boxes:
        middle, below = x + (wide - between) / 2, top + 0.06 + tall(number, _LARGE)
        if unit.under in spots:
            start, level = spots[unit.under]
            joint, own, over = start + wide - between / 2, top + high / 2, top - 0.07
            way = [(x, own), (joint, own)] if x - joint < wide / 2 else [(middle, own), (middle, over), (joint, over)]
            x_way, y_way = zip(*way, (joint, level), (start, level), strict=True)
            ax.plot(x_way, y_way, color=picture.LINE, linewidth=1.2, zorder=0)
        face, edge, ink = (picture.BAND, "-", picture.INK) if unit.figure else ("white", "--", picture.QUIET)
        ax.bar(x, high, wide - between, top, align="edge", color=face, edgecolor=colour, linestyle=edge, clip_on=False)
        size, weight = (_LARGE, "bold") if unit.figure else (SMALL, "normal")
        ax.text(middle, top + 0.06, number, ha="center", va="top", fontsize=size, weight=weight, color=ink)
        ax.text(middle, (below + top + high) / 2, name, ha="center", va="center", color=ink)
    return ax


def describe_organisation(data: Dataset, organisation: Organisation, *, lang: str = "") -> Described:
    """Word the picture of `plot_organisation`: its first counts, and how much is not counted; then each box."""
    voice, units = Voice(data, lang), [unit for row in organisation.rows for unit in row]
    told = {unit: ": ".join(_word_unit(voice, organisation, unit)[::-1]) for unit in units}
    firsts = {row[0] for row in organisation.rows if len(row) == 1 or row[0].under in ("", None)}
    heads = [lower(told[unit]) for unit in units if unit.figure and (unit in firsts or unit.under == "")]
    more = {"place": capital(voice.place(organisation.locality_id)), "counts": voice.listed(heads)}
    unknown = voice.amount(sum(unit.figure is None for unit in units))
    key = "picture.organisation_none" if find_figures(data, locality_id=organisation.locality_id) else _UNTOLD
    caption = voice.say("picture.organisation" if heads else key, unknown=unknown, **more)
    parts = voice.listed(told.values())
    return Described(" ".join([f"{caption}. {parts}.", *_note_organisation(voice, organisation)]), caption)


def _word_unit(voice: Voice, organisation: Organisation, unit: Unit, width: float = 99) -> tuple[str, str]:
    """Tell how many units there are, with the date if they are of several, and name them; in lines."""
    number, size = voice.say("organisation.uncounted"), SMALL
    if unit.figure:
        number, size = voice.figure(unit.figure, told=("basis",)), _LARGE
        number += f" ({voice.when(unit.figure)})" if len(_dates(voice, organisation)) > 1 else ""
    return fold(number, width, size, "bold"), fold(voice.name("indicator", unit.indicator_id), width)


def _dates(voice: Voice, organisation: Organisation) -> list[str]:
    return [*dict.fromkeys(voice.when(unit.figure) for row in organisation.rows for unit in row if unit.figure)]


def _note_organisation(voice: Voice, organisation: Organisation) -> list[str]:
    """Tell of when the figures are, if of one time, and what those come to that a formula adds."""
    notes = [voice.say("organisation.at", when=when) for when in _dates(voice, organisation)]
    notes = notes if len(notes) == 1 else []
    for parts in organisation.sums:
        total, side = voice.amount(sum(part.value for part in parts)), voice.side(part.indicator_id for part in parts)
        notes.append(voice.say("organisation.sum", parts=capital(side), total=total))
    return notes


def show_stances(data: Dataset, themes: Mapping[str, Told], *, lang: str = "") -> Picture | Paragraph:
    """Draw where texts name shortfalls, measures and results: of one theme by place, of several by theme and place.

    `themes` is as from `read_themes`; of several those that at least three texts tell of are drawn, first those of
    which most name a shortfall. Of a theme that a single text tells of its shares are drawn, if it has any.
    """
    voice, places = Voice(data, lang), data.ids("locality")
    spoken = {theme: [place for place in places if any(told[place].values())] for theme, told in themes.items()}
    if not any(spoken.values()):
        return Paragraph(voice.say("note.none_codings"))
    names = {stance: voice.say(f"stances.{stance}_head") for stance in STANCES}
    if len(themes) == 1:
        (theme, told), own = *themes.items(), spoken[next(iter(themes))]
        if not own[1:] and is_worth_drawing(rates := find_rates(voice, theme, own[0])):
            return show_strands(data, own[0], rates, lang=lang)

        def word(rows: Sequence[Mapping[Any, Any]]) -> str:
            states = dict.fromkeys(word_state(voice, row, brief=True) for row in rows if row["status"])
            return f"{voice.pages(row['paragraph'] for row in rows)}\n{'; '.join(states)}"

        held = {id_: [{each: word(told[id_][each])} if told[id_][each] else {} for each in STANCES] for id_ in own}
        rows = [(voice.name("locality", id_), tuple(of)) for id_, of in held.items()]
        silent = voice.names("locality", (place for place in places if place not in own))
        unit = voice.say("stances.unit_silent" if silent else "stances.unit", places=silent)
        grid = Grid(_word_stances(voice, theme, told), tuple(map(capital, names.values())), tuple(rows), {})
    else:
        several = [id_ for id_ in themes if len(spoken[id_]) >= _SEVERAL] or [*themes]
        limited = {id_: sum(bool(of["limitation"]) for of in themes[id_].values()) for id_ in several}
        most = max(limited.values())
        first = [theme for theme in several if limited[theme] == most > 0][:_MOST_DRAWN]
        drawn = sorted(several, key=lambda theme: theme not in first)[:_MOST_DRAWN]
        title = voice.listed(lower(voice.name("theme", id_)) for id_ in first)
        title = voice.say(f"stances.all{'' if first else '_none'}", themes=title, number=voice.amount(most))
        by_theme = [(voice.name("theme", id_), [themes[id_][place] for place in places]) for id_ in drawn]
        marks = (
            [{each: word_step(voice, of[each]) for each in STANCES if of[each]} for of in own] for _, own in by_theme
        )
        rows = [(name, tuple(own)) for (name, _), own in zip(by_theme, marks, strict=True)]
        unit = voice.say("stances.unit_all", drawn=len(drawn), several=len(several), least=_SEVERAL)
        unit += note_steps(voice, rows)
        grid = Grid(title, tuple(voice.name("locality", id_) for id_ in places), tuple(rows), names, len(first))
    return draw(voice, plot_grid, describe_grid, grid, unit=unit, sources=sources_of_places(data, places))


def _word_stances(voice: Voice, theme_id: str, told: Told) -> str:
    """Say, unless an editor does, where a theme is acted on, what falls short, else unmet, if results have figures."""
    if titles := list_findings(voice.data, theme_id, lang=voice.lang, apart="title")[1:]:
        return str(titles[0])
    states = {place: {row["status"] for row in of["deed"]} for place, of in told.items() if of["deed"]}
    left = find_kinds(told).get("open", []) if states else []
    results = [row for of in told.values() for row in of["result"]]
    amounts = (
        (voice.gloss(row), voice.amount(each.value)) for row in results for each in figures_coded(voice.data, row)
    )
    parts = {
        "acting": [place for place, of in states.items() if of != {"stepwise"}],
        "set_out": [place for place, of in states.items() if of == {"stepwise"}],
        "judged_only": [] if states else [place for place, of in told.items() if of["result"]],
        "none_acting": [] if states or results else [*told],
        "open": left,
        "limited": [place for place, of in told.items() if of["limitation"] and not left],
    }
    if not any(amount[1:] and amount in gloss for gloss, amount in amounts):  # of one digit it may be that of a name
        parts["unmeasured"] = [*told] if states and results else []

    def tell(key: str, places: Sequence[str]) -> str:
        return voice.say(f"stances.{key}", places=voice.names("locality", places, few=True))

    listed = voice.listed(tell(key, places) for key, places in parts.items() if places)
    return f"{voice.name('theme', theme_id)}: {listed}"


def show_shortfalls(data: Dataset, *, lang: str = "") -> Picture | Paragraph:
    """Draw which shortfalls each text names, first those for which it leaves open what was done, and where others act.

    At most six themes are drawn; the title names one for each place that leaves any open, else those of most texts.
    """
    voice, places, themes, patterns = Voice(data, lang), data.ids("locality"), read_themes(data), find_patterns(data)
    limited = {id_: [place for place in places if of[place]["limitation"]] for id_, of in themes.items()}
    limited, left = {id_: of for id_, of in limited.items() if of}, patterns["open"]
    if not limited:
        return Paragraph(voice.say("note.none_codings"))
    picked = pick_open(data) or dict(sorted(limited.items(), key=lambda item: -len(item[1]))[:1])
    order = {id_: (id_ not in picked, -len(left.get(id_, ())), -len(of)) for id_, of in limited.items()}
    drawn = sorted(limited, key=order.__getitem__)[:_MOST_LIMITED]

    def mark(id_: str, place: str) -> dict[str, str]:
        own, state = themes[id_][place], "met" if place in limited[id_] else "acting"
        if place in left.get(id_, ()):
            return {"judged" if own["result"] else "open": ""}
        return {state: word_step(voice, own["deed"])} if state == "met" or own["deed"] else {}

    named = ((lower(voice.name("theme", id_)), voice.names("locality", of, few=True)) for id_, of in picked.items())
    told = voice.listed(f"{theme} ({places})" for theme, places in named)
    key = f"shortfalls.title{'_none' if not left else '_such' if left.keys() > picked.keys() else ''}"
    rows = [(voice.name("theme", id_), tuple(mark(id_, place) for place in places)) for id_ in drawn]
    used = {state for _, cells in rows for cell in cells for state in cell}
    names = {each: voice.say(f"shortfalls.{each}_head") for each in _SHORTFALLS if each in used}
    title = voice.say(key, themes=told, number=len(left or limited))
    grid = Grid(title, tuple(voice.name("locality", place) for place in places), tuple(rows), names)
    unit = voice.say("shortfalls.unit", drawn=len(drawn), limited=len(limited)) + note_steps(voice, rows)
    return draw(voice, plot_grid, describe_grid, grid, unit=unit, sources=sources_of_places(data, places))
