"""A carer's right to a second look at a reply: asked once for each reply, taken back or answered.

``second-look/<carer>/<exercise>.json`` holds every look that was asked for, the newest last. Framework-free.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from hub import kept
from hub.store import Store
from roleplay.practice_text import seen

MOST = 2000
"""Characters of a sentence; longer is cut."""
Outcome = Literal["", "taken-back", "stays", "anew"]


@dataclass(frozen=True)
class Look:
    """One second look."""

    asked: str
    reply: str
    """When the reply it is about was sent: one look for one reply."""
    words: str = ""
    outcome: Outcome = ""
    ended: str = ""
    by: str = ""
    """The trainer who looked, as they are called on a page."""
    answer: str = ""
    now: str = ""
    """When the reply was sent that answers it."""

    @property
    def is_open(self) -> bool:
        """Say whether it still waits for a trainer."""
        return not self.outcome


def looks(course_root: Path, carer: str, exercise: str) -> list[Look]:
    """Return every look a carer asked for in an exercise, the newest last.

    Raises:
        NameRefusedError: not a safe name.
    """
    return _looks(kept.read(_file(course_root, carer, exercise)))


def newest(course_root: Path, carer: str, exercise: str, reply: str) -> Look | None:
    """Return the look at this reply that counts: the newest that was not taken back."""
    found = [
        one
        for one in looks(course_root, carer, exercise)
        if one.reply == reply and one.outcome != "taken-back"
    ]
    return found[-1] if found else None


def waiting(course_root: Path, carer: str, exercise: str) -> Look | None:
    """Return the look that a trainer still owes, if there is one."""
    found = looks(course_root, carer, exercise)
    return found[-1] if found and found[-1].is_open else None


def to_tell(course_root: Path, carer: str, exercise: str, reply: str) -> Look | None:
    """Return what the carer is told on the page of this reply: its own look, or the one it answers."""
    own = newest(course_root, carer, exercise, reply)
    if own:
        return own
    found = [one for one in looks(course_root, carer, exercise) if one.outcome == "anew"]
    return found[-1] if found and found[-1].now == reply else None


def ask(course_root: Path, carer: str, exercise: str, reply: str, words: str) -> None:
    """Ask for a second look at the reply that was sent at ``reply``; asking twice asks once.

    Raises:
        NameRefusedError: not a safe name.
        OSError: it could not be written.
    """
    with _changing(course_root, carer, exercise) as found:
        if not any(one.reply == reply and one.outcome != "taken-back" for one in found):
            found.append(Look(_now(), reply, seen(words).strip()[:MOST]))


def end(
    course_root: Path,
    carer: str,
    exercise: str,
    outcome: Outcome,
    by: str = "",
    answer: str = "",
    now: str = "",
) -> bool:
    """End the look that waits, and say whether there was one: a second press changes nothing.

    Raises:
        NameRefusedError: not a safe name.
        OSError: it could not be written.
    """
    if waiting(course_root, carer, exercise) is None:
        return False
    with _changing(course_root, carer, exercise) as found:
        if not found or not found[-1].is_open:
            return False
        found[-1] = replace(
            found[-1],
            outcome=outcome,
            ended=_now(),
            by=by,
            answer=answer.strip()[:MOST],
            now=now,
        )
    return True


@contextmanager
def _changing(course_root: Path, carer: str, exercise: str) -> Iterator[list[Look]]:
    """Let one change after another happen, also between two windows and two trainers."""
    with kept.changing(_file(course_root, carer, exercise)) as whole:
        found = _looks(whole)
        yield found
        looks = [asdict(one) for one in found]
        if looks != whole.get("looks", []):
            whole.update(format="connection-first/second-look/1", looks=looks)


def _looks(whole: dict[str, Any]) -> list[Look]:
    try:
        return [Look(**one) for one in whole.get("looks", [])]
    except TypeError:
        return []


def _file(course_root: Path, carer: str, exercise: str) -> Path:
    return Store(course_root / "second-look").place(carer, exercise).with_suffix(".json")


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
