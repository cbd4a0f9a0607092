"""In which order the pages of one kind are listed: what most places speak of first, then as `runs.yml` declares."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.dataset import Dataset


def order_ids(data: "Dataset", kind: str, first: Sequence[str] = ()) -> list[str]:
    """List the ids of a kind as a reader asks for them.

    Themes stand by the number of places whose texts speak of them, the most first. Among equals come those named in
    `first`, in its order, then the others as in their table.
    """
    if kind != "theme" and not first:  # of thousands of places
        return data.ids(kind)
    pairs: set[tuple[str, str]] = set()
    if kind == "theme":
        table = data.tables["codings"]
        pairs = set(zip(table["theme_id"].tolist(), table["locality_id"].tolist(), strict=True))
    spoken = Counter(theme for theme, _ in pairs)
    rank = {id_: n for n, id_ in enumerate(first)}
    return sorted(data.ids(kind), key=lambda id_: (-spoken[id_], rank.get(id_, len(rank))))
