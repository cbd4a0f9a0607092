"""Measure how soon a page shows what was saved, against a build from nothing.

    python benchmarks/preview.py --rounds 5

In a copy of the project, so that nothing of it changes: `analysis preview profile-ba_tri` runs; a line of code is added
to the notebook of profiles, then a sentence, then a note to a figure, the gloss of a coding and a finding change; then
a lesson is looked at, and its case changes. The clock runs from before the file is written until the served page is
another. The time of processors until then is told too, which other work on the machine hardly changes; it counts the
asking.
"""

import argparse
import csv
import io
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import psutil

from analysis.paths import project_dir

CLI = [sys.executable, "-u", "-m", "analysis"]
RUN = ("profile-ba_tri", "--lang", "vi")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name in ("data", "notebooks"):
            shutil.copytree(project_dir() / name, folder / name)
        environment = {**os.environ, "ANALYSIS_HOME": str(folder)}
        options = {"env": environment, "cwd": folder, "stdout": subprocess.PIPE, "text": True}
        preview = subprocess.Popen([*CLI, "preview", *RUN, "--no-browser"], **options)
        try:
            page = re.search(r"http://\S+", preview.stdout.readline()).group()
            notebook = folder / "notebooks/reports/10_locality_profile.ipynb"
            wait_for_other(page, "")
            while "Ready" not in preview.stdout.readline():
                pass
            changes = (
                ("line of code", add_line, notebook),
                ("sentence", add_sentence, notebook),
                ("note", add_note, folder / "data/observations.csv"),
                ("gloss", add_gloss, folder / "data/codings.csv"),
                ("finding", add_finding, folder / "data/findings.yml"),
                ("lesson", add_case, folder / "data/lessons/grading.yml"),
            )
            times: dict[str, list[float]] = {"a build from nothing": [], **{f"a {what}": [] for what, *_ in changes}}
            worked: dict[str, list[float]] = {what: [] for what in times}
            for number in range(rounds):
                started = time.perf_counter()
                command = [*CLI, "build", *RUN, "--out", str(folder / f"out-{number}"), "--no-cache"]
                subprocess.run(command, check=True, **options)
                times["a build from nothing"].append(time.perf_counter() - started)
                for what, change, path in changes:
                    shown = page.replace(RUN[0], "lesson-grading") if what == "lesson" else page
                    look(shown)
                    settle(folder / "reports")
                    before = spend(preview.pid)
                    times[f"a {what}"].append(time_change(shown, path, change(path, number)))
                    worked[f"a {what}"].append(spend(preview.pid) - before)
        finally:
            preview.terminate()
            preview.wait()
    cold = statistics.median(times["a build from nothing"])
    print("| What | median s | fastest s | processor s | least | a build from nothing over it |")
    print("|---|---|---|---|---|---|")
    for what, taken in times.items():
        middle = statistics.median(taken)
        spent = f"{statistics.median(worked[what]):.2f} | {min(worked[what]):.2f}" if worked[what] else " | "
        print(f"| {what} | {middle:.2f} | {min(taken):.2f} | {spent} | {cold / middle:.1f} |")


def spend(pid: int) -> float:
    """Give the seconds of processor time that a process has spent, with all that work for it."""
    process = psutil.Process(pid)
    return sum(sum(each.cpu_times()[:4]) for each in (process, *process.children(recursive=True)))


def settle(reports: Path) -> None:
    """Wait until nothing was written for five seconds, in which a worker gets ready for the next page too."""
    seen, since = None, time.monotonic()
    while time.monotonic() - since < 5:
        now = max((path.stat().st_mtime_ns for path in reports.rglob("*.html")), default=0)
        if now != seen:
            seen, since = now, time.monotonic()
        time.sleep(0.2)


def time_change(page: str, path: Path, text: str) -> float:
    """Save a file; give the seconds until the page is another."""
    before = ask(page)
    started = time.perf_counter()
    path.write_text(text, encoding="utf-8")
    wait_for_other(page, before)
    return time.perf_counter() - started


def wait_for_other(page: str, before: str) -> None:
    while ask(page) in ("", before):
        time.sleep(0.05)


def look(page: str) -> None:
    """Open a page as a browser does, and wait until it is there."""
    with suppress(urllib.error.HTTPError):  # not built yet
        urllib.request.urlopen(page).close()
    wait_for_other(page, "")


def ask(page: str) -> str:
    """Tell when the page was written, as the program in it asks."""
    with urllib.request.urlopen(f"{page}?state=1") as answer:
        return json.load(answer)["written"]


def add_sentence(path: Path, number: int) -> str:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = [cell for cell in notebook["cells"] if "lang-vi" in cell["metadata"].get("tags", [])][-1]
    cell["source"] = f"{''.join(cell['source'])} {number}."
    return json.dumps(notebook, ensure_ascii=False)


def add_line(path: Path, number: int) -> str:
    """Add a line to the last cell of code; none to those before it, so that all are run."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"][-1]
    cell["source"] = f"number = {number}\n{''.join(cell['source'])}"
    return json.dumps(notebook, ensure_ascii=False)


def add_note(path: Path, number: int) -> str:
    """Change what is noted of the first figure, which is one of the page's."""
    return write_table(path, 1, note_vi=f"Nhắc lại {number}.", note_en=f"Again {number}.")


def add_gloss(path: Path, number: int) -> str:
    """Change the gloss of the first coding, which is one of the page's."""
    return write_table(path, 1, gloss_vi=f"Điều thứ {number}", gloss_en=f"Point {number}")


def add_finding(path: Path, number: int) -> str:
    """Change what the page's first paragraph tells of the article."""
    return add_words(path, r'^  about: \[ba_tri\]\n  kind: lead\n(?:.*\n)+?  vi: ".*(?=")', number)


def add_case(path: Path, number: int) -> str:
    """Change the first sentence of a lesson's case."""
    return add_words(path, "^  - vi: .*", number)


def add_words(path: Path, sentence: str, number: int) -> str:
    """Add a word to the first such sentence: a letter, for a typed digit is refused there."""
    text = path.read_text(encoding="utf-8")
    end = re.search(sentence, text, flags=re.MULTILINE).end()
    return f"{text[:end]} Lần {chr(97 + number)}.{text[end:]}"


def write_table(path: Path, line: int, **cells: str) -> str:
    """Give a table with other cells in one of its lines."""
    head, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    rows[line - 1] = [cells.get(name, cell) for name, cell in zip(head, rows[line - 1], strict=True)]
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([head, *rows])
    return written.getvalue()


if __name__ == "__main__":
    main()
