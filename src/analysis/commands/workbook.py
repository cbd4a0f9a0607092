"""What `analysis check WORKBOOK`, `verify` and `extract` do: one call, and its result printed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from analysis.paths import show_path

__all__ = ["check_workbooks", "show_candidates", "verify_texts"]


def check_workbooks(paths: tuple[Path, ...], *, lang: str, as_json: bool, marked: Path | None) -> None:
    """List the faults of workbooks, as words or JSON, and mark them in a copy; exit with 1 if there is one."""
    from analysis.words.catalogue import say
    from analysis.workbook.marking import write_marked
    from analysis.workbook.review import review_workbooks

    review = review_workbooks(*paths, lang=lang)
    if marked is not None:
        book = next(one for one in paths if one.is_file())
        write_marked(book, marked, review, lang=lang)
    if as_json:
        told = {name: [one.as_dict() for one in getattr(review, name)] for name in ("faults", "notices")}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        # What was filled in is nobody's mistake; what was read or repaired is for a person to look at.
        filled = sum(one.kind in ("made", "english") for one in review.notices)
        for one in review.notices:
            if one.kind not in ("made", "english"):
                click.echo(one.words(lang))
        if filled:
            click.echo(say("report.filled", lang, number=filled))
        for one in review.faults:
            click.echo(one.words(lang), err=True)
        if marked is not None:
            click.echo(say("report.marked", lang, file=show_path(marked)))
        if review.faults:
            click.echo(say("report.count", lang, number=len(review.faults)), err=True)
        else:
            click.echo(say("report.sound", lang, file=show_path(paths[-1])))
    if review.faults:
        sys.exit(1)


def verify_texts(folder: Path, data_paths: tuple[Path, ...], *, lang: str) -> None:
    """Check the rows of the data against the texts in a folder, and tell what is wrong; exit with 1 if anything is."""
    from analysis.dataset import load, own_sources, verify
    from analysis.dataset.verify import describe_finding
    from analysis.words.catalogue import say

    data = load(*data_paths)
    result = verify(data, folder, needed=own_sources(data) if data_paths else None)
    for finding in result.uncoded:
        click.echo(say("audit.note", lang, words=describe_finding(finding, lang)))
    for finding in result.findings:
        click.echo(describe_finding(finding, lang), err=True)
    found = {"findings": len(result.findings), "uncoded": len(result.uncoded)}
    click.echo(say("audit.summary", lang, **result.checked, **found))
    if result.findings:
        sys.exit(1)


def show_candidates(
    article: Path,
    data_paths: tuple[Path, ...],
    *,
    lang: str,
    as_json: bool,
    convert: bool,
    into: Path | None,
) -> None:
    """Print what an article may hold, or lay it into a workbook: figures, documents, places; a person decides each."""
    from analysis.dataset import load
    from analysis.extract.rows import candidate_rows, extract_article
    from analysis.text import slug
    from analysis.words.catalogue import say
    from analysis.workbook.candidates import add_candidates

    data = load(*data_paths)
    indicators = data.tables["indicators"].to_dict("records")
    found = extract_article(article, indicators=indicators, convert=convert)
    rows = candidate_rows(found, source_id=slug(article.stem))
    names = {one["indicator_id"]: one[f"name_{lang}"] for one in indicators}
    themes = {one["theme_id"]: one[f"name_{lang}"] for one in data.tables["themes"].to_dict("records")}
    added = None
    if into is not None:
        from analysis.extract.article import read_article

        texts = list(read_article(article, convert=convert))
        added = add_candidates(into, found, texts, name=article.stem, indicators=names, themes=themes, lang=lang)
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for line in _candidate_lines(rows, names, themes, lang):
        click.echo(line)
    if into is None or added is None:
        return
    mark = say("sheet.undecided", lang)
    click.echo(say("report.into", lang, file=show_path(into), source=added.source_id, mark=mark))
    text = into.resolve().parent / f"{added.source_id}.txt"
    click.echo(say("report.text_other" if added.text is None else "report.text_written", lang, file=show_path(text)))


def _candidate_lines(
    rows: dict[str, list[dict[str, Any]]], indicators: dict[str, str], themes: dict[str, str], lang: str
) -> Iterator[str]:
    from analysis.text import format_period
    from analysis.words.catalogue import say, section
    from analysis.workbook.candidates import word_value
    from analysis.workbook.cells import with_id

    (source,) = rows["sources"]
    head = (source["title"], source["published_on"], source["author"], source["outlet"])
    yield " | ".join(one or say("report.unknown", lang) for one in head)
    for one in rows["observations"]:
        fits, period = one["indicator_id"], one["period"]
        told = (
            word_value(one, lang),
            format_period(period, lang) if period else say("report.unknown", lang),
            with_id(indicators[fits], fits) if fits else f"{say('decide.no_indicator', lang)}?",
        )
        yield f"  {one['paragraph']:>3}  {one['printed']}  =  {'; '.join(told)}"
    kinds = section("cell_kind", lang)
    for one in rows["directives"]:
        told = (f"{kinds.get(one['kind'], one['kind'])} {one['number']}".strip(), one["issuer_vi"], one["issued_on"])
        yield f"  {one['paragraph']:>3}  {'; '.join(filter(None, told))}"
    directions = section("cell_direction", lang)
    for one in rows["passages"]:
        named = ", ".join(directions[name] for name in one["directions"])
        about = "; ".join(themes.get(name, name) for name in one["themes"])
        yield f"  {one['paragraph']:>3}  {say('report.read', lang, directions=named, themes=about)}"
    counts = {"figures": "observations", "documents": "directives", "passages": "passages"}
    yield say("report.candidates", lang, **{name: len(rows[table]) for name, table in counts.items()})
