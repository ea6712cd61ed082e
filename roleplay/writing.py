"""Write a scenario as YAML that a trainer can read, change, and see clearly in a text diff.

Rule: what is written here, ``reading`` reads back just as it was. Longer text stands under a bar
(``|-``); a ``Note`` becomes a line that begins with ``#``.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from roleplay.model import Scenario

HERE = Path(__file__).resolve().parent
SCHEMA = HERE.parent / "docs" / "schemas" / "scenario.schema.json"
NEW = HERE / "data" / "new-role-play.yaml"
SHORT = 100
"""Plain text up to this length stays on the line of its name."""
IN_BRACES = frozenset({"child", "pace"})
OF_A_SCENE = ("title", "text", "temperature", "inside", "ask", "debrief", "choices")
OF_A_CHOICE = ("text", "step", "pace", "limit", "line", "feedback", "harm", "leads_to")
ALWAYS_BARRED = frozenset({"text", "feedback", "harm", "about", "content_note", "debrief"})


@dataclass(frozen=True)
class Note:
    """A line for the author among the fields; ``said`` may have several lines."""

    said: str


def plain(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as its file's data: without its name, and without what was not written."""
    data: dict[str, Any] = scenario.model_dump(
        mode="json", exclude_defaults=True, exclude={"name", "scenes"}
    )
    data["scenes"] = {
        name: in_order(scene.model_dump(mode="json", exclude_defaults=True))
        for name, scene in scenario.scenes.items()
    }
    return data


def in_order(scene: Mapping[str, Any]) -> dict[str, Any]:
    """Return a scene with its fields, and those of its choices, in the order that authors write."""
    ordered = {field: scene[field] for field in OF_A_SCENE if field in scene}
    if "choices" in ordered:
        ordered["choices"] = {
            name: {field: choice[field] for field in OF_A_CHOICE if field in choice}
            for name, choice in scene["choices"].items()
        }
    return ordered


def scenario_text(scenario: Scenario) -> str:
    """Write a scenario as the text of its file."""
    return text(plain(scenario))


def text(data: Mapping[str, Any]) -> str:
    """Write a scenario's data, whole or not, as YAML. A value may be a ``Note``; its key is not shown."""
    return "\n".join(_mapping(data, "", top=True)) + "\n"


def schema_line(path: Path) -> str:
    """Return the first line that lets an editor offer the fields and explain them, if it can be found.

    Args:
        path: where the role-play is going to be written.
    """
    if not SCHEMA.is_file():
        return ""
    way = os.path.relpath(SCHEMA, path.resolve().parent)
    return f"# yaml-language-server: $schema={Path(way).as_posix()}\n"


def new_text(path: Path) -> str:
    """Return the text of a new role-play: small, whole and sound, with notes that lead its author.

    Args:
        path: where it is going to be written.
    """
    return schema_line(path) + NEW.read_text(encoding="utf-8")


def _mapping(data: Mapping[str, Any], indent: str, *, top: bool = False) -> Iterator[str]:
    for number, (key, value) in enumerate(data.items()):
        if top and key == "scenes" and number:
            yield ""
        if isinstance(value, Note):
            yield from (f"{indent}# {line}".rstrip() for line in value.said.split("\n"))
        elif isinstance(value, Mapping) and value and key not in IN_BRACES:
            yield f"{indent}{_scalar(key)}:"
            yield from _block(key, value, indent + "  ")
        elif isinstance(value, Mapping):
            yield f"{indent}{_scalar(key)}: {_flow(value)}"
        elif isinstance(value, Sequence) and not isinstance(value, str):
            yield f"{indent}{_scalar(key)}: {_flow(list(value))}"
        else:
            yield from _field(key, value, indent)


def _block(key: str, value: Mapping[str, Any], indent: str) -> Iterator[str]:
    """Write what stands further in; a blank line parts one scene from the next."""
    if key != "scenes" or indent != "  ":
        yield from _mapping(value, indent)
        return
    for number, (name, scene) in enumerate(value.items()):
        if number and not isinstance(scene, Note):
            yield ""
        yield from _mapping({name: scene}, indent)


def _field(key: str, value: object, indent: str) -> Iterator[str]:
    if isinstance(value, str) and _barred(key, value):
        # A first line that begins with a space needs its own indent said.
        yield f"{indent}{_scalar(key)}: |{'2' if value[0] == ' ' else ''}-"
        yield from (f"{indent}  {line}" if line else "" for line in value.split("\n"))
    else:
        yield f"{indent}{_scalar(key)}: {_scalar(value)}"


def _barred(key: str, value: str) -> bool:
    """Say whether text stands under a bar: it is long or has lines, and a bar keeps it as it is."""
    lines = value.split("\n")
    kept = all(line.isprintable() and line == line.rstrip(" ") for line in lines)
    kept = kept and bool(lines[0].strip()) and bool(lines[-1].strip())
    awkward = len(value) > SHORT or len(lines) > 1 or _scalar(value) != value
    return kept and (key in ALWAYS_BARRED or awkward) and not _is_name(key)


def _is_name(key: str) -> bool:
    return key in {"leads_to", "start", "step"}


def _flow(value: Mapping[str, Any] | list[Any]) -> str:
    """Write a few short values on one line, in brackets or braces."""
    if isinstance(value, list) and not all(str(part).isprintable() for part in value):
        # A plain word with a bracket in it would end the list, so each part has its quotes.
        return "[" + ", ".join(_scalar(part, '"') for part in value) + "]"
    said: str = yaml.safe_dump(
        value, default_flow_style=True, sort_keys=False, allow_unicode=True, width=float("inf")
    )
    return said.rstrip("\n")


def _scalar(value: object, style: str | None = None) -> str:
    """Write one value on one line, quoted when it must be."""
    if isinstance(value, str) and not value.isprintable():
        style = '"'
    said: str = yaml.safe_dump(value, allow_unicode=True, width=float("inf"), default_style=style)
    return said.removesuffix("...\n").rstrip("\n")
