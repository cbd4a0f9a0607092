"""The forms in which Vietnamese articles write a time or a span of time, as patterns over text in small letters."""

import re

_WORDS = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai")
NUMBERS = {word: number for number, word in enumerate(_WORDS, 1)} | {"i": 1, "ii": 2, "iii": 3, "iv": 4, "tư": 4}
_YEAR = r"(?:19|20)\d\d(?![\d.,/]*\d)"
_COUNT = rf"(?:\d{{1,2}}|{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
_OF = r"(?:,? [(]?(?:của |trong )?năm | ?[/.-] ?| )"  # between a month or a quarter and its year
_TO = r"(?: ?[-–—] ?| (?:cho )?(?:đến|tới) )"
_REL = r"(?:nay|này|ngoái|trước|vừa qua|vừa rồi|sau|tới)\b"
_OPENS = rf"(?:giai đoạn|nhiệm kỳ|thời kỳ|năm học|niên kh[oó][aá]|niên độ|trong|từ|(?P<length>{_COUNT})(?= năm))"
_MONTH = rf"tháng \d{{1,2}}(?![.,]?\d)(?:{_OF}{_YEAR})?"
QUARTER = r"(?:iv|i{1,3}|[1-4]|một|hai|ba|bốn|tư)\b"
_IN = rf"(?:(?:,? [(]?(?:của |trong )?năm | (?:của )?| ?/ ?){_YEAR}|(?: của| trong)? năm {_REL})"  # of part of a year
_DAY = rf"(?:ngày )?\d{{1,2}}(?:[/.-]\d{{1,2}}(?:[/.-]{_YEAR})?(?![/.-]?\d)| tháng \d{{1,2}}(?:,? năm {_YEAR})?)"
_POINT = (
    rf"(?:(?:hết|cuối|đầu) )?(?:{_DAY}|{_MONTH}|\d{{1,2}}/{_YEAR}|quý {QUARTER}(?:{_OF}{_YEAR})?|"
    rf"năm(?: {_YEAR}| nay)?(?! học)|{_YEAR}|nhiệm kỳ(?: {_YEAR} ?[-–/] ?{_YEAR})?)"
)
# Words that stand between a part of a year and its year, where its ends are not known: "đợt 1 năm 2023".
_LOOSE = (
    rf"(?:[,–—-] ?)?(?:\d{{1,2}}|[ivx]+|{'|'.join(_WORDS)}|tư|thứ|nhất|nhì|đầu|giữa|cuối|tiên|cùng|còn lại|của|trong|"
    r"và|đến|tháng|quý|kỳ|tuần|giêng|chạp|xuân|hè|hạ|thu|đông|kế toán|tài chính|vừa qua|qua)\b"
)
# Each form by its name; of two that begin at one place the first is taken. Yearless forms stand behind their full ones.
_FORMS = {
    "term": rf"(?:từ )?đầu nhiệm kỳ(?: {_YEAR} ?[-–/] ?{_YEAR}| \((?:năm )?{_YEAR}\))?"
    rf"(?: (?:cho )?(?:đến|tới) (?:nay\b|{_POINT}))?|"
    rf"(?:giai đoạn|nhiệm kỳ) {_YEAR} ?[-–/] ?{_YEAR} (?:cho |tính )?(?:đến|tới) nay\b|"
    rf"nhiệm kỳ {_YEAR} ?[-–/] ?{_YEAR} \((?:tính )?(?:đến|tới) (?:nay\b|{_POINT})\)",
    "range": rf"(?:(?:kể )?từ |(?=tháng \d)(?!tháng \d{{1,2}}[-–]{_YEAR}))"
    rf"(?P<first>{_POINT}){_TO}(?P<last>{_POINT}|nay\b)",
    "since": r"(?:kể )?từ (?:sau|khi|lúc|giữa|đại hội|hội nghị|thời điểm|ngày (?!\d))\b"
    r"(?:[^\d,;.()]|(?<=thứ )\d\d?|\d\d?/|(?:19|20)\d\d\b){0,80}? (?:đến|tới) nay\b|"
    rf"(?:từ )?năm {_YEAR}(?:, {_YEAR})* (?:và|đến) (?:trong )?{_COUNT} (?:tháng|quý)(?: đầu| cuối)?{_IN}",
    "begun": r"(?:(?:tính|kể) )?từ đầu năm\b(?! (?:\d|đến|tới|học|nay|này))",
    "dates": rf"(?P<day>\d{{1,2}}[/.]\d{{1,2}}[/.]{_YEAR}) ?[-–—] ?(?P<day2>\d{{1,2}}[/.]\d{{1,2}}[/.]{_YEAR})",
    "months": rf"(?:(?P<count>{_COUNT}) (?:tháng|quý)|nửa|quý) (?P<side>đầu|cuối)(?: tiên| cùng)?"
    rf"(?:{_IN}|(?: của)? năm(?! (?:học|\d))|(?P<bare>\b)(?! (?:của|năm|nhiệm kỳ|giai đoạn|thời kỳ)))|"
    rf"(?P<count2>{_COUNT}) (?:tháng|quý)(?:{_IN}| của năm\b(?! (?:học|\d)))|"
    rf"(?<=\d\d\d\d[ ,][ (])(?P<beside>{_COUNT}) (?:tháng|quý)(?=[),])|"
    rf"(?:(?<![\w,] )(?:trong|qua|(?:(?:tính )?đến )?hết)|(?P<sum>l[ũu][yỹ] kế|tính chung)(?: trong)?) "
    rf"(?P<passed>{_COUNT}) (?:tháng|quý)(?(sum)\b(?! (?:đầu|cuối|của|trong|năm|qua|vừa|gần|giữa|\d))(?! ?/)|(?=,))",
    "quarter": rf"(?:(?:hết|cuối) )?(?:quý (?P<quarter>{QUARTER})(?:(?:, | và | ?[-–] ?| đến )(?:quý )?"
    rf"(?P<quarter2>{QUARTER}))*|q(?P<q>[1-4]|iv|i{{1,3}}))(?P<of>{_OF}{_YEAR}|(?:,? (?:của )?năm)? {_REL})?",
    "years": rf"(?:{_OPENS} )?(?:từ )?(?:năm )?{_YEAR} ?[-–—/] ?{_YEAR}|(?:giai đoạn|thời kỳ) (?:từ )?(?:năm )?{_YEAR}"
    rf"{_TO}(?:năm )?{_YEAR}",
    "list": rf"(?:(?:{_COUNT}|các|những) )?năm {_YEAR}(?:, {_YEAR})*(?:, {_YEAR}|,? và (?:năm )?{_YEAR})",
    "same": rf"cùng kỳ(?: của)?(?:(?: năm)? {_YEAR}| năm {_REL})?",
    "ago": rf"(?:(?P<doing>qua|sau) )?(?P<ago>{_COUNT}) (?P<unit>năm|quý|tháng|tuần) "
    r"(?(doing)(?:thực hiện|triển khai|thi hành)|(?:vừa qua|qua|gần đây|trở lại đây|gần nhất))\b",
    "vague": rf"(?:những|các|nhiều|mấy) năm trước\b|trước (?:đây|kia)\b|trước năm {_YEAR}|"
    rf"(?<!kết ){_COUNT} năm (?:thực hiện|triển khai|thi hành)\b|"
    rf"(?:{_COUNT} )?(?:(?:năm|tháng) )?(?:(?:nửa|giữa|đầu|cuối)(?: của)? )+"
    rf"(?:nhiệm kỳ|giai đoạn|thời kỳ)(?: {_YEAR} ?[-–/] ?{_YEAR})?|{_COUNT} năm đầu\b(?! (?:năm|của))|"
    rf"(?:qua|sau) (?:(?:hơn|gần|trên) )?{_COUNT} năm (?:rưỡi )?(?:thực hiện|triển khai|thi hành)\b|"
    rf"(?:hơn|gần|trên|ngót) {_COUNT} (?:năm|quý|tháng|tuần) (?:vừa qua|qua|gần đây|trở lại đây|gần nhất)\b|"
    rf"(?:năm học|niên (?:kh[oó][aá]|độ)) (?:này|nay|qua|vừa qua|trước)\b|(?:đầu|giữa) năm (?:{_YEAR}|{_REL})|"
    rf"{_COUNT} năm (?:trước|nay)\b|(?<!những )(?<!nhiều )(?<!mấy )(?<!các )(?:trong |một )?năm qua\b|"
    r"(?:(?:trong|cả|nửa|giữa|đầu|cuối) )+nhiệm kỳ(?! \d)|nhiệm kỳ (?:này|qua|vừa qua)\b",
    "before": r"(?P<earlier>nhiệm kỳ|giai đoạn|quý|tháng) trước\b",
    "year": rf"(?P<whole>(?:hết|cuối) )?năm (?:học )?(?P<year>{_YEAR})|(?:19|20)\d\d(?=: ?\d)",
    "other": rf"(?:(?:trong|cả|cuối|đầu|giữa|hết) )?năm (?P<other>{_REL})",
    "month": rf"(?:(?:hết|cuối) )?(?:tháng (?:(?P<month>\d{{1,2}})(?:{_OF}{_YEAR}| (?:của )?năm {_REL}|"
    rf"(?![.,/]?\d)(?! (?:hằng|hàng) năm)"
    rf"(?!(?: ?{_LOOSE})+,? năm \d))|(?P<worded>{_COUNT}|tư)(?:,? năm |/){_YEAR})|(?P<month2>\d{{1,2}})/{_YEAR})",
    "part": rf"(?:(?:{_COUNT} )?(?:tháng|quý|tuần|đợt|mùa|(?<!nhiệm )(?<!dịch )vụ|nửa|niên (?:độ|vụ)|ngày(?! \d)|"
    rf"(?<!nhiệm )(?<!thời )kỳ)|"
    rf"\d\d?t\b)(?: ?{_LOOSE})*(?:,? năm (?:học )?| ?/ ?| ){_YEAR}(?: ?[-–] ?{_YEAR})?",
    "day": r"(?:(?:sáng|chiều|tối|trưa|đêm|hôm)(?: ngày)?|ngày) (?P<d>\d{1,2})(?: ?/ ?|[.-]| tháng )(?P<m>\d{1,2})"
    r"(?![/.,-]?\d)(?! (?:hằng|hàng) năm|,? năm \d| ?tháng)|"
    r"(?:đến|tới) (?P<d2>\d{1,2}) ?[/-] ?(?P<m2>\d{1,2})(?= ?[,;)]| ?\.(?!\d)| ?$)",
    "within": r"(?<!kỳ )(?<!lần )(?<!buổi )(?:trong|cả|cuối|đầu|giữa|hết) năm\b(?! (?:học|\d|thứ|tháng|ngày|năm))",
    "now": r"(?:(?:đến|tới|hiện|tính đến)(?: thời điểm)? |(?<!hôm )(?<!ngày )(?<!năm )(?<!lâu )(?<!xưa )(?<!trước )"
    r"(?<!tháng ))nay\b(?! mai)|(?<!thực )(?<!thể )(?<!xuất )(?<!phát )(?<!biểu )"
    r"hiện(?= (?:có|tại|còn|đã|đạt|toàn|đảng bộ|chi bộ|xã|phường|huyện|tỉnh)\b)",
}
# Most places are passed by their first letters.
_BEGINS = (
    r"\d{1,2}(?:t\b| (?:tháng|năm|quý|tuần)|/(?:19|20)|[/.]\d{1,2}[/.]\d{4} ?[-–—])|(?:19|20)\d\d(?: ?[-–—/]|:)|"
    r"n(?:ăm |hiệm kỳ|hững n|hiều n|ay|ửa |gày |gót |iên )|"
    r"t(?:háng |ừ |rước |rong (?:[nmhbstc]|\d)|rên \d|ính (?:đ|ch)|ới |hời kỳ|ám |ối |rưa |uần )|"
    r"q(?:uý |ua |[1-4i])|g(?:iai|iữa |ần )|đ(?:ầu |ến |êm |ợt )|c(?:uối |ả n|ác n|ùng|hiều |hín )|"
    r"h(?:ết |ai |iện [nctđ]|ôm |ơn )|k[ểỳ] |b(?:a |ốn |ảy )|s(?:áu|áng|au) |m(?:ột |ười |ùa |ấy n)|l[ũu][yỹ] kế|vụ "
)
PLACES = re.compile(rf"[\dntqgđchkbsmlv](?<![\w/.,].)(?<!\d[-–].)(?<=(?={_BEGINS}).)")
FIND = re.compile(r"(?:" + "|".join(f"(?P<{name}_>{form})" for name, form in _FORMS.items()) + r")(?![\w/]*\d)")
