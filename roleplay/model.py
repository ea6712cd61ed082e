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

    # The text under a field is what an author's editor shows while the field is being filled in.
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Child(_Part):
    """An invented child: a first name and an age, never a history."""

    name: Words
    """A first name only. Make the child up: never a real child, not even with the name changed."""
    age: Annotated[int, Field(ge=0, le=18, strict=True)]
    """The child's age in years, 0 to 18."""


class Line(_Part):
    """The safeguarding line: what must happen, whom to tell, and how fast."""

    says: Words
    """The safeguarding line itself, as a full sentence."""
    tell: Words
    """Whom to tell, for example: your fostering service."""
    by: Words
    """How fast, for example: the same day."""
    needed: Annotated[bool, Field(strict=True)]
    """true when something must be done in this story; then some choice has 'line: met' and some choice has 'line: missed'."""


class Choice(_Part):
    """Something the carer can say or do, and the scene it leads to."""

    text: Words
    """What the carer says or does. Short enough to say out loud."""
    step: Step
    """What this reply does: settle, safe, connect, correct or repair."""
    feedback: Words
    """Specific and kind, about the reply and not the person. Two to four sentences."""
    leads_to: Name
    """The name of the next scene."""
    pace: dict[PaceLetter, Points] = Field(default_factory=dict)
    """Points from 0 to 2 for playfulness, acceptance, curiosity and empathy, where the words really carry them."""
    limit: Annotated[bool, Field(strict=True)] = False
    """true when it sets a clear, kind limit."""
    line: Literal["met", "missed"] | None = None
    """met when it takes the safeguarding step, missed when it lets it go."""
    harm: Words | None = None
    """Why this is never allowed. It shuts the safety gate, whatever the points."""


class Scene(_Part):
    """One moment of the role-play; a scene without choices is an ending."""

    text: Words
    """What happens, in the present tense, to 'you'. Plain words; a blank line makes a new paragraph."""
    temperature: Annotated[int, Field(ge=0, le=10, strict=True)]
    """The child's emotional thermometer, from 0 (at ease) to 10 (overwhelmed)."""
    inside: Words
    """What the child may be thinking, in the child's own small words. Shown only when looking back."""
    ask: Words | None = None
    """A question answered in the carer's own words before the choices appear."""
    choices: dict[Name, Choice] = Field(default_factory=dict)
    """Two, three or four choices, each under a name of small letters, digits and hyphens. None in an ending."""
    title: Words | None = None
    """Only for an ending: what it is called."""
    debrief: Words | None = None
    """Only for an ending: what to carry forward from it."""

    @property
    def is_ending(self) -> bool:
        """Say whether the story stops here."""
        return not self.choices


class Scenario(_Part):
    """A role-play: a child, a moment, and every way it can go."""

    name: Name
    """The file's name without .yaml; it is not written in the file."""
    title: Words
    """What the carer sees: a few words from inside the story."""
    child: Child
    """An invented child, {name: ..., age: ...}: a first name and an age."""
    minutes: Annotated[int, Field(ge=1, le=30, strict=True)]
    """How long a first play takes, 1 to 30."""
    about: Words
    """Where we are and who is there, in one to three sentences."""
    content_note: Words
    """What it mentions, how long it takes, that it can be skipped with nothing lost, and a gentler route."""
    homes: Annotated[tuple[HomesLetter, ...], Field(min_length=1)]
    """The HOMES letters that are practised: H, O, M, E, S."""
    teaches: Annotated[tuple[Words, ...], Field(min_length=1)]
    """Ids of roleplay/data/teachable-items.json: only what is truly practised."""
    line: Line
    """The safeguarding line, in four lines set further in: says, tell, by, needed."""
    sources: tuple[Words, ...] = ()
    """Keys of book/reference/references.bib: only what the story really leans on."""
    authors: Annotated[tuple[Words, ...], Field(min_length=1)]
    """Who wrote it. Roles are enough."""
    reviewed_by: tuple[Words, ...]
    """Who has read it and when. An empty list [] is said openly on the page."""
    start: Name
    """The name of the first scene."""
    scenes: Annotated[dict[Name, Scene], Field(min_length=2)]
    """The scenes, each under a name of small letters, digits and hyphens."""

    @property
    def version(self) -> str:
        """Eight letters made from the content: runs say which version they were played in."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:8]
