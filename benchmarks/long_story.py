"""A made-up scenario of any length, to see how checking grows."""

from pathlib import Path

import yaml


def write(path: Path, scenes: int) -> Path:
    """Write a sound scenario with this many scenes, the last of them its ending."""
    told = {}
    for number in range(1, scenes):
        there = "end" if number == scenes - 1 else f"s{number + 1}"
        choices = {
            "ask": _choice("What did you do that for, again?", "correct", "A why.", there),
            "near": _choice("I am here.", "connect", "Near.", there, pace={"empathy": 1}),
        }
        told[f"s{number}"] = _scene(f"Moment {number}.", choices=choices)
    before, last = told[f"s{scenes - 2}"], told[f"s{scenes - 1}"]
    before["choices"]["ask"]["line"] = "missed"
    before["choices"]["near"] |= {"step": "repair", "line": "met"}
    last["choices"]["near"] |= {"step": "correct", "limit": True}
    last["temperature"] = 3
    told["end"] = _scene("Quiet.", title="Rest", debrief="You stayed.")
    story = {
        "title": "A long day",
        "child": {"name": "Sam", "age": 6},
        "minutes": 30,
        "about": "A day with very many moments.",
        "content_note": "This role-play mentions shouting. You can skip it.",
        "homes": ["S"],
        "teaches": ["AFC-CBC"],
        "line": {"says": "Write it down.", "tell": "you", "by": "the same day", "needed": True},
        "authors": ["The writing team"],
        "reviewed_by": [],
        "start": "s1",
        "scenes": told,
    }
    path.write_text(yaml.safe_dump(story, sort_keys=False), encoding="utf-8")
    return path


def _choice(text, step, feedback, leads_to, **more):
    return {"text": text, "step": step, "feedback": feedback, "leads_to": leads_to, **more}


def _scene(text, **more):
    return {"text": text, "temperature": 7, "inside": "Hm.", **more}
