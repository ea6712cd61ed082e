"""Load a scenario and check it: the one way in for book, player, marking and tests."""

from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from roleplay import checking
from roleplay.model import Scenario
from roleplay.reading import Problem, ScenarioError, Source, as_it_is, read

FOLDER = Path(__file__).parent / "scenarios"

__all__ = ["FOLDER", "Problem", "Scenario", "ScenarioError", "load", "names"]


def names() -> tuple[str, ...]:
    """List the scenarios that come with the course, by name."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def load(which: str | Path) -> Scenario:
    """Load a scenario by name, or from a file of your own, and check every rule.

    Args:
        which: the name of a scenario of the course ("theo-food"), or a path to a YAML file.

    Raises:
        ScenarioError: no such scenario, or one that breaks a rule; ``problems`` lists them all.
    """
    path = which if isinstance(which, Path) else FOLDER / f"{which}.yaml"
    if not path.is_file():
        hint = checking.did_you_mean(path.stem, list(names()))
        raise ScenarioError([Problem(path.name, f"There is no scenario '{path.stem}'. {hint}")])
    return _loaded(path, as_it_is(path))


@lru_cache(maxsize=256)
def _loaded(path: Path, _as_it_is: tuple[int, ...]) -> Scenario:
    """Load a file once for as long as it stays as it is; a scenario cannot be changed once it is loaded."""
    source = read(path)
    scenario = _shape(source, path.stem)
    problems = [_problem(source, place, message) for place, message in checking.faults(scenario)]
    if problems:
        raise ScenarioError(problems)
    return scenario


def _shape(source: Source, name: str) -> Scenario:
    """Give the data its shape, or say every field that does not fit."""
    if not isinstance(source.data, dict):
        fault = "A scenario is lines of 'name: value'. Copy another scenario to begin."
        raise ScenarioError([Problem(source.file, fault, 1)])
    if "name" in source.data:
        fault = "'name' is not a field here: the file's name is the scenario's name."
        raise ScenarioError([Problem(source.file, fault, source.line_of(("name",)))])
    try:
        return Scenario.model_validate({**source.data, "name": name})
    except ValidationError as error:
        found = [checking.shape_fault(detail) for detail in error.errors()]
        raise ScenarioError([_problem(source, place, said) for place, said in found]) from error


def _problem(source: Source, place: tuple[str | int, ...], message: str) -> Problem:
    return Problem(source.file, message, source.line_of(place), checking.where(place))
