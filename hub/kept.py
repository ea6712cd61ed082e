"""Small files of the desk's own: read whole, changed one after another, swapped in whole. Framework-free."""

import copy
import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def read(file: Path) -> dict[str, Any]:
    """Return what a file holds; nothing when it is not there or cannot be read."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


@contextmanager
def changing(file: Path) -> Iterator[dict[str, Any]]:
    """Change a file in place, alone: nobody else does meanwhile, in this process or another.

    Nothing is written when nothing was changed, or when the change went wrong.

    Raises:
        OSError: it could not be written; what was there is untouched.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = read(file)
        before = copy.deepcopy(found)
        yield found
        if found != before:
            aside = file.with_suffix(".new")
            aside.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
            aside.replace(file)
