"""All packs and outlines, written once for the tests that look into their files."""

from itertools import product

import pytest

from analysis.lessons.lesson import open_field_study, open_lesson
from analysis.lessons.pack import write_field_study, write_pack


@pytest.fixture(scope="session")
def written(data, few_units):
    """Give each lesson and each outline, by its id and language, with the files that are written of it."""
    found, kinds = {}, (("lesson", open_lesson, write_pack), ("locality", open_field_study, write_field_study))
    with few_units():
        for lang, (kind, read, write) in product(("vi", "en"), kinds):
            for id_ in data.ids(kind):
                pack = read(data, id_, lang=lang)
                found[id_, lang] = pack, write(pack)
    return found
