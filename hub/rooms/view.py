"""What each person is sent: everything they may know of the room, and nothing they may not.

The server sends ``view(state, person)`` and nothing else, so what is not in here is hidden from
everyone. While a vote is open, nobody's view holds a count by choice; with fewer than five voters,
nobody's view ever does.
"""

from collections.abc import Mapping
from typing import Any

from hub.rooms import debriefing, questions, records
from hub.rooms.acts import Person
from hub.rooms.events import Closed, Phase
from hub.rooms.room import FEWEST, STORY, VOTING, Room, State, Turn, leading
from roleplay.model import Scene

COUNTED: tuple[Phase, ...] = ("shown", "discuss", "again", "shift", "decide")
"""The phases after a vote was closed, in which its split may be shown."""


def view(state: State, person: Person) -> dict[str, Any]:
    """Return what ``person`` is sent: what all in their part see, and what is theirs alone."""
    return {**shared(state, person.role), "own": own(state, person)}


def shared(state: State, role: str) -> dict[str, Any]:
    """Return what everyone with this part sees alike."""
    if isinstance(state, Closed):
        over = {"phase": "closed", "step": state.step, "title": state.record.title}
        if state.rehearsal:
            return over | {"rehearsal": True}
        record = {
            "record": state.record.model_dump(mode="json"),
            "words": records.words(state.record),
        }
        return over | (record if role == "facilitator" else {})
    seen: dict[str, Any] = {
        "phase": state.phase,
        "step": state.step,
        "title": state.scenario.title,
        "child": state.scenario.child.model_dump(),
        "until": state.until,
    }
    if state.made_up:
        seen |= {"rehearsal": True, "made_up": state.made_up}
    if state.phase == "lobby":
        seen |= {"about": state.scenario.about, "note": state.scenario.content_note}
    if state.phase in STORY:
        seen |= _story(state)
    if state.phase == "ended":
        seen |= {"debrief": debriefing.debrief(state)}
    if role != "carer":
        seen |= {"code": state.code, "people": len(state.people), "guests": state.guests}
        if state.phase in VOTING:
            seen |= {"voted": len(state.open_votes), "fewest": FEWEST}
    if role == "facilitator":
        seen |= _lead(state)
    return seen


def own(state: State, person: Person) -> dict[str, Any]:
    """Return what is this person's alone: their own votes and lines."""
    if isinstance(state, Closed) or person.role != "carer":
        return {}
    who = person.voter
    mine: dict[str, Any] = {"joined": who in state.people}
    if state.phase in STORY:
        turn = state.turn
        mine |= {"vote": turn.first.get(who), "again": (turn.second or {}).get(who)}
    mine["lines"] = {
        line.scene: {"text": line.text, "hidden": line.hidden}
        for line in state.lines
        if line.who == who
    }
    return mine


def _story(room: Room) -> dict[str, Any]:
    """Return the scene, and the splits of the votes that are closed."""
    scene, turn = room.scene, room.turn
    seen: dict[str, Any] = {
        "number": len(room.turns),
        "scene": {"name": turn.scene, "text": scene.text, "temperature": scene.temperature},
        "ask": scene.ask,
        "before": _before(room),
    }
    if room.phase != "say":
        seen["choices"] = {name: choice.text for name, choice in scene.choices.items()}
    if room.phase in COUNTED:
        seen["first"] = _split(turn.first)
    if room.phase in ("shift", "decide") and turn.second is not None:
        seen["second"] = _split(turn.second)
        seen["changed"] = records.changed(turn)
    return seen


def _split(votes: Mapping[str, str]) -> dict[str, Any]:
    """Return a closed vote: how many voted, and how, unless they were too few."""
    return {"voted": len(votes), "votes": records.split(votes), "fewest": FEWEST}


def _before(room: Room) -> dict[str, str] | None:
    """Return what the room said last, and what it did."""
    if len(room.turns) < 2:
        return None
    last: Turn = room.turns[-2]
    scene: Scene = room.scenario.scenes[last.scene]
    if last.chosen is None:
        return None
    choice = scene.choices[last.chosen]
    return {"said": choice.text, "feedback": choice.feedback}


def _lead(room: Room) -> dict[str, Any]:
    """Return what only the facilitator sees: a question to ask, the lines, and whom to follow."""
    seen: dict[str, Any] = {
        "lines": [
            {"line": line.name, "scene": line.scene, "text": line.text, "hidden": line.hidden}
            for line in room.lines
        ]
    }
    if room.phase in ("shown", "discuss", "shift"):
        seen["question"] = questions.question(room)
    if room.phase in ("shift", "decide"):
        seen["leading"] = leading(room.turn)
    return seen
