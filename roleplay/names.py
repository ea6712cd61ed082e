"""The one rule for sign-in names: what may be one, and when two would share a folder.

A carer's folders are called as the carer signs in. So a name must be safe as a folder's name on Linux, macOS
and Windows, and two names that differ only in capital letters must never stand side by side: on some
disks they would be one folder, and one carer would read the other's words.
"""

import os
import re
from collections.abc import Iterable
from pathlib import Path

MOST = 80
"""Letters of a sign-in name."""
RULE = "A sign-in name needs letters and digits; it may also hold . _ @ and - inside."
_NAME = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._@-]{{0,{MOST - 1}}}")
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
"""What Windows keeps for itself, with any ending."""


def fault(name: str) -> str:
    """Say in plain words why a name cannot be a sign-in name; nothing when it can."""
    if not _NAME.fullmatch(name):
        return RULE
    if name.endswith(".") or ".." in name:
        return "A sign-in name cannot end with a full stop, or have two of them in a row."
    if _DEVICE.fullmatch(name):
        return f"'{name}' cannot be a sign-in name: some computers keep this word for themselves."
    return ""


def key(name: str) -> str:
    """Return what two names have in common when only their capital letters differ."""
    return name.casefold()


def clash(name: str, other: str) -> str:
    """Say in plain words why two such names cannot both be used."""
    return (
        f"The sign-in names '{other}' and '{name}' differ only in capital letters, so their work could be mixed up. "
        f"'{other}' was here first: please use that spelling, or give one of the two people another name."
    )


def first_of_each(names: Iterable[str]) -> tuple[list[str], dict[str, str]]:
    """Part names into those that can be used and, by name, why the others cannot; who comes first is first."""
    kept: dict[str, str] = {}
    refused: dict[str, str] = {}
    for name in names:
        if said := fault(name):
            refused[name] = said
        elif kept.setdefault(key(name), name) != name:
            refused[name] = clash(name, kept[key(name)])
    return list(kept.values()), refused


def spelling(folder: Path, name: str) -> str:
    """Return how a carer's folder in ``folder`` is spelled: as ``name``, unless another spelling is there.

    The names in a folder are only read when they have to be: this is asked for each carer on a page.
    """
    there = os.path.lexists(folder / name)
    # On a disk that keeps small and capital letters apart, a name that is there is there as it is written.
    if there and name != name.swapcase() and not os.path.lexists(folder / name.swapcase()):
        return name
    try:
        found = [path.name for path in folder.iterdir()]
    except OSError:
        return name
    if name in found:
        return name
    return next((other for other in found if key(other) == key(name)), name)
