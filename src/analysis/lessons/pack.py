"""All files of a lesson from one made lesson: plan, slides, questions, papers, manifest, and one zip of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from analysis.lessons.bank import write_gift, write_moodle_xml
from analysis.lessons.office import fix_times, zip_files
from analysis.lessons.parts import MIME, FieldStudy, Pack, read_made
from analysis.workbook.template import write_field_sheet


def take_along(output: Mapping[str, Any]) -> dict[str, bytes] | None:
    """Write the files of a lesson or an outline that an output, its data by type, hands on; ``None`` for any other."""
    if MIME not in output:
        return None
    made = read_made(output[MIME])
    return write_pack(made) if isinstance(made, Pack) else write_field_study(made)


def write_pack(pack: Pack) -> dict[str, bytes]:
    """Write every form of a lesson: content by name of the file; the last is a zip of all others."""
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
    return {**files, f"{name}.zip": zip_files(files)}


def write_field_study(outline: FieldStudy) -> dict[str, bytes]:
    """Write the outline of a field study as Word, with the workbook to fill in and its manifest."""
    from analysis.lessons.word import write_outline

    name = f"field-study-{outline.locality_id}-{outline.lang}"
    return {
        f"{name}.docx": write_outline(outline),
        f"{name}.xlsx": fix_times(write_field_sheet(outline.place, outline.asked, lang=outline.lang)),
        f"{name}-manifest.json": _manifest(outline),
    }


def _manifest(pack: Pack | FieldStudy) -> bytes:
    content = {"lang": pack.lang, "title": pack.title, "numbers": list(map(asdict, pack.manifest))}
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
