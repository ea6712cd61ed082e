"""What does not happen in a browser: building the book, and checking a very long role-play."""

import subprocess
import sys
import time
from pathlib import Path

from benchmarks import long_story, pages
from roleplay import scenario
from tests import group_made

MOMENTS = 500
CARERS = 30


def book(folder: Path) -> dict[str, float]:
    """Build the book from nothing, then again with one page changed; seconds."""
    pages.copy_of_book(folder)
    cold = _seconds(lambda: pages.build(folder))
    page = folder / "book" / "reference" / "glossary.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nOne more line.\n", encoding="utf-8")
    return {"book, cold": cold, "book, one page changed": _seconds(lambda: pages.build(folder))}


def check(folder: Path) -> dict[str, float]:
    """Check one role-play of 500 moments, from the start of the program to its end; seconds.

    Raises:
        subprocess.CalledProcessError: the check found something to mend.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = long_story.write(folder / "long.yaml", MOMENTS)
    command = [sys.executable, "-m", "roleplay", "check", path]
    return {
        f"check, {MOMENTS} scenes": min(
            _seconds(lambda: subprocess.run(command, check=True, capture_output=True))
            for _ in range(3)
        )
    }


def group(folder: Path) -> dict[str, float]:
    """Make the picture of 30 carers who played all role-plays twice, from the program's start; seconds.

    Raises:
        subprocess.CalledProcessError: it could not be made.
    """
    names = scenario.names()
    group_made.group(folder / "course", CARERS, names)
    command = [sys.executable, "-m", "roleplay", "debrief"]
    places = ["--course-root", folder / "course", "--out", folder / "out"]
    return {
        f"debrief, {CARERS} carers, {len(names)} role-plays": min(
            _seconds(lambda: subprocess.run([*command, *places], check=True, capture_output=True))
            for _ in range(3)
        )
    }


def _seconds(do) -> float:
    before = time.monotonic()
    do()
    return round(time.monotonic() - before, 2)
