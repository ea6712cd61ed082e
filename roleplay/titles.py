"""What an exercise and its questions are called on a page: as the module's own page is, with its number."""

import re
from functools import lru_cache
from pathlib import Path

from roleplay.reading import as_it_is

PAGES = Path(__file__).parent.parent / "book" / "modules"
HEADING = re.compile(r"^# +(.+?) *$", re.MULTILINE)
CAPITALS = re.compile(r"\b(pace|homes|tsd|ddp)\b", re.IGNORECASE)
"""What the field writes in capitals."""
NUMBERED = re.compile(r"(\d+)([a-z]?)-(.+)")
PLAIN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def title(exercise: str) -> str:
    """Return an exercise's title: "4. PACE: a way of being with a child", or made of its name without a page."""
    match = NUMBERED.fullmatch(exercise)
    called = _of_page(exercise) or spoken(match[3] if match else exercise)
    return f"{int(match[1])}{match[2]}. {called}" if match else called


def spoken(name: str) -> str:
    """Return a name as words: "What would you say", "The two hands of PACE"."""
    words = name.replace("-", " ").capitalize()
    return CAPITALS.sub(lambda found: found[0].upper(), words)


def _of_page(exercise: str) -> str:
    if not PLAIN.fullmatch(exercise):
        return ""
    path = PAGES / f"{exercise}.md"
    try:
        return _read(path, as_it_is(path))
    except (OSError, ValueError):
        return ""


@lru_cache(maxsize=64)
def _read(path: Path, _as_it_is: tuple[int, ...]) -> str:
    heading = HEADING.search(path.read_text(encoding="utf-8"))
    return heading[1] if heading else ""
