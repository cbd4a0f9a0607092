"""The built-in data, and a way to spoil one figure of it."""

from dataclasses import replace

import pytest

import analysis


@pytest.fixture(scope="session")
def data():
    """Give the built-in data package, checked."""
    return analysis.load()


@pytest.fixture
def spoil(data):
    """Give the data with the value of one observation changed."""

    def change(observation_id, value):
        table = data.observations.copy()
        found = table["observation_id"] == observation_id
        assert found.sum() == 1
        table.loc[found, "value"] = value
        return replace(data, tables={**data.tables, "observations": table})

    return change
