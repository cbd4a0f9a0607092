"""Make a synthetic country as data packages, one a province, and measure what is done with it.

    python benchmarks/country.py --communes 30 300 3321 --steps check load compare profile [--keep FOLDER]

The units, their names and codes are those of the official list since 1 July 2025; every figure, document and coding is
drawn with a fixed seed and is of no real place. The name of each place says so, and with it each page. Each step is
measured in a process of its own, with the memory that it took at most; read ratios within one run.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from analysis.package.units import OfficialUnit, read_units

SEED = 20250701
MARK = {"vi": "dữ liệu giả lập", "en": "synthetic data"}
DAY, MONTHS, YEAR, PRINTED = "2026-10-15", "2025-10/2026-09", "2025", "2026-10-31"
# What a commune has of each, the least and the most; a province has what its communes have, and as much of its own.
COUNTS = {"affiliated_cells": (12, 60), "grassroots_cells": (1, 4), "party_members": (300, 1900)}
GRADES = ("excellent", "good", "completed", "not_completed")
SHARES = (0.17, 0.8, 0.9, 1)  # of each grade, of those who have none of the grades before
# What is measured, as the rest of a command; PLACE is a commune.
STEPS = {
    "check": ["check"],
    "load": ["-c", "import analysis; analysis.load()"],
    "compare": ["-c", "import analysis; analysis.compare(analysis.load(), 'members_per_cell', None)"],
    "profile": ["build", "profile-PLACE", "--lang", "vi"],
    "site": ["build"],
}
THEMES = ("cell_meeting_quality", "member_recruitment", "leader_exemplarity", "inspection_supervision")
DIRECTIONS = ("limitation", "measure", "result")
Rows = dict[str, list[dict[str, str]]]


def choose_units(provinces: int, communes: int) -> list[tuple[OfficialUnit, list[OfficialUnit]]]:
    """Choose provinces of today, and of each as large a part of its communes as of the whole that is asked for."""
    now = [unit for unit in read_units() if not unit.valid_until]
    under: dict[str, list[OfficialUnit]] = defaultdict(list)
    for unit in now:
        under[unit.parent].append(unit)
    chosen = under[""][:provinces]
    whole = sum(len(under[province.code]) for province in chosen)
    found, left, before = [], min(communes, whole), 0
    for province in chosen:
        before += len(under[province.code])
        taken = left * before // whole - sum(len(inside) for _, inside in found)
        found.append((province, under[province.code][:taken]))
    return found


def write_country(folder: Path, provinces: int = 34, communes: int = 3321) -> list[Path]:
    """Write a package for each province; equal numbers give equal bytes. Give their folders."""
    packages = []
    for province, inside in choose_units(provinces, communes):
        rows: Rows = defaultdict(list)
        within: dict[str, int] = defaultdict(int)
        for unit in (*inside, province):
            _invent(rows, unit, province, within)
        package = folder / f"p{province.code}"
        package.mkdir(parents=True)
        for name, lines in rows.items():
            # Codings have a key of four columns, the others of one.
            lines.sort(key=lambda row: [*row.values()][: 4 if name == "codings" else 1])
            with (package / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, lines[0].keys(), lineterminator="\n")
                writer.writeheader()
                writer.writerows(lines)
        packages.append(package)
    return packages


def _count(draw: random.Random) -> dict[str, int]:
    """Draw the counts of a place, none above its whole."""
    counts = {id_: draw.randint(low, high) for id_, (low, high) in COUNTS.items()}
    counts["residential_cells"] = draw.randint(8, counts["affiliated_cells"] - 2)
    counts["probationary_members"] = counts["party_members"] // draw.randint(30, 60)
    counts["members_admitted"] = counts["party_members"] // draw.randint(25, 50)
    counts["members_assessed"] = left = counts["party_members"] * 9 // 10
    for name, share in zip(GRADES, SHARES, strict=True):
        counts[f"members_graded_{name}"] = graded = round(left * share * draw.uniform(0.8, 1.1)) if share < 1 else left
        left -= graded
    return counts


def _invent(rows: Rows, unit: OfficialUnit, province: OfficialUnit, within: dict[str, int]) -> None:
    """Invent what is known of a place, and add what a commune has to what there is `within` its province."""
    draw, is_commune = random.Random(f"{SEED} {unit.code}"), unit is not province
    place = f"synthetic_{unit.code}"
    source = f"{place}_text"
    rows["localities"].append(
        {
            "locality_id": place,
            **{f"name_{lang}": f"{unit.name} ({words})" for lang, words in MARK.items()},
            "level": unit.level,
            "parent_vi": f"tỉnh {province.name}" if is_commune else "",
            "parent_en": f"{province.name} province" if is_commune else "",
            "parent_code": unit.parent,
            "code": unit.code,
            "code_from": unit.valid_from,
            "fate": "formed" if is_commune else "",
        }
    )
    rows["sources"].append(
        {
            "source_id": source,
            "locality_id": place,
            "title": f"{unit.name}: {MARK['vi']}",
            "title_en": f"{unit.name}: {MARK['en']}",
            "published_on": PRINTED,
            "genre": "field_notes",
            "sha256": f"{draw.getrandbits(256):064x}",
            "paragraphs": "20",
            "body_from": "1",
            "body_to": "20",
        }
    )
    counts = _count(draw)
    for id_, value in counts.items() if is_commune else ():
        within[id_] += value
    times = {"members_admitted": MONTHS} | dict.fromkeys(
        (id_ for id_ in counts if "_assessed" in id_ or "_graded" in id_), YEAR
    )
    for id_, value in counts.items():
        value, period = value + (0 if is_commune else within[id_]), times.get(id_, DAY)
        rows["observations"].append(
            {
                "observation_id": f"{place}_{id_}",
                "locality_id": place,
                "indicator_id": id_,
                "value": str(value),
                "qualifier": "eq",
                "period": period,
                "period_basis": "stated",
                "status": "observed",
                "list_is_partial": "false",
                "printed": str(value),
                "source_id": source,
                "paragraph": str(draw.randint(1, 20)),
            }
        )
    document = f"{place}_resolution"
    rows["directives"].append(
        {
            "directive_id": document,
            "kind": "resolution",
            "number": f"{draw.randint(1, 60):02d}-NQ/{'ĐU' if is_commune else 'TU'}",
            "level": "commune" if is_commune else "provincial",
            "issued_on": f"2026-0{draw.randint(1, 9)}-15",
            "subject_vi": f"Chất lượng sinh hoạt chi bộ ({MARK['vi']})",
            "subject_en": f"Quality of cell meetings ({MARK['en']})",
            "printed": "Nghị quyết",
            "source_id": source,
            "paragraph": "2",
        }
    )
    for theme in draw.sample(THEMES, 2):
        for number, direction in enumerate(DIRECTIONS[: draw.randint(1, 3)]):
            paragraph = 3 + number
            rows["codings"].append(
                {
                    "locality_id": place,
                    "direction": direction,
                    "theme_id": theme,
                    "paragraph": str(paragraph),
                    "source_id": source,
                    "status": draw.choice(("done", "ongoing", "planned")) if direction == "measure" else "",
                    "gloss_vi": f"Câu bịa để đo máy, số {draw.randint(1, 9999)}, không nói về nơi nào ({MARK['vi']}).",
                    "gloss_en": f"A sentence made up to measure, no. {draw.randint(1, 9999)}, of no place.",
                    "directive_ids": document if direction == "measure" else "",
                    "coder": "machine",
                }
            )


def measure(step: str, packages: Sequence[Path], out: Path) -> tuple[float, float, int]:
    """Do a step in a process of its own: seconds, seconds of processors and MB of the largest process that it took."""
    place = next(path for path in packages if path.name == "p12") if len(packages) > 3 else packages[0]
    with (place / "localities.csv").open(encoding="utf-8") as file:
        ids = [row["locality_id"] for row in csv.DictReader(file)]
    command = [part.replace("PLACE", ids[0]) for part in STEPS[step]]
    if command[0] == "build":
        command += ["--out", str(out), "--no-cache"]
    command = ["-m", "analysis", *command] if command[0] != "-c" else command
    environment = {**os.environ, "ANALYSIS_DATA": os.pathsep.join(map(str, packages)), "PYTHONHASHSEED": "0"}
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, *command], env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{step}: ended with {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--communes", type=int, nargs="+", default=[30, 300, 3321])
    parser.add_argument("--provinces", type=int, default=34)
    parser.add_argument("--steps", nargs="+", choices=STEPS, default=[*STEPS][:-1])
    parser.add_argument("--keep", type=Path, help="write the packages here, and leave them")
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before; step, communes: s, s of CPU, MB")
    with tempfile.TemporaryDirectory() as scratch:
        for communes in options.communes:
            packages = write_country((options.keep or Path(scratch)) / f"{communes}", options.provinces, communes)
            for step in options.steps:
                seconds, cpu, megabytes = measure(step, packages, Path(scratch) / "out")
                print(f"{step:<10}{communes:>6}: {seconds:8.1f} {cpu:8.1f} {megabytes:6}", flush=True)


if __name__ == "__main__":
    main()
