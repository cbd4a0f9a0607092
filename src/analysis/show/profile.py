"""What one place is: its key figures beside the nearest that may be, its organisation, how a figure changed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from operator import itemgetter
from pathlib import Path

from analysis.dataset import Dataset
from analysis.dataset.figures import period_of
from analysis.dataset.tables import once
from analysis.elements import picture
from analysis.elements.behind import bar_of, draw, name_unit, sources_of_figures, sources_of_places
from analysis.elements.frame import plot_bars
from analysis.elements.headlines import list_headlines
from analysis.elements.picture import Axes, Picture
from analysis.elements.references import are_near, name_issuer, word_beside, word_meaning, word_title
from analysis.elements.speech import Described, Link, Pieces, capital, glue, lower, shared_cautions
from analysis.elements.table import Cell, Heading, Paragraph, Point, Points, Table, heading
from analysis.elements.wording import Columns, Voice
from analysis.methods import (
    Change,
    Figure,
    Judgement,
    Organisation,
    Unit,
    find_figures,
    find_nearest,
    list_directives,
    trace_directives,
)
from analysis.methods.verdicts import may_compare
from analysis.paths import notebooks_dir
from analysis.plan.runs import load_runs
from analysis.text import period_bounds

_MOST_DOCUMENTS, _MOST_ACTED, _MOST_FIGURES = 6, 2, 10
_POLICIES = ("resolution", "conclusion", "directive")  # kinds of documents
_TOLD = ("subject", "basis", "computed")  # of a figure that stands beside another
_UNTOLD = "picture.organisation_untold"  # of a place of which no figure is recorded
_LARGE, _TELLING = 13, 3  # points of the numbers of an organisation; of so many counted units it is drawn
_NATURES = ("stock", "flow", "share", "rate", "ratio")


def show_key_figures(data: Dataset, locality_id: str, *, lang: str = "") -> Iterator[Heading | Table]:
    """Set the key figures of a place beside the nearest that may be compared, or tell why none may."""
    voice, rows, pages = Voice(data, lang), _key_figures(data, locality_id), find_pages(data, notebooks_dir())
    beside = [(figure, pairs[0]) for figure, pairs in rows if pairs and may_compare(pairs[0])]

    def name(figure: Figure) -> str:
        indicator = voice.name("indicator", figure.indicator_id)
        return f"{indicator} ({voice.name('subject', figure.subject)})" if figure.subject else indicator

    def tell_nearest(pairs: Sequence[Judgement]) -> Cell | str:
        told = (
            glue(f"{voice.about(pair.right)}: ", voice.number(pair.right, told=_TOLD), f" ({voice.when(pair.right)})")
            for pair in filter(may_compare, pairs)
        )
        return Cell("", parts=parts) if (parts := voice.join_pieces(told, by="join.semicolon")) else "–"

    def tell_verdict(pairs: Sequence[Judgement]) -> Cell | str:
        if not pairs:
            return "–"
        beside = word_beside(voice, first := pairs[0])
        verdict = voice.say("spine.beside", reason=beside) if beside else voice.say(f"verdict.{first.verdict}")
        if first.verdict == "not_comparable":
            refusing = [reason for reason in first.reasons if reason.verdict == first.verdict]
            fields = {"places": voice.join(dict.fromkeys(voice.about(pair.right) for pair in pairs))}
            return voice.say("spine.refused", reason=voice.reasons(refusing[:1]), **fields)
        page = pages.get(data.row("indicator", first.left.indicator_id)["concept"])
        return Cell(verdict, links=(Link(page, voice.say("spine.page")),)) if page else verdict

    columns: Columns[tuple[Figure, Sequence[Judgement]]] = {
        "indicator": lambda row: name(row[0]),
        "value": lambda row: voice.number(row[0], told=("basis", "subject")),
        "period_page": lambda row: replace(voice.link(row[0]), text=voice.when(row[0])),
        # A column that would be empty tells nothing.
        **({"nearest": lambda row: tell_nearest(row[1])} if beside else {}),
        "verdict": lambda row: tell_verdict(row[1]),
    }
    told, notes = [voice.say("spine.none" if rows else "spine.empty", place=voice.name("locality", locality_id))], []
    for figure, pair in beside[:1]:
        both = pair.left, pair.right
        sides = ((voice.figure(side, told=_TOLD), voice.about(side)) for side in both)
        fields = {"values": voice.join(voice.say("spine.side", value=value, place=about) for value, about in sides)}
        fields |= {"indicator": voice.indicator(figure.indicator_id), "verdict": voice.say(f"heading.{pair.verdict}")}
        told = [voice.say(f"spine.{key}", **fields) for key in ("near" if are_near(both) else "apart", "plain")]
        notes.append(word_meaning(voice, pair, both))
    yield heading(*told, brief=voice.say("menu.comparisons"))
    caption = voice.say("caption.spine" if beside else "caption.spine_alone", place=voice.place(locality_id))
    notes += [voice.say("spine.alone")] if not all(pairs for _, pairs in rows) else []
    yield replace(voice.table(caption, columns, rows, numeric=("value",), notes=notes), style="key")


@once
def find_pages(data: Dataset, notebooks: Path) -> dict[str, str]:
    """Find the page that compares the figures of a concept; without pages, no link to them."""
    runs = load_runs(data, notebooks, of="indicator") if (notebooks / "runs.yml").is_file() else []
    compared = [(run.subject, run.run_id) for run in reversed(runs) if run.subject and len(run.parameters) == 1]
    return {data.row(*subject)["concept"]: f"{run_id}.html" for subject, run_id in compared}


def _key_figures(data: Dataset, locality_id: str) -> list[tuple[Figure, Sequence[Judgement]]]:
    """List what comes first when a place is told, and shares and ratios that may stand beside another's, these first.

    With each figure go those that are nearest to it.
    """
    first = [figure for each in list_headlines(data, locality_id, most=_MOST_FIGURES) for figure in each.figures]
    others = [each for each in find_figures(data, locality_id=locality_id) if each.is_usable and not each.subject]
    rows = [(data.row("indicator", figure.indicator_id), figure) for figure in others]
    shares = [(row["topic"] == "grading", figure) for row, figure in rows if row["nature"] not in ("stock", "flow")]
    ranked = dict.fromkeys([*first, *(figure for _, figure in sorted(shares, key=itemgetter(0)))])
    told = [(figure, find_nearest(data, figure)) for figure in ranked]
    kept = [(figure, pairs) for figure, pairs in told if figure in first or _may_stand(pairs)][:_MOST_FIGURES]
    return sorted(kept, key=lambda row: not _may_stand(row[1]))


def _may_stand(pairs: Sequence[Judgement]) -> bool:
    return bool(pairs) and pairs[0].verdict != "not_comparable"


def reading_order(data: Dataset, figure: Figure) -> tuple[int, bool, bool, str, str]:
    """Order figures as a reader expects: wholes, their parts, what happened in the year, then shares."""
    row = data.row("indicator", figure.indicator_id)
    nature = _NATURES.index(row["nature"])
    return nature, bool(figure.subject), bool(row["part_of"]), figure.indicator_id, figure.subject


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
    longest = max((picture.measure(word) for word in names), default=0) + 0.05  # so that no word is broken
    wide, y = max((picture.width() + between) / columns, longest + between), 0.0
    boxes = list[tuple[Unit, float, float, float, str, str]]()
    for line in lines:
        placed = [(unit, rank, n) for rank, row in enumerate(line[:-1]) for n, unit in enumerate(row)]
        left = columns - len(line) + 1
        placed += [(unit, len(line) - 1 + n % left, n // left) for n, unit in enumerate(line[-1])]
        words = {unit: _word_unit(voice, organisation, unit, wide - between - 0.12) for unit, *_ in placed}
        high = max(picture.tall(name) + picture.tall(number, _LARGE) for number, name in words.values()) + 0.12
        for unit, column, rank in placed:
            boxes.append((unit, wide * column, y + (high + 0.15) * rank, high, *words[unit]))
        y += (high + 0.15) * (max(rank for *_, rank in placed) + 1) + 0.12
    ax = picture.new_sheet(ax, y - 0.2, wide * columns - between)
    spots = {unit.indicator_id: (x, top + high / 2) for unit, x, top, high, *_ in boxes}
    for unit, x, top, high, number, name in boxes:
        middle, below = x + (wide - between) / 2, top + 0.06 + picture.tall(number, _LARGE)
        if unit.under in spots:
            start, level = spots[unit.under]
            joint, own, over = start + wide - between / 2, top + high / 2, top - 0.07
            way = [(x, own), (joint, own)] if x - joint < wide / 2 else [(middle, own), (middle, over), (joint, over)]
            x_way, y_way = zip(*way, (joint, level), (start, level), strict=True)
            ax.plot(x_way, y_way, color=picture.LINE, linewidth=1.2, zorder=0)
        face, edge, ink = (picture.BAND, "-", picture.INK) if unit.figure else ("white", "--", picture.QUIET)
        ax.bar(x, high, wide - between, top, align="edge", color=face, edgecolor=colour, linestyle=edge, clip_on=False)
        size, weight = (_LARGE, "bold") if unit.figure else (picture.SMALL, "normal")
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
    number, size = voice.say("organisation.uncounted"), picture.SMALL
    if unit.figure:
        number, size = voice.figure(unit.figure, told=("basis",)), _LARGE
        number += f" ({voice.when(unit.figure)})" if len(_dates(voice, organisation)) > 1 else ""
    return picture.fold(number, width, size, "bold"), picture.fold(voice.name("indicator", unit.indicator_id), width)


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


def list_changes(data: Dataset, changes: Sequence[Change], *, lang: str = "") -> Points:
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


def show_change(data: Dataset, change: Change, *, lang: str = "") -> Picture | Points:
    """Draw a change over time where there are three dates or more; else tell it."""
    voice = Voice(data, lang)
    if len(change.figures) < 3:
        return list_changes(data, [change], lang=lang)
    number = partial(voice.number, told=("basis",))
    columns: Columns[Figure] = {"period": voice.when, "value": number, "source": voice.link}
    table = voice.table(describe_change(data, change, lang=lang).caption, columns, change.figures, numeric=("value",))
    unit, sources = name_unit(voice, change.indicator_id), sources_of_figures(data, change.figures)
    return draw(voice, plot_change, describe_change, change, unit=unit, sources=sources, table=table)


def plot_change(data: Dataset, change: Change, *, lang: str = "", ax: Axes | None = None) -> Axes:
    """Draw the figures of a change over time as bars, in their order in time."""
    voice = Voice(data, lang)
    return plot_bars(ax, [bar_of(voice, figure, voice.when(figure), told=("basis",)) for figure in change.figures])


def describe_change(data: Dataset, change: Change, *, lang: str = "") -> Described:
    """Word the picture of `plot_change`: from the first figure to the last, then each step."""
    voice, (first, *_, last) = Voice(data, lang), change.figures
    ends = {"first": voice.figure(first, told=("basis",)), "last": voice.figure(last, told=("basis",))}
    title, place = voice.name("indicator", change.indicator_id), voice.name("locality", change.locality_id)
    caption, steps = voice.say("picture.change", title=title, place=place, **ends), _steps(voice, change.figures)
    return Described(voice.say("alt.change", caption=caption, steps="".join(map(str, steps))), caption)


def _steps(voice: Voice, figures: Sequence[Figure]) -> Pieces:
    """Word a row of figures: from the first, by way of those between, to the last."""
    steps, numbers = list[Pieces](), [voice.number(figure) for figure in figures]
    shared = shared_cautions(numbers)
    ways = ["from", *["by"] * (len(figures) - 2), "to"]
    for way, figure, number in zip(ways, figures, numbers, strict=True):
        start, end = period_bounds(period_of(voice.data, figure))
        when = voice.say("note.on_day" if start == end else "note.in_span", period=voice.span(figure))
        steps += [(" ",)] if steps else []
        steps.append(voice.pieces(f"note.change_{way}", value=number.without(shared), when=when))
    told = f" ({voice.beware(shared)})" if shared else ""
    return glue(*[piece for step in steps for piece in step], told)


def show_documents(data: Dataset, locality_id: str, *, lang: str = "") -> Iterator[Heading | Points]:
    """Tell on which documents a text acts most and how many it cites, and list them with what each is about."""
    voice, cited = Voice(data, lang), list_directives(data, locality_id).to_dict("records")
    tied, own, items = trace_directives(data), [row["directive_id"] for row in cited], list[Point]()
    deeds = {id_: len(tied[id_]["deed"]) for id_ in own if "deed" in tied[id_]}
    rows = {id_: data.row("directive", id_) for id_ in deeds}  # what sets a policy, then what carries it out
    first = sorted(rows, key=lambda id_: (not rows[id_]["number"], rows[id_]["kind"] not in _POLICIES, -deeds[id_]))
    # A plan alone is what was made, not what is carried out.
    key = "heading" if (central := sum(row["level"] == "central" for row in cited)) else "local" if cited else "none"
    key = "basis" if any(row["number"] for row in rows.values()) else key
    acted = [voice.say("cited.and").join(map(voice.directive, first[:most])) for most in range(_MOST_ACTED, 0, -1)]
    counts = {"number": voice.amount(len(cited)), "central": voice.amount(central)}
    told = (voice.say(f"cited.{key}", documents=of, **counts) for of in acted)
    yield heading(*told, brief=voice.say("menu.documents"))
    for row in cited[:_MOST_DOCUMENTS]:
        issued = ", ".join(filter(None, (name_issuer(voice, row, "cited.no_issuer"), voice.day(row["issued_on"]))))
        named = ", ".join([voice.directive(row["directive_id"]), *([word_title(voice, row)] if row["number"] else [])])
        page = voice.say("join.page", number=row["paragraph"])
        items.append(voice.point(voice.say("cited.document", document=named, issued=issued, page=page)))
    link, rest = Link("directives.html", voice.say("cited.page")), voice.amount(len(cited[_MOST_DOCUMENTS:]))
    items += [Point(voice.pieces("cited.rest", number=rest, page=link))] if cited[_MOST_DOCUMENTS:] else []
    yield Points(tuple(items), style="")
