"""Old encodings are converted on request."""

import pytest

from analysis.errors import AnalysisError
from analysis.text import convert_legacy


def test_old_encodings_are_converted():
    """Text in the three old encodings is converted; another is refused with the valid ones."""
    assert convert_legacy("§¶ng bé x·", "TCVN3") == "đảng bộ xã"
    assert convert_legacy("Ñaûng boä xaõ", "VNI") == "Đảng bộ xã"
    assert convert_legacy("DDa?ng bo^. xa~", "VIQR") == "Đảng bộ xã"
    with pytest.raises(AnalysisError, match="TCVN3, VIQR, VNI"):
        convert_legacy("a", "KOI8")
