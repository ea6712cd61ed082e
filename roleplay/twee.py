"""Write a scenario as Twee 3, the text form of Twine, so that Twine can show, play and change it.

Rule: nothing is lost. The story stands as passages and links; what Twine has no place for stands in
an HTML comment under its passage or link, one field a line, which every Twine format leaves out when
playing. ``twee_reading`` reads all of it back. The convention: ``docs/formats.md``, section 9.
"""

import hashlib
import json
import re
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from roleplay import graph_layout, writing
from roleplay.model import Scenario

OF_STORY = "RolePlay"
"""The passage that holds what belongs to the whole role-play; a scene cannot have this name."""
# What Twine's story formats (Harlowe, SugarCube, Chapbook, Snowman) would take for their own.
_ALWAYS = r"[&<>\[\]{}$|\\`*_~^@%]"
_PAIRS = r"(?:/(?=/)|'(?=')|=(?==)|-(?=-)|\"(?=\"))"
_AT_LINE_START = r"(?m:^[:#!+\-=>])"
_MACRO = r"\((?=[\w-]+:)"
_SPECIAL = re.compile("|".join((_ALWAYS, _PAIRS, _AT_LINE_START, _MACRO)))
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def escape(text: str, keep: str = "\n") -> str:
    """Write text so that Twine shows it as it is, and so that it can be read back exactly."""
    text = _SPECIAL.sub(lambda found: _NAMED.get(found[0], f"&#{ord(found[0])};"), text)
    return "".join(c if c.isprintable() or c in keep else f"&#{ord(c)};" for c in text)


def unescape(text: str) -> str:
    """Read back what ``escape`` wrote, and the names of characters that Twine's authors use."""
    names = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": " "}

    def character(found: re.Match[str]) -> str:
        if found["name"]:
            return names[found["name"]]
        number = int(found["dec"] or found["hex"], 10 if found["dec"] else 16)
        return chr(number) if number < 0x110000 else found[0]

    form = (
        r"&(?:#(?P<dec>\d{1,7})|#[xX](?P<hex>[0-9a-fA-F]{1,6})|(?P<name>amp|lt|gt|quot|apos|nbsp));"
    )
    return re.sub(form, character, text)


def text(scenario: Scenario) -> str:
    """Return a checked scenario as the text of a Twee 3 file."""
    return "\n\n".join(_passages(scenario)) + "\n"


def _passages(scenario: Scenario) -> Iterator[str]:
    data = writing.plain(scenario)
    scenes, start = data.pop("scenes"), data.pop("start")
    yield f":: StoryTitle\n{' '.join(scenario.title.split())}"
    story = {"ifid": _ifid(scenario.name), "start": start}
    yield f":: StoryData\n{json.dumps(story, indent=2)}"
    if re.fullmatch(r"[\w,.'?!-]+(?: [\w,.'?!-]+)*", scenario.title):
        del data["title"]  # StoryTitle says it already, just as it is
    yield f":: {OF_STORY} [role-play]\n{_comment(_fields(data))}"
    boxes = graph_layout.layout(scenario).scenes
    for name, scene in scenes.items():
        tags = f"temperature-{scene.pop('temperature')}" + (
            "" if scene.get("choices") else " ending"
        )
        place = json.dumps({"position": f"{round(boxes[name].x)},{round(boxes[name].top)}"})
        yield "\n".join([f":: {name} [{tags}] {place}", *_scene(scene)])


def _scene(scene: dict[str, Any]) -> Iterator[str]:
    yield escape(scene.pop("text"))
    yield ""
    choices = scene.pop("choices", {})
    yield _comment(_fields(scene))
    for name, choice in choices.items():
        label = escape(choice.pop("text"), keep="")
        yield f"\n[[{label}->{choice.pop('leads_to')}]]"
        yield _comment(_fields({"choice": name, **choice}))


def _comment(lines: Iterator[str]) -> str:
    return "\n".join(["<!--", *lines, "-->"])


def _fields(data: Mapping[str, Any], before: str = "") -> Iterator[str]:
    """Yield ``name: value`` lines; a list is one line for each of its parts."""
    for name, value in data.items():
        if name == "pace":
            yield f"pace: {', '.join(f'{letter} {points}' for letter, points in value.items())}"
        elif isinstance(value, Mapping):
            yield from _fields(value, f"{name}.")
        elif isinstance(value, list):
            yield from (f"{before}{name}: {_value(part)}" for part in value)
        else:
            yield f"{before}{name}: {_value(value)}"


def _value(value: object) -> str:
    """Write a value; the lines of a longer text are set in by two spaces."""
    if isinstance(value, bool):
        return "true" if value else "false"
    first, *more = escape(str(value)).split("\n")
    return "\n".join([first, *(f"  {line}" if line else "" for line in more)])


def _ifid(name: str) -> str:
    """Make the story's own id for Twine: always the same for the same name."""
    return str(uuid.UUID(bytes=hashlib.sha256(name.encode()).digest()[:16], version=4)).upper()
