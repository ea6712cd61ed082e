"""One case: a name, what was done to good work, what the trainer should see, and the function that does it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from roleplay import sorts
from roleplay.responses import Responses
from tests.carers import EXERCISE, model_runs, responses
from tests.course import SORT, placed

OTHER = "good-one"
"""A carer whose work stands beside every case, and stays as it is."""


@dataclass(frozen=True)
class Sees:
    """What the trainer should see: marks, a reason without marks, or marks with a word beside the name."""

    marks: str
    """``all`` that can be counted, ``some`` of it, or ``none`` (with ``words``)."""
    words: str = ""


ALL = Sees("all")


def reason(words: str) -> Sees:
    """The work cannot be read, and these words say why."""
    return Sees("none", words)


def some(words: str = "") -> Sees:
    """What can be counted is, and these words stand beside the name."""
    return Sees("some", words)


EITHER = Sees("either")
"""Depends on the account that marks: the keeper of a machine may read everything."""


@dataclass(frozen=True)
class Place:
    """Where a case does its work: good work was handed in there."""

    root: Path
    folder: Path
    """``submitted/<carer>/<exercise>``"""
    canary: Path
    """Code of a carer's that runs would write this file."""

    @property
    def responses(self) -> Path:
        """The carer's own file."""
        return self.folder / "responses.json"

    @property
    def notebook(self) -> Path:
        """The notebook beside it."""
        return self.folder / "practice.ipynb"

    @property
    def time(self) -> Path:
        """When it was sent."""
        return self.folder / "timestamp.txt"

    @property
    def code(self) -> str:
        """Python that would be noticed."""
        return f"open({str(self.canary)!r}, 'a').write('ran')\n"

    def cells(self, change: Callable[[list[dict[str, Any]]], object]) -> None:
        """Change the notebook's cells."""
        whole = json.loads(self.notebook.read_text("utf-8"))
        change(whole["cells"])
        self.notebook.write_text(json.dumps(whole), "utf-8")

    def work(self, change: Callable[[dict[str, Any]], object]) -> None:
        """Change the carer's own file, as plain data."""
        whole = json.loads(self.responses.read_text("utf-8"))
        change(whole)
        self.responses.write_text(json.dumps(whole), "utf-8")


@dataclass(frozen=True)
class Case:
    """One damaged or hostile submission."""

    name: str
    about: str
    sees: Sees
    spoil: Callable[[Place], object]
    carer: str

    @property
    def is_carer(self) -> bool:
        """Say whether the folder has a name that a carer can have."""
        return self.carer == self.name


CASES: dict[str, Case] = {}


def case(
    about: str, sees: Sees = ALL, carer: str = ""
) -> Callable[[Callable[[Place], object]], Callable[[Place], object]]:
    """Add a function to the corpus; it gets a place where good work stands, and spoils it.

    Args:
        about: what was done, in a few words.
        sees: what the trainer should see.
        carer: the name of the folder, when that is what is odd.
    """

    def add(spoil: Callable[[Place], object]) -> Callable[[Place], object]:
        put(spoil.__name__.replace("_", "-"), about, sees, spoil, carer)
        return spoil

    return add


def put(
    name: str, about: str, sees: Sees, spoil: Callable[[Place], object], carer: str = ""
) -> None:
    """Add a case by its name."""
    assert name not in CASES, name
    CASES[name] = Case(name, about, sees, spoil, carer or name)


def good() -> Responses:
    """Good work, that earns everything that can be counted and waits for the trainer's eye."""
    work = responses(
        model_runs(own_words="I sit down near him."),
        plan=("I hear the door", "I breathe out"),
        what_would_you_say="I am here. That was hard.",
        reflection="I waited, and it helped.",
    )
    assert work.exercise == EXERCISE
    return placed(work, {name: card.belongs for name, card in sorts.load(SORT).cards.items()})
