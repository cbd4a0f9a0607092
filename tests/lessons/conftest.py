"""Packs and outlines, written once for the tests that look into their files."""

from functools import cache
from itertools import product

import pytest

from analysis.lessons.field_study import open_field_study
from analysis.lessons.lesson import open_lesson
from analysis.lessons.pack import write_field_study, write_pack


@pytest.fixture(scope="session")
def opened(data):
    """Give a function that makes a lesson of the data, by its id and language, the first time that it is asked for."""
    return cache(lambda lesson, lang: open_lesson(data, lesson, lang=lang))


@pytest.fixture(scope="session")
def write(data, opened, few_units):
    """Give a function that writes a lesson or an outline, by its id and language, once, and gives it with its files."""

    def make(name, lang):
        if name in data.ids("lesson"):
            return opened(name, lang), write_pack(opened(name, lang))
        outline = open_field_study(data, name, lang=lang)
        with few_units():
            return outline, write_field_study(outline)

    return cache(make)


@pytest.fixture(scope="session")
def written(data, write):
    """Give each lesson and each outline, by its id and language, with the files that are written of it."""
    return {key: write(*key) for key in product([*data.ids("lesson"), *data.ids("locality")], ("vi", "en"))}
