"""The data in memory: packages and workbooks laid over each other, looked up, and verified against texts."""

from analysis.dataset.load import check_layers, load, own_sources
from analysis.dataset.tidy import Dataset
from analysis.dataset.verify import verify
