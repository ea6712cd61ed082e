"""A question for the room to talk about, from the scene and, when it may be known, the split."""

from hub.rooms import records
from hub.rooms.room import Room, counts

STEPS = {
    "settle": "helps {child} settle",
    "safe": "makes things safe",
    "connect": "connects with {child}",
    "correct": "puts things right",
    "repair": "mends things with {child}",
}


def question(room: Room) -> str:
    """Return one question to ask aloud."""
    child, turn = room.scenario.child.name, room.turn
    votes = turn.second if turn.second is not None and room.phase != "again" else turn.first
    if records.split(votes) is None:
        return (
            f"What might {child} be feeling just now, and what would help most in the next minute?"
        )
    found = sorted(counts(votes).items(), key=lambda each: -each[1])
    if len(found) == 1:
        return (
            f"You all chose the same reply. What might {child} still be unsure of when hearing it?"
        )
    one, two = (room.scene.choices[name].step for name, _ in found[:2])
    if one == two:
        return f"Two replies stand close together. Which words would {child} hear as kind, and why?"
    first, second = (STEPS[step].format(child=child) for step in (one, two))
    return (
        f"One reply {first} first, the other {second}. What does {child} need before anything else?"
    )
