"""The scenarios the player is tested with: a tiny one, an awkward one, and each of the course."""

from pathlib import Path
from typing import Any

from roleplay import scenario
from roleplay.model import Scenario
from tests import tiny

AWKWARD: dict[str, Any] = {
    "title": 'The <b>loud</b> & "quiet" </script><script>alert(1)</script> door',
    "child": {"name": "Zoë", "age": 0},
    "minutes": 1,
    "about": "A door & a <door>.",
    "content_note": "This role-play mentions a door.",
    "homes": ["H"],
    "teaches": ["AFC-CBC"],
    "line": {"says": "Nothing is needed.", "tell": "nobody", "by": "no hurry", "needed": False},
    "authors": ["The writing team"],
    "reviewed_by": ["A carer, 2026-11-01"],
    "start": "a",
    "scenes": {
        "a": {
            "text": "Bang.</script><img src=x onerror=alert(1)>",
            "temperature": 4,
            "inside": "Oh <no>.",
            "choices": {
                "constructor": {
                    "text": "Wait a good long while, longer than anybody would think.",
                    "step": "settle",
                    "feedback": "You waited.",
                    "leads_to": "b",
                },
                "near": {
                    "text": "I'm <here>.",
                    "step": "connect",
                    "pace": {"playfulness": 1, "curiosity": 2},
                    "limit": True,
                    "feedback": "Near & calm.",
                    "leads_to": "b",
                },
            },
        },
        "b": {
            "text": "Quiet.",
            "temperature": 4,
            "inside": "Better.",
            "choices": {
                "no-limit": {
                    "text": "Doors stay shut.",
                    "step": "correct",
                    "limit": True,
                    "feedback": "A limit.",
                    "leads_to": "end",
                },
                "grab": {
                    "text": "Hold the door shut.",
                    "step": "safe",
                    "harm": "Never lock a child in.",
                    "feedback": "A locked door frightens.",
                    "leads_to": "end",
                },
            },
        },
        "end": {
            "text": "The end.",
            "temperature": 0,
            "inside": "Zzz.",
            "title": "Asleep",
            "debrief": "Rest.",
        },
    },
}

NAMES = ("tiny", "awkward", *scenario.names())


def load(name: str, folder: Path) -> Scenario:
    """Load a test scenario (written into ``folder``) or one of the course."""
    if name == "tiny":
        return scenario.load(tiny.write(folder, tiny.TINY))
    if name == "awkward":
        return scenario.load(tiny.write(folder, AWKWARD, "awkward"))
    return scenario.load(name)


def every_run(story: Scenario) -> list[tuple[str, ...]]:
    """List every run of a scenario, finished or not, the empty one first."""
    runs: list[tuple[str, ...]] = []
    ahead: list[tuple[tuple[str, ...], str]] = [((), story.start)]
    while ahead:
        picks, name = ahead.pop()
        runs.append(picks)
        for pick, choice in story.scenes[name].choices.items():
            ahead.append(((*picks, pick), choice.leads_to))
    return runs
