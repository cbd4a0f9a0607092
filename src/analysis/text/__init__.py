"""Vietnamese letters, numbers, dates and order read as they are printed; numbers and dates written in each language."""

from analysis.text.abbreviations import *
from analysis.text.dates import *
from analysis.text.legacy import *
from analysis.text.letters import *
from analysis.text.numbers import *
from analysis.text.quantities import *
from analysis.text.spans import *
