"""The commands that look at the data: what there is, what may be compared, and whether the texts bear it out."""

import json
import sys
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from analysis.commands import PLACE, data_option, lang_option, load_data
from analysis.errors import UnknownIdError
from analysis.package.schema import SUBJECT_KINDS
from analysis.paths import notebooks_dir, show_path, write_whole
from analysis.text import format_date
from analysis.words.catalogue import LANGUAGES, say

_SHOWN = 20  # units, of those found


@click.command(name="list")
@click.argument("what", type=click.Choice([*SUBJECT_KINDS.values(), "runs"]), default="runs")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@data_option
def list_ids(what: str, as_json: bool, data_paths: tuple[Path, ...]) -> None:
    r"""List the ids that other commands take.

    \b
    Examples:
      analysis list localities
      analysis list indicators --json
    """
    data = load_data(data_paths)
    rows: list[dict[str, Any]]
    if what == "runs":
        from analysis.plan.runs import load_runs

        runs = load_runs(data, notebooks_dir())
        rows = [{"id": run.run_id, "notebook": run.notebook.stem, "parameters": dict(run.parameters)} for run in runs]
        lines = [f"{row['id']:<48} {row['notebook']}" for row in rows]
    else:
        kind = next(kind for kind, plural in SUBJECT_KINDS.items() if plural == what)
        rows = [
            {"id": id_} | {f"name_{lang}": data.name(kind, id_, lang) for lang in LANGUAGES} for id_ in data.ids(kind)
        ]
        lines = [f"{row['id']:<42} {row['name_vi']} | {row['name_en']}" for row in rows]
    click.echo(json.dumps(rows, ensure_ascii=False, indent=2) if as_json else "\n".join(lines))


@click.command()
@click.argument("text", nargs=-1, required=True)
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="Only units of that day.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, all that were found.")
@lang_option
def units(text: tuple[str, ...], day: datetime | None, as_json: bool, lang: str) -> None:
    r"""Look up official codes by name, with diacritics or without, in the lists before 1 July 2025 and since.

    Behind a comma the units above may be named. Those of today come first.

    \b
    Examples:
      analysis units ba tri
      analysis units "tân tiến, lạng sơn" --day 2019-09-23
    """
    from dataclasses import asdict

    from analysis.package.units import find_units

    found = find_units(" ".join(text), day=f"{day:%Y-%m-%d}" if day else "")
    if as_json:
        told = [asdict(unit) | {"level": unit.level, "words": str(unit)} for unit in found]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for unit in found[:_SHOWN]:
            ends = (format_date(day, lang) if day else "…" for day in (unit.valid_from, unit.valid_until))
            click.echo(f"{unit.code:<6} {unit}  ({' – '.join(ends)})")
        click.echo(say("report.units", lang, number=len(found), shown=min(len(found), _SHOWN)))
    if not found:
        sys.exit(1)


@click.command()
@click.argument("indicator")
@click.argument("localities", nargs=-1, required=True, metavar="LOCALITY LOCALITY...")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with the reasons in both languages.")
@lang_option
@data_option
def compare(
    indicator: str, localities: tuple[str, ...], as_json: bool, lang: str, data_paths: tuple[Path, ...]
) -> None:
    r"""Judge whether INDICATOR may be compared across localities, and give its figures.

    Three or more are answered by the largest groups of them that may stand together; of more than 60 so many of one
    level, time and unit above are compared, and it is told. One named twice is held against itself over time.

    \b
    Examples:
      analysis compare members_per_cell nam_po lai_chau
      analysis compare organisations_graded_excellent trang_dinh ba_tri --json
    """
    from analysis.drawings.behind import tell_not_held
    from analysis.methods import compare as judge_all
    from analysis.show import report_comparison

    data = load_data(data_paths, lang)
    comparison = judge_all(data, indicator, localities)
    report = report_comparison(data, comparison)
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
        return
    click.echo(f"{report['indicator'][lang]}: {report['verdict']['words'][lang]}")
    for figure in (*report["figures"], *report["others"]):
        click.echo(f"  {figure['place'][lang]}: {figure['words'][lang]} ({figure['period']}, {figure['origin']})")
    for pair in report["pairs"]:
        click.echo(f"{' – '.join(pair['places'])} ({' – '.join(pair['periods'])}): {pair['verdict']['words'][lang]}")
        for reason in pair["reasons"]:
            click.echo(f"  {reason['id']}: {reason['words'][lang]}")
    for part in report["parts"]:
        click.echo(f"{' + '.join(part['locality_ids'])}: {part['verdict']['words'][lang]}")
    for left in report["left_out"]:
        click.echo(f"{left['locality_id']}: {left['words'][lang]}")
    for words in tell_not_held(comparison, lang):
        click.echo(words)
    if report["change"]:
        click.echo(report["change"]["words"][lang])


@click.command()
@click.argument("folder", type=PLACE)
@lang_option
@data_option
def verify(folder: Path, data_paths: tuple[Path, ...], lang: str) -> None:
    r"""Check figures, documents and codings against the article texts in FOLDER.

    The texts are named SOURCE_ID.txt. Numbers in a text that no row accounts for are listed for a person to
    judge; they do not make the command fail. With --data only the texts of those packages must be there.

    \b
    Examples:
      analysis verify articles
      analysis verify . --data my_commune.xlsx
    """
    from analysis.dataset import own_sources
    from analysis.dataset.verify import describe_finding
    from analysis.dataset.verify import verify as verify_texts

    data = load_data(data_paths, lang)
    result = verify_texts(data, folder, needed=own_sources(data) if data_paths else None)
    for finding in result.uncoded:
        click.echo(say("audit.note", lang, words=describe_finding(finding, lang)))
    for finding in result.findings:
        click.echo(describe_finding(finding, lang), err=True)
    found = {"findings": len(result.findings), "uncoded": len(result.uncoded)}
    click.echo(say("audit.summary", lang, **result.checked, **found))
    if result.findings:
        sys.exit(1)


@click.command()
@click.argument("out", type=PLACE, metavar="OUT")
@click.option("--texts", type=PLACE, metavar="FOLDER", help="Article texts, for a .qdpx.")
@click.option("--blank", is_flag=True, help="Without codings, for a second coder to begin with.")
@lang_option
@data_option
def export(out: Path, texts: Path | None, blank: bool, lang: str, data_paths: tuple[Path, ...]) -> None:
    r"""Write the data for other programs, into OUT.qdc, OUT.qdpx, OUT.xlsx or OUT.sqlite.

    A .qdc holds the codebook, a .qdpx the project with places, codes, codings and glosses (both REFI-QDA 1.0), an
    .xlsx or a .sqlite all tables. A project holds a text only if it is in the folder of --texts.

    \b
    Examples:
      analysis export codebook.qdc
      analysis export second_coder.qdpx --texts articles --blank
      analysis export data.sqlite
    """
    from analysis.dataset.refi_qda import find_texts, make_codebook, make_project
    from analysis.dataset.whole import make_database, make_workbook

    data = load_data(data_paths, lang)
    found = find_texts(data, texts) if texts else {}
    makers: dict[str, Callable[[Any], bytes]] = {
        ".qdc": partial(make_codebook, lang=lang),
        ".qdpx": partial(make_project, texts=found, lang=lang, blank=blank),
        ".sqlite": make_database,
        ".xlsx": make_workbook,
    }
    if out.suffix not in makers:
        raise UnknownIdError("ending of a file", out.suffix, makers)
    write_whole(out, lambda part: part.write_bytes(makers[out.suffix](data)))
    missing = [id_ for id_ in data.ids("source") if id_ not in found]
    if missing and out.suffix == ".qdpx":
        click.echo(
            say("project.blank_without_text" if blank else "project.without_text", lang, sources=", ".join(missing))
        )
    click.echo(say("report.written", lang, file=show_path(out)))


@click.command(name="import")
@click.argument("project", type=PLACE, metavar="FILE.qdpx")
@click.argument("folder", type=PLACE, metavar="OUT")
@click.option("--coder", default="", metavar="NAME", help="Who made the codings; else the user that the file names.")
@click.option("--texts", type=PLACE, metavar="FOLDER", help="Know texts by these, too.")
@lang_option
@data_option
def import_codings(
    project: Path, folder: Path, coder: str, texts: Path | None, lang: str, data_paths: tuple[Path, ...]
) -> None:
    r"""Take a second coder's codings out of a project of another program into OUT, a folder to lay over the data.

    What is not of our texts and codes, or is there already, is told and left out. If nothing is left, nothing is
    written, and the exit code is 1.

    \b
    Examples:
      analysis import from_nvivo.qdpx second_coder --coder lan
      analysis check second_coder
    """
    from analysis.dataset.refi_qda import find_texts
    from analysis.dataset.second_coder import read_project, write_codings

    data = load_data(data_paths, lang)
    rows, left = read_project(project, data, coder=coder, texts=find_texts(data, texts) if texts else None)
    for (kind, name), number in left.items():
        click.echo(say(f"project.left_{kind}", lang, name=name, number=number), err=True)
    if not rows:
        click.echo(say("project.nothing", lang, file=show_path(project)), err=True)
        sys.exit(1)
    told = {"number": len(rows), "coders": ", ".join(sorted({row["coder"] for row in rows}))}
    path = write_codings(folder, rows, lang)
    click.echo(say("project.taken", lang, file=show_path(path), folder=show_path(folder), **told))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON: figures, differences, claims under each coder.")
@lang_option
@data_option
def agreement(as_json: bool, lang: str, data_paths: tuple[Path, ...]) -> None:
    r"""Tell how far the coders of the texts agree, where they differ, and which claims hold under whom.

    A second coder's sheet is given with --data, several by giving it again; without one there is nothing to compare,
    and the exit code is 1.

    \b
    Examples:
      analysis agreement --data second.xlsx
      analysis agreement --data second.xlsx --data third.xlsx --json
    """
    from dataclasses import asdict

    from analysis import methods, show
    from analysis.errors import AnalysisError

    data = load_data(data_paths, lang)
    if not (figures := methods.compare_coders(data)):
        raise AnalysisError(say("agreement.nobody", lang))
    if as_json:
        claims = [each._asdict() | {"held_in": under} for each, under in methods.compare_claims(data).items()]
        differences = [*methods.list_disagreements(data).values()]
        told = {"figures": [asdict(each) for each in figures], "differences": differences, "claims": claims}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2, default=dict))
        return
    for point in show.tell_agreement(data, figures, methods.try_claims(data), lang=lang).items:
        click.echo(f"- {point}")
    for table in show.list_agreement(data, figures, lang=lang):
        click.echo(f"\n{table.caption}")
        for row in (table.columns, *table.rows) if table.rows else (table.words(),):
            click.echo(" | ".join(map(str, row)))
