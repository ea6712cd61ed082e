"""What people may do in a room, and when: an act becomes events, or is refused in plain words.

Every act that belongs to a moment carries the ``step`` it was made at. A replayed message, an old
tab or a second press carries an old step and is refused; the client's clock is never asked.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from hub.rooms import records, rehearsal
from hub.rooms.events import (
    Closed,
    Door,
    Event,
    Hidden,
    Joined,
    Moved,
    Shared,
    Timed,
    Voted,
    Went,
    Withdrawn,
)
from hub.rooms.room import NEXT, STORY, VOTING, Room, State, leading
from roleplay import practice_text, privacy

MOST_PEOPLE = 2000
Role = Literal["carer", "facilitator", "screen"]
Step = Annotated[int, Field(ge=0, le=1_000_000, strict=True)]
Name = Annotated[str, StringConstraints(max_length=60)]


@dataclass(frozen=True)
class Person:
    """Who acts or looks: a part they play, and for a carer the room's own id for them."""

    role: Role
    voter: str = ""


class RefusedError(Exception):
    """An act that the room does not take, with the reason in plain words."""


class _Act(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Join(_Act):
    """Come in."""

    act: Literal["join"]


class Vote(_Act):
    """Choose, or choose anew while the vote is open."""

    act: Literal["vote"]
    step: Step
    choice: Name


class Share(_Act):
    """Let the room have the line one would say at a scene."""

    act: Literal["share"]
    scene: Name
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class Withdraw(_Act):
    """Take the line back."""

    act: Literal["withdraw"]
    scene: Name


class Next(_Act):
    """Go on: the facilitator's one button."""

    act: Literal["next"]
    step: Step


class Skip(_Act):
    """Leave out talking or the second vote, and decide."""

    act: Literal["skip"]
    step: Step


class Go(_Act):
    """Go on in the story with a choice."""

    act: Literal["go"]
    step: Step
    choice: Name


class Timer(_Act):
    """Set a time for talking in minutes; 0 takes it away."""

    act: Literal["timer"]
    step: Step
    minutes: Annotated[int, Field(ge=0, le=30, strict=True)]


class Hide(_Act):
    """Leave a shared line out."""

    act: Literal["hide"]
    line: Name


class LetGuests(_Act):
    """Let guests in by code alone, or no longer."""

    act: Literal["guests"]
    open: Annotated[bool, Field(strict=True)]


class Everyone(_Act):
    """Wait no longer for the made-up carers of a rehearsal: whoever has not voted does so now."""

    act: Literal["everyone"]
    step: Step


class End(_Act):
    """Stop the story here and look back."""

    act: Literal["end"]
    step: Step


class Close(_Act):
    """Close the room for good: only counts are kept."""

    act: Literal["close"]
    step: Step


CarerAct = Join | Vote | Share | Withdraw
LeadAct = Next | Skip | Go | Timer | Hide | LetGuests | Everyone | End | Close
Act = CarerAct | LeadAct
_ACT: TypeAdapter[Act] = TypeAdapter(Annotated[Act, Field(discriminator="act")])

MOVED_ON = "The room has moved on. Look at the page as it is now."
VOTE_CLOSED = "This vote is closed. What you chose before counts."
NOT_WHOLE = "This did not arrive whole. Please try once more."
NOT_NOW = "This cannot be done just now."
NOT_YOURS = "Only the person who leads the room can do this."
OVER = "This room is closed."


def read(content: object) -> Act:
    """Return an act from what arrived.

    Raises:
        RefusedError: it has not the shape of an act.
    """
    try:
        return _ACT.validate_python(content)
    except ValidationError as error:
        raise RefusedError(NOT_WHOLE) from error


@dataclass(frozen=True)
class Now:
    """The moment of an act by the server's clock."""

    at: str
    seconds: float


def decide(state: State, person: Person, act: Act, now: Now) -> tuple[Event, ...]:
    """Say what happens when ``person`` does ``act``; an empty answer when it is so already.

    Raises:
        RefusedError: not theirs to do, or not now.
    """
    if isinstance(state, Closed):
        raise RefusedError(OVER)
    if isinstance(act, CarerAct):
        if person.role != "carer" or not person.voter:
            raise RefusedError(NOT_NOW)
        return _carer(state, person.voter, act, now)
    if person.role != "facilitator":
        raise RefusedError(NOT_YOURS)
    return _lead(state, act, now)


def _carer(room: Room, who: str, act: CarerAct, now: Now) -> tuple[Event, ...]:
    if isinstance(act, Join):
        if who in room.people:
            return ()
        if len(room.people) >= MOST_PEOPLE:
            raise RefusedError("This room is full.")
        return (Joined(at=now.at, who=who),)
    if who not in room.people:
        raise RefusedError("Join the room first.")
    if isinstance(act, Vote):
        return _vote(room, who, act, now)
    if act.scene not in [turn.scene for turn in room.turns]:
        raise RefusedError(NOT_NOW)
    known = room.line_of(who, act.scene)
    if isinstance(act, Withdraw):
        return (Withdrawn(at=now.at, who=who, scene=act.scene),) if known else ()
    words = practice_text.seen(act.text).strip()
    if not words:
        raise RefusedError(NOT_WHOLE)
    if known and known.text == words:
        return ()
    certain = next((hit for hit in privacy.identifying(words) if hit.certain), None)
    if certain:
        raise RefusedError(f"{certain.found} {certain.change}")
    line = secrets.token_hex(6)
    return (Shared(at=now.at, who=who, line=line, scene=act.scene, text=words),)


def _vote(room: Room, who: str, act: Vote, now: Now) -> tuple[Event, ...]:
    if act.step != room.step or room.phase not in VOTING:
        raise RefusedError(VOTE_CLOSED if act.step <= room.step else NOT_NOW)
    if act.choice not in room.scene.choices:
        raise RefusedError(NOT_NOW)
    if room.open_votes.get(who) == act.choice:
        return ()
    return (Voted(at=now.at, who=who, step=act.step, choice=act.choice),)


def _lead(room: Room, act: LeadAct, now: Now) -> tuple[Event, ...]:
    if isinstance(act, Hide):
        known = any(line.name == act.line and not line.hidden for line in room.lines)
        return (Hidden(at=now.at, line=act.line),) if known else ()
    if isinstance(act, LetGuests):
        if room.made_up:
            raise RefusedError("A rehearsal is for you alone. Open a room to let guests in.")
        return (Door(at=now.at, guests=act.open),) if act.open != room.guests else ()
    if act.step != room.step:
        raise RefusedError(MOVED_ON)
    return _STEPS[type(act)](room, act, now)


def _next(room: Room, act: Next, now: Now) -> tuple[Event, ...]:
    if room.phase not in NEXT:
        raise RefusedError(NOT_NOW)
    return (Moved(at=now.at, step=act.step, to=NEXT[room.phase]),)


def _skip(room: Room, act: Skip, now: Now) -> tuple[Event, ...]:
    if room.phase not in ("shown", "discuss"):
        raise RefusedError(NOT_NOW)
    return (Moved(at=now.at, step=act.step, to="decide"),)


def _go(room: Room, act: Go, now: Now) -> tuple[Event, ...]:
    if room.phase != "decide" or act.choice not in room.scene.choices:
        raise RefusedError(NOT_NOW)
    followed = leading(room.turn) == act.choice
    return (Went(at=now.at, step=act.step, choice=act.choice, followed=followed),)


def _timer(room: Room, act: Timer, now: Now) -> tuple[Event, ...]:
    if room.phase not in ("say", "discuss"):
        raise RefusedError(NOT_NOW)
    until = now.seconds + 60 * act.minutes if act.minutes else None
    return (Timed(at=now.at, until=until),)


def _everyone(room: Room, act: Everyone, now: Now) -> tuple[Event, ...]:
    if not room.made_up or room.phase not in VOTING:
        raise RefusedError(NOT_NOW)
    waiting = [deed for deed in rehearsal.deeds(room) if deed.who not in room.open_votes]
    votes = [(deed.who, Vote.model_validate(deed.act)) for deed in waiting]
    return tuple(
        event for who, vote in votes if who in room.people for event in _vote(room, who, vote, now)
    )


def _end(room: Room, act: End, now: Now) -> tuple[Event, ...]:
    if room.phase not in STORY:
        raise RefusedError(NOT_NOW)
    return (Moved(at=now.at, step=act.step, to="ended"),)


def _close(room: Room, act: Close, now: Now) -> tuple[Event, ...]:
    if room.phase not in ("lobby", "ended"):
        raise RefusedError(NOT_NOW)
    return (closing(room, now),)


def closing(room: Room, now: Now) -> Closed:
    """Return what stays of a room once it is closed."""
    record, is_rehearsal = records.record(room), room.made_up > 0
    return Closed(
        at=now.at, code=room.code, step=room.step + 1, record=record, rehearsal=is_rehearsal
    )


_STEPS: dict[type, Callable[..., tuple[Event, ...]]] = {
    Next: _next,
    Skip: _skip,
    Go: _go,
    Timer: _timer,
    Everyone: _everyone,
    End: _end,
    Close: _close,
}
