"""What is known where, what an article leaves out, how an organisation is built and who is sent to its grassroots."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

import pandas as pd

from analysis.dataset import Dataset
from analysis.dataset.figures import applies_to, find_figures
from analysis.dataset.printed import Figure
from analysis.dataset.results import Answer, Answers
from analysis.dataset.tables import once
from analysis.methods import groups
from analysis.methods.themes import MEASURES
from analysis.package.schema import read_package
from analysis.package.table_rows import list_rows

# How an indicator is known at a place, the fullest first.
STATES = ("printed", "computed", "part_only", "not_observed", "absent", "not_applicable")

_MOST_KNOWN = 12  # of very many places, where every two of them are held against each other


@dataclass(frozen=True)
class Gap(Answer):
    """An indicator that one place lacks and others have."""

    locality_id: str
    indicator_id: str
    known_in: tuple[str, ...]


def count_coverage(data: Dataset) -> pd.DataFrame:
    """Tell how each indicator is known at each locality.

    Returns
    -------
    DataFrame
        One row is an indicator that is known anywhere, by topic, the most widely known first; one column a locality;
        cells are of `STATES`: printed for the place itself, computed, known of a part only, a target or plan only,
        absent, and not applicable where the indicator cannot be said of a place of that level or, for those of its
        grassroots organisations, of a commune that was one itself.
    """
    topics = read_package().tables["indicators"].field("topic").enum
    places = data.ids("locality")
    table = pd.DataFrame({place: _read_states(data, place) for place in places}, index=data.ids("indicator"))
    table.index.name = "indicator_id"
    order = data.indicators.set_index("indicator_id")[["topic"]]
    order["topic"] = order["topic"].map(list(topics).index)
    order["known"] = table.isin(STATES[:4]).sum(axis=1)
    order = order[order["known"] > 0].sort_values(["topic", "known"], ascending=[True, False], kind="stable")
    return table.loc[order.index]


def find_gaps(data: Dataset, locality_id: str) -> Answers[Gap]:
    """List the indicators that other places have observed for themselves and this one has not.

    A computed indicator is left out: it follows from the printed ones that are missing. So is one that cannot be said
    of a place of this level. An unknown locality raises an UnknownIdError.
    """
    own, topics = _read_states(data, locality_id), read_package().tables["indicators"].field("topic").enum
    known = {id_: of for id_, of in _find_printed(data).items() if own[id_] in STATES[2:5] and any(of.values())}
    order = sorted(known, key=lambda id_: (topics.index(data.row("indicator", id_)["topic"]), -len(known[id_])))
    return Answers(Gap, (Gap(locality_id, id_, tuple(to for to, of in known[id_].items() if of)) for id_ in order))


def _read_states(data: Dataset, locality_id: str) -> dict[str, str]:
    """Tell how each indicator is known at one place, by `STATES`."""
    states = {
        id_: "absent" if applies_to(data, id_, locality_id) else "not_applicable" for id_ in data.ids("indicator")
    }
    for figure in find_figures(data, locality_id=locality_id):
        states[figure.indicator_id] = min(states[figure.indicator_id], _state(figure), key=STATES.index)
    return states


@once
def _find_printed(data: Dataset) -> dict[str, dict[str, bool]]:
    """Give, for each indicator that is no formula's, the places that print it, and whether as observed of the whole."""
    found: dict[str, dict[str, bool]] = {}
    columns, rows = ("indicator_id", "locality_id", "status", "subject"), data.tables["observations"]
    for id_, place, status, subject in zip(*(rows[name].tolist() for name in columns), strict=True):
        of = found.setdefault(id_, {})
        of[place] = of.get(place, False) or (status == "observed" and not subject)
    computed, places = {*data.derived["indicator_id"]}, data.ids("locality")
    printed = {id_: found[id_] for id_ in data.ids("indicator") if id_ in found and id_ not in computed}
    return {id_: {place: of[place] for place in places if place in of} for id_, of in printed.items()}


@dataclass(frozen=True)
class Unit(Answer):
    """A kind of organisation, or of members, that a place may have: its latest figure, if its text prints one.

    It hangs `under` another indicator, under the organisation of the place (``""``), or under nothing.
    """

    indicator_id: str
    under: str | None
    figure: Figure | None = None


@dataclass(frozen=True)
class Organisation(Answer):
    """The Party organisation of a place: rows of units from the top down, and printed counts that a formula adds."""

    locality_id: str
    rows: tuple[tuple[Unit, ...], ...]
    sums: tuple[tuple[Figure, ...], ...]

    def _parts(self) -> tuple[type[Unit], list[Unit]]:
        return Unit, [unit for row in self.rows for unit in row]


def read_organisation(data: Dataset, locality_id: str) -> Organisation:
    """Read what the Party organisation of a place is made of, and what of it its text leaves uncounted.

    What cannot be said of the place, or is counted nowhere, is left out. An unknown locality raises an UnknownIdError.
    """
    figures = sorted(find_figures(data, locality_id=locality_id), key=lambda figure: figure.span[::-1])
    latest = {figure.indicator_id: figure for figure in figures if figure.is_usable and not figure.subject}
    exact = [figure for figure in latest.values() if figure.qualifier == "eq"]
    sums = {figure.parts[len(figure.formula.numerator) :]: None for figure in exact if figure.formula}
    states, table, printed = _read_states(data, locality_id), data.indicators, _find_printed(data)
    said = table["indicator_id"].map(lambda id_: id_ in printed and states[id_] != "not_applicable")
    said &= table["unit"] == "count"
    table = table[said & table["topic"].isin(("organisation", "members")) & (table["nature"] == "stock")]
    leaves = {id_ for ids in data.derived["denominator"] if len(ids) > 1 for id_ in ids}
    rows, above = list[tuple[Unit, ...]](), ""
    for tier in read_package().tables["indicators"].field("tier").enum:
        # What has units of the next tier under it comes before single cells, which have none.
        own = sorted(table[table["tier"] == tier].to_dict("records"), key=lambda row: row["indicator_id"] in leaves)
        under = {"organisation": above, "members": None}
        for kinds in ([row for row in own if not row["part_of"]], [row for row in own if row["part_of"]]):
            ids = [(row["indicator_id"], row["part_of"] or under[row["topic"]]) for row in kinds]
            rows += [tuple(Unit(id_, whole, latest.get(id_)) for id_, whole in ids)] if ids else []
        above = rows[-1][0].indicator_id if rows else ""
    return Organisation(locality_id, tuple(rows), tuple(parts for parts in sums if len(parts) > 1))


def _state(figure: Figure) -> str:
    if figure.status != "observed":
        return "not_observed"
    if figure.subject:
        return "part_only"
    return "computed" if figure.is_computed else "printed"


def list_known(data: Dataset) -> list[str]:
    """List the places, of more than `MOST_PLACES` the twelve of which most figures are printed, in their order."""
    places, printed = data.ids("locality"), Counter(data.tables["observations"]["locality_id"])
    most = {*sorted(places, key=lambda id_: -printed[id_])[: _MOST_KNOWN if len(places) > groups.MOST_PLACES else None]}
    return [id_ for id_ in places if id_ in most]


@dataclass(frozen=True)
class Assignment(Answer):
    """People who are sent to the grassroots: a row of `assignments`, by `rank` among those of its place.

    Of its two `levels` one that the text does not name is ``from_unnamed`` or ``to_unnamed``. `senders` and `receivers`
    count the people and the units, where the text prints them; `ratio` is units over people, where the text prints it
    or `derived` computes it. The measure, its limitation and its result are rows of `codings`.
    """

    in_frame: ClassVar = (
        *("place", "rank", "levels", "is_deed", "senders", "receivers", "ratio", "measure", "limitation", "result"),
    )

    row: Mapping[Any, Any]
    place: str
    rank: int
    levels: tuple[str, str]
    senders: Figure | None
    receivers: Figure | None
    ratio: Figure | None
    measure: Mapping[Any, Any]
    limitation: Mapping[Any, Any] | None
    result: Mapping[Any, Any] | None

    @property
    def is_deed(self) -> bool:
        """Whether it is done or ongoing; else it is a plan or a wish."""
        return MEASURES[self.row["status"]] == "deed"

    @property
    def share(self) -> Fraction | None:
        """People over units in lowest terms, where both are counted exactly."""
        sides = [side for side in (self.senders, self.receivers) if side and side.is_usable and side.qualifier == "eq"]
        return Fraction(sides[0].value) / Fraction(sides[1].value) if len(sides) == 2 and sides[1].value else None


def levels_sent() -> tuple[str, ...]:
    """List the levels from which and to which people are sent, from the highest, after who is of none of them.

    Returns
    -------
    tuple of str
        Levels as `assignments` names them.
    """
    ends = [read_package().tables["assignments"].field(f"{end}_level").enum for end in ("from", "to")]
    return tuple(dict.fromkeys(level for end in ends for level in end))


@once
def list_assignments(data: Dataset, theme_id: str = "") -> Answers[Assignment]:
    """List who is sent to the grassroots, under one theme or all: by place, deeds first, then from the top down."""
    if not isinstance(theme_id, str) or theme_id:
        data.row("theme", theme_id)
    sending = dict.fromkeys(data.assignments["locality_id"])
    figures = {each.observation_ids: each for place in sending for each in find_figures(data, locality_id=place)}
    places, levels, found = data.ids("locality"), ("", *levels_sent()), list[Assignment]()
    key = ("source_id", "theme_id", "direction", "paragraph")
    codings = {tuple(map(coding.get, key)): coding for coding in list_rows(data.rows_of("codings", *sending))}

    def order(row: Mapping[Any, Any]) -> tuple[Any, ...]:
        ends = (levels.index(row[f"{end}_level"]) for end in ("from", "to"))
        return places.index(row["locality_id"]), MEASURES[row["status"]], *ends, row["assignment_id"]

    rows = [row for row in data.assignments.to_dict("records") if theme_id in ("", row["theme_id"])]
    for row in sorted(rows, key=order):
        senders, receivers = (figures.get((row[column],)) for column in ("senders", "receivers"))
        ratio = figures.get((row["receivers"], row["senders"]))
        if receivers and data.row("indicator", receivers.indicator_id)["nature"] == "ratio":
            ratio, receivers = receivers, None
        place, about = row["locality_id"], (row["source_id"], row["theme_id"])
        rank = sum(earlier.place == place for earlier in found) + 1
        ends = row["from_level"] or "from_unnamed", row["to_level"] or "to_unnamed"
        came = (codings.get((*about, way, row[f"{way}_paragraph"])) for way in ("limitation", "result"))
        measure = codings[*about, "measure", row["paragraph"]]
        found.append(Assignment(row, place, rank, ends, senders, receivers, ratio, measure, *came))
    return Answers(Assignment, found)
