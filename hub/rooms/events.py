"""What can have happened in a room: a list of these is all that is kept while it is open.

People are opaque ids, made anew for each room (``voters``): no event can hold a name.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

Phase = Literal[
    "lobby", "say", "vote", "shown", "discuss", "again", "shift", "decide", "ended", "closed"
]


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    at: str
    """When, as the server's clock had it: UTC, ISO 8601 with Z."""


class Opened(_Event):
    """A facilitator opened the room; the whole story goes along, so that a later edit changes nothing."""

    kind: Literal["opened"] = "opened"
    code: str
    scenario: dict[str, Any]
    guests: bool
    made_up: int = 0
    """How many made-up carers a rehearsal has; none when the room is a real one."""


class Joined(_Event):
    """Somebody came in."""

    kind: Literal["joined"] = "joined"
    who: str


class Voted(_Event):
    """Somebody chose, or chose anew before closing."""

    kind: Literal["voted"] = "voted"
    who: str
    step: int
    choice: str


class Moved(_Event):
    """The facilitator went on to the next phase."""

    kind: Literal["moved"] = "moved"
    step: int
    """The step it was pressed at; the room's next step is one more."""
    to: Phase


class Went(_Event):
    """The story went on with a choice: the group's own, or the facilitator's."""

    kind: Literal["went"] = "went"
    step: int
    choice: str
    followed: bool


class Timed(_Event):
    """A time for talking was set, or taken away; it closes nothing by itself."""

    kind: Literal["timed"] = "timed"
    until: float | None


class Shared(_Event):
    """Somebody let the room have the line they would say, without their name."""

    kind: Literal["shared"] = "shared"
    who: str
    line: str
    scene: str
    text: str


class Withdrawn(_Event):
    """Somebody took their line back."""

    kind: Literal["withdrawn"] = "withdrawn"
    who: str
    scene: str


class Hidden(_Event):
    """The facilitator left a line out."""

    kind: Literal["hidden"] = "hidden"
    line: str


class Door(_Event):
    """The facilitator let guests in by code alone, or no longer."""

    kind: Literal["door"] = "door"
    guests: bool


class TurnRecord(BaseModel):
    """What is kept of one scene: counts, and none under five."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scene: str
    voted: int
    votes: dict[str, int] | None
    voted_again: int | None
    """How many voted the second time; nothing when there was no second vote."""
    votes_again: dict[str, int] | None
    chosen: str | None
    followed: bool


class Record(BaseModel):
    """What is kept of a room once it is closed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scenario: str
    title: str
    version: str
    opened: str
    people: int
    turns: tuple[TurnRecord, ...]


class Closed(_Event):
    """The room is over: from here on this is all there is of it."""

    kind: Literal["closed"] = "closed"
    code: str
    step: int
    record: Record
    rehearsal: bool = False
    """Of a rehearsal nothing is kept at all: the record is empty, and the store deletes the room."""


Event = Annotated[
    Opened | Joined | Voted | Moved | Went | Timed | Shared | Withdrawn | Hidden | Door | Closed,
    Field(discriminator="kind"),
]
EVENT: TypeAdapter[Event] = TypeAdapter(Event)
