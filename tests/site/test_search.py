"""Search: parts of pages with their words, in a form that cannot break the page."""

from __future__ import annotations

import json

from analysis.site.search import Section, read_sections, write_index

PAGE = """<html><head><style>p{color:red}</style></head><body><nav>Danh mục</nav><h1>Hồ sơ: Nậm Pồ</h1><p>Mở đầu</p>
<h2 id="dang-vien">Đảng viên</h2><p>Có <button class="who">1.906<sup>1</sup></button> đảng viên &lt;b&gt;</p>
<section class="notes"><h2 id="notes">Chú thích</h2>ẩn</section></body></html>"""


def test_parts_are_told_apart(tmp_path):
    """Each part has its target, title, heading and words; style, navigation and notes are left out."""
    path = tmp_path / "x.html"
    path.write_text(PAGE, encoding="utf-8")
    first, second = read_sections(path)
    assert first == Section("x.html", "Hồ sơ: Nậm Pồ", "", ("hồ", "sơ", "nậm", "pồ", "mở", "đầu"))
    assert (second.target, second.heading) == ("x.html#dang-vien", "Đảng viên")
    assert second.words == ("đảng", "viên", "có", "1.906", "b")


def test_the_index_cannot_end_its_script():
    """Whatever a page says, the index holds no sign that could end the script around it, and reads back the same."""
    raw = write_index([Section("x.html", "</script><script>alert(1)</script>", "<!--", ("a&b", "\u2028"))])
    assert not set("<>&\u2028") & set(raw)
    assert json.loads(raw) == [["x.html", "</script><script>alert(1)</script>", "<!--", "a&b \u2028"]]
