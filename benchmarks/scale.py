"""Build profiles of a synthetic country, and tell how long the whole of it would take on N machines.

    python benchmarks/scale.py --communes 40 --jobs 1 2

The country has 3 321 communes, as many as Viet Nam has had since 1 July 2025; their figures are drawn with a fixed
seed and are of no real place. Every page says so in its heading. A sample is built, the rest is counted from it.
"""

from __future__ import annotations

import argparse
import csv
import math
import random
import shutil
import tempfile
import time
from pathlib import Path

from analysis.build.make import build
from analysis.commands.build import make_plan
from analysis.dataset import load
from analysis.paths import data_dir, notebooks_dir
from analysis.plan.runs import load_runs

COUNTRY = 3321
SEED = 20250701
SYNTHETIC = {"vi": "[DỮ LIỆU GIẢ LẬP] Xã số", "en": "[SYNTHETIC DATA] Commune no."}
RANGES = {"party_members": (120, 900), "residential_cells": (5, 24)}


def write_country(folder: Path, communes: int) -> list[str]:
    """Write a data package of some communes of the country; give their ids."""
    draw = random.Random(SEED)
    folder.mkdir(parents=True)
    ids = [f"synthetic_{number:04d}" for number in range(1, communes + 1)]
    places, sources, observations = [], [], []
    for number, place in enumerate(ids, start=1):
        names = {lang: f"{words} {number:04d}" for lang, words in SYNTHETIC.items()}
        places.append(
            {
                "locality_id": place,
                "name_vi": names["vi"],
                "name_en": names["en"],
                "level": "commune",
                "code": f"9{number:04d}",
            }
        )
        sources.append(
            {
                "source_id": f"{place}_text",
                "locality_id": place,
                "title": names["vi"],
                "title_en": names["en"],
                "published_on": "2026-01-01",
            }
        )
        for indicator, (low, high) in RANGES.items():
            value = str(draw.randint(low, high))
            observations.append(
                {"observation_id": f"{place}_{indicator}", "locality_id": place, "indicator_id": indicator,
                 "value": value, "printed": value, "source_id": f"{place}_text"}
            )  # fmt: skip
    for name, rows in (("localities", places), ("sources", sources), ("observations", observations)):
        _write_like_built_in(folder, name, rows)
    return ids


def _write_like_built_in(folder: Path, name: str, rows: list[dict[str, str]]) -> None:
    """Write a table with the columns of the built-in one; what a row does not say is as in a row there."""
    with (data_dir() / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        known = list(csv.DictReader(file))
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, known[0].keys(), lineterminator="\n")
        writer.writeheader()
        for row in rows:
            like = next((other for other in known if other.get("indicator_id") == row.get("indicator_id")), known[0])
            like = next((other for other in known if name == "localities" and other["level"] == "commune"), like)
            # Nothing of a real place may be left in it.
            made_up = {"vi": "dữ liệu giả lập", "en": "synthetic data"}
            cleared = ("note_vi", "note_en", "subject", "code_from", "parent_code", "address", "successors")
            empty = dict.fromkeys(cleared, "")
            empty |= {
                f"{field}_{lang}": made_up[lang] for field in ("parent", "successors", "caution") for lang in made_up
            }
            empty |= dict.fromkeys(("outlet", "author", "reference"), made_up["vi"])
            writer.writerow({key: {**like, **empty, **row}.get(key, "") for key in known[0]})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--communes", type=int, default=40, help="how many are built")
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--dask", metavar="tcp://HOST:PORT", help="build on a cluster instead; --jobs is not used")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        ids = write_country(folder / "country", options.communes)
        notebooks = folder / "notebooks"
        notebooks.mkdir()
        shutil.copy(notebooks_dir() / "reports" / "10_locality_profile.ipynb", notebooks)
        (notebooks / "runs.yml").write_text(
            "runs:\n- notebook: 10_locality_profile\n  id: profile-{locality_id}\n"
            f"  for_each: {{locality_id: [{', '.join(ids)}]}}\n",
            encoding="utf-8",
        )
        data = load(folder / "country")
        for jobs in [1] if options.dask else options.jobs:
            started = time.perf_counter()
            runs = load_runs(data, notebooks)
            given = {"jobs": jobs, "cluster": options.dask}
            out, laid_over = folder / f"out{jobs}", [folder / "country"]
            result = build(make_plan(data, runs, runs, ("vi",), notebooks, out, laid_over, **given))
            seconds = time.perf_counter() - started
            if result.failed:
                raise SystemExit(str(result.failed[0]))
            marked = sum(SYNTHETIC["vi"] in path.read_text(encoding="utf-8") for path in result.built)
            rate = len(result.built) / seconds
            print(
                f"{jobs} at once: {len(result.built)} pages ({marked} marked) in {seconds:.1f} s, {rate:.2f} a second"
            )
            for machines in (1, 4, 16):
                hours = math.ceil(COUNTRY / machines) / rate / 3600
                print(f"  {COUNTRY} pages on {machines:>2} such machines: about {hours:.2f} h")


if __name__ == "__main__":
    main()
