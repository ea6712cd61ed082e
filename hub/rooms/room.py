"""A room as it stands: what follows from the events so far, and nothing else.

``after`` is a pure function. It holds the two rules that nothing may break, whatever order events
come in: a vote counts only in the step it was made for while that vote is open, and a person has
one vote in it. An event that breaks a rule changes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from hub.rooms.events import (
    Closed,
    Door,
    Event,
    Hidden,
    Joined,
    Moved,
    Opened,
    Phase,
    Shared,
    Timed,
    Voted,
    Went,
    Withdrawn,
)
from roleplay.model import Scenario, Scene

VOTING: tuple[Phase, ...] = ("vote", "again")
STORY: tuple[Phase, ...] = ("say", "vote", "shown", "discuss", "again", "shift", "decide")
NEXT: Mapping[Phase, Phase] = {
    "lobby": "say",
    "say": "vote",
    "vote": "shown",
    "shown": "discuss",
    "discuss": "again",
    "again": "shift",
    "shift": "decide",
}
FEWEST = 5
"""With fewer voters than this, nobody is shown how the votes fell, and no record keeps it."""


@dataclass(frozen=True)
class Turn:
    """One scene of the story as the room met it; votes are held under opaque ids."""

    scene: str
    first: Mapping[str, str] = field(default_factory=dict)
    second: Mapping[str, str] | None = None
    """``None`` until the room votes again."""
    chosen: str | None = None
    followed: bool = False

    @property
    def deciding(self) -> Mapping[str, str] | None:
        """The votes the group can be followed by: the newest with enough voters."""
        for votes in (self.second, self.first):
            if votes is not None and len(votes) >= FEWEST:
                return votes
        return None


@dataclass(frozen=True)
class Line:
    """A line somebody shared."""

    name: str
    who: str
    scene: str
    text: str
    hidden: bool = False


@dataclass(frozen=True)
class Room:
    """An open room."""

    code: str
    scenario: Scenario
    opened: str
    guests: bool = False
    phase: Phase = "lobby"
    step: int = 0
    people: frozenset[str] = frozenset()
    turns: tuple[Turn, ...] = ()
    lines: tuple[Line, ...] = ()
    until: float | None = None
    made_up: int = 0
    """How many made-up carers are here: a rehearsal has some, a real room none."""

    @property
    def turn(self) -> Turn:
        """The scene that is being played; the last one when the story has ended."""
        return self.turns[-1]

    @property
    def scene(self) -> Scene:
        """The scene that is being played."""
        return self.scenario.scenes[self.turn.scene]

    @property
    def picks(self) -> tuple[str, ...]:
        """The choices the story has taken."""
        return tuple(turn.chosen for turn in self.turns if turn.chosen is not None)

    @property
    def open_votes(self) -> Mapping[str, str]:
        """The votes of the vote that is open now, or none."""
        if self.phase == "vote":
            return self.turn.first
        return (self.turn.second or {}) if self.phase == "again" else {}

    def line_of(self, who: str, scene: str) -> Line | None:
        """Return what a person shared at a scene."""
        return next((x for x in self.lines if x.who == who and x.scene == scene), None)


State = Room | Closed
"""An open room, or what is kept of one that is closed."""


def counts(votes: Mapping[str, str]) -> dict[str, int]:
    """Count votes by choice."""
    found: dict[str, int] = {}
    for choice in votes.values():
        found[choice] = found.get(choice, 0) + 1
    return found


def leading(turn: Turn) -> str | None:
    """Name the one choice most people made; nothing when votes are level or too few."""
    votes = turn.deciding
    if votes is None:
        return None
    found = counts(votes)
    most = max(found.values())
    ahead = [choice for choice, count in found.items() if count == most]
    return ahead[0] if len(ahead) == 1 else None


def begin(event: Opened) -> Room:
    """Return the room that was opened."""
    scenario = Scenario.model_validate(event.scenario)
    return Room(event.code, scenario, event.at, event.guests, made_up=event.made_up)


def replay(events: Iterable[Event], state: State | None = None) -> State | None:
    """Return the room after these events; nothing when none of them opens one."""
    for event in events:
        if isinstance(event, Closed):
            return event
        if isinstance(event, Opened):
            state = state or begin(event)
        elif state is not None:
            state = after(state, event)
    return state


def after(state: State, event: Event) -> State:
    """Return the room once ``event`` has happened."""
    if isinstance(state, Closed) or isinstance(event, Opened):
        return state
    match event:
        case Closed():
            return event
        case Joined():
            return replace(state, people=state.people | {event.who})
        case Voted():
            return _voted(state, event)
        case Moved():
            return _moved(state, event)
        case Went():
            return _went(state, event)
        case Timed():
            return replace(state, until=event.until)
        case Door():
            return replace(state, guests=event.guests)
        case Shared():
            line = Line(event.line, event.who, event.scene, event.text)
            return replace(state, lines=(*_without(state, event.who, event.scene), line))
        case Withdrawn():
            return replace(state, lines=_without(state, event.who, event.scene))
        case Hidden():
            lines = tuple(
                replace(line, hidden=line.hidden or line.name == event.line) for line in state.lines
            )
            return replace(state, lines=lines)


def _without(room: Room, who: str, scene: str) -> tuple[Line, ...]:
    return tuple(line for line in room.lines if (line.who, line.scene) != (who, scene))


def _voted(room: Room, event: Voted) -> Room:
    """Count a vote, if it is for the vote that is open now."""
    if room.phase not in VOTING or event.step != room.step or event.who not in room.people:
        return room
    if event.choice not in room.scene.choices:
        return room
    turn, mine = room.turn, {event.who: event.choice}
    if room.phase == "vote":
        turn = replace(turn, first={**turn.first, **mine})
    else:
        turn = replace(turn, second={**(turn.second or {}), **mine})
    return replace(room, turns=(*room.turns[:-1], turn))


def _moved(room: Room, event: Moved) -> Room:
    onward: set[Phase | None] = {NEXT.get(room.phase)}
    if room.phase in STORY:
        onward.add("ended")
    if room.phase in ("shown", "discuss"):
        onward.add("decide")
    if event.step != room.step or event.to not in onward:
        return room
    turns = room.turns
    if room.phase == "lobby":
        turns = (Turn(room.scenario.start),)
    if event.to == "again":
        turns = (*turns[:-1], replace(room.turn, second={}))
    return replace(room, phase=event.to, step=room.step + 1, turns=turns, until=None)


def _went(room: Room, event: Went) -> Room:
    if event.step != room.step or room.phase != "decide" or event.choice not in room.scene.choices:
        return room
    done = replace(room.turn, chosen=event.choice, followed=event.followed)
    there = room.scene.choices[event.choice].leads_to
    turns = (*room.turns[:-1], done, Turn(there))
    phase: Phase = "ended" if room.scenario.scenes[there].is_ending else "say"
    return replace(room, phase=phase, step=room.step + 1, turns=turns, until=None)
