"""One indicator across places, as the gate allows."""

import pytest

from analysis import show
from analysis.elements.picture import Picture
from analysis.errors import NotComparableError
from analysis.methods import compare


def test_one_axis_only_through_the_gate(data):
    """Figures that the gate keeps apart are never drawn together; shown apart they keep values and reasons."""
    comparison = compare(data, "organisations_graded_excellent_share", ["trang_dinh", "ba_tri"])
    with pytest.raises(NotComparableError, match="tier"):
        show.plot_comparison(data, comparison, lang="vi")
    apart = show.show_comparison(data, comparison, lang="vi")._repr_html_()
    assert all(words in apart for words in ("8,5%", "26,4%", "khác tầng tổ chức"))
    allowed = compare(data, "members_per_cell", ["nam_po", "lai_chau"])
    assert isinstance(show.show_comparison(data, allowed, lang="vi"), Picture)
