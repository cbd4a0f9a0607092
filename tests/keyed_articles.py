"""Score extraction against the articles of `extract/articles`, whose keys were written before any rule met them."""

import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher
from pathlib import Path

from analysis.extract.mentions import Document
from analysis.extract.rows import Candidate, Extract, Extractor

ARTICLES = Path(__file__).parent / "extract" / "articles"
UNITS = {"": "count", "%": "percent"}
SIGNS = {"": "eq", ">": "gt", ">=": "ge", "<": "lt", "<=": "le", "~": "approx"}
STATUS, READING = ("observed", "target", "planned"), ("level", "difference", "relative_change")
SHARES = {
    "figures": "found", "proposed": "precise", "indicators": "indicators right", "indicators proposed":
    "indicators well proposed", "periods": "periods right", "keyed": "all right", "heads": "heads right",
    "documents": "documents found", "documents proposed": "documents right",
}  # fmt: skip
TOLD = ("found", "precision", "indicator recall", "indicator precision", "period", "all right", "head", "documents",
        "document precision")  # fmt: skip


@dataclass(frozen=True)
class Keyed:
    """A figure as its key has it; where more than one answer is right, each of them is in the set."""

    paragraph: int
    printed: str
    ends: tuple[Decimal, ...]
    qualifier: str
    unit: str
    indicators: frozenset[str]
    periods: frozenset[str]
    status: frozenset[str]
    reading: frozenset[str]
    marks: frozenset[str]

    @property
    def counts(self) -> bool:
        """Whether to miss it is a fault: a figure told again, or one a person may leave out, is not."""
        return not self.marks & {"repeat", "optional"}

    @property
    def dated(self) -> bool:
        """Whether the text states the period."""
        return "" not in self.periods and not any(period.startswith("(") for period in self.periods)

    def faults(self, ours: Candidate | None) -> tuple[str, ...]:
        """Tell what of a proposal is another thing than the key has."""
        if ours is None:
            return ("missed",)
        period = "" if ours.dated.basis == "open" else ours.dated.period
        # What a text does not state is right if nothing is told as stated, or what follows from the context.
        inferred = {each.strip("()") for each in self.periods}
        same = period in inferred or (not self.dated and ours.dated.basis != "stated")
        unit = self.unit == "?" or ours.figure.unit == self.unit
        return tuple(
            name
            for name, right in (
                ("qualifier", ours.figure.qualifier == self.qualifier),
                ("unit", unit),
                ("indicator", ours.indicator in self.indicators),
                ("period", same),
                ("status", ours.status in self.status),
                ("reading", ours.dated.reading in self.reading),
            )
            if not right
        )


@dataclass
class Article:
    """An article: its paragraphs, its figures, documents (kind, number, issuer, day) and head."""

    name: str
    paragraphs: list[str] = field(default_factory=list)
    figures: list[Keyed] = field(default_factory=list)
    documents: list[tuple[str, ...]] = field(default_factory=list)
    head: dict[str, str] = field(default_factory=dict)

    def write(self, folder: Path) -> Path:
        """Write the article as a page would be saved."""
        path = folder / f"{self.name}.txt"
        path.write_text("\n\n".join(self.paragraphs) + "\n", encoding="utf-8")
        return path


def read_figure(paragraph: int, line: str) -> Keyed:
    """Read a line of a key: printed | value | indicators or none | periods | marks."""
    cells = [cell.strip() for cell in line.split("|")] + [""] * 4
    sign, number, unit = re.fullmatch(r"([<>~]?=?)([-\d.–]+) ?(\S*)", cells[1]).groups()
    marks = {frozenset(mark.split("/")) for mark in cells[4].split()}
    return Keyed(
        paragraph, cells[0], tuple(Decimal(end) for end in number.split("–")), SIGNS[sign], UNITS.get(unit, unit),
        frozenset("" if each.startswith("-") else each.strip() for each in cells[2].split(" or ")),
        frozenset(each.strip() for each in f"{cells[3]} ".split("or ")),
        next((mark for mark in marks if mark <= set(STATUS)), frozenset({"observed"})),
        next((mark for mark in marks if mark <= set(READING)), frozenset({"level"})),
        frozenset().union(*marks),
    )  # fmt: skip


def read_articles(half: str) -> list[Article]:
    """Give the articles of a half, `dev` or `held`: each paragraph stands before the lines of its key."""
    articles: list[Article] = []
    for line in filter(str.strip, (ARTICLES / f"{half}.txt").read_text(encoding="utf-8").splitlines()):
        kind, _, rest = line.partition(" ")
        if kind == "####":
            articles.append(Article(rest))
            continue
        article = articles[-1]
        if kind == "|":
            article.figures.append(read_figure(len(article.paragraphs), rest))
        elif kind == "§":
            article.documents.append(tuple(cell.strip() for cell in rest.split("|")))
        elif kind == "@":
            name, _, value = rest.partition(" ")
            article.head[name] = value or article.paragraphs[-1]
        else:
            article.paragraphs.append(line)
    return articles


def ends_of(candidate: Candidate) -> tuple[Decimal, ...]:
    """Give the value of a proposal, or the two ends of a range."""
    return tuple(Decimal(end) for end in (candidate.figure.value, candidate.figure.value_high) if end is not None)


def pair(key: list[Keyed], found: list[Candidate]) -> dict[int, int]:
    """Pair figures of a key with proposals of the same paragraph and value, in the order of the text."""
    wanted = [(row.paragraph, row.ends) for row in key]
    got = [(each.paragraph, ends_of(each)) for each in found]
    blocks = SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks()
    pairs = {block.a + n: block.b + n for block in blocks for n in range(block.size)}
    left = [n for n in range(len(got)) if n not in pairs.values()]
    for n, row in enumerate(wanted):
        same = next((m for m in left if got[m] == row), None) if n not in pairs else None
        if same is not None:
            pairs[n] = same
            left.remove(same)
    return pairs


def heads(article: Article, found: Extract) -> dict[str, str]:
    """Tell the head that was read, by the names that the key has for its parts."""
    place = f"{found.place.level} {found.place.name}" if found.place else ""
    return {"title": found.title, "published_on": str(found.published_on or ""), "outlet": found.outlet,
            "author": found.author, "place": place}  # fmt: skip


def score_documents(article: Article, left: list[Document]) -> tuple[Counter[str], list[str]]:
    """Count numbered documents; kind, number and day make one, which is right if its issuer is."""
    counts: Counter[str] = Counter()
    told: list[str] = []
    for kind, number, issuer, issued in article.documents:
        days = [day.strip() for day in f"{issued} ".split(" or")]
        same = next((each for each in left if each.number == number and kind in (each.kind, "?")
                     and (kind == "?" or str(each.issued_on or "") in days)), None)  # fmt: skip
        if same:
            left.remove(same)
        if kind == "?":  # the dictionary has no kind for it, as a project: it may be proposed or not
            continue
        said, ours = issuer.casefold(), same.issuer.casefold() if same else ""
        right = same is not None and (not said or said in ours or (ours != "" and ours in said))
        counts.update({"documents": 1, "documents found": same is not None, "documents right": right,
                       "documents proposed": same is not None})  # fmt: skip
        if not right:
            told.append(f"{article.name} {kind} {number} {issuer}: {same and same.issuer}")
    counts["documents proposed"] += len(left)
    return counts, told + [f"{article.name} {each.kind} {each.number} is none of the key" for each in left]


def score_article(article: Article, found: Extract) -> tuple[Counter[str], list[str]]:
    """Count what the key holds and what is right of it; tell each fault in a line."""
    counts: Counter[str] = Counter()
    told: list[str] = []
    pairs = pair(article.figures, found.candidates)
    for n, row in enumerate(article.figures):
        ours = found.candidates[pairs[n]] if n in pairs else None
        if not row.counts:
            counts["allowed"] += ours is not None
            continue
        faults = row.faults(ours)
        proposed = ours.indicator if ours else ""
        counts += Counter({
            "figures": 1, "keyed": 1, "found": ours is not None, "all right": not faults,
            "indicators": "" not in row.indicators,
            "indicators right": "" not in row.indicators and proposed in row.indicators,
            "indicators proposed": bool(proposed),
            "indicators well proposed": bool(proposed) and "indicator" not in faults,
            "periods": row.dated, "periods right": row.dated and not {"missed", "period"} & set(faults),
        })  # fmt: skip
        if faults:
            read = ours and (*map(str, ends_of(ours)), ours.figure.qualifier, ours.figure.unit, ours.indicator,
                             ours.dated.period, ours.dated.basis, ours.status, ours.dated.reading)  # fmt: skip
            told.append(f"{article.name} {row.paragraph} «{row.printed}» {', '.join(faults)}: {read}")
    extra = [each for n, each in enumerate(found.candidates) if n not in pairs.values()]
    told += [f"{article.name} {each.paragraph} «{each.figure.printed}» is none of the key" for each in extra]
    counts += Counter({"proposed": counts["found"] + len(extra), "precise": counts["found"]})
    read_head = heads(article, found)
    counts += Counter({"heads": len(article.head)})
    for name, value in article.head.items():
        same_head = read_head[name].casefold() == value.casefold()
        counts["heads right"] += same_head
        if not same_head:
            told.append(f"{article.name} {name}: {read_head[name]!r}, not {value!r}")
    documents, lines = score_documents(article, [each for each in found.documents if each.number])
    return counts + documents, told + lines


def score(extractor: Extractor, half: str, folder: Path) -> tuple[Counter[str], list[str]]:
    """Count over a half; the lines that tell of faults come in the order of the articles."""
    scored = [score_article(article, extractor.extract(article.write(folder))) for article in read_articles(half)]
    return sum((counts for counts, _ in scored), Counter()), [line for _, lines in scored for line in lines]


def rates(counts: Counter[str]) -> dict[str, float]:
    """Give the shares that are told of a half."""
    shares = (counts[part] / max(1, counts[whole]) for whole, part in SHARES.items())
    return {name: round(share, 3) for name, share in zip(TOLD, shares, strict=True)}
