"""The rubric: what is looked for in an answer, and what each level says in words.

The words stand in ``data/rubrics.json``; a person always decides the level (``docs/formats.md``, section 7).
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "rubrics.json"
MOST = 4
"""Points of a criterion that is marked by hand: one for each level."""
NOT_MARKED_YET = "Not marked yet"


@dataclass(frozen=True)
class Criterion:
    """One thing a trainer looks for, with a sentence for each of the four levels."""

    name: str
    levels: tuple[str, ...]

    def says(self, level: int) -> str:
        """Give the sentence of a level (1-4); nothing for 0, an answer not given."""
        return self.levels[level - 1] if level else ""


@dataclass(frozen=True)
class Rubric:
    """Everything in the file."""

    levels: tuple[str, ...]
    unanswered: str
    counted: dict[str, str]
    """Names of the criteria that the course counts from a run."""
    trainer: tuple[str, ...]
    """Reminders for the trainer who marks."""
    criteria: dict[str, Criterion]

    def word(self, points: float) -> str:
        """Name the level that a number of points reaches: "Connecting" for 3 and for 3.5."""
        level = level_of(points)
        return self.levels[level - 1] if level else self.unanswered


def level_of(points: float) -> int:
    """Give the level (0-4) that a number of points reaches."""
    return max(0, min(MOST, int(points)))


def split(cell: str) -> tuple[str, str]:
    """Part a cell's id into its question or role-play and its criterion ("" when it has none)."""
    whole, _, criterion = cell.partition("--")
    return whole, criterion


@cache
def rubric() -> Rubric:
    """Read the course's rubric."""
    data = json.loads(FILE.read_text(encoding="utf-8"))
    return Rubric(
        tuple(data["levels"]),
        data["unanswered"],
        data["counted"],
        tuple(data["trainer"]),
        {key: Criterion(c["name"], tuple(c["levels"])) for key, c in data["criteria"].items()},
    )
