"""What a scenario is: its scenes and choices as frozen data, without behaviour.

The fields and their limits are described for authors in ``docs/formats.md``, section 1.
"""

import hashlib
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Step = Literal["settle", "safe", "connect", "correct", "repair"]
PaceLetter = Literal["playfulness", "acceptance", "curiosity", "empathy"]
HomesLetter = Literal["H", "O", "M", "E", "S"]

PACE: tuple[PaceLetter, ...] = ("playfulness", "acceptance", "curiosity", "empathy")
CRITERIA: tuple[str, ...] = (*PACE, "order", "limit", "repair")
HOT = 5
"""Scenes above this reading of the child's thermometer need a way to repair."""

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Points = Annotated[int, Field(ge=0, le=2, strict=True)]


class _Part(BaseModel):
    """Shared by all parts: nothing unknown is let in, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Child(_Part):
    """An invented child: a first name and an age, never a history."""

    name: Words
    age: Annotated[int, Field(ge=0, le=18, strict=True)]


class Line(_Part):
    """The safeguarding line: what must happen, whom to tell, and how fast."""

    says: Words
    tell: Words
    by: Words
    needed: Annotated[bool, Field(strict=True)]


class Choice(_Part):
    """Something the carer can say or do, and the scene it leads to."""

    text: Words
    step: Step
    feedback: Words
    leads_to: Name
    pace: dict[PaceLetter, Points] = Field(default_factory=dict)
    limit: Annotated[bool, Field(strict=True)] = False
    line: Literal["met", "missed"] | None = None
    harm: Words | None = None


class Scene(_Part):
    """One moment of the role-play; a scene without choices is an ending."""

    text: Words
    temperature: Annotated[int, Field(ge=0, le=10, strict=True)]
    inside: Words
    ask: Words | None = None
    choices: dict[Name, Choice] = Field(default_factory=dict)
    title: Words | None = None
    debrief: Words | None = None

    @property
    def is_ending(self) -> bool:
        """Say whether the story stops here."""
        return not self.choices


class Scenario(_Part):
    """A role-play: a child, a moment, and every way it can go."""

    name: Name
    title: Words
    child: Child
    minutes: Annotated[int, Field(ge=1, le=30, strict=True)]
    about: Words
    content_note: Words
    homes: Annotated[tuple[HomesLetter, ...], Field(min_length=1)]
    teaches: Annotated[tuple[Words, ...], Field(min_length=1)]
    line: Line
    sources: tuple[Words, ...] = ()
    authors: Annotated[tuple[Words, ...], Field(min_length=1)]
    reviewed_by: tuple[Words, ...]
    start: Name
    scenes: Annotated[dict[Name, Scene], Field(min_length=2)]

    @property
    def version(self) -> str:
        """Eight letters made from the content: runs say which version they were played in."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:8]
