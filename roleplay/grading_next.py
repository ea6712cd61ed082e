"""What a carer might try next: one line of the rubric, one page of the course, one role-play.

An offer and never an order. It rests on levels that a person gave; of what the course counted it only
takes which role-play has most left to find.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from roleplay import rubric

FILE = Path(__file__).parent / "data" / "next-steps.json"


@cache
def pages() -> tuple[dict[str, str], dict[str, str]]:
    """Read which page helps with a criterion: address → title, and criterion → address."""
    data = json.loads(FILE.read_text(encoding="utf-8"))
    return data["pages"], data["criteria"]


def after(questions: list[dict[str, Any]], role_plays: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what to try next, from a reply's own parts.

    Shape: ``{"step": {"question", "id", "name", "says"} or null, "page": {"address", "title"} or null,
    "role_play": {"name", "title", "says"} or null}``; ``says`` of a step is the rubric's next level.
    """
    step = _step(questions)
    titles, helps = pages()
    address = helps.get(step["id"]) if step else None
    return {
        "step": step,
        "page": {"address": address, "title": titles[address]} if address else None,
        "role_play": _role_play(role_plays),
    }


def _step(questions: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Take the lowest level that a trainer gave (the first of them), and what the next level says."""
    given = [
        (criterion["level"], question["id"], criterion)
        for question in questions
        for criterion in question["criteria"]
        if criterion["level"] is not None and criterion["level"] < rubric.MOST
    ]
    if not given:
        return None
    level, question, criterion = min(given, key=lambda one: one[0])
    # An answer that is not there yet is asked for, and not held to the lowest line of the rubric.
    says = rubric.rubric().criteria[criterion["id"]].says(level + 1) if level else ""
    return {"question": question, "id": criterion["id"], "name": criterion["name"], "says": says}


def _role_play(role_plays: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Choose the role-play to go to: a safety step first, then one not played, then the most left."""
    for part in role_plays:
        if part["gate"] and not part["gate"]["open"]:
            return _to(part, "Play it again when you have talked, and look for the step that keeps everyone safe.")  # fmt: skip
    for part in role_plays:
        if not part["played"]:
            return _to(part, "You have not played this to an ending yet.")
    left = [
        (mark["points"] / mark["best"], place, mark["name"], part)
        for place, part in enumerate(role_plays)
        for mark in part["criteria"]
        if mark["best"] and mark["points"] < mark["best"]
    ]
    if not left:
        return None
    _, _, name, part = min(left, key=lambda one: one[:2])
    return _to(part, f"Play it once more, and look out for this: {name[:1].lower()}{name[1:]}.")


def _to(part: dict[str, Any], says: str) -> dict[str, Any]:
    return {"name": part["name"], "title": part["title"], "says": says}
