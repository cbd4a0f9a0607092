"""By which rules the texts are coded, what that gives, drawn, and would another person code them so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.dataset import Dataset
from analysis.elements import picture
from analysis.elements.behind import draw, show_strands, sources_of_places
from analysis.elements.findings import find_true, word_stances
from analysis.elements.picture import Axes, Described, Picture
from analysis.elements.speech import Number, Pieces, capital, lower
from analysis.elements.table import Cell, Paragraph, Points, Table
from analysis.elements.wording import Columns, Voice
from analysis.methods import STANCES, Refusal, Told, compare_claims, list_disagreements, take_each_coder
from analysis.methods.agreement import DRAWS, LEVEL, Agreement, Claim, Coefficient, Sensitivity, find_codings
from analysis.show.certainty import describe_refusal
from analysis.show.synthesis import MOST_POINTS
from analysis.show.theme import find_rates

_SEVERAL, _MOST_DRAWN = 3, 7  # texts that speak of a theme drawn among others; themes
# The sign of a stance, its colour and the colour within.
_MARKS = {"deed": ("s", picture.INK, picture.INK), "proposal": ("s", picture.INK, picture.PAPER)}
_MARKS |= {"limitation": ("v", picture.ACCENT, picture.PAPER), "result": ("o", picture.QUIET, picture.QUIET)}


def tell_agreement(
    data: Dataset, agreements: Sequence[Agreement], tried: Sequence[Sensitivity], *, lang: str = ""
) -> Points:
    """Say in main points how far coders agree, or that there is no second one, and how many claims stand."""
    voice, claims = Voice(data, lang), compare_claims(data)
    shared, told = [each for each in tried if not each.claim.locality_ids], list[Pieces]()
    groups = {
        "held": [claim for claim, places in claims.items() if all(places.values())],
        "contested": [claim for claim, places in claims.items() if not all(places.values())],
        "firm": [each.claim for each in shared if not each.hinges],
        "hinging": [each.claim for each in shared if each.hinges],
    }
    for each in agreements:
        if each.coders == agreements[-1].coders and each.units and not each.unit.startswith("presence_"):
            alike = _number(voice, each, voice.proportion(each.alike / each.units))
            about = {"coders": voice.join(each.coders), "unit": voice.say(f"agreement.{each.unit}")}
            told.append(voice.pieces("agreement.point", **about, alike=alike, alpha=_write(voice, each, each.alpha)))
    told = told or [(voice.say("agreement.alone"),)]
    for key, group in groups.items():
        if agreements or key in ("firm", "hinging"):
            listed = voice.listed(_name_claim(voice, claim) for claim in group) or "–"
            told.append(voice.counting(f"agreement.{key}", len(group), listed, about=key))
    told += [] if agreements else [(voice.say("agreement.join"),)]
    return Points(tuple(map(voice.point, told[:MOST_POINTS])), style="main-points")


def list_agreement(data: Dataset, agreements: Sequence[Agreement], *, lang: str = "") -> list[Table]:
    """Give figures of agreement, where coders differ, what holds under whose codings; nothing for one coder."""
    voice = Voice(data, lang)
    if not agreements:
        return []

    def places(each: Agreement) -> str:
        return voice.names("locality", (data.row("source", source)["locality_id"] for source in each.source_ids))

    columns: Columns[Agreement] = {
        "compared": lambda each: voice.say(f"agreement.{each.unit}"),
        "coders": lambda each: voice.say("agreement.coders_in", coders=voice.join(each.coders), places=places(each)),
        "units": lambda each: _number(voice, each, voice.amount(each.units)),
        "alike": lambda each: _number(voice, each, voice.proportion(each.alike / each.units) if each.units else "–"),
        "kappa": lambda each: _write(voice, each, each.kappa) if each.kappa else "–",
        "alpha": lambda each: _write(voice, each, each.alpha),
    }
    level, draws = voice.percent(LEVEL * 100), voice.amount(DRAWS)
    notes = [voice.say("note.agreement", level=level, draws=draws), voice.say("note.alpha")]
    figures = voice.table(voice.say("caption.agreement"), columns, agreements, notes=notes)
    return [figures, _table_disagreements(voice), _table_claims(voice), _table_findings(voice)]


def table_sensitivity(data: Dataset, tried: Sequence[Sensitivity], *, lang: str = "") -> Table:
    """Count the claims drawn from codings by kind: those that rest on codings, and those that one of these can undo."""
    voice, groups = Voice(data, lang), dict[str, list[Sensitivity]]()
    for each in tried:
        groups.setdefault(each.claim.kind, []).append(each)

    def count(kind: str, name: str, found: Sequence[Sensitivity]) -> Number:
        listed = voice.listed(_name_claim(voice, each.claim) for each in found) or "–"
        return voice.counted(len(found), voice.say(f"claim.{kind}"), listed, key=f"{name}-{kind}")

    columns: Columns[str] = {
        "claim": lambda kind: capital(voice.say(f"claim.{kind}")),
        "claims": lambda kind: count(kind, "claims", groups[kind]),
        "hinging": lambda kind: count(kind, "hinging", [each for each in groups[kind] if each.hinges]),
    }
    notes, numeric = [voice.say("note.sensitivity")], ("claims", "hinging")
    return voice.table(voice.say("caption.sensitivity"), columns, groups, numeric=numeric, notes=notes)


def list_sensitivity(data: Dataset, tried: Sequence[Sensitivity], *, lang: str = "") -> list[Table]:
    """List the claims of each kind with the codings that they rest on, those without which they do not hold, and whose.

    Claims that only other coders make stand among them; nothing rests on the codings that count.
    """
    voice, under, by = Voice(data, lang), compare_claims(data), Voice(data, lang).say("join.semicolon")
    others = [Sensitivity(claim, claim.locality_ids, (), ()) for claim in under.keys() - {each.claim for each in tried}]

    columns: Columns[Sensitivity] = {
        "theme": lambda each: voice.name("theme", each.claim.theme_id),
        "locality": lambda each: voice.names("locality", each.locality_ids),
        "codings": lambda each: by.join(map(voice.where, each.codings)) or "–",
        "hinges": lambda each: by.join(f"{voice.where(row)}, {_direction(voice, row)}" for row in each.hinges) or "–",
        **({"verdict": lambda each: _under(voice, under.get(each.claim, {}))} if under else {}),
    }
    kinds: dict[str, list[Sensitivity]] = {}
    for each in (*tried, *sorted(others, key=lambda each: each.claim)):
        kinds.setdefault(each.claim.kind, []).append(each)
    return [voice.table(capital(voice.say(f"claim.{kind}")), columns, rows) for kind, rows in kinds.items()]


def _table_disagreements(voice: Voice) -> Table:
    """List what each coder said where they differ, with glosses where there are any."""
    found, by = list_disagreements(voice.data).values(), voice.say("join.semicolon")
    coders = list(dict.fromkeys(coder for said in found for coder in said))
    missing = {False: voice.say("agreement.not_read"), True: voice.say("agreement.no_theme")}

    def tell(row: Mapping[Any, Any]) -> str:
        return ": ".join(filter(None, (_direction(voice, row), voice.gloss(row))))

    rows = []
    for said in found:
        first = next(row for told in said.values() for row in told)
        cells = (by.join(map(tell, said.get(coder, ()))) or missing[coder in said] for coder in coders)
        rows.append((voice.where(first), voice.name("theme", first["theme_id"]), *cells))
    heads = (voice.say("column.paragraph"), voice.say("column.theme"), *coders)
    notes, empty = (voice.say("note.disagreements"),), voice.say("agreement.no_difference")
    return Table(voice.say("caption.disagreements"), heads, tuple(rows), voice.lang, notes, empty=empty)


def _under(voice: Voice, holds: Mapping[str, object]) -> str:
    """Tell under which coders something holds; of what is on no text of several coders nothing can be told."""
    some = voice.say("agreement.some", coders=voice.join(coder for coder, held in holds.items() if held))
    return voice.say("agreement.all") if all(holds.values()) and holds else some if holds else "–"


def _table_claims(voice: Voice) -> Table:
    """List the claims on texts of several coders that do not hold under all of them, with those under whom they do."""
    claims = ((claim, under) for claim, under in compare_claims(voice.data).items() if not all(under.values()))
    rows = sorted((_name_claim(voice, claim), _under(voice, under)) for claim, under in claims)
    notes, empty = [voice.say("note.claims")], voice.say("agreement.no_contest")
    return voice.table(voice.say("caption.claims"), ("claim", "verdict"), rows, notes=notes, empty=empty)


def _table_findings(voice: Voice) -> Table:
    """List the findings that rest on codings, each with the coders under whom it holds."""
    under = {coder: find_true(data, lang=voice.lang) for coder, data in take_each_coder(voice.data).items()}
    rows, twice = [], set(find_codings(voice.data)["locality_id"])
    for id_, finding in {id_: finding for true in under.values() for id_, finding in true.items()}.items():
        if twice.issuperset(finding.coded):
            holds = {coder: id_ in true for coder, true in under.items()}
            rows.append((Cell("", parts=finding.words), _under(voice, holds)))
    notes, empty = [voice.say("note.claims")], voice.say("agreement.no_findings")
    return voice.table(voice.say("caption.findings"), ("finding", "verdict"), rows, notes=notes, empty=empty)


def _write(voice: Voice, agreement: Agreement, found: Coefficient) -> Number | str:
    """Write a coefficient with its interval, or why there is none."""
    estimate = "" if found.estimate is None else voice.amount(found.estimate, decimals=2)
    if isinstance(found.interval, Refusal):
        words = lower(describe_refusal(found.interval, lang=voice.lang).rstrip("."))
        words = voice.say("agreement.bare", estimate=estimate, why=words) if estimate else words
    else:
        low, high = (voice.amount(end, decimals=2) for end in found.interval)
        words = voice.say("agreement.interval", estimate=estimate, low=low, high=high)
    return _number(voice, agreement, words)


def _number(voice: Voice, agreement: Agreement, words: str) -> Number:
    """Write a figure of agreement with the note that tells what was compared."""
    title = f"{voice.join(agreement.coders)}: {voice.say(f'agreement.{agreement.unit}')}"
    told = {"sources": voice.listed(map(voice.source, agreement.source_ids))}
    rows = voice.say("agreement.how", alike=voice.amount(agreement.alike), units=voice.amount(agreement.units), **told)
    return Number(words, voice.note_count(title, rows, key="-".join((*agreement.coders, agreement.unit))))


def _direction(voice: Voice, row: Mapping[Any, Any]) -> str:
    status = row["status"] and voice.say(f"status.{row['status']}")
    return voice.say("join.list").join(filter(None, (voice.say(f"cell_direction.{row['direction']}"), status)))


def _name_claim(voice: Voice, claim: Claim) -> str:
    theme, kind = voice.name("theme", claim.theme_id), voice.say(f"claim.{claim.kind}")
    name = "named" if claim.locality_ids else "shared"
    return voice.say(f"claim.{name}", theme=theme, kind=kind, places=voice.names("locality", claim.locality_ids))


@dataclass(frozen=True)
class _Grid:
    """Rows under heads: in each cell the stances that a text has; without words a key tells the marks."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Mapping[str, str], ...]], ...]
    key: Mapping[str, str]
    first: int = 0


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
        if not own[1:] and (rates := find_rates(voice, theme, own[0])):
            return show_strands(data, own[0], rates, lang=lang)

        def word(rows: Sequence[Mapping[Any, Any]]) -> str:
            states = dict.fromkeys(voice.say(f"status.{row['status']}") for row in rows if row["status"])
            pages = ", ".join(str(page) for page in dict.fromkeys(row["paragraph"] for row in rows))
            return "; ".join((*states, voice.say("join.page", number=pages)))

        held = {id_: [{each: word(told[id_][each])} if told[id_][each] else {} for each in STANCES] for id_ in own}
        rows = [(voice.name("locality", id_), tuple(of)) for id_, of in held.items()]
        silent = voice.names("locality", (place for place in places if place not in own))
        unit = voice.say("stances.unit_silent" if silent else "stances.unit", places=silent)
        grid = _Grid(word_stances(voice, told), tuple(map(capital, names.values())), tuple(rows), {})
    else:
        several = [id_ for id_ in themes if len(spoken[id_]) >= _SEVERAL] or [*themes]
        limited = {id_: sum(bool(of["limitation"]) for of in themes[id_].values()) for id_ in several}
        most = max(limited.values())
        first = [theme for theme in several if limited[theme] == most > 0][:_MOST_DRAWN]
        drawn = sorted(several, key=lambda theme: theme not in first)[:_MOST_DRAWN]
        title = voice.listed(lower(voice.name("theme", id_)) for id_ in first)
        title = voice.say(f"stances.all{'' if first else '_none'}", themes=title, number=voice.amount(most))
        unit = voice.say("stances.unit_all", drawn=len(drawn), several=len(several), least=_SEVERAL)
        held = {id_: [{each: "" for each in STANCES if themes[id_][of][each]} for of in places] for id_ in drawn}
        rows = [(voice.name("theme", id_), tuple(of)) for id_, of in held.items()]
        grid = _Grid(title, tuple(voice.name("locality", id_) for id_ in places), tuple(rows), names, len(first))
    return draw(voice, _plot_grid, _describe_grid, grid, unit=unit, sources=sources_of_places(data, places))


def _plot_grid(data: Dataset, grid: _Grid, *, lang: str = "") -> Axes:
    """Draw the marks of each row under their heads, each with its words; a key of marks above."""
    wide, key = picture.width(), list[tuple[float, float, str]]()
    left = min(max(picture.measure(name) for name, _ in grid.rows), wide * (0.32 if grid.key else 0.37)) + 0.15
    step, x, y = (wide - left) / len(grid.heads), 0.0, 0.0
    apart = (step - 0.12) / len(STANCES)  # from mark to mark of a cell, which leaves a little paper between them
    for stance, label in grid.key.items():
        long = 0.2 + picture.measure(label)
        x, y = (0.0, y + 0.24) if x and x + long > wide else (x, y)
        key.append((x, y, stance))
        x += long + 0.2
    y += 0.34 if key else 0
    heads = [picture.fold(head, step - 0.06, weight="bold") for head in grid.heads]
    top = y = y + max(map(picture.tall, heads))
    ax = picture.new_sheet(None, 0.1)
    for x, at, stance in key:
        _draw_mark(ax, x + 0.06, at + 0.1, stance)
        ax.text(x + 0.18, at + 0.1, grid.key[stance], va="center_baseline")
    for n, head in enumerate(heads):
        ax.text(left + step * n, top, head, va="bottom", weight="bold")
    for rank, (name, cells) in enumerate(grid.rows):
        ax.plot((0, wide), (y + 0.05, y + 0.05), color=picture.LINE, linewidth=0.6)
        name, y = picture.fold(name, left - 0.1), y + 0.1
        words = [{each: picture.fold(told, step - 0.08) for each, told in cell.items()} for cell in cells]
        ax.text(0, y, name, va="top", color=picture.ACCENT if rank < grid.first else picture.INK)
        for n, cell in enumerate(words):
            for stance, told in cell.items():
                x = left + step * n + 0.06 + (0 if told else apart * STANCES.index(stance))
                _draw_mark(ax, x, y + 0.1, stance, 6 if told else min(6, apart * 72 - 4.3))
                ax.text(left + step * n, y + 0.2, told, va="top")
        y += max(
            picture.tall(name), 0.2, *(0.2 + picture.tall(told) for cell in words for told in cell.values() if told)
        )
    for n in range(1, len(grid.heads) if key else 0):  # marks alone would run into those of the next head
        ax.plot((left + step * n - 0.05,) * 2, (top, y), color=picture.LINE, linewidth=0.6)
    return picture.stretch(ax, y + 0.02)


def _draw_mark(ax: Axes, x: float, y: float, stance: str, size: float = 6) -> None:
    sign, colour, face = _MARKS[stance]
    ax.plot(x, y, sign, markersize=size, color=colour, markerfacecolor=face, markeredgewidth=1.3)


def _describe_grid(data: Dataset, grid: _Grid, *, lang: str = "") -> Described:
    """Word each row: under which heads which stances stand, and where."""
    voice, lines = Voice(data, lang), list[str]()
    for name, cells in grid.rows:
        held = (", ".join(f"{grid.key.get(each, '')}{words}" for each, words in cell.items()) for cell in cells)
        items = voice.listed(f"{head}: {told}" for head, told in zip(grid.heads, held, strict=True) if told)
        lines.append(f"{name}: {items or voice.say('alt.none')}.")
    return Described(" ".join([f"{grid.title}.", *lines]), grid.title)
