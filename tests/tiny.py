"""One small, sound scenario for tests, and a way to break one thing in it."""

import copy
from pathlib import Path
from typing import Any

import yaml

TINY: dict[str, Any] = {
    "title": "The dropped cup",
    "child": {"name": "Sam", "age": 6},
    "minutes": 2,
    "about": "A cup breaks at breakfast.",
    "content_note": "This role-play mentions shouting. You can skip it.",
    "homes": ["S"],
    "teaches": ["AFC-CBC"],
    "line": {
        "says": "Write it down.",
        "tell": "your service",
        "by": "the same day",
        "needed": True,
    },
    "authors": ["The writing team"],
    "reviewed_by": [],
    "start": "table",
    "scenes": {
        "table": {
            "text": "The cup is on the floor.\n\nSam is under the table.",
            "temperature": 7,
            "inside": "I am in trouble.",
            "ask": "What would you say first?",
            "choices": {
                "shout": {
                    "text": "Look what you did! That was my favourite cup and you knew it.",
                    "step": "correct",
                    "feedback": "The rule comes before the child is ready.",
                    "leads_to": "colder",
                },
                "near": {
                    "text": "That was a loud bang. I'm here.",
                    "step": "connect",
                    "pace": {"empathy": 2, "acceptance": 1},
                    "feedback": "Sam hears that you are not angry.",
                    "leads_to": "softer",
                },
                "grab": {
                    "text": "Come out now. (You pull his arm.)",
                    "step": "correct",
                    "harm": "Pulling a frightened child is never allowed.",
                    "feedback": "Force adds fright.",
                    "leads_to": "colder",
                },
            },
        },
        "softer": {
            "text": "Sam looks up.",
            "temperature": 4,
            "inside": "Maybe it is all right.",
            "choices": {
                "limit": {
                    "text": "Cups stay on the table. Let's sweep up together, and I'll note it for the team.",
                    "step": "correct",
                    "limit": True,
                    "line": "met",
                    "feedback": "A clear, kind limit.",
                    "leads_to": "mend",
                },
                "leave": {
                    "text": "Never mind.",
                    "step": "settle",
                    "line": "missed",
                    "feedback": "Calm, but nothing is put right.",
                    "leads_to": "end-quiet",
                },
            },
        },
        "colder": {
            "text": "Sam goes stiff.",
            "temperature": 9,
            "inside": "They will send me away.",
            "choices": {
                "sorry": {
                    "text": "I shouted. That was mine. I'm sorry.",
                    "step": "repair",
                    "feedback": "The adult mends first.",
                    "leads_to": "end-quiet",
                },
                "wait": {
                    "text": "I'm near.",
                    "step": "connect",
                    "pace": {"empathy": 1},
                    "feedback": "Still here.",
                    "leads_to": "mend",
                },
            },
        },
        "mend": {
            "text": "You both hold the dustpan.",
            "temperature": 3,
            "inside": "We can fix things.",
            "choices": {
                "own": {
                    "text": "I jumped too. Sorry for my face.",
                    "step": "repair",
                    "feedback": "A small repair.",
                    "leads_to": "end-warm",
                },
                "done": {
                    "text": "There. Done.",
                    "step": "settle",
                    "feedback": "Fine, and a chance to mend goes by.",
                    "leads_to": "end-warm",
                },
            },
        },
        "end-warm": {
            "text": "Breakfast goes on.",
            "temperature": 2,
            "inside": "I like it here.",
            "title": "Swept up together",
            "debrief": "Warmth first, then the limit.",
        },
        "end-quiet": {
            "text": "The kitchen is quiet.",
            "temperature": 5,
            "inside": "I don't know yet.",
            "title": "A quiet kitchen",
            "debrief": "There is more to say tomorrow.",
        },
    },
}
MODEL_RUN = ("near", "limit", "own")


def write(folder: Path, data: dict[str, Any], name: str = "tiny") -> Path:
    """Write a scenario file and return its path."""
    path = folder / f"{name}.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return path


def tiny() -> dict[str, Any]:
    """Return a fresh copy to change."""
    return copy.deepcopy(TINY)
