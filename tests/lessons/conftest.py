"""All packs and outlines, written once for the tests that look into their files."""

from functools import cache
from itertools import product

import pytest

from analysis.lessons.lesson import open_field_study, open_lesson
from analysis.lessons.pack import write_field_study, write_pack


@pytest.fixture(scope="session")
def opened(data):
    """Give a function that makes a lesson of the data, by its id and language, the first time that it is asked for."""
    return cache(lambda lesson, lang: open_lesson(data, lesson, lang=lang))


@pytest.fixture(scope="session")
def written(data, opened, few_units):
    """Give each lesson and each outline, by its id and language, with the files that are written of it."""
    packs = {key: opened(*key) for key in product(data.ids("lesson"), ("vi", "en"))}
    found = {key: (pack, write_pack(pack)) for key, pack in packs.items()}
    with few_units():
        for place, lang in product(data.ids("locality"), ("vi", "en")):
            outline = open_field_study(data, place, lang=lang)
            found[place, lang] = outline, write_field_study(outline)
    return found
