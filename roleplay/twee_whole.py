"""Make a scenario's data of what was read from Twine: no way back, the order of the fields, notes.

Rule: what is missing is never made up. It stands as a note for the author, and ``check`` leads on.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from roleplay import model
from roleplay.twee_markup import Lost
from roleplay.writing import OF_A_CHOICE, OF_A_SCENE, Note, in_order


def open_circles(
    scenes: dict[str, Any], first: str, places: Mapping[str, tuple[str, int]], lost: list[Lost]
) -> None:
    """Leave out each choice that leads back, so that the story goes forward, and name it.

    Args:
        scenes: the scenes read so far, changed in place.
        first: the scene in which the story starts.
        places: for each scene the name of its passage and the line of the file on which it begins.
        lost: what has been left out so far.
    """
    done: set[str] = set()
    trail = [(first, iter(list(scenes[first]["choices"])))] if first else []
    while trail:
        here, picks = trail[-1]
        pick = next(picks, None)
        if pick is None:
            done.add(here)
            trail.pop()
            continue
        to = scenes[here]["choices"][pick]["leads_to"]
        if to in {name for name, _ in trail}:
            said = f"a way back to '{to}' ('{scenes[here]['choices'].pop(pick)['text']}'): a story here only goes forward"
            lost.append(Lost(*places[here], said))
            scenes[here][f"back {pick}"] = Note(f"TODO left out: {said}")
        elif to in scenes and to not in done:
            trail.append((to, iter(list(scenes[to]["choices"]))))


def complete(scene: dict[str, Any]) -> None:
    """Put the fields of a scene in their order, with a note where something that is needed is not there."""
    notes = {key: value for key, value in scene.items() if isinstance(value, Note)}
    strange = {k: v for k, v in scene.items() if k not in OF_A_SCENE and k not in notes}
    needed = ("text", "temperature", "inside", *(() if scene["choices"] else ("title", "debrief")))
    ordered = in_order(scene)
    choices = ordered.pop("choices")
    for name, choice in choices.items():
        choice |= {k: v for k, v in scene["choices"][name].items() if k not in OF_A_CHOICE}
        choice |= _todo(model.Choice, choice, ("text", "step", "feedback", "leads_to"))
    whole = notes | ordered | strange | _todo(model.Scene, scene, needed)
    scene.clear()
    scene |= whole | ({"choices": choices} if choices else {})


def complete_whole(data: dict[str, Any], first: str) -> dict[str, Any]:
    """Put what belongs to the whole role-play in its order, with notes for what is not there."""
    whole: dict[str, Any] = {}
    if any(name not in data for name in ("child", "about", "line")):
        whole["todo first"] = Note(
            "From Twine. What is needed and was not there is marked TODO: write that line, and check again.\n"
            "Make the child up: never a real child, not even with the name changed."
        )
    data.setdefault("reviewed_by", [])
    data["start"] = first
    for name in model.Scenario.model_fields:
        if name in data:
            whole[name] = data.pop(name)
        elif name not in {"name", "scenes", "sources"}:
            whole |= _todo(model.Scenario, data, (name,))
    return whole | data


def _todo(part: type[BaseModel], data: dict[str, Any], needed: tuple[str, ...]) -> dict[str, Note]:
    return {
        f"todo {name}": Note(f"TODO {name}: {part.model_fields[name].description}")
        for name in needed
        if name not in data or data[name] == ""
    }
