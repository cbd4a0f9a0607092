"""The forms in which Vietnamese articles write a time or a span of time, as patterns over text in small letters."""

import re

__all__ = ["FIND", "NUMERALS", "PLACES", "ROMAN"]

NUMERALS = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai")
ROMAN = ("i", "ii", "iii", "iv")
_YEAR = r"(?:19|20)\d\d(?![\d.,/]*\d)"
_COUNT = rf"(?:\d{{1,2}}|{'|'.join(sorted(NUMERALS, key=len, reverse=True))})"
_OF = r"(?:,? năm | ?[/.-] ?| )"  # between a month or a quarter and its year
_TO = r"(?: ?[-–—] ?| (?:cho )?(?:đến|tới) )"
_REL = r"(?:nay|này|ngoái|trước|vừa qua|vừa rồi|sau|tới)\b"
_OPENS = r"(?:giai đoạn|nhiệm kỳ|thời kỳ|năm học|niên khóa|niên khoá|trong|từ)"
_MONTH = rf"tháng \d{{1,2}}(?![.,]?\d)(?:{_OF}{_YEAR})?"
_QUARTER = r"quý (?:iv|i{1,3}|[1-4])\b"
_DAY = rf"(?:ngày )?\d{{1,2}}(?:[/.-]\d{{1,2}}(?:[/.-]{_YEAR})?(?![/.-]?\d)| tháng \d{{1,2}}(?:,? năm {_YEAR})?)"
_POINT = (
    rf"(?:(?:hết|cuối|đầu) )?(?:{_DAY}|{_MONTH}|\d{{1,2}}/{_YEAR}|{_QUARTER}(?:{_OF}{_YEAR})?|"
    rf"năm(?: {_YEAR}| nay)?(?! học)|{_YEAR}|nhiệm kỳ(?: {_YEAR} ?[-–/] ?{_YEAR})?)"
)
# Each form by its name; of two that begin at one place the first is taken. Yearless forms stand behind their full ones.
_FORMS = {
    "term": rf"(?:từ )?đầu nhiệm kỳ(?: {_YEAR} ?[-–/] ?{_YEAR})?(?: (?:cho )?(?:đến|tới) nay)?",
    "range": rf"(?:kể )?từ (?P<first>{_POINT}){_TO}(?P<last>{_POINT}|nay\b)",
    "dates": rf"(?P<day>\d{{1,2}}[/.]\d{{1,2}}[/.]{_YEAR}) ?[-–—] ?(?P<day2>\d{{1,2}}[/.]\d{{1,2}}[/.]{_YEAR})",
    "months": rf"(?P<count>{_COUNT}) tháng (?:(?P<side>đầu|cuối)(?: của)? năm(?: {_YEAR}| {_REL})?(?! học)|"
    rf"(?:trong )?năm {_YEAR}|/ ?{_YEAR})|nửa (?P<half>đầu|cuối)(?: của)? năm(?: {_YEAR}| {_REL})?(?! học)|"
    rf"(?:(?<![\w,] )(?:trong|qua)|(?P<sum>(?<=l[ũu][yỹ] )kế)) (?P<passed>{_COUNT}) tháng"
    r"(?(sum)\b(?! (?:đầu|cuối))|(?=,))",
    "quarter": rf"(?:quý (?P<quarter>iv|i{{1,3}}|[1-4])\b(?:(?:, | và | ?[-–] ?| đến )(?:quý )?"
    rf"(?P<quarter2>iv|i{{1,3}}|[1-4])\b)?|q(?P<q>[1-4]|iv|i{{1,3}}))(?P<of>{_OF}{_YEAR}| {_REL})?",
    "years": rf"(?:{_OPENS} )?(?:từ )?(?:năm )?{_YEAR} ?[-–—/] ?{_YEAR}|(?:giai đoạn|thời kỳ) (?:từ )?(?:năm )?{_YEAR}"
    rf"{_TO}(?:năm )?{_YEAR}",
    "list": rf"(?:(?:{_COUNT}|các|những) )?năm {_YEAR}(?:, {_YEAR})*(?:, {_YEAR}|,? và (?:năm )?{_YEAR})",
    "same": rf"cùng kỳ(?: của)?(?: năm (?:{_YEAR}|{_REL}))?",
    "ago": rf"(?P<ago>{_COUNT}) (?P<unit>năm|quý|tháng|tuần) (?:vừa qua|qua|gần đây|trở lại đây|gần nhất)\b",
    "vague": rf"{_COUNT} năm (?:trước|nay)\b|(?<!những )(?<!nhiều )(?<!mấy )(?<!các )(?:trong |một )?năm qua\b|"
    r"(?:(?:trong|cả|nửa|giữa|đầu|cuối) )+nhiệm kỳ(?! \d)|nhiệm kỳ (?:này|qua|vừa qua)\b",
    "before": r"(?P<earlier>nhiệm kỳ|giai đoạn|quý|tháng) trước\b",
    "year": rf"(?P<whole>hết )?năm (?:học )?(?P<year>{_YEAR})",
    "other": rf"(?:(?:trong|cả|cuối|đầu|giữa|hết) )?năm (?P<other>{_REL})",
    "month": rf"(?P<until>hết )?(?:tháng (?P<month>\d{{1,2}})(?:{_OF}(?P<year2>{_YEAR})|"
    rf"(?![.,/]?\d)(?! (?:hằng|hàng) năm))|(?P<month2>\d{{1,2}})/(?P<year3>{_YEAR}))",
    "day": r"(?:(?:sáng|chiều|tối|trưa|đêm|hôm)(?: ngày)?|ngày) (?P<d>\d{1,2})(?:/| tháng )(?P<m>\d{1,2})(?![/.,]?\d)"
    r"(?! (?:hằng|hàng) năm|,? năm \d)|(?:đến|tới) (?P<d2>\d{1,2})/(?P<m2>\d{1,2})(?= ?[,;)]| ?\.(?!\d)| ?$)",
    "within": r"(?<!kỳ )(?<!lần )(?<!buổi )(?:trong|cả|cuối|đầu|giữa|hết) năm\b(?! (?:học|\d|thứ|tháng|ngày|năm))",
    "now": r"(?:(?:đến|tới|hiện|tính đến)(?: thời điểm)? |(?<!hôm )(?<!ngày )(?<!năm )(?<!lâu )(?<!xưa )(?<!trước )"
    r"(?<!tháng ))nay\b(?! mai)|(?<!thực )(?<!thể )(?<!xuất )(?<!phát )(?<!biểu )hiện(?= (?:có|tại|còn|đã|đạt)\b)",
}
# Most places are passed by their first letters.
_BEGINS = (
    r"\d{1,2}(?: (?:tháng|năm|quý|tuần)|/(?:19|20)|[/.]\d{1,2}[/.]\d{4} ?[-–—])|(?:19|20)\d\d ?[-–—/]|"
    r"n(?:ăm |hiệm kỳ|ay|ửa |gày |iên k)|t(?:háng |ừ |rong (?:[nmhbstc]|\d)|ính đ|ới |hời kỳ|ám |ối |rưa )|"
    r"q(?:uý |ua |[1-4i])|gi(?:ai|ữa )|đ(?:ầu |ến |êm )|c(?:uối |ả n|ác n|ùng|hiều |hín )|h(?:ết |ai |iện [nctđ]|ôm )|"
    r"k[ếể] |b(?:a |ốn |ảy )|s(?:áu|áng) |m(?:ột |ười )"
)
PLACES = re.compile(rf"[\dntqgđchkbsm](?<![\w/.,].)(?<!\d[-–].)(?<=(?={_BEGINS}).)")
FIND = re.compile(r"(?:" + "|".join(f"(?P<{name}_>{form})" for name, form in _FORMS.items()) + r")(?![\w/]*\d)")
