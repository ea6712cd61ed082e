"""What made-up carers do in a rehearsal, so that a facilitator can practise alone.

A pure function of the room: the room's code is the seed, so two processes, or one that was started
anew, have them do the very same. They act as phones do (``acts``), under the same rules.
"""

import re
from dataclasses import dataclass
from random import Random
from typing import Any

from hub.rooms.room import FEWEST, VOTING, Room

NUMBERS = (3, 5, 6, 7, 8, 9, 10, 11, 12)
"""How many there can be; three, to practise what a room with too few for a split is like."""
USUAL = 8
SLOW = 5.0
"""The longest anybody takes, in seconds."""
_SAID = re.compile(r"[\"“]([^\"”]{8,300})[\"”]")


@dataclass(frozen=True)
class Deed:
    """Something one of them does, so many seconds after the room came to this step."""

    who: str
    after: float
    act: dict[str, Any]


def deeds(room: Room) -> tuple[Deed, ...]:
    """Return what they do at the room's present step."""
    names = [f"made-up-{number}" for number in range(room.made_up)]
    if room.phase == "lobby":
        return tuple(_deed(room, who, {"act": "join"}) for who in names)
    if room.phase == "say":
        return _lines(room, [who for who in names if _is_there(room, who)])
    if room.phase in VOTING:
        return tuple(
            _deed(room, who, {"act": "vote", "step": room.step, "choice": _choice(room, who)})
            for who in names
            if _is_there(room, who)
        )
    return ()


def _is_there(room: Room, who: str) -> bool:
    """Say whether somebody answers: one never votes, one is away for a vote and comes back.

    Neither is among so few that the room would then have no split to look at.
    """
    place = int(who.rpartition("-")[2])
    silent, away = room.made_up - 1, room.made_up - 2
    if place == silent and room.made_up > FEWEST:
        return False
    is_away = len(room.turns) == 2 and room.phase in ("say", "vote")
    return not (place == away and room.made_up > FEWEST + 1 and is_away)


def _deed(room: Room, who: str, act: dict[str, Any]) -> Deed:
    """Give a deed its time: a few seconds, and for some the longest."""
    drawn = _random(room, who, room.step, "time").uniform(0.5, 3.0)
    is_slow = who in ("made-up-1", "made-up-4") and room.phase in VOTING
    return Deed(who, SLOW if is_slow else drawn, act)


def _lines(room: Room, there: list[str]) -> tuple[Deed, ...]:
    """Let one or two share a line; it is one that the story itself has somebody say."""
    scene = room.turn.scene
    said = [
        found[1]
        for choice in room.scene.choices.values()
        if choice.harm is None and (found := _SAID.search(choice.text))
    ]
    chance = _random(room, scene, "lines")
    chance.shuffle(said)
    who = chance.sample(there, min(len(there), chance.randint(1, 2)))
    return tuple(
        _deed(room, each, {"act": "share", "scene": scene, "text": text})
        for each, text in zip(who, said, strict=False)
    )


def _choice(room: Room, who: str) -> str:
    """Draw a vote; the second time most keep theirs, and one in three thinks again."""
    first = room.turn.first.get(who)
    if room.phase == "vote" or first is None:
        return _drawn(room, who, "first")
    thinks_again = int(who.rpartition("-")[2]) % 3 == 2
    return _drawn(room, who, "again", without=first) if thinks_again else first


def _drawn(room: Room, *seed: str, without: str = "") -> str:
    """Draw a reply: one is ahead, another is close, and few pick what is never allowed."""
    choices = room.scene.choices
    weights = {name: 1 if choice.harm else 4 for name, choice in choices.items()}
    favourite = _random(room, "favourite").choice(
        [name for name in choices if choices[name].harm is None] or list(choices)
    )
    weights[favourite] *= 2
    weights.pop(without, None)
    return _random(room, *seed).choices(list(weights), list(weights.values()))[0]


def _random(room: Room, *seed: object) -> Random:
    """Return chance that is the same each time for this room, this scene and this matter."""
    return Random(repr((room.code, len(room.turns), *seed)))  # noqa: S311  (nothing to guess)
