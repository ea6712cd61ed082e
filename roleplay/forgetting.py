"""Forget a carer: find everything of theirs in a course folder, and delete it.

One list of places for the whole project: whatever is kept about a carer anywhere must be in it.
Nothing outside the course folder is reached, so what to look at by hand is said each time.
"""

import fcntl
import json
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from roleplay import grading_forget, names
from roleplay.grading_submissions import one_at_a_time

FOLDERS = {
    "submitted": "what they sent last",
    "submitted-earlier": "what they sent before",
    "autograded": "their work as it was counted",
    "feedback": "the feedback pages of nbgrader",
    "responses": "their work in progress, as it is kept on the desk",
    "replies": "the replies they got",
    "second-look": "the second looks they asked for",
    "shared-words": "which of their lines the group may read",
}
"""Folders that hold one folder for each carer, and what is in it."""
BY_HAND = (
    "Copies that are kept elsewhere: backups, spreadsheets of marks, evidence sheets, files of choices, paper.",
    "The files of 'confidence/' and 'downloaded/': their names need not say whose they are.",
    "The hub's own list of people who have signed in ('.course/hub.sqlite'), and the logs in '.course/logs/'.",
    "A reply or a feedback page that was put into 'exchange/' for carers to fetch.",
)


@dataclass(frozen=True)
class Trace:
    """One place where something of a carer is kept."""

    place: str
    """A path in the course folder."""
    what: str
    count: int
    """Files, rows or entries."""


@dataclass(frozen=True)
class _Part:
    """A file of several people's, without one of them."""

    path: Path
    what: str
    without: Callable[[Any], tuple[Any, int]]


def traces(course_root: Path, carer: str) -> list[Trace]:
    """List what there is of a carer, place by place; nothing is changed.

    Raises:
        ValueError: not a sign-in name, or a trainer's.
        GradingError: the gradebook is in a database that does not answer.
    """
    _must_be_carer(course_root, carer)
    found = [Trace(_shown(course_root, path), what, _files(path)) for path, what in _whole(course_root, carer)]  # fmt: skip
    for part in _parts(course_root, carer):
        _, count = part.without(_read(part.path))
        if count:
            found.append(Trace(_shown(course_root, part.path), part.what, count))
    rows, lines = grading_forget.rows(course_root, carer)
    if rows:
        found.append(Trace("the gradebook", "they themselves, what they sent, and all marks and comments", rows))  # fmt: skip
    if lines:
        found.append(Trace("the gradebook", "who changed which of their marks: the lines stay without the carer's name and without words", lines))  # fmt: skip
    return found


def forget(course_root: Path, carer: str) -> list[Trace]:
    """Delete all of it, and return what is still there: nothing, unless somebody was at work with it just then.

    Raises:
        ValueError: not a sign-in name, or a trainer's.
        GradingError: the gradebook is in a database that does not answer.
        OSError: something could not be deleted; what was deleted before is.
    """
    _must_be_carer(course_root, carer)
    # What was sent goes first: then nobody can count it once more.
    with one_at_a_time(course_root):
        for path, _ in _whole(course_root, carer):
            _delete(path)
    for part in _parts(course_root, carer):
        with _alone(part.path):
            left, count = part.without(_read(part.path))
            if count and left is None:
                part.path.unlink(missing_ok=True)
            elif count:
                _write(part.path, left)
    grading_forget.delete(course_root, carer)
    return traces(course_root, carer)


def _must_be_carer(course_root: Path, carer: str) -> None:
    if said := names.fault(carer):
        raise ValueError(said)
    entry = _read(course_root / ".course" / "accounts.json").get(carer, {})
    if entry.get("role", "carer") != "carer":
        raise ValueError(
            f"'{carer}' is a trainer. This word is for carers: a trainer signs the marks of others."
        )


def _whole(course_root: Path, carer: str) -> Iterator[tuple[Path, str]]:
    """Give the folders and files that are this carer's alone."""
    for folder, what in FOLDERS.items():
        path = course_root / folder / carer
        if os.path.lexists(path) and names.spelling(path.parent, carer) == carer:
            yield path, what
    for path in sorted((course_root / "downloaded").glob(f"*/extracted/{carer}")):
        yield path, "what they sent, as nbgrader unpacked it"
    for path in sorted((course_root / "exchange").glob(f"*/inbound/{carer}+*")):
        yield path, "what they handed in from JupyterLab"
    path = course_root / "confidence" / f"{carer}.json"
    if os.path.lexists(path):
        yield path, "how sure they feel, which they chose to hand over"


def _parts(course_root: Path, carer: str) -> Iterator[_Part]:
    """Give the files that hold several people's, each with the way to take this carer out."""
    state = course_root / ".course"
    for path in sorted((course_root / "moderation").glob("**/*.json")):
        yield _Part(path, "their work in a sample for two trainers", lambda told: _pieces(told, carer))  # fmt: skip
    for path in sorted((state / "dropped").glob("*.json")):
        yield _Part(path, "a file that was dropped on the desk", lambda told: _dropped(told, carer))
    for path in sorted((state / "marking").glob("*.json")):
        yield _Part(path, "how the last counting went", lambda told: _counting(told, carer))
    for name in ("accounts.json", "sign-in.json"):
        if (state / name).is_file():
            yield _Part(state / name, "their sign-in", lambda told: _account(told, carer))


def _pieces(told: Any, carer: str) -> tuple[Any, int]:  # noqa: ANN401 (JSON)
    pieces = told.get("pieces", [])
    left = [piece for piece in pieces if piece["carer"] != carer]
    return {**told, "pieces": left}, len(pieces) - len(left)


def _dropped(told: Any, carer: str) -> tuple[Any, int]:  # noqa: ANN401 (JSON)
    def theirs(source: str, *said: str) -> bool:
        return carer in said or carer in re.split(r"[/\\_]|: |\.json|\.zip", source)

    parts = [one for one in told.get("parts", []) if not theirs(one["source"], one["carer"], one["guess"])]  # fmt: skip
    refused = [one for one in told.get("refused", []) if not theirs(one[0])]
    gone = len(told.get("parts", [])) + len(told.get("refused", [])) - len(parts) - len(refused)
    left = {**told, "parts": parts, "refused": refused} if parts or refused else None
    return left, gone


def _counting(told: Any, carer: str) -> tuple[Any, int]:  # noqa: ANN401 (JSON)
    marked = [one for one in told.get("marked", []) if one != carer]
    problems = [one for one in told.get("problems", []) if one[0] != carer]
    gone = len(told.get("marked", [])) + len(told.get("problems", [])) - len(marked) - len(problems)
    return {**told, "marked": marked, "problems": problems}, gone


def _account(told: Any, carer: str) -> tuple[Any, int]:  # noqa: ANN401 (JSON)
    return {name: entry for name, entry in told.items() if name != carer}, int(carer in told)


def _read(path: Path) -> Any:  # noqa: ANN401 (JSON)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(path: Path, content: Any) -> None:  # noqa: ANN401 (JSON)
    """Swap in what is left, with the rights that the file had."""
    aside = path.with_suffix(".new")
    aside.touch(mode=stat.S_IMODE(path.stat().st_mode))
    aside.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    aside.replace(path)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Change a file while the desk does not: it takes the same lock."""
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _delete(path: Path) -> None:
    """Delete a folder or a file; a link is deleted, and never followed."""
    if path.is_symlink() or not path.is_dir():
        path.unlink(missing_ok=True)
        return
    for folder in [
        path,
        *(one for one in path.rglob("*") if one.is_dir() and not one.is_symlink()),
    ]:
        folder.chmod(0o700)
    shutil.rmtree(path)


def _files(path: Path) -> int:
    if path.is_symlink() or not path.is_dir():
        return 1
    return sum(not one.is_dir() or one.is_symlink() for one in path.rglob("*"))


def _shown(course_root: Path, path: Path) -> str:
    return str(path.relative_to(course_root))
