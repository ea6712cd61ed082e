"""The room's debrief: the path, the thermometer, the roads not taken, the group's PACE profile, shared lines."""

from typing import Any

from hub.rooms import records
from hub.rooms.room import Room, Turn
from roleplay import scoring
from roleplay.model import PACE, Scenario


def debrief(room: Room) -> dict[str, Any]:
    """Return the look back on a story that has ended, or that was stopped early."""
    scenario = room.scenario
    scenes = [scenario.scenes[turn.scene] for turn in room.turns]
    last = scenes[-1] if scenes and scenes[-1].is_ending else None
    gate = scoring.gate(scenario, room.picks)
    return {
        "path": [_moment(scenario, turn) for turn in room.turns if turn.chosen is not None],
        "thermometer": [scene.temperature for scene in scenes],
        "ending": last
        and {
            "title": last.title,
            "text": last.text,
            "inside": last.inside,
            "debrief": last.debrief,
        },
        "pace": profile(scenario, room),
        "gate": {"open": gate.is_open, "reasons": list(gate.reasons)} if last else None,
        "line": scenario.line.model_dump(),
        "lines": [
            {"line": line.name, "scene": line.scene, "text": line.text}
            for line in room.lines
            if not line.hidden
        ],
    }


def profile(scenario: Scenario, room: Room) -> dict[str, dict[str, int]]:
    """Return what the room's path carried by criterion, beside the most any path can carry."""
    earned, best = scoring.marks(scenario, room.picks), scoring.best(scenario)
    return {
        name: {"earned": earned[name], "best": most}
        for name, most in best.items()
        if name in PACE or name in ("order", "limit", "repair")
    }


def _moment(scenario: Scenario, turn: Turn) -> dict[str, Any]:
    """Return one scene of the path, with what the room said there and what it could have said."""
    scene = scenario.scenes[turn.scene]
    return {
        "scene": turn.scene,
        "text": scene.text,
        "temperature": scene.temperature,
        "inside": scene.inside,
        "chosen": turn.chosen,
        "followed": turn.followed,
        "first": {"voted": len(turn.first), "votes": records.split(turn.first)},
        "second": None
        if turn.second is None
        else {"voted": len(turn.second), "votes": records.split(turn.second)},
        "choices": {
            name: {
                "text": choice.text,
                "step": choice.step,
                "feedback": choice.feedback,
                "harm": choice.harm,
                "temperature": scenario.scenes[choice.leads_to].temperature,
            }
            for name, choice in scene.choices.items()
        },
    }
