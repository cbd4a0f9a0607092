"""Vietnamese letters, numbers, dates and order; imports nothing of ours but the errors."""

from analysis.text.dates import *
from analysis.text.legacy import *
from analysis.text.letters import *
from analysis.text.numbers import *
from analysis.text.quantities import *
from analysis.text.spans import *
