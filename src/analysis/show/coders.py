"""Would another person code the texts so, and which claims hang on a single coding."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analysis.dataset import Dataset
from analysis.elements.findings import find_true, word_state
from analysis.elements.speech import Number, Pieces, capital, lower
from analysis.elements.table import Cell, Points, Table
from analysis.elements.wording import Columns, Voice
from analysis.methods import Refusal, compare_claims, list_disagreements
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
from analysis.package.table_rows import by_key
from analysis.show.certainty import describe_refusal
from analysis.show.synthesis import MOST_POINTS


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
