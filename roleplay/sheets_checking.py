"""The rules a sheet must keep, each said in an author's words with the likely fix.

Shape (fields and types) comes from ``sheets_model``; this module holds the rules between the parts.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from roleplay import checking
from roleplay.checking import Fault, did_you_mean
from roleplay.reading import Place
from roleplay.sheets_model import (
    KINDS,
    Area,
    Change,
    Choose,
    Low,
    Many,
    Map,
    Notice,
    Picture,
    Pieces,
    Say,
    Saying,
    Sheet,
    Strip,
    Text,
    Tick,
    Time,
)

DRAWINGS = Path(__file__).parent / "data" / "drawings.json"
PICTURES = DRAWINGS.with_name("pictures.json")
MAP: Mapping[str, Any] = {"box": "0 0 360 360", "middle": 180, "rings": [178, 132, 84, 32]}
"""How a map is drawn: its middle, and how far each circle is from it, the outermost first; the last is the middle's own."""
_NAMED = {
    "parts": "part",
    "areas": "area",
    "pieces": "pieces",
    "asks": "box",
    "options": "option",
    "times": "time",
}
_INSIDE: dict[str, type[BaseModel]] = {
    "areas": Area, "says": Saying, "asks": Text, "pieces": Pieces, "notices": Notice,
    "times": Time, "low": Low,
}  # fmt: skip


@cache
def drawings() -> Mapping[str, Any]:
    """Return the drawings that have areas, by name."""
    found: dict[str, Any] = json.loads(DRAWINGS.read_text(encoding="utf-8"))
    return found


@cache
def pictures() -> Mapping[str, Any]:
    """Return the small pictures of routines, by name: words, and lines to draw."""
    found: dict[str, Any] = json.loads(PICTURES.read_text(encoding="utf-8"))
    return found


def where(place: Place) -> str:
    """Say a place in an author's words: "part 'window', area 'above', about"."""
    words, said = list(map(str, place)), []
    while len(words) > 1 and words[0] in _NAMED:
        said.append(f"{_NAMED[words[0]]} '{words[1]}'")
        words = words[2:]
    words = [word for word in words if word != "[key]"]
    return ", ".join([*said, *([" ".join(words)] if words else [])])


def shape_fault(detail: ErrorDetails, data: object) -> Fault:
    """Turn one of pydantic's findings into a place and a sentence."""
    place, kind = untagged(tuple(detail["loc"]), data), detail["type"]
    if kind == "union_tag_not_found":
        return place, f"'kind' is missing. Add a line 'kind: ...', one of: {', '.join(KINDS)}."
    if kind == "union_tag_invalid":
        asked = str(detail.get("ctx", {}).get("tag"))
        if asked == "list":
            return (*place, "kind"), "A list cannot hold another list. Put it beside this one."
        return (*place, "kind"), f"There is no kind '{asked}'. {did_you_mean(asked, list(KINDS))}"
    if kind in {"too_long", "too_short"} and place[-1:] == ("feels",):
        return place, "Give five short texts, from the coolest to the hottest."
    if kind == "too_short" and place[-1:] in {("options",), ("areas",), ("words",), ("times",)}:
        return place, "Give at least two."
    said: Fault = checking.shape_fault({**detail, "loc": place}, lambda at: _fields(at, data))
    return said


def untagged(loc: Place, data: object) -> Place:
    """Take the kinds out of a place: pydantic puts each after its part's name."""
    place: list[str | int] = []
    here: Any = data
    for step in loc:
        kind = here.get("kind") if isinstance(here, dict) else None
        if step == kind and place[-2:-1] == ["parts"]:
            continue
        place.append(step)
        if isinstance(here, dict):
            here = here.get(step)
        else:
            here = here[step] if isinstance(here, list) and isinstance(step, int) else None
    return tuple(place)


def _fields(place: Place, data: object) -> list[str]:
    """List the fields that may stand at a place."""
    part: type[BaseModel] = Sheet
    here: Any = data
    for number, step in enumerate(place[:-1]):
        before = place[number - 1] if number else ""
        here = here.get(step) if isinstance(here, dict) else None
        if before == "parts" and isinstance(here, dict):
            part = KINDS.get(str(here.get("kind")), Say)
        elif step in _INSIDE and part is not Say:
            part = _INSIDE[str(step)]
    return [name for name in part.model_fields if name != "name"]


def faults(sheet: Sheet) -> Iterator[Fault]:
    """Yield every broken rule."""
    for i, item in enumerate(sheet.teaches):
        if item not in checking.item_ids():
            hint = did_you_mean(item, sorted(checking.item_ids()))[:200]
            yield ("teaches", i), f"There is no teachable item '{item}'. {hint}"
    if all(isinstance(part, Say) for part in sheet.parts.values()):
        yield ("parts",), "There is nothing to fill in. Add a part of another kind than 'say'."
    for name, part in sheet.parts.items():
        yield from _part(("parts", name), part)
        if isinstance(part, Change):
            yield from _change(("parts", name), part)
        if isinstance(part, Map):
            yield from _map(("parts", name), part, sheet)


def _part(place: Place, part: object) -> Iterator[Fault]:
    if isinstance(part, Say) and not (part.title or part.text or part.steps):
        yield place, "This says nothing. Give it a 'title', a 'text' or 'steps'."
    elif isinstance(part, (Choose, Tick)):
        if len(set(part.options.values())) < len(part.options):
            yield (*place, "options"), "Two options have the same words. Make them differ."
    elif isinstance(part, Strip):
        for i, name in enumerate(part.pictures):
            if name not in pictures():
                hint = did_you_mean(name, list(pictures()))
                yield (*place, "pictures", i), f"There is no picture '{name}'. {hint}"
    elif isinstance(part, Picture):
        yield from _picture(place, part)
    elif isinstance(part, Many):
        if all(isinstance(one, Say) for one in part.parts.values()):
            yield (*place, "parts"), "There is nothing to fill in each time. Add another part."
        for name, one in part.parts.items():
            yield from _part((*place, "parts", name), one)


def _change(place: Place, part: Change) -> Iterator[Fault]:
    for field, texts in (
        ("times", [one.title for one in part.times.values()]),
        ("asks", [*part.asks.values()]),
    ):
        if len(set(texts)) < len(texts):
            yield (*place, field), "Two of these have the same words. Make them differ."
    if all(time.back for time in part.times.values()):
        yield (*place, "times"), "Each of these looks back. One at least must ask about today."
    for i, name in enumerate(part.low.asks if part.low else ()):
        if name not in part.asks:
            hint = did_you_mean(name, list(part.asks))
            yield (*place, "low", "asks", i), f"There is no question '{name}'. {hint}"


def _map(place: Place, part: Map, sheet: Sheet) -> Iterator[Fault]:
    people = sheet.parts.get(part.of)
    if not isinstance(people, Many):
        lists = [name for name, one in sheet.parts.items() if isinstance(one, Many)]
        hint = did_you_mean(part.of, lists) if lists else "Add one beside it."
        yield (*place, "of"), f"There is no list '{part.of}' on this sheet. {hint}"
        return
    who, ring = people.parts.get(part.shows), people.parts.get(part.by)
    if not isinstance(who, Text):
        yield (*place, "shows"), f"The list '{part.of}' has no part '{part.shows}' of kind 'text'."
    if not isinstance(ring, Choose):
        yield (*place, "by"), f"The list '{part.of}' has no part '{part.by}' of kind 'choose'."
    elif list(ring.options) != list(part.rings):
        wanted = ", ".join(ring.options)
        yield (
            (*place, "rings"),
            f"The rings must be the options of '{part.by}', in order: {wanted}.",
        )


def _picture(place: Place, part: Picture) -> Iterator[Fault]:
    if part.drawing not in drawings():
        hint = did_you_mean(part.drawing, list(drawings()))
        yield (*place, "drawing"), f"There is no drawing '{part.drawing}'. {hint}"
        return
    wanted = len(drawings()[part.drawing]["areas"])
    if len(part.areas) != wanted:
        said = f"The drawing '{part.drawing}' has {wanted} areas, but {len(part.areas)} are given."
        yield (*place, "areas"), f"{said} Give each one its words, in the drawing's order."
