"""What `analysis check WORKBOOK` and `analysis extract` do: one call, and its result printed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from analysis.paths import show_path

__all__ = ["check_workbooks", "show_candidates"]


def check_workbooks(paths: tuple[Path, ...], *, lang: str, as_json: bool, marked: Path | None) -> None:
    """List the faults of workbooks, as words or JSON, and mark them in a copy; exit with 1 if there is one."""
    from analysis.intake import review_workbooks, write_marked
    from analysis.intake.wording import say

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


def show_candidates(article: Path, data_paths: tuple[Path, ...], *, as_json: bool, convert: bool) -> None:
    """Print what an article may hold: figures, documents, places to read; a person decides each."""
    from analysis.dataset import load
    from analysis.intake.extract import candidate_rows, extract_article
    from analysis.text import slug

    data = load(*data_paths)
    found = extract_article(article, indicators=data.tables["indicators"].to_dict("records"), convert=convert)
    rows = candidate_rows(found, source_id=slug(article.stem))
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    click.echo(f"{found.title} | {found.published_on or '-'} | {found.author or '-'} | {found.outlet or '-'}")
    for one in rows["observations"]:
        value = f"{one['qualifier']} {one['value']} {one['unit']}"
        fits = one["indicator_id"] or "-"
        click.echo(f"  {one['paragraph']:>3}  {one['printed']}  =  {value}; {one['period'] or '-'}; {fits}")
    for one in rows["directives"]:
        number, issued = one["number"] or "-", one["issued_on"] or "-"
        click.echo(f"  {one['paragraph']:>3}  {one['kind']} {number}; {one['issuer_vi'] or '-'}; {issued}")
    for one in rows["passages"]:
        click.echo(f"  {one['paragraph']:>3}  read: {', '.join(one['directions'])}? {', '.join(one['themes'])}?")
    counts = ", ".join(f"{len(rows[name])} {name}" for name in ("observations", "directives", "passages"))
    click.echo(f"{counts}: candidates only; a person decides each (--json says what).")
