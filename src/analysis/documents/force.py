"""Documents in words: named, by whom they were issued, whether they are in force, and what is known of that."""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.elements.speech import capital
from analysis.elements.wording import Voice
from analysis.package.places import REFORM


def find_document(voice: Voice, number: str, issued_on: Any) -> Mapping[str, Any] | None:
    """Find a document by number and day, for each term numbers anew; none where there is no such row."""
    rows = voice.data.rows("document")
    return next((row for row in rows if (row["number"], row["issued_on"]) == (number, issued_on)), None)


def word_document(voice: Voice, document_id: str) -> str:
    """Name a document by its kind, number and day."""
    row = voice.data.row("document", document_id)
    kind = capital(voice.say(f"document.{row['kind']}"))
    return voice.say("document.dated", document=f"{kind} {row['number']}".rstrip(), day=voice.day(row["issued_on"]))


def gloss_rule(voice: Voice, norm: Mapping[Any, Any]) -> tuple[str, ...]:
    """Tell in another language what a yardstick's document is that has a name and no number, which is the Charter."""
    if voice.lang == "vi" or re.search(r"\d", norm["document"]):
        return ()
    known = find_document(voice, "", norm["issued_on"])
    return (f" ({word_document(voice, known['document_id'])})",) if known else ()


def known_of(voice: Voice, row: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """Give the row that tells most of a cited document: that of the document, or else that of the citation."""
    return find_document(voice, row["number"], row["issued_on"]) or row


def word_title(voice: Voice, row: Mapping[Any, Any]) -> str:
    """Quote the title of a document, by its row or by one as a text cites it: of one document always the same."""
    known = known_of(voice, row)
    return voice.quote(known["title"], voice.text(known, "subject"))


def is_ended(voice: Voice, row: Mapping[Any, Any]) -> bool:
    """Tell whether a document or a norm had ended on the day when documents were last checked."""
    bound = row["number"] if "replaced_by" in row else row["document"]  # a count of the country is no rule that ends
    return bool(bound and row["in_force_to"] < voice.data.tables["documents"]["checked_on"].max())


def find_latest(voice: Voice, document: Mapping[str, Any]) -> str:
    """Give the id of the last of the documents that have replaced one after the other, if any."""
    after = str(document["replaced_by"])
    return (find_latest(voice, voice.data.row("document", after)) or after) if after else ""


def word_force(voice: Voice, row: Mapping[Any, Any]) -> str:
    """Tell of a document, or of a norm by its document, whether it is in force, and what replaces it."""
    if not is_ended(voice, row):
        known = "unknown" if row["verification"] == "unverified" else "in_force"
        return voice.say(f"force.{known}", day=voice.day(row["checked_on"])) if "checked_on" in row else ""
    if row.get("kind") == "target":  # a document is replaced, the term of a target ends
        return voice.say("force.expired", day=voice.day(row["in_force_to"]))
    document = row if "replaced_by" in row else find_document(voice, row["document"], row["issued_on"])
    after = find_latest(voice, document) if document else ""
    fields = {"day": voice.day(row["in_force_to"]), "document": after and word_document(voice, after)}
    read = document and document["verification"] == "read"
    return voice.say(f"force.{'ended' if not after else 'replaced' if read else 'followed'}", **fields)


STATES = ("ended", "over", "no_issuer", "in_force", "unknown", "no_source", "no_rule")
"""What is known of a cited document: it was followed by another, its years are past, …, it is no rule at all."""


def state_of(voice: Voice, row: Mapping[Any, Any]) -> str:
    """Give which of `STATES` a document is in, by its row as a text cites it."""
    if known := find_document(voice, row["number"], row["issued_on"]):
        return "ended" if is_ended(voice, known) else "unknown" if known["verification"] == "unverified" else "in_force"
    over = pd.notna(row["covers_to"]) and row["covers_to"] < voice.data.tables["documents"]["checked_on"].max().year
    lapsed = "over" if over else "no_rule" if row["kind"] in ("programme", "report") else ""
    found = "in_force" if row["verification"] in ("read", "partly") else ""
    return lapsed or found or ("no_issuer" if row["level"] == "district" else "no_source")


def word_cited(voice: Voice, row: Mapping[Any, Any]) -> str:
    """Tell of a document, by its row as a text cites it, whether it is in force, or what speaks against it."""
    if known := find_document(voice, row["number"], row["issued_on"]):
        return word_force(voice, known)
    years = [str(year) for year in (row["covers_from"], row["covers_to"]) if pd.notna(year)]
    period, day = years and voice.period("/".join(dict.fromkeys(years))), voice.day(row["checked_on"])
    if (state := state_of(voice, row)) == "in_force":
        return voice.say("force.in_force", day=day)
    told = voice.say(f"force.{state}", day=voice.day(REFORM), period=period)
    return voice.say("force.checked", state=told, day=day) if day else told


def name_cited(voice: Voice, row: Mapping[Any, Any]) -> str:
    """Name a document as a text cites it: by kind, number and day, or that it gives no day."""
    name, day = f"{capital(voice.say('document.' + row['kind']))} {row['number']}".rstrip(), voice.day(row["issued_on"])
    return voice.say("document.dated", document=name, day=day) if day else f"{name}, {voice.say('timeline.no_day')}"


def word_checked(voice: Voice, row: Mapping[Any, Any], *, brief: bool = False) -> str:
    """Tell how well a document is known, on which day it was looked up, and unless `brief` where it was read."""
    known = voice.say(f"verification.{row['verification'] or 'none'}")
    return voice.listed(filter(None, (known, voice.day(row["checked_on"]), "" if brief else row["reference"])))


def name_issuer(voice: Voice, directive: Mapping[Any, Any], unstated: str = "level.unstated") -> str:
    """Name who issued a document, and say so where the text does not print all of it, or by the key `unstated` none."""
    issuer = voice.text(directive, "issuer") or voice.say(unstated)
    return f"{issuer} ({voice.say('outlet.inferred')})" if directive["issuer_basis"] == "inferred" else issuer
