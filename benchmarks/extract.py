"""Score the extraction of figures, documents and heads against keys written by hand; measure its speed and memory."""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import sys
import tempfile
import time
import tracemalloc
from collections import Counter
from decimal import Decimal
from multiprocessing.queues import SimpleQueue
from pathlib import Path

from analysis.extract.article import read_article
from analysis.extract.cues import read_cues
from analysis.extract.imprint import Imprint
from analysis.extract.rows import Extractor

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from keyed_articles import Article, Keyed, rates, read_articles, score, score_article  # noqa: E402

CUES = read_cues()


def read_table(name: str) -> list[dict[str, str]]:
    with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def keyed_sources(folder: Path) -> list[Article]:
    """Make keys of the coded rows of the five articles; a figure printed again may be found or not."""
    texts = {path.stem: {each.number: each.text for each in read_article(path)} for path in folder.glob("*.txt")}
    units = {row["indicator_id"]: row["unit"] for row in read_table("indicators")}
    articles = {}
    for row in read_table("sources"):
        head = {name: row[name] for name in ("title", "published_on", "author") if row[name]}
        articles[row["source_id"]] = Article(row["source_id"], head=head)
    for row in read_table("observations"):
        ends = tuple(Decimal(row[end]) for end in ("value", "value_high") if row[end])
        period = row["period"] if row["period_basis"] == "stated" else f"({row['period']})"
        sets = (frozenset({cell}) for cell in (row["indicator_id"], period, row["status"], row["reading"] or "level"))
        cells = (ends, row["qualifier"], units[row["indicator_id"]], *sets)
        figures = articles[row["source_id"]].figures
        figures.append(Keyed(int(row["paragraph"]), row["printed"], *cells, frozenset()))
        for place in filter(None, row["repeats"].split(" | ")):
            paragraph, _, printed = place.partition(": ")
            figures.append(Keyed(int(paragraph), printed, *cells, frozenset({"repeat"})))
    for row in read_table("directives"):
        if row["number"]:
            cited = (row["kind"], row["number"], row["issuer_vi"], row["issued_on"])
            articles[row["source_id"]].documents.append(cited)
    for article in articles.values():
        said = texts[article.name]
        # In the order of the text, as those of one value are paired in it.
        article.figures.sort(key=lambda figure: (figure.paragraph, said[figure.paragraph].find(figure.printed)))
    return list(articles.values())


def measure_speed(
    folder: Path, extractor: Extractor, processes: int, megabytes: float = 2.0
) -> tuple[float, float, float]:
    """Megabytes a second of processor time over the articles of a folder repeated, in one process and in several at once, and the peak of memory over a length twice that by once."""  # noqa: E501
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
        size = path.stat().st_size / 2**20
        speeds = [size / time_reading(path, extractor, number) for number in (1, processes)]
    return *speeds, peaks[1] / peaks[0]


def time_reading(path: Path, extractor: Extractor, processes: int) -> float:
    """Seconds of its processor that the slowest of some processes takes, each of which reads a stretch of an article.

    What they find is not brought back, nor what an article has told before a stretch brought there.
    """
    forked = multiprocessing.get_context("fork")

    def read(rank: int, told: SimpleQueue[float]) -> None:
        began = time.process_time()
        paragraphs = list(read_article(path))
        size = -(-len(paragraphs) // processes)
        for paragraph in paragraphs[rank * size : (rank + 1) * size]:
            extractor.find_candidates(paragraph)
        told.put(time.process_time() - began)

    told = forked.SimpleQueue()
    workers = [forked.Process(target=read, args=(rank, told)) for rank in range(processes)]
    for worker in workers:
        worker.start()
    took = [told.get() for _ in workers]
    for worker in workers:
        worker.join()
    return max(took)


def report(name: str, counts: Counter[str], faults: list[str]) -> None:
    print(f"{name}: " + ", ".join(f"{share} {rate}" for share, rate in rates(counts).items()), dict(counts))
    print(*faults, sep="\n  ", end="\n" if faults else "")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sources", type=Path, help="folder of the five articles")
    options.add_argument("--show", action="store_true", help="every fault of the half to learn from, and of the five")
    options.add_argument("--speed", action="store_true")
    options.add_argument("--processes", type=int, default=2, help="how many read at once, where speed is measured")
    chosen = options.parse_args()
    extractor = Extractor(CUES, read_table("indicators"))
    with tempfile.TemporaryDirectory() as scratch:
        for half in ("dev", "held"):
            counts, faults = score(extractor, half, Path(scratch))
            report(half, counts, faults if chosen.show and half == "dev" else [])
        if chosen.sources:
            scored = [score_article(article, extractor.extract(chosen.sources / f"{article.name}.txt"))
                      for article in keyed_sources(chosen.sources)]  # fmt: skip
            faults = [line for _, lines in scored for line in lines if chosen.show]
            report("five articles", sum((counts for counts, _ in scored), Counter()), faults)
        if chosen.speed:
            for article in read_articles("dev"):
                article.write(Path(scratch))
            for name, folder in (("own articles", Path(scratch)), ("the five", chosen.sources)):
                if folder:
                    speed, together, growth = measure_speed(folder, extractor, chosen.processes)
                    print(f"speed on {name}: {speed:.2f} MB/s, {together:.2f} in {chosen.processes} processes; "
                          f"memory at twice the length: {growth:.2f} times")  # fmt: skip


if __name__ == "__main__":
    main()
