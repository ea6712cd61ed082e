"""Write counted marks into nbgrader's gradebook: many carers in one transaction, nbgrader's rows to the letter.

nbgrader's own way asks the database once for each cell of each carer; here a batch takes a handful of
statements. What a trainer gave by hand is never touched (``nbgrader.preprocessors.SaveAutoGrades``).
"""

import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import (
    Boolean,
    Connection,
    Engine,
    bindparam,
    create_engine,
    event,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError, OperationalError

from roleplay.grading_run import GradingError
from roleplay.grading_submissions import NOTEBOOK

NO_RESPONSE = "No response."
"""nbgrader's own words for a cell that was left as it was released."""
TRIES = 8
"""How often a batch is written anew when another process was in the way."""
PATIENCE = 60
"""Seconds that SQLite waits while another process writes."""
_T = {
    model: model.__table__
    for model in (Assignment, BaseCell, Comment, Grade, Notebook, Student, SubmittedAssignment, SubmittedNotebook)
}  # fmt: skip


@dataclass(frozen=True)
class Counted:
    """One carer's counted work: when it was sent (UTC, no zone, as nbgrader keeps it) and what each cell earned."""

    carer: str
    sent: datetime | None
    scores: dict[str, float | None]
    """Points by cell; ``None`` waits for a trainer."""
    comments: dict[str, str | None]

    @classmethod
    def of(cls, carer: str, sent: datetime | None, marked: NotebookNode) -> "Counted":
        """Read the scores off a marked notebook, by nbgrader's own rules."""
        scores: dict[str, float | None] = {}
        comments: dict[str, str | None] = {}
        for cell in marked.cells:
            if utils.is_grade(cell):
                score = utils.determine_grade(cell)[0]
                scores[cell.metadata.nbgrader["grade_id"]] = None if score is None else float(score)
            if utils.is_solution(cell):
                about = cell.metadata.nbgrader
                same = about.get("checksum") == utils.compute_checksum(cell)
                comments[about["grade_id"]] = NO_RESPONSE if same else None
        return cls(carer, sent, scores, comments)


class Book:
    """The gradebook's rows of one exercise.

    Raises:
        GradingError: the gradebook does not know the exercise.
    """

    def __init__(self, db_url: str, exercise: str) -> None:
        with Gradebook(db_url):  # makes the tables, where there are none yet
            pass
        self.engine = _engine(db_url)
        a, n, c = _T[Assignment], _T[Notebook], _T[BaseCell]
        with self.engine.connect() as db:
            found = db.execute(
                select(a.c.id, n.c.id)
                .join_from(a, n, a.c.id == n.c.assignment_id)
                .where(a.c.name == exercise, n.c.name == Path(NOTEBOOK).stem)
            ).first()
            if not found:
                raise GradingError(f"The gradebook does not know '{exercise}' yet.")
            self.assignment, self.notebook = found
            # A cell that is answered and marked stands twice in the gradebook, once for each.
            cells = select(c.c.type, c.c.name, c.c.id).where(c.c.notebook_id == self.notebook)
            rows = db.execute(cells).all()
            self.graded = {name: row for kind, name, row in rows if kind == "GradeCell"}
            self.answered = {name: row for kind, name, row in rows if kind == "SolutionCell"}

    def record(self, work: Sequence[Counted]) -> None:
        """Write the marks of some carers, all or none of them, whoever else is writing.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the gradebook could not be written; nothing was.
        """
        for left in reversed(range(TRIES)):
            try:
                self._record(work)
            # Somebody else wrote the same row first, or both waited for each other.
            except (IntegrityError, OperationalError):
                if not left:
                    raise
                time.sleep(random.uniform(0.05, 0.5))  # noqa: S311 (so that two do not keep step)
            else:
                return

    def _record(self, work: Sequence[Counted]) -> None:
        with self.engine.begin() as db:
            if db.dialect.name == "postgresql":
                # One batch of an exercise after another; ends with the transaction.
                key = f"connection-first/{self.assignment}"
                db.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))
            self._students(db, work)
            submissions = self._submissions(db, work)
            notebooks = self._notebooks(db, submissions)
            owners = [(notebooks[submissions[one.carer]], one) for one in work]
            self._grades(db, owners)
            self._comments(db, owners)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def _students(self, db: Connection, work: Sequence[Counted]) -> None:
        t, names = _T[Student], [one.carer for one in work]
        known = set(db.scalars(select(t.c.id).where(t.c.id.in_(names))))
        if new := [{"id": name} for name in sorted(set(names) - known)]:
            # Another exercise of the same carer's may be marked at this very moment.
            special = postgresql if db.dialect.name == "postgresql" else sqlite
            db.execute(special.insert(t).on_conflict_do_nothing(), new)

    def _submissions(self, db: Connection, work: Sequence[Counted]) -> dict[str, str]:
        """Give each carer's submission, made or brought up to date."""
        t, names = _T[SubmittedAssignment], [one.carer for one in work]
        found = select(t.c.student_id, t.c.id).where(
            t.c.assignment_id == self.assignment, t.c.student_id.in_(names)
        )
        known = {row.student_id: row.id for row in db.execute(found)}
        dated = [
            {"row": known[one.carer], "sent": one.sent}
            for one in work
            if one.carer in known and one.sent
        ]
        if dated:
            change = update(t).where(t.c.id == bindparam("row")).values(timestamp=bindparam("sent"))
            db.execute(change, dated)
        new = {one.carer: uuid4().hex for one in work if one.carer not in known}
        _insert(
            db,
            t,
            (
                {"id": new[one.carer], "assignment_id": self.assignment, "student_id": one.carer, "timestamp": one.sent}
                for one in work
                if one.carer in new
            ),
        )  # fmt: skip
        return known | new

    def _notebooks(self, db: Connection, submissions: dict[str, str]) -> dict[str, str]:
        """Give each submission's notebook, made where there is none."""
        t, rows = _T[SubmittedNotebook], list(submissions.values())
        found = select(t.c.assignment_id, t.c.id).where(
            t.c.notebook_id == self.notebook, t.c.assignment_id.in_(rows)
        )
        known = {row.assignment_id: row.id for row in db.execute(found)}
        if known:
            # A penalty is never given here; one from another setting is taken back, as nbgrader does.
            db.execute(
                update(t)
                .where(t.c.id.in_(list(known.values())))
                .values(late_submission_penalty=None)
            )
        new = {row: uuid4().hex for row in rows if row not in known}
        _insert(
            db,
            t,
            (
                {"id": new[row], "assignment_id": row, "notebook_id": self.notebook, "flagged": False, "late_submission_penalty": None}
                for row in new
            ),
        )  # fmt: skip
        return known | new

    def _grades(self, db: Connection, owners: Sequence[tuple[str, Counted]]) -> None:
        t = _T[Grade]
        found = select(t.c.notebook_id, t.c.cell_id, t.c.id).where(
            t.c.notebook_id.in_([notebook for notebook, _ in owners])
        )
        known = {(nb, cell): row for nb, cell, row in db.execute(found)}
        new, changed = [], []
        for notebook, one in owners:
            for name, score in one.scores.items():
                waits = score is None
                if row := known.get((notebook, self.graded[name])):
                    changed.append({"row": row, "score": score, "waits": waits})
                else:
                    new.append(
                        {"id": uuid4().hex, "notebook_id": notebook, "cell_id": self.graded[name],
                         "auto_score": score, "needs_manual_grade": waits}
                    )  # fmt: skip
        _insert(db, t, new)
        if changed:
            change = (
                update(t)
                .where(t.c.id == bindparam("row"))
                .values(
                    auto_score=bindparam("score"),
                    # Asked of the row itself: a trainer may be marking it at this very moment.
                    needs_manual_grade=or_(
                        t.c.manual_score.is_not(None), bindparam("waits", type_=Boolean)
                    ),
                )
            )
            db.execute(change, changed)

    def _comments(self, db: Connection, owners: Sequence[tuple[str, Counted]]) -> None:
        t = _T[Comment]
        found = select(t.c.notebook_id, t.c.cell_id, t.c.id).where(
            t.c.notebook_id.in_([notebook for notebook, _ in owners])
        )
        known = {(nb, cell): row for nb, cell, row in db.execute(found)}
        new, changed = [], []
        for notebook, one in owners:
            for name, said in one.comments.items():
                row = known.get((notebook, self.answered[name]))
                if row:
                    changed.append({"row": row, "said": said})
                else:
                    new.append(
                        {"id": uuid4().hex, "notebook_id": notebook, "cell_id": self.answered[name], "auto_comment": said}
                    )  # fmt: skip
        _insert(db, t, new)
        if changed:
            change = (
                update(t).where(t.c.id == bindparam("row")).values(auto_comment=bindparam("said"))
            )
            db.execute(change, changed)


def _engine(db_url: str) -> Engine:
    """Open the database so that several processes can write at once, each a whole batch."""
    if not db_url.startswith("sqlite"):
        return create_engine(db_url)
    engine = create_engine(db_url, connect_args={"timeout": PATIENCE, "isolation_level": None})
    # Python would let two processes read before either writes; so one of them asks first.
    event.listen(engine, "begin", lambda db: db.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _insert(db: Connection, table: Any, rows: Iterable[dict[str, Any]]) -> None:  # noqa: ANN401
    """Insert rows, if there are any."""
    if found := list(rows):
        db.execute(insert(table), found)
