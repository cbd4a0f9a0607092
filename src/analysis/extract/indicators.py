"""Propose the indicator of the dictionary that a figure is likely to be of, or none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.extract.nouns import small
from analysis.extract.numerals import PrintedFigure

__all__ = ["Known", "match_indicator", "prepare_indicators"]

Known = dict[str, tuple[list[tuple[str, re.Pattern[str], str, str]], list[tuple[str, frozenset[str], str]]]]
"""By unit: rules, with the indicator that each proposes for a figure and for one below the line of a fraction; and
the words of the others' names."""

_LISTED = "thôn|bản|ấp|khu phố|tổ dân phố"
_VILLAGE = rf"(?:{_LISTED}|khu dân cư|nông thôn)"
_VILLAGES = rf"{_VILLAGE}(?:,? (?:và )?{_VILLAGE})*"
_GRASSROOTS, _CELLS = r"tổ chức cơ sở đảng", rf"chi bộ {_VILLAGES}"
_NOT_ALL = r"(?! (?:\w+ )?(?:hoàn thành|được|xếp|không|chưa|bị|có|vi phạm|yếu|khó khăn))"
_PART_BEFORE = r"[\d.]+(?: [^\W\d_]+){0,2},? \(?chiếm(?: tỷ lệ)? "
_GRADES = {"excellent": "hoàn thành xuất sắc", "good": "hoàn thành tốt", "not_completed": "không hoàn thành",
           "completed": "hoàn thành"}  # fmt: skip
_MINORITY = r"(?:là )?(?:người )?(?:đồng bào )?dân tộc thiểu số"
# The figure stands as # in its clause. The first that fits is proposed; the words are in all that fits, so that most
# patterns need not be tried.
_RULES = [
    ("rural_members_admitted", "nông thôn", r"kết nạp[^#]{0,30}# (?:đảng viên|quần chúng|người)[^#]{0,20} nông thôn"),
    ("members_admitted", "", r"kết nạp[^#%]{0,30}# (?:đảng viên|quần chúng|đoàn viên|người|đồng chí)(?! chuyển)"
                             r"|# (?:đảng viên mới|đảng viên được kết nạp)(?!\w)"),
    ("probationary_members", "dự bị", r"# đảng viên dự bị|(?:^|đảng viên )dự bị(?: là|:)? ?#"),
    ("women_members", "nữ", r"# (?:đảng viên (?:là )?nữ|nữ đảng viên)(?!\w)|(?:^|đảng viên )nữ(?: là|:)? ?#"),
    ("ethnic_minority_members", "dân tộc", rf"# đảng viên {_MINORITY}|(?:^|đảng viên ){_MINORITY}(?: là|:)? ?#"),
    ("rural_members", "nông thôn",
     r"# đảng viên (?:ở |khối |khu vực )?nông thôn|đảng viên (?:ở |khối |khu vực )?nông thôn(?: là|:)? ?#"),
    ("party_members", "# đảng viên", r"# đảng viên(?= ?(?:$|#|[)(]|và |sinh hoạt|ở |tại |thuộc |toàn |của |trong ))"),
    ("grassroots_committees", "đảng bộ cơ sở", rf"# đảng bộ cơ sở(?!\w){_NOT_ALL}|đảng bộ cơ sở(?: là|:)? ?#$"),
    ("grassroots_cells", "chi bộ cơ sở", rf"# chi bộ cơ sở(?!\w){_NOT_ALL}|chi bộ cơ sở(?: là|:)? ?#$"),
    ("intermediate_committees", "# đảng bộ", rf"# đảng bộ bộ phận{_NOT_ALL}"),
    ("affiliated_cells", "# chi bộ", rf"# chi bộ trực thuộc(?!\w){_NOT_ALL}"),
    *[
        (f"{kind}_graded_{grade}{share}", words,
         rf"# (?:số )?{noun} {words}(?! (?:xuất sắc|tốt|(?:nhiệm vụ )?trở lên)\b)"
         rf"|{noun} {words} nhiệm vụ(?: là|:| có)? {before}#")
        for share, before in (("", ""), ("_share", _PART_BEFORE))
        for kind, noun in (("organisations", _GRASSROOTS), ("residential_cells", _CELLS))
        for grade, words in _GRADES.items()
    ],
    ("grassroots_organisations", "cơ sở", rf"# {_GRASSROOTS}(?!\w){_NOT_ALL}"),
    ("grassroots_organisations", "đảng bộ", r"# (?:chi,|chi bộ,|chi bộ và) đảng bộ (?:trực thuộc|cơ sở)"),
    ("residential_cells", "# chi bộ", rf"# {_CELLS}(?!\w){_NOT_ALL}"),
    ("organisations_good_or_better_share", "trở lên",
     rf"# (?:số )?{_GRASSROOTS} hoàn thành tốt(?: nhiệm vụ)? trở lên"),
    ("residential_cells_good_or_better_share", "trở lên",
     rf"# (?:số )?{_CELLS} hoàn thành tốt(?: nhiệm vụ)? trở lên"),
    ("poor_households_share", "hộ nghèo", r"hộ nghèo[^#]{0,40}#|# (?:số )?hộ nghèo"),
    ("better_off_households_share", "khá",
     r"hộ khá,? (?:và )?giàu[^#]{0,30}#|# (?:số )?hộ (?:có (?:mức|đời) sống )?khá(?!\w)"),
    ("rural_members_share", "nông thôn", rf"đảng viên (?:ở |khối |khu vực )?nông thôn(?: là|:| có)? {_PART_BEFORE}#"),
    ("meeting_attendance_share", "đảng viên", r"# (?:số )?đảng viên (?:tham )?(?:dự|gia) (?:sinh hoạt|họp)"
                                              r"|đảng viên (?:tham )?(?:dự|gia) (?:sinh hoạt|họp)[^#]{0,30}#"),
    ("admission_plan_achieved", "kết nạp", r"kết nạp.*# (?:chỉ tiêu|kế hoạch)"),
    ("women_members_share", "nữ", r"đảng viên nữ[^#]{0,15}#|# (?:đảng viên )?(?:là )?nữ(?!\w)"),
    ("secretaries_heads_share", "bí thư",
     r"# bí thư.* (?:kiêm|đồng thời là) trưởng|bí thư.* kiêm trưởng.*#"),
    ("village_heads_members_share", "trưởng",
     rf"# trưởng {_VILLAGES} là đảng viên|trưởng {_VILLAGES} là đảng viên[^#]{{0,25}}#"),
    ("briefing_interval", "giao ban", r"giao ban(?: định kỳ| theo cụm| \w+ \w+)? #"),
    ("income_per_person", "thu nhập bình quân", r"thu nhập bình quân[^#]*#"),
]  # fmt: skip
_RULED = frozenset(one for one, _, _ in _RULES)
_PATTERNS = [(one, words, re.compile(pattern)) for one, words, pattern in _RULES]
_WORD = re.compile(r"\w+")
# A mark parts clauses, but not within a number, a list of kinds of village, or before the share that a part has.
_CUT_BEFORE = re.compile(
    r"[;:(.,](?<![.,](?=\d))(?<![;:(](?=chiếm ))"
    rf"(?<!,(?= (?:(?:{_LISTED}|giàu)\b|chiếm )))"
)
_CUT_AFTER = re.compile(rf"[^;.(),\d]*(?:,(?= (?:{_LISTED}|đảng bộ)\b)[^;.(),\d]*)*")


def prepare_indicators(indicators: Sequence[Mapping[str, Any]]) -> Known:
    """Make of the rows of the dictionary what `match_indicator` looks in."""
    units = {str(one["indicator_id"]): str(one["unit"]) for one in indicators}
    known: Known = {unit: ([], []) for unit in units.values()}
    for name, words, pattern in _PATTERNS:
        if name in units:
            # In "34/129 chi bộ ấp hoàn thành xuất sắc" all that were assessed stand below the line.
            whole = name.split("_graded_")[0] + "_assessed" if "_graded_" in name else name
            known[units[name]][0].append((words, pattern, name, whole if whole in units else ""))
    words_of = {
        str(one["indicator_id"]): frozenset(_WORD.findall(str(one["name_vi"]).lower()))
        for one in indicators
        if str(one["indicator_id"]) not in _RULED
    }
    common = Counter(word for words in words_of.values() for word in words)
    for name, words in words_of.items():
        # The rarest word is looked for first: most names are passed at once.
        rarest = min(sorted(words), key=lambda word: (common[word], -len(word)), default="")
        known[units[name]][1].append((rarest, words, name))
    return known


def match_indicator(text: str, figure: PrintedFigure, known: Known) -> str:
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
    if figure.unit not in known:
        return ""
    rules, names = known[figure.unit]
    low = small(text)
    left = low[max(0, figure.start - 100) : figure.start]
    cut = max((mark.end() for mark in _CUT_BEFORE.finditer(left)), default=0)
    right = _CUT_AFTER.match(low, figure.end)[0][:90]
    clause = f"{left[cut:].removeprefix(' ')}#{right}"
    for words, pattern, name, whole in rules:
        if words in clause and pattern.search(clause):
            return whole if text[figure.start - 1 : figure.start].isdigit() else name
    said = f"{clause} {figure.printed.lower()} tỷ lệ số"
    likely = [one for one in names if one[0] in said]
    around = set(_WORD.findall(said)) if likely else set()
    fitting = [(len(words), name) for _, words, name in likely if words <= around]
    return max(fitting)[1] if fitting else ""
