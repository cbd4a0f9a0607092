"""Find the sentences likely to state a limitation, a measure or a result: places to read, never codings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.extract.nouns import small

__all__ = ["Passage", "find_passages"]

_MARKS = '(“",;.:*_'  # they stand right beside words
_SENTENCE = re.compile(r"[^.!?…;]+(?:[.,](?=\d)[^.!?…;]+)*[.!?…;]*")
_DIRECTIONS = {
    "limitation": (
        "hạn chế", "tồn tại", "khó khăn", "chưa ", "còn chậm", "lúng túng", "yếu kém", "nể nang", "hình thức",
        "bất cập", "không đồng đều", "thiếu ", "nguyên nhân",
    ),
    "measure": (
        "tăng cường", "đổi mới", "phân công", "chú trọng", "tập trung", "tiếp tục", "xây dựng kế hoạch", "ban hành",
        "giải pháp", "đẩy mạnh", "triển khai", "thường xuyên", "yêu cầu", "mở lớp", "rà soát", "kiện toàn",
    ),
    "result": (
        "kết quả", "nhờ đó", "đã kết nạp", "được nâng lên", "đạt ", "giảm còn", "tăng từ", "hoàn thành", "vượt ",
        "chuyển biến", "từng bước",
    ),
}  # fmt: skip
_THEMES = {
    "cadre_assignment_to_grassroots": ("theo dõi", "về cơ sở", "hỗ trợ ấp", "giúp cơ sở", "cán bộ được phân công"),
    "cadre_training": ("bồi dưỡng", "đào tạo", "tập huấn", "lý luận chính trị", "trình độ"),
    "cell_meeting_quality": ("chất lượng sinh hoạt", "sinh hoạt chuyên đề", "nội dung sinh hoạt", "sinh hoạt mẫu"),
    "cell_meeting_regularity": ("nền nếp", "nề nếp", "định kỳ", "kỳ/năm", "dự sinh hoạt", "dự họp"),
    "democratic_centralism_criticism": ("phê bình", "tập trung dân chủ", "góp ý"),
    "ideological_education": ("tư tưởng", "học tập", "quán triệt"),
    "information_reporting": ("giao ban", "thông tin, báo cáo", "chế độ báo cáo"),
    "inspection_supervision": ("kiểm tra, giám sát", "kỷ luật"),
    "leader_exemplarity": ("nêu gương", "gương mẫu", "người đứng đầu"),
    "leadership_capacity": ("năng lực lãnh đạo", "sức chiến đấu"),
    "leadership_methods": ("phương thức lãnh đạo", "quy chế làm việc"),
    "mass_organisations": ("đoàn thể", "mặt trận"),
    "member_recruitment": ("kết nạp", "tạo nguồn", "phát triển đảng viên"),
    "member_screening": ("sàng lọc",),
    "member_task_assignment": ("đảng viên phụ trách", "nhóm hộ", "phân công đảng viên"),
    "organisation_staffing": ("kiện toàn", "quy hoạch", "sắp xếp"),
    "planning_and_targets": ("chỉ tiêu", "kế hoạch"),
    "quality_classification": ("xếp loại", "hoàn thành tốt", "hoàn thành xuất sắc", "đánh giá"),
    "resources_mobilisation": ("hiến", "góp ", "ngày công", "ủng hộ", "vận động"),
    "secretary_head_unification": ("kiêm trưởng", "đồng thời là trưởng"),
    "security_order": ("an ninh", "trật tự", "quốc phòng"),
    "socioeconomic_leadership": ("nông thôn mới", "hộ nghèo", "thu nhập", "kinh tế"),
}


_Cue = tuple[int, str, str]


@dataclass(frozen=True)
class Passage:
    """One sentence to read, by its place: a text of others is pointed at, not stored.

    Attributes
    ----------
    directions, themes
        What its words suggest; a person decides.
    """

    paragraph: int
    start: int
    end: int
    directions: tuple[str, ...]
    themes: tuple[str, ...]


def find_passages(text: str, paragraph: int) -> list[Passage]:
    """Find the sentences of a paragraph whose words suggest a limitation, a measure or a result."""
    low = small(text)
    # Only what stands in the paragraph is looked for in its sentences.
    words = set(_bare(low).split())
    if not (near := _present(_BY_DIRECTION, words, low)) or not (about := _present(_BY_THEME, words, low)):
        return []
    found = []
    for match in _SENTENCE.finditer(low):
        sentence = match[0]
        if len(sentence) < 20 or not (directions := _named(near, sentence)):
            continue
        if themes := _named(about, sentence):
            start = match.start() + len(sentence) - len(sentence.lstrip())
            found.append(Passage(paragraph, start, match.end(), directions, themes))
    return found


def _bare(text: str) -> str:
    for mark in _MARKS:  # ten times faster than `translate`
        text = text.replace(mark, " ")
    return text


def _index(cues: dict[str, tuple[str, ...]]) -> dict[str, list[_Cue]]:
    """List cues by their first word, each with its rank."""
    ranked = [(name, word) for name, words in cues.items() for word in words]
    by_word: dict[str, list[_Cue]] = {}
    for rank, (name, word) in enumerate(ranked):
        by_word.setdefault(_bare(word).split()[0], []).append((rank, name, word))
    return by_word


_BY_DIRECTION, _BY_THEME = _index(_DIRECTIONS), _index(_THEMES)


def _present(cues: dict[str, list[_Cue]], words: set[str], text: str) -> list[_Cue]:
    return sorted(cue for word in words & cues.keys() for cue in cues[word] if cue[2] in text)


def _named(cues: list[_Cue], sentence: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys([name for _, name, word in cues if word in sentence]))
