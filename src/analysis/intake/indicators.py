"""Propose the indicator of the dictionary that a figure is likely to be of, or none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.intake.numerals import Figure

__all__ = ["Known", "match_indicator", "prepare_indicators"]

Known = tuple[dict[str, str], list[tuple[str, str, frozenset[str]]]]

_VILLAGE = r"(?:thôn|bản|ấp|khu phố|tổ dân phố|khu dân cư|nông thôn)"
_VILLAGES = rf"{_VILLAGE}(?:,? (?:và )?{_VILLAGE})*"
_GRASSROOTS, _CELLS = r"tổ chức cơ sở đảng", rf"chi bộ {_VILLAGES}"
_NOT_ALL = r"(?! (?:\w+ )?(?:hoàn thành|được|xếp|không|chưa|bị|có|vi phạm|yếu))"
_GRADES = {"excellent": "hoàn thành xuất sắc", "good": "hoàn thành tốt", "not_completed": "không hoàn thành",
           "completed": "hoàn thành"}  # fmt: skip
_MINORITY = r"(?:là )?(?:người )?(?:đồng bào )?dân tộc thiểu số"
# The figure stands as # in its clause. The first that fits is proposed.
_RULES = [
    ("rural_members_admitted", r"kết nạp[^#]{0,30}# (?:đảng viên|quần chúng|người)[^#]{0,20} nông thôn"),
    ("members_admitted", r"kết nạp[^#%]{0,30}# (?:đảng viên|quần chúng|đoàn viên|người|đồng chí)(?! chuyển)"
                         r"|# (?:đảng viên mới|đảng viên được kết nạp)(?!\w)"),
    ("probationary_members", r"# đảng viên dự bị|(?:^|đảng viên )dự bị(?: là|:)? ?#"),
    ("women_members", r"# (?:đảng viên (?:là )?nữ|nữ đảng viên)(?!\w)|(?:^|đảng viên )nữ(?: là|:)? ?#"),
    ("ethnic_minority_members", rf"# đảng viên {_MINORITY}|(?:^|đảng viên ){_MINORITY}(?: là|:)? ?#"),
    ("rural_members",
     r"# đảng viên (?:ở |khối |khu vực )?nông thôn|đảng viên (?:ở |khối |khu vực )?nông thôn(?: là|:)? ?#"),
    ("party_members", r"# đảng viên(?= ?(?:$|#|[)(]|và |sinh hoạt|ở |tại |thuộc |toàn |của |trong ))"),
    ("grassroots_committees", rf"# đảng bộ cơ sở(?!\w){_NOT_ALL}|đảng bộ cơ sở(?: là|:)? ?#$"),
    ("grassroots_cells", rf"# chi bộ cơ sở(?!\w){_NOT_ALL}|chi bộ cơ sở(?: là|:)? ?#$"),
    ("intermediate_committees", rf"# đảng bộ bộ phận{_NOT_ALL}"),
    ("affiliated_cells", rf"# chi bộ trực thuộc(?!\w){_NOT_ALL}"),
    *[
        (f"{kind}_graded_{grade}{share}", rf"# (?:số )?{noun} {words}(?: nhiệm vụ)?(?! trở lên)")
        for share in ("", "_share")
        for kind, noun in (("organisations", _GRASSROOTS), ("residential_cells", _CELLS))
        for grade, words in _GRADES.items()
    ],
    ("grassroots_organisations", rf"# {_GRASSROOTS}(?!\w){_NOT_ALL}"),
    ("residential_cells", rf"# {_CELLS}(?!\w){_NOT_ALL}"),
    ("organisations_good_or_better_share", rf"# (?:số )?{_GRASSROOTS} hoàn thành tốt(?: nhiệm vụ)? trở lên"),
    ("residential_cells_good_or_better_share", rf"# (?:số )?{_CELLS} hoàn thành tốt(?: nhiệm vụ)? trở lên"),
    ("poor_households_share", r"hộ nghèo[^#]{0,40}#|# (?:số )?hộ nghèo"),
    ("better_off_households_share", r"hộ khá,? (?:và )?giàu[^#]{0,30}#"),
    ("meeting_attendance_share", r"# (?:số )?đảng viên (?:dự|tham gia) (?:sinh hoạt|họp)"
                                 r"|đảng viên (?:dự|tham gia) (?:sinh hoạt|họp)[^#]{0,25}#"),
    ("admission_plan_achieved", r"kết nạp.*# (?:chỉ tiêu|kế hoạch)"),
    ("women_members_share", r"đảng viên nữ[^#]{0,15}#|# (?:đảng viên )?(?:là )?nữ(?!\w)"),
    ("secretaries_heads_share", r"# bí thư.* (?:kiêm|đồng thời là) trưởng|bí thư.* kiêm trưởng.*#"),
    ("village_heads_members_share", rf"# trưởng {_VILLAGES} là đảng viên|trưởng {_VILLAGES} là đảng viên[^#]{{0,25}}#"),
    ("income_per_person", r"thu nhập bình quân[^#]*#"),
]  # fmt: skip
_RULED = frozenset(one for one, _ in _RULES)
_PATTERNS = [(one, re.compile(pattern)) for one, pattern in _RULES]
_WORD = re.compile(r"\w+")
_CUT_BEFORE = re.compile(r".*(?:[;.:(]|,(?!\d)) ?", re.DOTALL)
_CUT_AFTER = re.compile(r"[^;.(),\d]*(?:,(?= (?:thôn|bản|ấp|khu phố|tổ dân phố)\b)[^;.(),\d]*)*")


def prepare_indicators(indicators: Sequence[Mapping[str, Any]]) -> Known:
    """Make of the rows of the dictionary what `match_indicator` looks in."""
    units = {str(one["indicator_id"]): str(one["unit"]) for one in indicators}
    words = [
        (str(one["indicator_id"]), str(one["unit"]), frozenset(_WORD.findall(str(one["name_vi"]).lower())))
        for one in indicators
        if str(one["indicator_id"]) not in _RULED
    ]
    return units, words


def match_indicator(text: str, figure: Figure, known: Known) -> str:
    """Give the indicator of the figure's unit that its clause speaks of, or nothing.

    Parameters
    ----------
    text
        The paragraph.
    figure
        From `find_figures`.
    known
        From `prepare_indicators`.

    Returns
    -------
    str
        An id of the dictionary, or ``""``: none is better than a wrong one.
    """
    units, words = known
    if not units:
        return ""
    low = text.lower()
    left = _CUT_BEFORE.sub("", low[max(0, figure.start - 100) : figure.start])
    right = _CUT_AFTER.match(low, figure.end)[0][:90]
    clause = f"{left}#{right}"
    for name, pattern in _PATTERNS:
        if units.get(name) == figure.unit and pattern.search(clause):
            # In "34/129 chi bộ ấp hoàn thành xuất sắc" all that were assessed stand below the line.
            whole = "_graded_" in name and low[figure.start - 1 : figure.start].isdigit()
            proposed = name.split("_graded_")[0] + "_assessed" if whole else name
            return proposed if proposed in units else ""
    around = {*_WORD.findall(clause), *_WORD.findall(figure.printed.lower()), "tỷ", "lệ", "số"}
    fitting = [(len(name), one) for one, unit, name in words if unit == figure.unit and name <= around]
    return max(fitting)[1] if fitting else ""
