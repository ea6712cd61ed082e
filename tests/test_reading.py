"""A file says the same to a trainer on every machine, whichever YAML parser is there."""

from pathlib import Path

import pytest
import yaml

from benchmarks import long_story
from roleplay import reading, scenario

FILES = [
    *sorted((Path(__file__).parent / "damaged").rglob("*.yaml")),
    *sorted(scenario.FOLDER.glob("*.yaml")),
]


def said(path):
    """Return what loading says: the scenario, or every problem."""
    try:
        return scenario.load(path)
    except scenario.ScenarioError as error:
        return error.problems


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_the_quick_parser_and_the_other_say_the_same(path, monkeypatch):
    quick = said(path)
    monkeypatch.setattr(reading, "_LOADERS", (yaml.SafeLoader,))
    assert said(path) == quick


def test_five_hundred_moments_are_read_and_checked_as_one_role_play(tmp_path):
    """How long it takes is told by the benchmarks."""
    long = long_story.write(tmp_path / "long.yaml", 500)
    assert len(scenario.load(long).scenes) == 500
