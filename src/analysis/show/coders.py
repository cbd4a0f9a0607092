"""By which rules the texts are coded, what that gives, drawn, and would another person code them so."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analysis.dataset import Dataset
from analysis.elements.behind import draw, is_worth_drawing, show_strands, sources_of_places
from analysis.elements.findings import find_true, list_findings, note_steps, word_state, word_step
from analysis.elements.frame import Grid, describe_grid, plot_grid
from analysis.elements.picture import Picture
from analysis.elements.speech import Number, Pieces, capital, lower
from analysis.elements.table import Cell, Paragraph, Points, Table
from analysis.elements.wording import Columns, Voice
from analysis.methods import STANCES, Refusal, Told, compare_claims, find_patterns, list_disagreements, read_themes
from analysis.methods.agreement import (
    DRAWS,
    LEVEL,
    Agreement,
    Claim,
    Coefficient,
    Sensitivity,
    find_codings,
    take_each_coder,
)
from analysis.methods.themes import figures_coded, find_kinds, pick_open
from analysis.package.table_rows import by_key
from analysis.show.certainty import describe_refusal
from analysis.show.synthesis import MOST_POINTS
from analysis.show.theme import find_rates

_SHORTFALLS: Sequence[str] = "open", "judged", "met", "acting"
_SEVERAL, _MOST_DRAWN, _MOST_LIMITED = 3, 7, 6  # texts that speak of a theme drawn among others; themes; lamented


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


def list_agreement(data: Dataset, agreements: Sequence[Agreement], *, lang: str = "") -> Iterator[Table]:
    """Give figures of agreement, where coders differ, what holds under whose codings; nothing for one coder."""
    voice = Voice(data, lang)
    if not agreements:
        return

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
    yield from (figures, _table_disagreements(voice), _table_claims(voice), _table_findings(voice))


def table_sensitivity(data: Dataset, tried: Sequence[Sensitivity], *, lang: str = "") -> Table:
    """Count the claims drawn from codings by kind: those that rest on codings, and those that one of these can undo."""
    voice, groups = Voice(data, lang), by_key((each.claim.kind, each) for each in tried)

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


def list_sensitivity(data: Dataset, tried: Sequence[Sensitivity], *, lang: str = "") -> Iterator[Table]:
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
    kinds = by_key((each.claim.kind, each) for each in (*tried, *sorted(others, key=lambda each: each.claim)))
    yield from (voice.table(capital(voice.say(f"claim.{kind}")), columns, rows) for kind, rows in kinds.items())


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
    status = row["status"] and word_state(voice, row)
    return voice.say("join.list").join(filter(None, (voice.say(f"cell_direction.{row['direction']}"), status)))


def _name_claim(voice: Voice, claim: Claim) -> str:
    theme, kind = voice.name("theme", claim.theme_id), voice.say(f"claim.{claim.kind}")
    name = "named" if claim.locality_ids else "shared"
    return voice.say(f"claim.{name}", theme=theme, kind=kind, places=voice.names("locality", claim.locality_ids))


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
