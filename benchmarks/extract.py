"""Score the extraction of figures and documents against keys written by hand, and measure its speed and memory."""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
import time
import tracemalloc
from collections import Counter
from decimal import Decimal
from pathlib import Path

from analysis.extract.article import read_article
from analysis.extract.cues import read_cues
from analysis.extract.imprint import Imprint
from analysis.extract.rows import Candidate, Extractor

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
ARTICLES = ROOT / "tests" / "extract" / "articles"
CUES = read_cues()
TUNED = ("01", "02", "03", "04", "05", "06")


def read_key(path: Path) -> dict[str, list[list[str]]]:
    rows: dict[str, list[list[str]]] = {"M": [], "F": [], "D": []}
    for line in path.read_text(encoding="utf-8").splitlines():
        kind, *cells = line.split("|")
        rows[kind].append(cells)
    return rows


def ends_of(candidate: Candidate) -> list[Decimal]:
    return [Decimal(end) for end in (candidate.figure.value, candidate.figure.value_high) if end is not None]


def score_article(path: Path, *, show: bool = False) -> Counter[str]:
    key, found = read_key(path.with_suffix(".key")), Extractor(CUES).extract(path)
    score: Counter[str] = Counter()
    left = list(found.candidates)
    for paragraph, printed, value, qualifier, unit, counted, period in key["F"]:
        ends = [Decimal(end) for end in value.split("–")]  # a range has two
        same = [candidate for candidate in left if candidate.paragraph == int(paragraph) and ends_of(candidate) == ends]
        score["figures in the key"] += 1
        best = next((candidate for candidate in same if candidate.figure.unit == unit), same[0] if same else None)
        if best is None:
            if show:
                print(f"  missed {path.stem} {paragraph}: {printed}")
            continue
        left.remove(best)
        score["figures found"] += 1
        for name, ours, theirs in (("qualifier", best.figure.qualifier, qualifier), ("unit", best.figure.unit, unit),
                                   ("period", best.dated.period, period)):  # fmt: skip
            score[f"{name} right"] += ours == theirs
            if show and ours != theirs:
                print(f"  {name} {path.stem} {paragraph}: {printed}: {ours!r}, key {theirs!r}")
        score["counted right"] += (
            not counted or best.figure.counted.startswith(counted) or counted in best.figure.printed
        )
    score["figures proposed"] += len(found.candidates)
    if show:
        for candidate in left:
            print(f"  extra {path.stem} {candidate.paragraph}: {candidate.figure.printed!r} = {candidate.figure.value}")
    documents = list(found.documents)
    for paragraph, kind, number, issuer, issued in key["D"]:
        score["documents in the key"] += 1
        same = [
            document for document in documents
            if document.kind == kind and document.number == number and (number or document.paragraph == int(paragraph))
            and (document.issued_on.isoformat() if document.issued_on else "") == issued
        ]  # fmt: skip
        if same:
            documents.remove(same[0])
            score["documents found"] += 1
            score["issuers right"] += (
                same[0].issuer.lower().startswith(issuer.lower()) or issuer.lower() in same[0].issuer.lower()
            )
        elif show:
            print(f"  missed {path.stem} {paragraph}: {kind} {number} {issued}")
    score["documents proposed"] += len(found.documents)
    if show:
        for document in documents:
            told = f"{document.kind} {document.number} {document.printed!r} {document.issued_on}"
            print(f"  extra {path.stem} {document.paragraph}: {told}")
    return score


def score_half(tuned: bool, *, show: bool = False) -> Counter[str]:
    paths = [path for path in sorted(ARTICLES.glob("*.txt")) if (path.stem[:2] in TUNED) == tuned]
    return sum((score_article(path, show=show) for path in paths), Counter())


def score_sources(folder: Path, *, show: bool = False) -> Counter[str]:
    """Score on the five articles, with the coded rows as the key: recall, and what was proposed beyond it."""
    score: Counter[str] = Counter()
    tables = {
        name: list(csv.DictReader((ROOT / "data" / f"{name}.csv").open(encoding="utf-8")))
        for name in ("sources", "observations", "directives")
    }
    for source in tables["sources"]:
        name = source["source_id"]
        path = folder / f"{name}.txt"
        found = Extractor(CUES).extract(path)
        body = range(int(source["body_from"]), int(source["body_to"]) + 1)
        keyed = {(int(r["paragraph"]), Decimal(r[end])) for r in tables["observations"]
                 if r["source_id"] == name for end in ("value", "value_high") if r[end]}  # fmt: skip
        repeats = {
            (int(place.split(": ")[0]), Decimal(r["value"]))
            for r in tables["observations"] if r["source_id"] == name
            for place in r["repeats"].split(" | ") if place
        }  # fmt: skip
        ours = {(candidate.paragraph, end) for candidate in found.candidates for end in ends_of(candidate)}
        score["figures in the key"] += len(keyed)
        score["figures found"] += len(keyed & ours)
        score["figures proposed"] += len(ours)
        score["figures proposed that are coded"] += len(ours & (keyed | repeats))
        numbered = {r["number"] for r in tables["directives"] if r["source_id"] == name and r["number"]}
        theirs = {document.number for document in found.documents if document.number}
        score["numbered documents in the key"] += len(numbered)
        score["numbered documents found"] += len(numbered & theirs)
        score["numbered documents proposed"] += len(theirs)
        if show:
            print(name, "missed", sorted(keyed - ours), numbered - theirs)
            print(name, "extra", sorted(ours - keyed - repeats), theirs - numbered, "body", body)
            print(name, found.title, found.published_on, found.author, found.outlet)
    return score


def measure_speed(folder: Path, extractor: Extractor, megabytes: float = 2.0) -> tuple[float, float]:
    """Megabytes a second of processor time over the articles of a folder repeated, and the peak of memory over a length twice that by once."""  # noqa: E501
    whole = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt")))
    imprint = Imprint(CUES)
    # The head and foot of a page are left out: after the foot nothing would be read.
    body = "\n".join(line for line in whole.splitlines() if not imprint.is_furniture(line))
    peaks = []
    with tempfile.TemporaryDirectory() as scratch:
        for times in (1, 2):
            path = Path(scratch) / f"{times}.txt"
            size = int(megabytes * 2**20 * times / 2)
            path.write_text(body * (size // len(body.encode()) + 1), encoding="utf-8")
            tracemalloc.start()
            for paragraph in read_article(path):
                if paragraph.number % 20 == 0:
                    extractor.find_candidates(paragraph)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        began = time.process_time()
        for paragraph in read_article(path):
            extractor.find_candidates(paragraph)
        speed = path.stat().st_size / 2**20 / (time.process_time() - began)
    return speed, peaks[1] / peaks[0]


def _report(name: str, score: Counter[str]) -> None:
    print(f"{name}: " + ", ".join(f"{key} {value}" for key, value in score.items()))
    for what in ("figures", "documents"):
        if score[f"{what} in the key"]:
            coded = score.get(f"{what} proposed that are coded", score[f"{what} found"])
            recall = score[f"{what} found"] / score[f"{what} in the key"]
            print(f"  {what}: recall {recall:.3f}, precision {coded / max(1, score[f'{what} proposed']):.3f}")


def report_unseen(half: str, *, show: bool = False) -> None:
    """Tell how well a half of the articles by another hand is read."""
    from unseen_articles import rates, score

    with (ROOT / "data" / "indicators.csv").open(encoding="utf-8-sig", newline="") as file:
        extractor = Extractor(CUES, list(csv.DictReader(file)))
    with tempfile.TemporaryDirectory() as scratch:
        counts = score(extractor, half, Path(scratch), show=show)
    print(f"{half}: " + ", ".join(f"{name} {rate}" for name, rate in rates(counts).items()), dict(counts))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sources", type=Path, help="folder of the five articles")
    options.add_argument("--show", action="store_true", help="every difference of the half that is tuned on")
    options.add_argument("--held", action="store_true", help="score the half that is not tuned on")
    options.add_argument("--unseen", action="store_true", help="score articles that another hand wrote, either half")
    options.add_argument("--speed", action="store_true")
    chosen = options.parse_args()
    _report("tuned half", score_half(True, show=chosen.show))
    if chosen.held:
        _report("held half", score_half(False))
    if chosen.unseen:
        report_unseen("dev", show=chosen.show)
        report_unseen("held")
    if chosen.sources:
        _report("five articles", score_sources(chosen.sources, show=chosen.show))
    if chosen.speed:
        with (ROOT / "data" / "indicators.csv").open(encoding="utf-8-sig", newline="") as file:
            dictionary = list(csv.DictReader(file))
        for folder in filter(None, (ARTICLES, chosen.sources)):
            for known, name in (([], "without indicators"), (dictionary, "with indicators")):
                speed, growth = measure_speed(folder, Extractor(CUES, known))
                print(
                    f"speed on {folder.name} {name}: {speed:.2f} MB/s; memory at twice the length: {growth:.2f} times"
                )


if __name__ == "__main__":
    main()
