"""The commands for data of one's own: a workbook to fill in, what an article offers for it, and its check."""

import json
import sys
from pathlib import Path

import click

from analysis.commands import PLACE, data_option, lang_option, load_data, tell_faults
from analysis.paths import show_path
from analysis.words.catalogue import say


@click.command()
@click.argument("workbook", type=PLACE, metavar="WORKBOOK.xlsx")
@click.option("--locality", metavar="ID", help="Id of your locality: small plain letters, digits and _.")
@lang_option
def new(workbook: Path, locality: str | None, lang: str) -> None:
    r"""Write a workbook in which to fill in a locality of your own.

    \b
    Example:
      analysis new my_commune.xlsx --locality my_commune
    """
    from analysis.workbook.template import write_template

    write_template(workbook, locality=locality, lang=lang)
    click.echo(say("report.written", lang, file=show_path(workbook)))


@click.command(name="coder-sheet")
@click.argument("locality")
@click.argument("workbook", type=PLACE, metavar="OUT.xlsx")
@lang_option
@data_option
def coder_sheet(locality: str, workbook: Path, lang: str, data_paths: tuple[Path, ...]) -> None:
    r"""Write a workbook in which another person codes the texts on LOCALITY, or on all places, anew.

    It holds the numbers of paragraphs, the codebook and blanks; the reader holds the article.

    \b
    Examples:
      analysis coder-sheet ba_tri second.xlsx
      analysis coder-sheet all second.xlsx --lang en
    """
    from analysis.workbook.template import write_coder_sheet

    data = load_data(data_paths, lang)
    places = data.ids("locality") if locality == "all" else [data.row("locality", locality)["locality_id"]]
    write_coder_sheet(workbook, data.tables, places, lang=lang)
    click.echo(say("report.written", lang, file=show_path(workbook)))


@click.command()
@click.argument("article", type=PLACE)
@click.option("--into", type=PLACE, metavar="WORKBOOK.xlsx",
              help="Lay them into a workbook too, in rows to be decided; it is made if there is none.")  # fmt: skip
@lang_option
@click.option("--json", "as_json", is_flag=True, help="As JSON: rows by table.")
@click.option("--convert", is_flag=True, help="Convert text in TCVN3, VNI or VIQR instead of refusing it.")
@data_option
def extract(
    article: Path, into: Path | None, lang: str, as_json: bool, convert: bool, data_paths: tuple[Path, ...]
) -> None:
    r"""Propose figures, documents and places to read from ARTICLE: .txt, .md, .html, .docx or .pdf with text.

    Every row is a candidate that a person must judge; in a workbook it stays one until its mark is taken away.

    \b
    Examples:
      analysis extract article.html
      analysis extract article.docx --json
      analysis extract article.pdf --into mine.xlsx
    """  # fmt: skip
    from analysis.extract.article import read_article
    from analysis.extract.cues import read_cues
    from analysis.extract.rows import Extractor, candidate_rows
    from analysis.text import slug
    from analysis.workbook.candidates import add_candidates
    from analysis.workbook.proposals import describe_candidates, word_lost

    data = load_data(data_paths, lang)
    indicators = [data.row("indicator", id_) for id_ in data.ids("indicator")]
    texts = list(read_article(article, convert=convert))
    found = Extractor(read_cues(data_paths), indicators).extract(texts)
    rows = candidate_rows(found, source_id=slug(article.stem))
    names, themes = ({id_: data.name(kind, id_, lang) for id_ in data.ids(kind)} for kind in ("indicator", "theme"))
    if lost := word_lost(article.name, texts, lang):
        click.echo(lost, err=True)
    if into is not None:
        source, text = add_candidates(into, found, texts, name=article.stem, indicators=names, themes=themes, lang=lang)
    if as_json:
        told = {table: [row | {"decide": ", ".join(row["decide"])} for row in rows[table]] for table in rows}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for line in describe_candidates(rows, names, themes, lang=lang):
        click.echo(line)
    if into is not None:
        mark = say("sheet.undecided", lang)
        click.echo(say("report.into", lang, file=show_path(into), source=source, mark=mark))
        written = "report.text_other" if text is None else "report.text_written"
        click.echo(say(written, lang, file=show_path(into.resolve().parent / f"{source}.txt")))


@click.command()
@click.argument("paths", nargs=-1, type=PLACE, metavar="[PATH]...")
@lang_option
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--marked", type=PLACE, metavar="OUT.xlsx",
              help="Write a copy of the workbook with the wrong cells coloured.")  # fmt: skip
def check(paths: tuple[Path, ...], lang: str, as_json: bool, marked: Path | None) -> None:
    r"""Check the data package, its lessons, findings and cues, with the folders and workbooks at PATHs laid over it.

    Every fault is listed at once: by file, line and column, or by sheet, row and column of a workbook. The exit
    code is 1 if there is one. Notices, such as of a second coder’s codings, are for a person to look at.

    \b
    Examples:
      analysis check
      analysis check my_commune.xlsx --marked review.xlsx
    """
    from analysis.workbook.review import find_remarks, report_review, word_remarks, write_marked

    if marked is not None and sum(not path.is_dir() for path in paths) != 1:
        raise click.UsageError("--marked needs exactly one workbook")
    remarks, books = find_remarks(*paths)
    if not (books or remarks.faults):
        from analysis.commands.cue_checks import check_cues
        from analysis.dataset import load
        from analysis.elements.findings import check_findings
        from analysis.lessons.lesson import check_lessons

        data = load(*paths)
        remarks.faults += [*check_lessons(*paths), *check_findings(data), *check_cues(paths, data.tables)]
    seen: list[str] = []
    unseen: list[str] = []
    if paths and not remarks.faults:
        from analysis.dataset.verify import compare_texts
        from analysis.package.frames import package_folders

        faults, seen, unseen = compare_texts(package_folders(paths), {book.path: book.tables for book in books})
        remarks.faults += faults
    reviews = word_remarks(remarks, books)
    review = reviews[lang]
    if marked is not None:
        write_marked(books[0].path, marked, review, lang=lang)
    if as_json:
        click.echo(json.dumps(report_review(reviews, lang), ensure_ascii=False, indent=2))
        sys.exit(1 if review.faults else 0)
    # What was filled in is nobody's mistake; what was read or repaired is for a person to look at.
    notices = [notice.words(lang) for notice in review.notices if notice.kind not in ("made", "english")]
    if filled := len(review.notices) - len(notices):
        notices.append(say("report.filled", lang, number=filled))
    if marked is not None:
        notices.append(say("report.marked", lang, file=show_path(marked)))
    named = show_path([*(book.path for book in books), *paths][-1]) if paths else ""
    if any(notice.kind == "beside" for notice in review.notices) and not review.faults:
        notices.append(say("report.agreement", lang, file=named))
    for words in notices:
        click.echo(words)
    tell_faults(review, lang)
    if seen:
        click.echo(say("report.seen", lang, sources=", ".join(seen)))
    click.echo(say("report.sound" if paths else "report.whole", lang, file=named))
    if unseen:
        told = {"sources": ", ".join(unseen), "text": f"{unseen[0]}.txt"}
        click.echo(say("report.unseen", lang, file=named, **told))
