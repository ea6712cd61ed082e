"""What of the curriculum is taught where: the 191 teachable items, and the pages, role-plays, sorts and sheets that carry them.

Rule: a module is finished when its page is there; from then on the page teaches every item of its module at a marked place.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from roleplay import checking, scenario, sheets, sorts

PAGES = Path(__file__).parent.parent / "book" / "modules"
_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_PRACTICE = re.compile(r"\d\d[a-z]-")
_MARKER = re.compile(r"<!-- teaches: (\S+) -->")


class CoverageError(ValueError):
    """A page that cannot be counted; the message names the file and the line."""


@dataclass(frozen=True)
class Page:
    """The page of a module: what its head promises, and what its marked places teach."""

    name: str
    module: str
    promised: tuple[str, ...]
    taught: tuple[str, ...]


@dataclass(frozen=True)
class Covered:
    """One teachable item and everything that carries it."""

    id: str
    text: str
    modules: tuple[str, ...]
    source: str
    pages: Mapping[str, str]
    """Module -> the page that teaches the item at a marked place."""
    role_plays: tuple[str, ...]
    sorts: tuple[str, ...]
    sheets: tuple[str, ...]
    owed: tuple[str, ...]
    """The finished modules that should teach it and do not."""


def items() -> tuple[dict[str, Any], ...]:
    """Return the teachable items as they are kept: id, text, modules, source."""
    return tuple(json.loads(checking.ITEMS.read_text(encoding="utf-8")))


def modules() -> tuple[str, ...]:
    """List the modules in the order of the course, M1 first."""
    found = {module for item in items() for module in item["modules"]}
    return tuple(sorted(found, key=lambda module: int(module[1:])))


def files(folder: Path) -> list[Path]:
    """List the modules' own pages, in order; a module's practice pages (``09a-…``) teach no items."""
    return [path for path in sorted(folder.glob("*.md")) if not _PRACTICE.match(path.name)]


def read_page(path: Path) -> Page:
    """Read what a module's page says it teaches, and where.

    Raises:
        CoverageError: it has no module in its head, or names an item or a module that there is not.
    """
    text = path.read_text(encoding="utf-8")
    front = _FRONT.match(text)
    try:
        head = yaml.safe_load(front[1]) if front else {}
    except yaml.YAMLError as error:
        raise CoverageError(f"{path.name}, line 1: the head is not sound YAML.") from error
    module, promised = head.get("module"), tuple(head.get("teaches") or ())
    if module not in modules():
        hint = checking.did_you_mean(str(module), list(modules()))
        raise CoverageError(f"{path.name}, line 2: there is no module '{module}'. {hint}")
    places = [(promise, "teaches:") for promise in promised]
    places += [(found[1], found[0]) for found in _MARKER.finditer(text)]
    for item, place in places:
        if item not in checking.item_ids():
            line = text[: text.index(place)].count("\n") + 1
            hint = checking.did_you_mean(str(item), sorted(checking.item_ids()))[:200]
            raise CoverageError(
                f"{path.name}, line {line}: there is no teachable item '{item}'. {hint}"
            )
    return Page(path.stem, module, promised, tuple(_MARKER.findall(text)))


def coverage(folder: Path = PAGES) -> tuple[Covered, ...]:
    """Say of every item where it is taught and practised, in the order of the curriculum.

    Args:
        folder: where the pages of the modules are.

    Raises:
        CoverageError: a page that cannot be counted, or two pages for one module.
        ScenarioError: a role-play, sort or sheet of the course is not sound.
    """
    pages: dict[str, Page] = {}
    for path in files(folder):
        page = read_page(path)
        if other := pages.get(page.module):
            raise CoverageError(f"{other.name}.md and {path.name} are both the page of {page.module}.")  # fmt: skip
        pages[page.module] = page
    practised = _practised()
    return tuple(_covered(item, pages, practised) for item in items())


def _covered(
    item: Mapping[str, Any],
    pages: Mapping[str, Page],
    practised: Mapping[str, Iterable[tuple[str, Iterable[str]]]],
) -> Covered:
    """Put together what carries one item."""
    own = item["id"]
    carried = {
        kind: tuple(name for name, teaches in all_of if own in teaches)
        for kind, all_of in practised.items()
    }
    taught = {page.module: page.name for page in pages.values() if own in page.taught}
    owed = tuple(m for m in item["modules"] if m in pages and m not in taught)
    return Covered(
        own, item["text"], tuple(item["modules"]), item["source"], taught, owed=owed, **carried
    )


@lru_cache
def _practised() -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """List what each role-play, sort and sheet of the course practises."""
    return {
        "role_plays": [(name, scenario.load(name).teaches) for name in scenario.names()],
        "sorts": [(name, sorts.load(name).teaches) for name in sorts.names()],
        "sheets": [(name, sheets.load(name).teaches) for name in sheets.names()],
    }
