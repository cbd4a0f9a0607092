"""Score extraction against articles that were written, with their keys, by another hand than its rules."""

from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path

import yaml

from analysis.extract.rows import Candidate, Extractor

UNSEEN = Path(__file__).parent / "extract" / "unseen"
CELLS = ("value", "indicator", "period", "reading", "status")
KNOWN = {"reading": "level", "status": "observed"}


def read_articles(half: str) -> list[dict]:
    """Give the articles of a half, ``dev`` or ``held``, each with its key as one dictionary a figure."""
    articles = yaml.safe_load((UNSEEN / f"{half}.yml").read_text(encoding="utf-8"))
    for article in articles:
        lines = [[cell.strip() for cell in str(line).split("|")] for line in article["figures"]]
        article["key"] = [dict.fromkeys(CELLS, "") | KNOWN | {c: v for c, v in zip(CELLS, line, strict=False) if v}
                          for line in lines]  # fmt: skip
    return articles


def told(candidate: Candidate) -> dict[str, str]:
    """Write a candidate as a key does; what a person is asked for is not told."""
    figure, dated = candidate.figure, candidate.dated
    ends = "–".join(f"{end:f}" if hasattr(end, "as_tuple") else str(end)
                    for end in (figure.value, figure.value_high) if end is not None)  # fmt: skip
    period = "ask" if dated.basis == "open" else dated.period
    return dict(zip(CELLS, (ends, candidate.indicator, period, dated.reading, candidate.status), strict=True))


def propose(extractor: Extractor, article: dict, folder: Path) -> list[dict[str, str]]:
    """Extract an article as it is printed: title, day, paragraphs."""
    path = folder / "article.txt"
    path.write_text(f"{article['title']}\n{article['day']:%d/%m/%Y}\n{article['text']}", encoding="utf-8")
    return [told(candidate) for candidate in extractor.extract(path).candidates]


def pair(key: list[dict[str, str]], found: list[dict[str, str]]) -> dict[int, int]:
    """Pair figures of a key with those found by their values, in the order of the text."""
    values, ours = [row["value"] for row in key], [row["value"] for row in found]
    blocks = SequenceMatcher(None, values, ours, autojunk=False).get_matching_blocks()
    pairs = {block.a + n: block.b + n for block in blocks for n in range(block.size)}
    left = [n for n in range(len(ours)) if n not in pairs.values()]
    for n, value in enumerate(values):
        same = next((m for m in left if ours[m] == value), None) if n not in pairs else None
        if same is not None:
            pairs[n] = same
            left.remove(same)
    return pairs


def score(extractor: Extractor, half: str, folder: Path, *, show: bool = False) -> Counter[str]:
    """Count over a half what its keys hold, what was found, and what is right of it."""
    counts: Counter[str] = Counter()
    for article in read_articles(half):
        key, found = article["key"], propose(extractor, article, folder)
        pairs = pair(key, found)
        counts += Counter(figures=len(key), found=len(pairs), proposed=len(found))
        for n, row in enumerate(key):
            ours = found[pairs[n]] if n in pairs else dict.fromkeys(CELLS, "")
            counts["indicators"] += bool(row["indicator"])
            counts["indicators proposed"] += bool(ours["indicator"])
            counts["indicators right"] += bool(row["indicator"]) and ours["indicator"] == row["indicator"]
            counts["periods stated"] += bool(row["period"])
            counts["periods right"] += bool(row["period"]) and ours["period"] == row["period"]
            same = all(ours[cell] == row[cell] for cell in CELLS if cell != "period" or row["period"])
            counts["all right"] += same
            if show and not same:
                print(" ", article["title"][:40], row, "ours:", ours)
    return counts


def rates(counts: Counter[str]) -> dict[str, float]:
    """Give the shares that are told: recall and precision of figures and indicators, periods, everything at once."""
    return {
        name: round(counts[part] / max(1, counts[whole]), 3)
        for name, part, whole in (
            ("found", "found", "figures"),
            ("precision", "found", "proposed"),
            ("indicator recall", "indicators right", "indicators"),
            ("indicator precision", "indicators right", "indicators proposed"),
            ("period", "periods right", "periods stated"),
            ("all right", "all right", "figures"),
        )
    }
