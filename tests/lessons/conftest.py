"""All packs and outlines, written once for the tests that look into their files."""

import pytest

from analysis.lessons.lesson import open_field_study, open_lesson
from analysis.lessons.pack import write_field_study, write_pack


@pytest.fixture(scope="session")
def written(data):
    """Give each lesson and each outline, by its id and language, with the files that are written of it."""
    found = {}
    for lang in ("vi", "en"):
        for kind, read, write in (
            ("lesson", open_lesson, write_pack),
            ("locality", open_field_study, write_field_study),
        ):
            for id_ in data.ids(kind):
                pack = read(data, id_, lang=lang)
                found[id_, lang] = pack, write(pack)
    return found
