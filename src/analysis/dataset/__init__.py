"""The data package: load, check, verify, look up."""

from analysis.dataset.check import check_package
from analysis.dataset.lessons import Lesson, read_lesson
from analysis.dataset.load import UNSTAMPED, Dataset, load, own_sources, preload, watch_tables
from analysis.dataset.schema import read_package
from analysis.dataset.verify import split_places, verify

__all__ = [
    "UNSTAMPED",
    "Dataset",
    "Lesson",
    "check_package",
    "load",
    "own_sources",
    "preload",
    "read_lesson",
    "read_package",
    "split_places",
    "verify",
    "watch_tables",
]
