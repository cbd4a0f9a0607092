"""The data package: load, check, verify, look up."""

from analysis.dataset.check import check_package
from analysis.dataset.load import Dataset, load
from analysis.dataset.schema import read_package
from analysis.dataset.verify import split_places, verify

__all__ = ["Dataset", "check_package", "load", "read_package", "split_places", "verify"]
