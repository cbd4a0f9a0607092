"""Figures, tables and words in two languages."""

from analysis.elements.picture import figure as figure
from analysis.elements.table import heading as heading
from analysis.show.certainty import *
from analysis.show.changes import *
from analysis.show.comparison import *
from analysis.show.curves import *
from analysis.show.gate import *
from analysis.show.grades import *
from analysis.show.known import *
from analysis.show.practices import *
from analysis.show.profile import *
from analysis.show.sources import *
from analysis.show.synthesis import *
from analysis.words.catalogue import say as say
