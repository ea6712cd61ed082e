"""How sure a group feels before and after: only from files that carers chose to hand over.

The sheet "Before and after" stays on the carer's device (ADR 19). A trainer puts the files that were given
to them, one a person, into ``confidence/`` of the course folder; without any, there is nothing to show.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from roleplay import sheets
from roleplay.reading_plain import plain_bytes

FOLDER = "confidence"
SHEET, PART = "before-and-after", "confidence"
MOST_BYTES = 1_000_000
LEAST = 5
"""The fewest people of whom anything is shown (ADR 24)."""


@dataclass(frozen=True)
class Question:
    """One question, and how the same people answered it before and after."""

    asked: str
    people: int
    looking_back: bool
    """Whether "before" is what they said afterwards, looking back."""
    before: float
    after: float
    up: int
    same: int
    down: int


@dataclass(frozen=True)
class Confidence:
    """The group's change: the questions that five or more answered both times."""

    files: int
    questions: tuple[Question, ...]
    unread: int

    @property
    def says(self) -> str:
        """Say what there is, in a sentence."""
        if not self.files:
            return (
                "Nobody has handed over a “Before and after” sheet yet. It stays on each carer's own "
                "device, unless they choose to save it and give it to you."
            )
        if not self.questions:
            return (
                f"{self.files} {'sheet has' if self.files == 1 else 'sheets have'} been handed over. "
                "A change is shown once five people have answered a question both times."
            )
        return f"From {self.files} sheets that carers chose to hand over. 0 is not at all, 10 is fully."


def of_course(course_root: Path) -> Confidence:
    """Return the group's change from the files in the course folder."""
    filled, unread = _read(sorted((course_root / FOLDER).glob("*.json")))
    part = sheets.load(SHEET)
    asks: dict[str, str] = part.parts[PART].asks  # type: ignore[union-attr]
    found = (_question(name, asked, filled) for name, asked in asks.items())
    return Confidence(len(filled), tuple(one for one in found if one), unread)


def _question(name: str, asked: str, filled: list[dict[str, Any]]) -> Question | None:
    """Pair one question's answers: today before and after, or, when those are too few, looking back.

    Never both: the difference between two such groups could be one person.
    """
    for earlier in ("before", "looking-back"):
        pairs = [
            (before, after)
            for values in filled
            if (before := _number(values, earlier, name)) is not None
            and (after := _number(values, "after", name)) is not None
        ]
        if len(pairs) >= LEAST:
            return Question(
                asked, len(pairs), earlier == "looking-back",
                sum(before for before, _ in pairs) / len(pairs),
                sum(after for _, after in pairs) / len(pairs),
                sum(after > before for before, after in pairs),
                sum(after == before for before, after in pairs),
                sum(after < before for before, after in pairs),
            )  # fmt: skip
    return None


def _number(values: dict[str, Any], time: str, name: str) -> int | None:
    kept = values.get(f"{PART}/{time}/{name}")
    given = kept.get("is") if isinstance(kept, dict) else None
    return given if type(given) is int and 0 <= given <= 10 else None


def _read(paths: Iterable[Path]) -> tuple[list[dict[str, Any]], int]:
    """Return what is filled in in each file; the same file twice is one person's."""
    filled: dict[str, dict[str, Any]] = {}
    unread = 0
    for path in paths:
        try:
            kept = json.loads(plain_bytes(path, MOST_BYTES))
            if kept["format"] != "connection-first/sheet/1" or kept["sheet"] != SHEET:
                raise ValueError("not this sheet")
            values = kept["values"]
            filled[json.dumps(values, sort_keys=True)] = values if isinstance(values, dict) else {}
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            unread += 1
    return list(filled.values()), unread
