"""Marks and comments that a person gives: read them as they stand, and write what was changed, and only that.

What is written are nbgrader's own rows, as formgrader's own page writes them. Each field is checked against
what the trainer was shown: what somebody else has changed meanwhile is never written over in silence.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from pathlib import Path

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import select

from roleplay import grading_audit
from roleplay import grading_submissions as submissions
from roleplay.grading_cells import TO_THE_CARER
from roleplay.grading_engine import gradebook
from roleplay.grading_run import GradingError
from roleplay.grading_submissions import NOTEBOOK
from roleplay.grading_where import database, has_gradebook

MOST_WORDS = 20_000
NOT_COUNTED = "This carer's work has not been counted yet."
WAITS = "?"
"""Behind points that a person gave for work that has been sent again since."""


@dataclass(frozen=True)
class Held:
    """One cell as the gradebook holds it."""

    cell: str
    most: float
    by_hand: bool
    points: float | None
    """What counts now; nothing while it was never marked."""
    counted: float | None
    """What the course counted."""
    given: bool
    """A person has given these points."""
    waits: bool
    comment: str

    @property
    def mark(self) -> str:
        """Say the mark in a few letters, to compare with later: "3", "3?" (sent again since) or ""."""
        if self.points is None:
            return ""
        return f"{self.points:g}{WAITS if self.waits else ''}"


@dataclass(frozen=True)
class Standing:
    """One carer's exercise as the gradebook holds it, in the order of the exercise."""

    carer: str
    exercise: str
    sent: str
    """When the work that was counted was sent (UTC, ISO 8601): another time is other work."""
    late: bool
    cells: dict[str, Held]
    comment: str
    """The overall word to the carer."""

    @property
    def waits(self) -> bool:
        """Say whether something still waits for a trainer."""
        return any(cell.waits for cell in self.cells.values())


@dataclass(frozen=True)
class Wish:
    """What a trainer was shown in one field (``Held.mark``, or a comment's ``fingerprint``), and what they want."""

    was: str
    now: str


@dataclass(frozen=True)
class Clash:
    """A field that somebody else changed meanwhile; nothing was written there."""

    cell: str
    field: str
    theirs: str
    who: str
    """Their sign-in name; empty when it is not known."""


class SentAgainError(GradingError):
    """The carer's work is not the one that the trainer was shown; nothing was written."""


def plain(comment: str | None) -> str:
    """Return a comment as people see it: no space around it, one kind of line end, nothing a database refuses."""
    return "\n".join((comment or "").replace("\0", "").strip().splitlines())


def fingerprint(comment: str | None) -> str:
    """Tell one comment from another, however a browser hands it back."""
    return sha256(plain(comment).encode()).hexdigest()[:16]


def standing(course_root: Path, exercise: str, carer: str) -> Standing:
    """Read how one carer's marks stand.

    Raises:
        GradingError: nothing of this carer's was counted yet, or a name cannot be used.
    """
    with _found(course_root, exercise, carer) as (_, found):
        return _standing(found, exercise, carer)


def save(
    course_root: Path,
    exercise: str,
    carer: str,
    sent: str,
    marks: Mapping[str, Wish],
    comments: Mapping[str, Wish],
    by: str,
) -> list[Clash]:
    """Write the marks and comments that a trainer changed, signed with their name; all in one transaction.

    Args:
        course_root: the course folder.
        exercise: the exercise.
        carer: whose work it is.
        sent: ``Standing.sent`` of the work that was shown.
        marks: by cell; ``now`` is a number, or "" for the course's own count again.
        comments: by cell (``to-the-carer`` for the overall word).
        by: the trainer's sign-in name.

    Returns:
        What somebody else changed meanwhile, and was left as it is; usually nothing.

    Raises:
        SentAgainError: the carer has sent again, and the new work was counted.
        GradingError: a mark is no number, or more or less than can be given.
    """
    with (
        grading_audit.by(by, "desk"),
        _found(course_root, exercise, carer, to_write=True) as (book, found),
    ):
        now = _standing(found, exercise, carer)
        if now.sent != sent:
            raise SentAgainError("The carer has sent this again since you opened the page.")
        clashes: list[Clash] = []
        grades = {grade.name: grade for grade in found.grades}
        for cell, wish in marks.items():
            if cell in grades and wish.now != wish.was:
                held = now.cells[cell]
                if held.mark == wish.was:
                    _mark(grades[cell], held, wish.now)
                elif held.mark != wish.now:
                    clashes.append(Clash(cell, "mark", held.mark, ""))
        words = {comment.name: comment for comment in found.comments}
        for cell, wish in comments.items():
            if cell in words and fingerprint(wish.now) != wish.was:
                theirs = plain(words[cell].manual_comment)
                if fingerprint(theirs) == wish.was:
                    words[cell].manual_comment = plain(wish.now)[:MOST_WORDS]
                elif theirs != plain(wish.now):
                    clashes.append(Clash(cell, "comment", theirs, ""))
        book.db.commit()
    return _with_names(course_root, exercise, carer, clashes) if clashes else []


def waiting(course_root: Path, exercise: str) -> list[str]:
    """Name the carers whose counted work waits for a trainer, the longest first."""
    if not has_gradebook(course_root):
        return []
    with gradebook(database(course_root)) as book:
        wanted = (
            select(SubmittedAssignment.student_id)
            .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
            .where(Assignment.name == exercise, Grade.needs_manual_grade)
            .group_by(SubmittedAssignment.student_id, SubmittedAssignment.timestamp)
            .order_by(SubmittedAssignment.timestamp, SubmittedAssignment.student_id)
        )
        return list(book.db.scalars(wanted))


@contextmanager
def _found(
    course_root: Path, exercise: str, carer: str, *, to_write: bool = False
) -> Iterator[tuple[Gradebook, SubmittedNotebook]]:
    """Open a carer's rows; ``to_write`` lets nobody else write them until the end."""
    submissions.submitted(course_root, exercise, carer)
    if not has_gradebook(course_root):
        raise GradingError(NOT_COUNTED)
    with gradebook(database(course_root)) as book:
        if to_write and book.engine.dialect.name == "sqlite":
            book.db.connection().exec_driver_sql("BEGIN IMMEDIATE")
        try:
            found = book.find_submission_notebook(Path(NOTEBOOK).stem, exercise, carer)
        except MissingEntry:
            raise GradingError(NOT_COUNTED) from None
        if to_write:  # a lock on each row where the database knows such; read anew with it
            for kind in (Grade, Comment):
                rows = select(kind).where(kind.notebook_id == found.id).with_for_update()
                book.db.scalars(rows.execution_options(populate_existing=True)).all()
        yield book, found


def _standing(found: SubmittedNotebook, exercise: str, carer: str) -> Standing:
    whole = found.assignment
    comments = {comment.name: plain(comment.manual_comment) for comment in found.comments}
    by_hand = {cell.name for cell in found.notebook.solution_cells}
    cells = [
        Held(
            grade.name,
            float(grade.max_score),
            grade.name in by_hand,
            None
            if grade.manual_score is None and grade.auto_score is None
            else float(grade.score or 0),
            grade.auto_score,
            grade.manual_score is not None,
            bool(grade.needs_manual_grade),
            comments.get(grade.name, ""),
        )
        for grade in found.grades
    ]
    time = whole.timestamp.replace(tzinfo=UTC).isoformat() if whole.timestamp else ""
    return Standing(
        carer,
        exercise,
        time,
        (whole.total_seconds_late or 0) > 0,
        {cell.cell: cell for cell in cells},
        comments.get(TO_THE_CARER, ""),
    )


def _mark(grade: Grade, held: Held, now: str) -> None:
    """Set one mark as formgrader's own handler does."""
    if not now:
        grade.manual_score = None
    else:
        try:
            points = float(now.removesuffix(WAITS))
        except ValueError:
            raise GradingError("A mark needs to be a number.") from None
        if not 0 <= points <= held.most:
            raise GradingError(f"This mark can be from 0 to {held.most:g}.")
        # The course's own number is no change of a person's, unless a person had changed it before.
        if held.given or points != held.counted:
            grade.manual_score = points
    grade.needs_manual_grade = grade.manual_score is None and grade.auto_score is None


def _with_names(course_root: Path, exercise: str, carer: str, clashes: list[Clash]) -> list[Clash]:
    """Say who wrote what is there now, as far as the record of changes knows."""
    newest: dict[tuple[str, str], str] = {}
    for change in grading_audit.changes(course_root, exercise, carer):
        field = "comment" if change.what == "comment" else "mark"
        newest.setdefault((change.cell, field), change.who)
    return [
        Clash(one.cell, one.field, one.theirs, newest.get((one.cell, one.field), ""))
        for one in clashes
    ]
