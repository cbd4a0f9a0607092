"""What one place is: what its text tells first, its key figures beside the nearest that may be, how one changed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from operator import itemgetter
from pathlib import Path

from analysis.dataset import Dataset
from analysis.dataset.figures import period_of
from analysis.dataset.tables import once
from analysis.drawings.behind import draw, name_unit, sources_of_figures
from analysis.drawings.charts import bar_of, plot_bars
from analysis.elements.findings import cite_coding, list_findings
from analysis.elements.headlines import list_headlines, word_headline
from analysis.elements.picture import Axes, Picture
from analysis.elements.proof import name_coding
from analysis.elements.references import are_near, word_beside, word_meaning
from analysis.elements.speech import Described, Link, Pieces, glue, lower, shared_cautions
from analysis.elements.table import Cell, Heading, Paragraph, Point, Points, Table, heading
from analysis.elements.wording import Columns, Voice
from analysis.methods import Change, Figure, Judgement, find_figures, find_nearest
from analysis.methods.verdicts import may_compare
from analysis.paths import notebooks_dir
from analysis.plan.runs import load_runs
from analysis.text import period_bounds

_MOST_FIGURES = 10
_SEVERAL = 3  # paragraphs with a theme that are worth telling
_TOLD = ("subject", "basis", "computed")  # of a figure that stands beside another
_NATURES = ("stock", "flow", "share", "rate", "ratio")


def head_place(data: Dataset, locality_id: str, *, lang: str = "") -> Heading:
    """Head the page of a place by what is seen of it: as an editor says it, else by its first headline."""
    voice = Voice(data, lang)
    if titles := list_findings(data, locality_id, lang=voice.lang, apart="title"):
        return heading(str(titles[0]), answers=True)
    name, told = voice.name("locality", locality_id), voice.say("article.untold")
    for each in list_headlines(data, locality_id, most=1):
        told = "".join(map(str, word_headline(voice, each, brief=not each.coding))).rstrip(".")
    return heading(told if name in told else voice.say("article.title", place=name, told=told), answers=True)


def tell_article(data: Dataset, locality_id: str, *, lang: str = "") -> Paragraph:
    """Tell what a text tells, as an editor says it; else which text it is, and the theme of most of its paragraphs.

    A theme is named that stands in several paragraphs and in more than any other.
    """
    voice, row, titles = Voice(data, lang), data.row("locality", locality_id), []
    if leads := list_findings(data, locality_id, lang=voice.lang, apart="lead"):
        return Paragraph(leads[0].words)
    for source in data.rows("source", of=locality_id):
        by = ", ".join(filter(None, (source["author"], voice.day(source["published_on"]))))
        titles.append(voice.say("article.text", title=voice.name("source", source["source_id"]), by=by))
    place = ", ".join((voice.place(locality_id), *row[f"parent_{voice.lang}"]))
    plain = voice.say("article.plain", texts=voice.join(titles), place=place)
    coded = data.rows_of("codings", locality_id).drop_duplicates(["source_id", "paragraph", "theme_id"])
    first, second = [*coded["theme_id"].value_counts().items(), ("", 0), ("", 0)][:2]
    if first[1] < _SEVERAL or first[1] == second[1]:
        return Paragraph(plain)
    told = {"theme": lower(voice.name("theme", str(first[0]))), "number": voice.amount(first[1])}
    return Paragraph(f"{plain} {voice.say('article.most', **told)}")


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


def tell_headlines(data: Dataset, locality_id: str, *, lang: str, most: int = 5) -> Points:
    """Tell what comes first of a place, so many points at most: in the words of a finding where one tells it."""
    voice, told = Voice(data, lang), dict[str, Point]()
    findings = [each for each in list_findings(data, locality_id, lang=lang) if each.kind != "unknown"]
    findings = [each for each in findings if {*each.about} & {*data.ids("locality")} == {locality_id}]  # of it alone
    for headline in list_headlines(data, locality_id, most=99):
        coding = name_coding(headline.coding) if headline.coding else ""
        telling = (each for each in findings if coding in each.rests_on or {*headline.figures[:1]} & {*each.figures})
        finding = next(telling, None)
        words = finding.words if finding else glue(word_headline(voice, headline), *cite_coding(voice, headline.coding))
        told.setdefault(finding.finding_id if finding else str(words), Point(words, figures=headline.figures))
    return Points((*told.values(),)[:most], style="main-points")


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
