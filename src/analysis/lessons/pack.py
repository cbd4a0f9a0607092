"""All files of a lesson from one made lesson: plan, slides, questions, papers, manifest, and one zip of them."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from analysis.lessons.field_study import OUTLINE_MIME, Outline, read_outline
from analysis.lessons.parts import MIME, Pack, read_pack

__all__ = ["fix_times", "take_along", "write_field_study", "write_pack"]

# The earliest day that a zip can hold: the same lesson gives the same bytes.
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_DAY = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def take_along(output: Mapping[str, Any]) -> dict[str, bytes] | None:
    """Write the files of a lesson or an outline that a notebook hands on; ``None`` for any other output.

    Parameters
    ----------
    output
        Data of an output, by type.
    """
    if MIME in output:
        return write_pack(read_pack(output[MIME]))
    if OUTLINE_MIME in output:
        return write_field_study(read_outline(output[OUTLINE_MIME]))
    return None


def write_pack(pack: Pack) -> dict[str, bytes]:
    """Write every form of a lesson.

    Returns
    -------
    dict
        Content by name of the file; the last is a zip of all others.
    """
    from analysis.lessons.bank import write_gift, write_moodle_xml
    from analysis.lessons.slides import write_slides
    from analysis.lessons.word import write_paper, write_plan

    name = f"{pack.lesson_id}-{pack.lang}"
    files = {
        f"{name}-plan.docx": write_plan(pack),
        f"{name}-slides.pptx": write_slides(pack),
        f"{name}-paper.docx": write_paper(pack, key=False),
        f"{name}-paper-key.docx": write_paper(pack, key=True),
        f"{name}-questions.gift": write_gift(pack),
        f"{name}-questions.xml": write_moodle_xml(pack),
        f"{name}-manifest.json": _manifest(pack),
    }
    return {**files, f"{name}.zip": _zip(files)}


def write_field_study(outline: Outline) -> dict[str, bytes]:
    """Write the outline of a field study as Word, with the workbook to fill in and its manifest."""
    from analysis.lessons.word import write_outline
    from analysis.workbook.field_sheet import write_field_sheet

    name = f"field-study-{outline.locality_id}-{outline.lang}"
    return {
        f"{name}.docx": write_outline(outline),
        f"{name}.xlsx": fix_times(write_field_sheet(outline.place, outline.asked, lang=outline.lang)),
        f"{name}-manifest.json": _manifest(outline),
    }


def fix_times(content: bytes) -> bytes:
    """Give every part of a zip, such as a Word file, the same old day; workbooks inside it as well."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        parts = {one.filename: old.read(one) for one in old.infolist()}
    for name, part in parts.items():
        if name.endswith(".xlsx"):
            parts[name] = fix_times(part)
        elif name == "docProps/core.xml":
            parts[name] = _DAY.sub(rb"\g<1>2025-01-01T00:00:00Z", part)
    return _zip(parts)


def _manifest(pack: Pack | Outline) -> bytes:
    entries = [asdict(one) for one in pack.manifest]
    content = {"lang": pack.lang, "title": pack.title, "numbers": entries}
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _zip(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()
