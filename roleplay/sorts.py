"""A sort: cards that a carer puts where they think each one belongs, and why we would put it there.

Load one and check it here: the one way in for book, player, marking and tests.
The fields are described for authors in ``docs/formats.md``, section 10.
"""

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from roleplay import checking, sorts_checking
from roleplay.model import Name
from roleplay.reading import Problem, ScenarioError, Source, as_it_is
from roleplay.reading import read as read_yaml

FOLDER = Path(__file__).parent / "sorts"
PLACED = "placed"
"""The one criterion of a sort: cards placed as we would."""

__all__ = ["FOLDER", "PLACED", "Card", "Sort", "SortError", "load", "names", "placed", "read"]

SortError = ScenarioError
"""A sort that cannot be used; ``problems`` lists everything found."""

Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Places = dict[Name, Label]


class _Part(BaseModel):
    """Nothing unknown is let in, nothing changes after loading."""

    # The text under a field is what an author's editor shows while the field is being filled in.
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Card(_Part):
    """One thing to look at, the place where we would put it, and why."""

    text: Words
    """What stands on the card, in plain text."""
    belongs: Name
    """The name of the place where we would put it."""
    because: Words
    """Why, in 10 to 50 words: kind, specific, true whatever the carer chose."""
    places: Annotated[Places, Field(min_length=2, max_length=6)] | None = None
    """Only for a card with places of its own, such as two replies to choose from: name -> words."""


class Sort(_Part):
    """Cards to be placed, with the places where they can go."""

    name: Name
    """The file's name without .yaml; it is not written in the file."""
    title: Label
    """What the carer sees."""
    about: Words
    """What to do, in one to three sentences."""
    teaches: Annotated[tuple[Words, ...], Field(min_length=1)]
    """Ids of roleplay/data/teachable-items.json."""
    minutes: Annotated[int, Field(ge=1, le=30, strict=True)]
    """How long it takes, 1 to 30."""
    sources: tuple[Words, ...] = ()
    """Keys of book/reference/references.bib: only what the cards really lean on."""
    authors: Annotated[tuple[Words, ...], Field(min_length=1)]
    """Who wrote it. Roles are enough."""
    reviewed_by: tuple[Words, ...]
    """Who has read it and when. An empty list [] is said openly on the page."""
    places: Annotated[Places, Field(min_length=2, max_length=6)] | None = None
    """Two to six places where a card can go, name -> words on the button, in the order shown."""
    cards: Annotated[dict[Name, Card], Field(min_length=3, max_length=12)]
    """Three to twelve cards, each under a name of small letters, digits and hyphens."""

    @property
    def version(self) -> str:
        """Eight letters made from the content: what was placed says in which version."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:8]

    def places_of(self, card: str) -> Places:
        """Give the places that a card can go to, in the order shown."""
        return self.cards[card].places or self.places or {}


def names() -> tuple[str, ...]:
    """List the sorts that come with the course, by name."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def load(which: str | Path) -> Sort:
    """Load a sort by name, or from a file of your own, and check every rule.

    Args:
        which: the name of a sort of the course ("two-hands"), or a path to a YAML file.

    Raises:
        SortError: no such sort, or one that breaks a rule; ``problems`` lists them all.
    """
    path = which if isinstance(which, Path) else FOLDER / f"{which}.yaml"
    if not path.is_file():
        known = list(names())
        hint = checking.did_you_mean(path.stem, known) if known else "There is none yet."
        raise SortError([Problem(path.name, f"There is no sort '{path.stem}'. {hint}")])
    return _loaded(path, as_it_is(path))


@lru_cache(maxsize=256)
def _loaded(path: Path, _as_it_is: tuple[int, ...]) -> Sort:
    """Load a file once for as long as it stays as it is."""
    return read(path)


def read(path: Path) -> Sort:
    """Read one file and check every rule.

    Raises:
        SortError: the file cannot be read, or breaks a rule; ``problems`` lists them all.
    """
    source = read_yaml(path, "sort")
    sort = _shape(source, path.stem)
    problems = [_problem(source, place, said) for place, said in sorts_checking.faults(sort)]
    if problems:
        raise SortError(problems)
    return sort


def _shape(source: Source, name: str) -> Sort:
    """Give the data its shape, or say every field that does not fit."""
    if not isinstance(source.data, dict):
        fault = "A sort is lines of 'name: value'. Copy another sort to begin."
        raise SortError([Problem(source.file, fault, 1)])
    if "name" in source.data:
        fault = "'name' is not a field here: the file's name is the sort's name."
        raise SortError([Problem(source.file, fault, source.line_of(("name",)))])
    try:
        return Sort.model_validate({**source.data, "name": name})
    except ValidationError as error:
        found = [sorts_checking.shape_fault(detail, _fields) for detail in error.errors()]
        raise SortError([_problem(source, place, said) for place, said in found]) from error


def _fields(place: tuple[str | int, ...]) -> list[str]:
    """List the fields that may stand at a place."""
    part: type[BaseModel] = Card if place[0] == "cards" else Sort
    return [name for name in part.model_fields if name != "name"]


def _problem(source: Source, place: tuple[str | int, ...], message: str) -> Problem:
    return Problem(source.file, message, source.line_of(place), checking.where(place))


def placed(sort: Sort, picks: Mapping[str, str]) -> int:
    """Count the cards that stand where we would put them.

    Args:
        sort: the sort, in any language.
        picks: the name of the place by the name of the card; what does not fit counts nothing.
    """
    return sum(picks.get(name) == card.belongs for name, card in sort.cards.items())
