"""What is shown and kept of votes: counts, and none at all under five voters."""

from collections.abc import Mapping
from typing import Any

from hub.rooms.events import Record, TurnRecord
from hub.rooms.room import FEWEST, Room, Turn, counts
from roleplay import scenario


def split(votes: Mapping[str, str]) -> dict[str, int] | None:
    """Count a closed vote by choice; nothing when fewer than five voted."""
    return counts(votes) if len(votes) >= FEWEST else None


def changed(turn: Turn) -> int | None:
    """Count who chose differently the second time; nothing when either vote had fewer than five."""
    first, second = turn.first, turn.second
    if second is None or min(len(first), len(second)) < FEWEST:
        return None
    both = first.keys() & second.keys()
    return sum(first[who] != second[who] for who in both) if len(both) >= FEWEST else None


def record(room: Room) -> Record:
    """Return what is kept of a room that closes: no ids, no lines, no names; of a rehearsal nothing."""
    turns = [turn for turn in room.turns if not room.scenario.scenes[turn.scene].is_ending]
    return Record(
        scenario=room.scenario.name,
        title=room.scenario.title,
        version=room.scenario.version,
        opened=room.opened,
        people=0 if room.made_up else len(room.people),
        turns=() if room.made_up else tuple(_turn(turn) for turn in turns),
    )


def _turn(turn: Turn) -> TurnRecord:
    return TurnRecord(
        scene=turn.scene,
        voted=len(turn.first),
        votes=split(turn.first),
        voted_again=None if turn.second is None else len(turn.second),
        votes_again=None if turn.second is None else split(turn.second),
        chosen=turn.chosen,
        followed=turn.followed,
    )


def words(record: Record) -> dict[str, dict[str, Any]]:
    """Return the texts behind a record's scenes and choices, as the course has them now.

    A record keeps names only. Where the story has been rewritten since, there are no texts: other
    words than the group's own would be shown as theirs.
    """
    if record.scenario not in scenario.names():
        return {}
    story = scenario.load(record.scenario)
    if story.version != record.version:
        return {}
    met = {turn.scene: story.scenes[turn.scene] for turn in record.turns}
    return {
        name: {
            "text": scene.text,
            "choices": {pick: choice.text for pick, choice in scene.choices.items()},
        }
        for name, scene in met.items()
    }
