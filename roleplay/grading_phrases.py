"""Comments that trainers use again: one small file in the course folder, shared by its trainers.

``phrases.json`` holds a list for each criterion of the rubric and one for the overall word. Until somebody
changes a phrase the course's own (``data/phrases.json``) are used. Text is plain text.
"""

import json
import os
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from roleplay import rubric
from roleplay.grading_cells import TO_THE_CARER
from roleplay.grading_run import GradingError
from roleplay.grading_submissions import one_at_a_time

FILE = "phrases.json"
OURS = Path(__file__).parent / "data" / FILE
MOST = 60
"""Phrases of one criterion: more than anyone can choose from."""
MOST_WORDS = 1_000
MOST_BYTES = 2_000_000

Phrases = dict[str, list[str]]


@dataclass(frozen=True)
class Kept:
    """The phrases, and a plain word when the course folder's file could not be read."""

    phrases: Phrases
    problem: str = ""


def kinds() -> dict[str, str]:
    """Name what phrases are for: each criterion, and the overall word last."""
    course = rubric.rubric()
    return {key: one.name for key, one in course.criteria.items()} | {
        TO_THE_CARER: "your words to the carer"
    }


def read(course_root: Path) -> Kept:
    """Return the phrases by criterion, every criterion there; never raises."""
    path = course_root / FILE
    ours = _checked(json.loads(OURS.read_text(encoding="utf-8")))
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError
        return Kept(_checked(json.loads(path.read_text(encoding="utf-8"))))
    except FileNotFoundError:
        return Kept(ours)
    except (OSError, ValueError, RecursionError):
        return Kept(ours, f"{FILE} in the course folder could not be read. These are ours.")


def fingerprint(phrases: list[str]) -> str:
    """Tell one list from another, to see later whether somebody changed it."""
    return sha256("\n".join(phrases).encode()).hexdigest()[:16]


def put(course_root: Path, kind: str, text: str, was: str) -> None:
    """Make these lines the phrases of a criterion: added, changed and taken away at once.

    Args:
        course_root: the course folder.
        kind: a criterion, or ``to-the-carer``.
        text: one phrase a line; empty lines do not count.
        was: the ``fingerprint`` of the phrases that were shown.

    Raises:
        GradingError: no such criterion, too long, too many, or somebody else changed them meanwhile.
        OSError: the file could not be written; it is as it was.
    """
    lines = list(dict.fromkeys(" ".join(line.split()) for line in text.splitlines()))
    with one_at_a_time(course_root):
        kept = _readable(course_root, kind)
        if fingerprint(kept.phrases[kind]) != was:
            raise GradingError(
                "Somebody else changed these phrases while you were writing. Yours are still here: "
                "compare the two, and save again."
            )
        kept.phrases[kind] = _allowed([line for line in lines if line])
        _write(course_root / FILE, kept.phrases)


def add(course_root: Path, kind: str, words: str) -> None:
    """Keep some words as a phrase, in front of the others; nothing happens when they are there already.

    Raises:
        GradingError: no such criterion, too long, or too many.
        OSError: the file could not be written; it is as it was.
    """
    line = " ".join(words.split())
    with one_at_a_time(course_root):
        kept = _readable(course_root, kind)
        if line and line not in kept.phrases[kind]:
            kept.phrases[kind] = _allowed([line, *kept.phrases[kind]])
            _write(course_root / FILE, kept.phrases)


def _readable(course_root: Path, kind: str) -> Kept:
    if kind not in kinds():
        raise GradingError("There is no such part of the rubric.")
    kept = read(course_root)
    if kept.problem:
        raise GradingError(f"{kept.problem} Please put it right or take it away first.")
    return kept


def _allowed(lines: list[str]) -> list[str]:
    if len(lines) > MOST:
        raise GradingError(f"{MOST} phrases are the most here. Please take one away first.")
    if any(len(line) > MOST_WORDS for line in lines):
        raise GradingError(f"A phrase can have up to {MOST_WORDS:,} letters.")
    return lines


def _checked(found: object) -> Phrases:
    """Take what has the right shape; anything else is a file that cannot be read."""
    if not isinstance(found, dict):
        raise ValueError
    phrases: Phrases = {}
    for kind in kinds():
        lines = found.get(kind, [])
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            raise ValueError
        phrases[kind] = [" ".join(line.split())[:MOST_WORDS] for line in lines if line.strip()]
    return phrases


def _write(path: Path, phrases: Phrases) -> None:
    """Write the file whole or not at all."""
    handle, half = tempfile.mkstemp(dir=path.parent, prefix=f".{FILE}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(phrases, out, ensure_ascii=False, indent=1)
        Path(half).chmod(0o664)
        Path(half).replace(path)
    finally:
        Path(half).unlink(missing_ok=True)
