"""Mark what was sent without starting a kernel, and leave all as stock ``nbgrader autograde`` would.

For each carer the work is copied, counted from the copy, written into the gradebook, and only then shown in
``autograded/``: if this is cut off at any moment, the next start does what is missing and nothing twice.
"""

import fcntl
import json
import logging
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from nbgrader.utils import parse_utc

from roleplay import grading_arrived
from roleplay import grading_submissions as submissions
from roleplay.grading_book import Book, Counted
from roleplay.grading_count import Counter
from roleplay.reading_plain import NotPlainError

TOGETHER = 50
"""Carers in one transaction: an interruption costs little, and a disk is not what is waited for."""
READ_ONLY = 0o444
"""What nbgrader sets on the files it has marked."""
HALF, OLD = ".half-", ".old-"
"""How a folder is called while it is being made, or put out of the way; no tool lists such names."""
SHARED = 0o002
"""Two trainers may share the folder: what one makes, the other can write again."""


def mark(
    course_root: Path,
    exercise: str,
    carers: Sequence[str],
    db_url: str,
    done: Callable[[int], None] = lambda _: None,
    again: bool = False,
) -> dict[str, str]:
    """Mark the newest work of these carers; one whose files cannot be read does not stop the others.

    Args:
        course_root: the course folder.
        exercise: the exercise's name, as in ``exercises/``.
        carers: who has sent it.
        db_url: the address of the gradebook.
        done: told how many more are finished, after each batch.
        again: mark also what another process has marked meanwhile.

    Returns:
        What stood in the way, by carer, in plain words; empty when all went well.

    Raises:
        GradingError: the gradebook does not know the exercise.
        sqlalchemy.exc.SQLAlchemyError: the gradebook cannot be written; whole batches before it are.
    """
    counter, book = Counter(course_root, exercise, db_url), Book(db_url, exercise)
    problems: dict[str, str] = {}
    try:
        for start in range(0, len(carers), TOGETHER):
            some = carers[start : start + TOGETHER]
            with _shared(), _one_at_a_time(course_root, exercise):
                made: list[tuple[Path, Counted]] = []
                for carer in some:
                    if not again and is_counted(course_root, exercise, carer):
                        continue
                    try:
                        made.append(_counted(counter, course_root, carer))
                    except Exception as error:  # noqa: BLE001 (one carer's never stops the others')
                        problems[carer] = _why(carer, error)
                        shutil.rmtree(_half(course_root, exercise, carer), ignore_errors=True)
                book.record([work for _, work in made])
                for folder, _ in made:
                    _show(folder, folder.with_name(exercise))
            done(len(some))
    finally:
        book.close()
    return problems


def is_counted(course_root: Path, exercise: str, carer: str) -> bool:
    """Say whether the newest work of this carer was counted."""
    newest = submissions.submitted(course_root, exercise, carer)
    done = course_root / "autograded" / carer / exercise
    try:
        sent, counted = grading_arrived.files(newest), grading_arrived.files(done)
    except OSError:
        return False
    same = all(sent.get(name) == counted.get(name) for name in submissions.WORK)
    return same and (done / submissions.NOTEBOOK).is_file()


def _why(carer: str, error: Exception) -> str:
    """Say in plain words why a carer's work could not be marked; the log gets the rest."""
    logging.getLogger(__name__).warning("%s's work could not be counted", carer, exc_info=error)
    if isinstance(error, NotPlainError):
        return f"What {carer} sent could not be opened: {error}. {grading_arrived.WHAT_NOW}"
    if isinstance(error, OSError):
        return f"What {carer} sent could not be opened ({error.strerror})."
    return f"What {carer} sent could not be counted. The others are done; please tell the course's keeper."


def _counted(counter: Counter, course_root: Path, carer: str) -> tuple[Path, Counted]:
    """Copy a carer's work beside where it will stand, and mark the copy."""
    exercise = counter.exercise
    source = submissions.submitted(course_root, exercise, carer)
    folder = _half(course_root, exercise, carer)
    # One sending is read whole: a carer may send again at this very moment.
    with submissions.one_at_a_time(course_root):
        sent = grading_arrived.files(source)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, content in sent.items():
        (folder / name).write_bytes(content)
    marked = counter.notebook(folder)
    # On one line: nobody reads it but programs, and it is ten times as quick to write.
    text = json.dumps(marked, ensure_ascii=False, sort_keys=True)
    (folder / submissions.NOTEBOOK).write_text(f"{text}\n", encoding="utf-8")
    for path in folder.iterdir():
        path.chmod(READ_ONLY)
    return folder, Counted.of(carer, _sent(folder), marked)


def _half(course_root: Path, exercise: str, carer: str) -> Path:
    return course_root / "autograded" / carer / f"{HALF}{exercise}"


def _sent(folder: Path) -> datetime | None:
    """Read when the work was sent, as nbgrader reads it; nothing when that cannot be read."""
    try:
        text = (folder / submissions.SENT).read_text(encoding="utf-8").strip()
        sent: datetime | None = parse_utc(text or None)
    except (OSError, ValueError, OverflowError):
        return None
    return sent


def _show(made: Path, target: Path) -> None:
    """Put a marked folder in its place; the one that stood there goes only then."""
    old = target.with_name(f"{OLD}{target.name}")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    made.rename(target)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _one_at_a_time(course_root: Path, exercise: str) -> Iterator[None]:
    """Let one batch of an exercise finish before another process begins one of the same."""
    place = course_root / ".course" / "marking"
    place.mkdir(parents=True, exist_ok=True)
    with (place / f"{exercise}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _shared() -> Iterator[None]:
    """Make folders as nbgrader's settings do."""
    before = os.umask(SHARED)
    try:
        yield
    finally:
        os.umask(before)
