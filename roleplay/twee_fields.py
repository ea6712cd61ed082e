"""Read what stands in a comment under a passage or link: our own fields, one a line.

Rule: what ``twee`` wrote is read back exactly; a wrong value is passed on for ``check`` to point out.
"""

import re
from typing import Any

from roleplay.twee import unescape

LISTS = frozenset({"homes", "teaches", "sources", "authors", "reviewed_by"})
NUMBERS = frozenset({"age", "minutes"})
TRUE_OR_FALSE = frozenset({"needed", "limit"})
FIELD = re.compile(r"([a-z_]+(?:\.[a-z_]+)?):(?: (.*))?")


def read(block: str) -> dict[str, Any]:
    """Read a block of ``name: value`` lines; empty for what is none, but an ordinary comment."""
    data: dict[str, Any] = {}
    into: tuple[dict[str, Any], str] | None = None
    for line in block.strip("\n").rstrip(" ").split("\n"):
        if match := FIELD.fullmatch(line):
            into = _put(data, match[1], match[2] or "")
        elif into and (not line or line.startswith("  ")):
            _continue(*into, line[2:])
        elif line.strip():
            return {}
    return _values(data)


def _put(data: dict[str, Any], name: str, value: str) -> tuple[dict[str, Any], str]:
    group, _, inner = name.rpartition(".")
    if group and not isinstance(data.get(group), dict):
        data[group] = {}
    home = data[group] if group else data
    key = inner or name
    if key in LISTS and isinstance(home.get(key, []), list):
        home.setdefault(key, []).append(value)
    else:
        home[key] = value
    return home, key


def _continue(home: dict[str, Any], key: str, line: str) -> None:
    """Add a line to the value that was read last."""
    if isinstance(home[key], list):
        home[key][-1] += f"\n{line}"
    else:
        home[key] += f"\n{line}"


def _values(data: dict[str, Any]) -> dict[str, Any]:
    """Turn the words of a block into text, numbers, true and false, as each field has them."""
    return {key: _one(key, value) for key, value in data.items()}


def _one(key: str, value: object) -> object:
    if isinstance(value, dict):
        return _values(value)
    if isinstance(value, list):
        return [unescape(part.rstrip("\n")) for part in value]
    said = str(value).rstrip("\n")
    if key == "pace":
        points = [part.strip().rpartition(" ") for part in said.split(",")]
        return {letter: int(n) if n.isdecimal() else n for letter, _, n in points}
    if key in NUMBERS and re.fullmatch(r"\d{1,4}", said):
        return int(said)
    if key in TRUE_OR_FALSE and said in {"true", "false"}:
        return said == "true"
    return unescape(said)
