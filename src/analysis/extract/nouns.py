"""What the articles of this genre count, and the units that they measure in."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["COUNTED", "UNITS", "find_noun", "find_words", "small"]

# Longest first: "đảng bộ cơ sở" is not "đảng bộ".
_NOUNS = """
tổ chức cơ sở đảng|tổ chức đảng|đảng bộ cơ sở|chi bộ cơ sở|đảng bộ bộ phận|chi, đảng bộ|đảng bộ|chi bộ|đảng viên|
chi ủy viên|cấp ủy viên|cấp ủy|đảng ủy viên|tỉnh ủy viên|huyện ủy viên|bí thư|trưởng thôn|trưởng bản|đồng chí|cán bộ|
công chức|viên chức|giáo viên|nhân viên|công nhân|lao động|học sinh|học viên|sinh viên|quần chúng|đoàn viên|hội viên|
thanh niên|phụ nữ|già làng|người|nhân khẩu|khẩu|dân|nhóm hộ|hộ gia đình|hộ|gia đình|xã, thị trấn|xã|phường|thị trấn|
huyện|ấp, khu phố|ấp|khu phố|khu dân cư|thôn, bản|thôn|bản|làng|buôn|xóm|tổ dân phố|tổ chức|tổ|đơn vị|cơ quan|
doanh nghiệp|công ty|hợp tác xã|xưởng|ca|trường|lớp|khóa|phòng|đoàn|đội|nhóm|câu lạc bộ|mô hình|tiêu chí|chỉ tiêu|
nội dung|giải pháp|nhiệm vụ|việc làm|việc|công trình|dự án|tuyến đường|tuyến|đường|cầu|căn nhà|ngôi nhà|nhà|suất quà|
suất học bổng|suất|phần quà|ngày công|lượt người|lượt|kỳ sinh hoạt|kỳ|cuộc họp|cuộc|buổi|hội nghị|đợt|lần|vụ|
trường hợp|ý kiến|văn bản|nghị quyết|báo cáo|chuyên đề|giải|bằng khen|thạc sĩ|tiến sĩ|bạn|em|cháu|con|cây|cơ sở|điểm|
bài|tin|sản phẩm|đại biểu|thành viên|chức danh|ủy viên|ngành|sở|phần trăm|điểm phần trăm|đất|rừng|kế hoạch|
năm|tháng|quý|tuần|ngày|giờ|phút|đồng|tấn|tạ|mét|km|ha|m2|m²|m3|kg|ki-lô-mét|héc-ta|triệu|tỷ|nghìn
"""
COUNTED = sorted({one.strip() for one in _NOUNS.replace("\n", "").split("|")} - {""}, key=len, reverse=True)
# One pattern a first letter: few nouns are tried at a place.
_NOUN = {
    letter: re.compile(rf"(?:{'|'.join(re.escape(one) for one in COUNTED if one[0] == letter)})(?!\w)")
    for letter in {one[0] for one in COUNTED}
}

UNITS = {
    "%": "percent", "phần trăm": "percent", "đồng": "vnd", "năm": "years", "tháng": "months", "tuần": "weeks",
    "ngày": "days", "giờ": "hours", "phút": "minutes", "km": "km", "ki-lô-mét": "km", "ha": "ha", "héc-ta": "ha",
    "m2": "m2", "m²": "m2", "m3": "m3", "mét": "m", "m": "m", "kg": "kg", "tấn": "tonnes", "tạ": "quintals",
}  # fmt: skip


@lru_cache(maxsize=4)  # all who look at a paragraph ask in turn
def small(text: str) -> str:
    """Give a text in small letters, each in its place; as it is where one would take two places (İ)."""
    low = text.lower()
    return low if len(low) == len(text) else text


def find_noun(text: str, start: int) -> tuple[int, str] | None:
    """Find the counted noun that begins at a place of a text in small letters.

    Returns
    -------
    (end, noun) or None
    """
    pattern = _NOUN.get(text[start : start + 1])
    match = pattern and pattern.match(text, start)
    return (match.end(), match[0]) if match else None


def find_words(text: str, *words: str) -> list[int]:
    """Give the places where one of some words begins, in order; a pattern is then tried only there."""
    found = []
    for word in [one for one in words if one in text]:
        place = text.find(word)
        while place >= 0:
            found.append(place)
            place = text.find(word, place + 1)
    found.sort()
    return found
