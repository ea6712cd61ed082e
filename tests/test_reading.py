"""A file says the same to a trainer on every machine, whichever YAML parser is there."""

import time
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


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="the quick parser is not here")
def test_five_hundred_moments_are_checked_in_under_a_second(tmp_path):
    long = long_story.write(tmp_path / "long.yaml", 500)
    before = time.process_time()
    assert len(scenario.load(long).scenes) == 500
    assert time.process_time() - before < 1
