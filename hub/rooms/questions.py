"""A question for the room to talk about: the group's own question about a split, or one about the child."""

from hub.rooms import records
from hub.rooms.room import Room, counts
from roleplay import group_questions


def question(room: Room) -> str:
    """Return one question to ask aloud; under five voters it tells nothing of how they chose."""
    turn, story = room.turn, room.scenario
    votes = turn.second if turn.second is not None and room.phase != "again" else turn.first
    if records.split(votes) is None:
        child = story.child.name
        return (
            f"What might {child} be feeling just now, and what would help most in the next minute?"
        )
    found = counts(votes)
    # Level votes stand in the scene's own order, so that every page asks the same question.
    most = sorted(room.scene.choices, key=lambda name: -found.get(name, 0))
    chosen = tuple(room.scene.choices[name] for name in most if name in found)
    return group_questions.question(story, room.scene, chosen)
