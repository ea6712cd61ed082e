"""Take in what a carer sends, in nbgrader's own form, and lose none of it.

``submitted/<carer>/<exercise>/`` holds the newest; each earlier one is kept whole under
``submitted-earlier/<carer>/<exercise>/<when>/``. The notebook is always the released one.
"""

import fcntl
import os
import re
import secrets
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from roleplay import grading_arrived, names, practice, practice_text, responses, scoring_doubts
from roleplay.grading_run import GradingError
from roleplay.responses import Responses

NOTEBOOK = "practice.ipynb"
SENT = "timestamp.txt"
SECRET = "submission_secret.txt"  # noqa: S105 (a file's name)
WORK = (SENT, "responses.json")
"""What makes one sending another than the last."""
EXERCISE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
NO_NAME = (
    "The folder's name is not a sign-in name, so it is not marked. Nothing is lost: give the folder the carer's "
    "sign-in name (letters, digits and . _ @ - inside), and mark again."
)
STAMP = "%Y-%m-%d %H:%M:%S.%f UTC"
"""nbgrader reads this form right, to the microsecond; others it silently reads wrong."""
MOST_COPIED = 20_000_000
"""Bytes of a file that is worth copying; a larger one is moved."""
KEPT = "%Y%m%dT%H%M%S%fZ"


def receive(
    course_root: Path, exercise: str, carer: str, work: Responses, when: datetime | None = None
) -> datetime:
    """Hand in a carer's responses, and return when (UTC).

    The first time the folder appears whole or not at all; later each file is swapped for the
    new one, after the earlier submission was put aside. Marks given before stay in the gradebook.

    Args:
        course_root: the course folder.
        exercise: the exercise's name, as in ``exercises/``.
        carer: the carer's sign-in name.
        work: the carer's responses to this exercise.
        when: when it was sent, with its time zone; now, if left out.

    Raises:
        GradingError: a name that cannot be used (or is another carer's but for capital letters), an unknown
            exercise, or work for another one.
        OSError: the folder cannot be written.
        ValueError: ``when`` has no time zone.
    """
    if when is not None and when.tzinfo is None:
        raise ValueError("'when' needs its time zone.")
    released = _released(course_root, exercise)
    _check_carer(carer)
    if (there := names.spelling(course_root / "submitted", carer)) != carer:
        raise GradingError(names.clash(carer, there))
    if work.exercise != exercise:
        raise GradingError(f"The work belongs to '{work.exercise}', not to '{exercise}'.")
    with one_at_a_time(course_root):
        sent = after_the_last(course_root, exercise, carer, (when or datetime.now(UTC)))
        folder = submitted(course_root, exercise, carer)
        kept = secret(course_root, exercise, carer)
        if os.path.lexists(folder) or folder.parent.is_symlink() or folder.parent.is_file():
            put_aside(course_root, exercise, carer)
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".incoming-") as place:
            new = Path(place) / exercise
            new.mkdir(mode=0o755)
            shutil.copyfile(released, new / NOTEBOOK)
            responses.save(new / "responses.json", work)
            (new / SENT).write_text(sent.strftime(STAMP), encoding="utf-8")
            (new / SECRET).write_text(kept, encoding="utf-8")
            if folder.is_dir():
                # The time comes last: until then nbgrader knows the work as the earlier one.
                for name in (NOTEBOOK, "responses.json", SECRET, SENT):
                    os.replace(new / name, folder / name)  # noqa: PTH105 (one call, one swap)
            else:
                new.rename(folder)
    return sent


def sent(course_root: Path, exercise: str, carer: str) -> list[datetime]:
    """List when a carer sent this exercise (UTC), the first time first.

    Raises:
        GradingError: a name that cannot be used.
    """
    _check_names(exercise, carer)
    folders = sorted((course_root / "submitted-earlier" / carer / exercise).glob("*"))
    times = [
        grading_arrived.when(folder)
        for folder in [*folders, submitted(course_root, exercise, carer)]
    ]
    return sorted(time for time in times if time)


def carers(course_root: Path, exercise: str) -> list[str]:
    """List who has sent this exercise, by name."""
    return sorted(names.first_of_each(_senders(course_root, exercise))[0])


class Stranger(NamedTuple):
    """A folder of a submission whose name cannot be a carer's, or is another carer's but for capital letters."""

    shown: str
    sent: datetime
    reason: str


def strangers(course_root: Path, exercise: str) -> list[Stranger]:
    """List such folders, and what to do about each; nothing in them is opened but the time."""
    return [
        Stranger(
            _name_shown(name),
            grading_arrived.when(course_root / "submitted" / name / exercise) or datetime.now(UTC),
            NO_NAME
            if names.fault(name)
            else f"{reason} Nothing is lost, and it is not marked until then.",
        )
        for name, reason in names.first_of_each(_senders(course_root, exercise))[1].items()
    ]


def obstacle(course_root: Path, exercise: str, carer: str) -> str:
    """Say why a carer's newest work cannot be read, and what to do; nothing when it can.

    Raises:
        GradingError: a name that cannot be used.
    """
    return grading_arrived.obstacle(submitted(course_root, exercise, carer), exercise)


def doubts(course_root: Path, exercise: str, carer: str) -> str:
    """Say which role-plays of a carer's newest work could not be counted, and why; nothing when all could.

    Raises:
        GradingError: a name that cannot be used.
    """
    work, _ = practice.look(submitted(course_root, exercise, carer), exercise)
    return " ".join(scoring_doubts.doubts(work))


def _senders(course_root: Path, exercise: str) -> list[str]:
    """List whatever has something of this exercise under ``submitted/``: a folder, or what pretends to be one.

    Of two names that differ only in capital letters the one whose work was counted before comes first.
    """
    try:
        found = sorted(path.name for path in (course_root / "submitted").iterdir())
    except OSError:
        return []
    twice = Counter(map(names.key, found))
    found.sort(
        key=lambda name: (
            twice[names.key(name)] > 1 and not (course_root / "autograded" / name).is_dir()
        )
    )
    return [
        name
        for name in found
        if not name.startswith(".") and os.path.lexists(course_root / "submitted" / name / exercise)
    ]


def _name_shown(name: str) -> str:
    """Give a strange name of a folder as a page can show it."""
    plain = name.encode("utf-8", "replace").decode("utf-8")
    return practice_text.seen(plain)[:80]


def submitted(course_root: Path, exercise: str, carer: str) -> Path:
    """Return the folder of a carer's newest submission.

    Raises:
        GradingError: a name that cannot be used.
    """
    _check_names(exercise, carer)
    return course_root / "submitted" / carer / exercise


def secret(course_root: Path, exercise: str, carer: str) -> str:
    """Return the secret of a carer's submission, by which nbgrader finds its feedback again.

    Raises:
        GradingError: a name that cannot be used.
    """
    try:
        found = grading_arrived.files(submitted(course_root, exercise, carer))
        kept = found.get(SECRET, b"").decode("ascii").strip()
    except (OSError, ValueError):
        kept = ""
    return kept if kept.isalnum() else secrets.token_hex(16)


def _check_carer(carer: str) -> None:
    if said := names.fault(carer):
        raise GradingError(said)


def _check_names(exercise: str, carer: str) -> None:
    _check_carer(carer)
    if not EXERCISE.fullmatch(exercise):
        raise GradingError("There is no such exercise.")


def _released(course_root: Path, exercise: str) -> Path:
    path = course_root / "exercises" / exercise / NOTEBOOK
    if not EXERCISE.fullmatch(exercise) or not path.is_file():
        raise GradingError("There is no such exercise in this course.")
    return path


def after_the_last(course_root: Path, exercise: str, carer: str, when: datetime) -> datetime:
    """Keep times apart and in order, so that nbgrader sees the newest as newer."""
    known = sent(course_root, exercise, carer)
    when = when.astimezone(UTC)
    if known and when <= known[-1]:
        last = known[-1]
        return last.fromtimestamp(last.timestamp() + 0.001, UTC)
    return when


def put_aside(course_root: Path, exercise: str, carer: str) -> Path | None:
    """Copy the standing submission to the earlier ones; it appears there whole or not at all.

    What is not as we leave it (a link, a folder in a file's place, a pipe, something huge) is moved
    there as it is, unopened: then nothing stands in ``submitted/`` any more.

    Returns:
        Where it is kept; nothing when it was kept there before.
    """
    folder = submitted(course_root, exercise, carer)
    time = grading_arrived.when(folder) or datetime.now(UTC)
    earlier = course_root / "submitted-earlier" / carer / exercise
    earlier.mkdir(parents=True, exist_ok=True)
    target = earlier / time.strftime(KEPT)
    if odd := _not_ours(folder):
        return odd.rename(_free(target))
    with tempfile.TemporaryDirectory(dir=earlier, prefix=".copy-") as place:
        copy = shutil.copytree(folder, Path(place) / "copy", symlinks=True)
        return None if target.exists() else copy.rename(target)


def _not_ours(folder: Path) -> Path | None:
    """Return what is not as we leave it: the folder, or the one above when that is only a link."""
    if folder.parent.is_symlink() or not folder.parent.is_dir():
        return folder.parent
    if folder.is_symlink() or not folder.is_dir():
        return folder
    plain = all(
        path.is_file()
        and not path.is_symlink()
        and path.stat().st_size <= MOST_COPIED
        and os.access(path, os.R_OK)
        for path in folder.iterdir()
    )
    return None if plain else folder


def _free(wanted: Path) -> Path:
    """Return the first free name of that moment."""
    place, number = wanted, 0
    while os.path.lexists(place):
        number += 1
        place = wanted.with_name(f"{wanted.name}-{number}")
    return place


@contextmanager
def one_at_a_time(course_root: Path) -> Iterator[None]:
    """Let one sending finish before the next begins, also between processes."""
    with (course_root / ".sending.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
