"""Norms over figures: in force at the time, of one span, unit and base, verified; documents and rules in time."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from analysis.dataset import Dataset
from analysis.dataset.figures import period_of
from analysis.dataset.printed import Figure, Span
from analysis.dataset.results import Answer, Answers, Found
from analysis.dataset.tables import once
from analysis.methods.themes import CODED, find_stances
from analysis.package.places import REFORM
from analysis.package.table_rows import list_rows
from analysis.text import first_day, period_bounds

# From the top of the system down; a document whose level no text gives comes last.
LEVELS = ("central", "provincial", "district", "commune", "cell", "")


@dataclass(frozen=True)
class Yardstick(Answer):
    """A norm of a figure's concept, and whether it may be laid over the figure.

    Why not is named by `failures`: ``not_in_force not_due span unit base unverified national_total not_observed
    not_level``. Without one, the figure ``meets`` it, ``does_not_meet`` it, ``exceeds`` it as a ceiling, or is
    ``open``: its bounds do not tell.
    """

    norm_id: str
    figure: Figure
    failures: tuple[str, ...]
    position: str | None


def read_yardsticks(data: Dataset, figure: Figure) -> Answers[Yardstick]:
    """Judge each norm of the concept of a figure, in the order of the table; none of them is further reading."""
    indicator = data.row("indicator", figure.indicator_id)
    span = period_bounds(period_of(data, figure))
    norms = (norm for norm in data.norms.to_dict("records") if norm["use"] != "reading")
    laid = (_lay(norm, indicator, figure, span) for norm in norms if norm["concept"] == indicator["concept"])
    return Answers(Yardstick, laid)


def grading_rules_of(data: Dataset, figure: Figure) -> tuple[str, ...]:
    """Name the rules in force for the years in which units were graded, the earliest first.

    Returns
    -------
    tuple of str
        Ids of `grading_rules`; none for a figure of another topic, nor for one whose year is only that of the text.
    """
    dated = figure.start != figure.end or figure.period_basis == "stated"
    if not dated or data.row("indicator", figure.indicator_id)["topic"] != "grading":
        return ()
    rules = (data.row("grading_rule", rule) for rule in data.ids("grading_rule"))
    return tuple(
        rule["grading_rule_id"]
        for rule in sorted(rules, key=lambda rule: int(rule["graded_from"]))
        if rule["graded_from"] <= figure.end.year
        and (pd.isna(rule["graded_to"]) or figure.start.year <= rule["graded_to"])
    )


def _lay(norm: Mapping[Any, Any], indicator: Mapping[str, Any], figure: Figure, span: Span) -> Yardstick:
    begun, over = (None if pd.isna(norm[name]) else norm[name].date() for name in ("in_force_from", "in_force_to"))
    # A year is measured and graded by what is in force when it ends; any other time lies within that of the norm.
    first = figure.end if norm["span"] else figure.start
    failing = {
        "not_in_force": (begun is not None and first < begun) or (over is not None and figure.end > over),
        # A state to be reached by a day is not missed before it.
        "not_due": norm["kind"] == "target" and not norm["span"] and over is not None and figure.end < over,
        "span": bool(norm["span"]) and first_day(span[1], norm["span"]) != span[0],
        # An indicator counts ratios of units as per cent too, so the unit and not the nature is compared.
        "unit": norm["unit"] != indicator["unit"],
        "base": norm["counted"] != indicator["counted"] or bool(figure.subject),
        "unverified": norm["verification"] != "read",
        "national_total": norm["kind"] == "total",
        "not_observed": figure.status != "observed",
        "not_level": figure.reading != "level",
    }
    failures = tuple(name for name, fails in failing.items() if fails)
    position = None if failures else _position(norm, figure)
    if position and norm["kind"] == "ceiling":  # it holds in each group of like units, which the whole hides
        position = "exceeds" if position == "does_not_meet" else "open"
    return Yardstick(norm["norm_id"], figure, failures, position)


def _position(norm: Mapping[Any, Any], figure: Figure) -> str:
    """Compare the interval that the print allows with the level; only a clear case is told."""
    # "3 to 4 or more" is met above 4 as well.
    level, is_range = Decimal(str(norm["value"])), norm["qualifier"] == "eq" and not pd.isna(norm["value_high"])
    strict = norm["qualifier"] in ("gt", "lt")
    ends = [(figure.low, figure.high, level, 1)] if is_range or norm["qualifier"] in ("ge", "gt") else []
    if is_range or not ends:
        ends.append((figure.high, figure.low, Decimal(str(norm["value_high"])) if is_range else level, -1))
    if any(far is not None and (way * (far - end) < 0 or (far == end and strict)) for _, far, end, way in ends):
        return "does_not_meet"
    met = [near is not None and (way * (near - end) > 0 or (near == end and not strict)) for near, _, end, way in ends]
    return "meets" if all(met) else "open"


@once
def lay_timeline(data: Dataset) -> pd.DataFrame:
    """Lay articles and cited documents in lanes, then the rules in force since the first of them; each lane by date.

    Central documents have a lane, where one of several texts, known by number and day, stands once; others stand with
    the place whose text cites them. A rule without an end is in force.

    Returns
    -------
    DataFrame
        `lane` (``central``, a locality, ``grading`` or ``rules``), `kind` (``article``, ``rule`` or that of a
        document), `number`, `level`, `places` that cite it (joined by +), and `day`, `start` and `end`, or ``NaT``.
    """

    def lay(table: pd.DataFrame, lane: Any, years: str = "", **columns: Any) -> pd.DataFrame:
        if years:
            first, last = (pd.to_datetime(table[f"{years}_{end}"].astype("string")) for end in ("from", "to"))
            columns |= {"start": first, "end": last + pd.offsets.YearEnd()}
        return table.assign(lane=lane, **columns)

    cited = list_directives(data)
    lanes = cited["locality_id"].mask(cited["level"] == "central", "central")
    known = cited["number"].astype(bool) & cited["issued_on"].notna()
    keys = cited["directive_id"].mask(known, cited["number"] + cited["issued_on"].astype(str))
    places = cited.groupby([lanes, keys])["locality_id"].transform("+".join)
    documents = lay(cited, lanes, "covers", day=cited["issued_on"], places=places)
    articles = lay(data.sources, data.sources["locality_id"], kind="article", day=data.sources["published_on"])
    graded = data.grading_rules["documents"]
    norms = data.norms[~data.norms["document"].isin(["", *"+".join(graded).split("+")])]
    ends = {"start": ("in_force_from", "min"), "end": ("in_force_to", lambda days: days.max(skipna=False))}
    norms = norms.groupby("document", as_index=False).agg(**ends)
    events = pd.concat(
        [
            articles,
            documents[~pd.concat([lanes, keys], axis=1).duplicated()],
            lay(data.grading_rules, "grading", "graded", kind="rule", number=graded),
            lay(norms, "rules", kind="rule", number=norms["document"]),
        ]
    )
    events["first"] = events[["day", "start"]].min(axis=1)
    rule, order = events["kind"] == "rule", ["central", *data.ids("locality"), "grading", "rules"]
    events = events[~rule | ~(events["end"] < events.loc[~rule, "first"].min())].sort_values("first", kind="stable")
    events = events.sort_values("lane", key=lambda lane: lane.map(order.index), kind="stable", ignore_index=True)
    names = dict.fromkeys(("lane", "kind", "number", "level", "places"), "")
    laid: pd.DataFrame = events[[*names, "day", "start", "end", "first"]].fillna(names)
    return laid


def find_edges(events: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Give the ends of a timeline: the year of the first document or article, else rule; the year after the last."""
    is_rule, reform = events["kind"] == "rule", pd.Timestamp(REFORM)
    first = min([*events["first"][~is_rule | bool(is_rule.all())].dropna(), reform])
    return pd.Timestamp(first.year, 1, 1), pd.Timestamp(max(events["first"].max(), reform).year + 1, 12, 31)


def find_signs(events: pd.DataFrame) -> dict[str, list[str]]:
    """Find the signs that a picture of events has, ``star``, ``disc``, ``bar``, ``arrow``, and what each stands for."""
    is_rule, is_article, is_dot = events["kind"] == "rule", events["kind"] == "article", events["day"].notna()
    is_bar, is_graded = events["start"].notna(), events["lane"] == "grading"
    held = {
        "star": {"article": is_dot & is_article},
        "disc": {"document": is_dot & ~is_article},
        "bar": {"meant": is_bar & ~is_rule, "force": is_bar & is_rule & ~is_graded, "graded": is_bar & is_graded},
        "arrow": {"before": events["start"] < find_edges(events)[0], "on": is_bar & events["end"].isna()},
    }
    found = {sign: [of for of, those in meanings.items() if those.any()] for sign, meanings in held.items()}
    return {sign: meanings for sign, meanings in found.items() if meanings}


@once
def list_directives(data: Dataset, locality_id: str = "") -> pd.DataFrame:
    """List the table `directives` by level, then date, with the locality whose article cites each document.

    Returns
    -------
    DataFrame
        The columns of `directives`, and `locality_id`; what has no date comes last in its level. Of one place, if it is
        named: an UnknownIdError tells of one that is none.
    """
    if not isinstance(locality_id, str) or locality_id:
        listed, own = list_directives(data), data.row("locality", locality_id)["locality_id"]
        cited: pd.DataFrame = listed[listed["locality_id"] == own].reset_index(drop=True)
        return cited
    table = data.directives.merge(data.sources[["source_id", "locality_id"]], on="source_id")
    by = ["level", "issued_on", "directive_id"]
    table = table.sort_values(by, key=lambda column: column.map(LEVELS.index) if column.name == by[0] else column)
    return table.reset_index(drop=True)


@once
def trace_directives(data: Dataset, theme_id: str = "") -> Found:
    """Give for each document the codings, of one theme or all, that their text ties to it, by stance, in its order.

    Returns
    -------
    Found
        By the id of a document and the stance its rows of `codings`.
    """
    if not isinstance(theme_id, str) or theme_id:
        data.row("theme", theme_id)
    tied: dict[str, dict[str, list[Mapping[Any, Any]]]] = {id_: {} for id_ in data.ids("directive")}
    codings = data.tables["codings"].sort_values("paragraph", kind="stable")
    codings = codings[codings["directive_ids"].map(bool)]
    for coding, stance in zip(list_rows(codings), find_stances(codings), strict=True):
        for directive_id in coding["directive_ids"] if theme_id in ("", coding["theme_id"]) else ():
            tied[directive_id].setdefault(stance, []).append(coding)
    return Found(tied, "document", "stance", f"theme_id locality_id {CODED}")
