"""Who changed which mark when: a table of its own beside nbgrader's, in the same database.

The same database, because a mark and the line that tells of it are then written together or not at all, on
SQLite and on PostgreSQL; and whoever keeps or copies the gradebook keeps both. The table is made with the first
change. Lines are only ever added: the database itself refuses to change one or to take one away.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any, Literal

from nbgrader.api import Comment, Grade
from sqlalchemy import (
    DDL,
    Column,
    Connection,
    DateTime,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    event,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from roleplay.grading_engine import engine
from roleplay.grading_where import database, has_gradebook

What = Literal["mark", "kept", "extra", "comment"]
"""A mark; a mark kept after the work was sent again; points beyond the most; words."""
CHANGES = Table(
    "mark_change",
    MetaData(),
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", DateTime, nullable=False),
    Column("who", String(255), nullable=False),
    Column("page", String(32), nullable=False),
    Column("carer", String(128), nullable=False, index=True),
    Column("exercise", String(128), nullable=False, index=True),
    Column("cell", String(128), nullable=False),
    Column("what", String(16), nullable=False),
    Column("before", Text),
    Column("after", Text),
)
_ACTS = ("UPDATE", "DELETE")
GUARDS = {
    "sqlite": tuple(
        f"CREATE TRIGGER mark_change_no_{act.lower()} BEFORE {act} ON mark_change "
        "BEGIN SELECT RAISE(ABORT, 'lines of mark_change stay as they are'); END"
        for act in _ACTS
    ),
    "postgresql": tuple(
        f"CREATE RULE mark_change_no_{act.lower()} AS ON {act} TO mark_change DO INSTEAD NOTHING"
        for act in _ACTS
    ),
}
"""What makes the database itself refuse to change a line or to take one away."""
for _dialect, _guards in GUARDS.items():
    for _guard in _guards:
        event.listen(CHANGES, "after_create", DDL(_guard).execute_if(dialect=_dialect))

_signed: ContextVar[tuple[str, str] | None] = ContextVar("signed", default=None)


@dataclass(frozen=True)
class Change:
    """One change: from what to what; nothing (``None``) where there was or is none."""

    at: datetime
    who: str
    page: str
    carer: str
    exercise: str
    cell: str
    what: What
    before: str | None
    after: str | None


@contextmanager
def by(who: str, page: str) -> Iterator[None]:
    """Sign every mark and comment that is changed meanwhile with a person's name and the page they used."""
    token = _signed.set((who, page))
    try:
        yield
    finally:
        _signed.reset(token)


def _note(session: Session, *_: object) -> None:
    """Write down what is about to be changed, in the transaction that changes it."""
    signed = _signed.get()
    changed = [one for one in session.dirty if isinstance(one, Grade | Comment)] if signed else []
    if not signed or not changed:
        return
    db = session.connection()
    lines = [line for one in changed for line in _lines(db, one)]
    if lines:
        _table(db)
        now = datetime.now(UTC).replace(tzinfo=None)
        more = {"at": now, "who": signed[0], "page": signed[1]}
        db.execute(insert(CHANGES), [{**more, **line} for line in lines])


event.listen(Session, "before_flush", _note)


def _lines(db: Connection, one: Any) -> Iterator[dict[str, str | None]]:  # noqa: ANN401
    """Compare what a page sets with what the database holds now, whatever the page believed."""
    table = type(one).__table__
    held = db.execute(select(table).where(table.c.id == one.id)).one()
    about = {"carer": one.student.id, "exercise": one.assignment.name, "cell": one.name}
    if isinstance(one, Comment):
        before, after = held.manual_comment or None, one.manual_comment or None
        if before != after:
            yield {**about, "what": "comment", "before": before, "after": after}
        return
    before, after = _points(held.manual_score), _points(one.manual_score)
    if before != after:
        yield {**about, "what": "mark", "before": before, "after": after}
    elif after is not None and held.needs_manual_grade and not one.needs_manual_grade:
        yield {**about, "what": "kept", "before": before, "after": after}
    before, after = _points(held.extra_credit), _points(one.extra_credit)
    if (before or "0") != (after or "0"):
        yield {**about, "what": "extra", "before": before, "after": after}


def _points(score: float | None) -> str | None:
    return None if score is None else f"{float(score):g}"


def _table(db: Connection) -> None:
    """Make the table with the first change; two processes may come to this at once."""
    if inspect(db).has_table(CHANGES.name):
        return
    if db.dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(20261122)"))
    CHANGES.create(db, checkfirst=True)


def changes(course_root: Path, exercise: str, carer: str | None = None) -> list[Change]:
    """List the changes in one exercise, of one carer or of all; the newest first.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: the gradebook cannot be read.
    """
    if not has_gradebook(course_root):
        return []
    wanted = select(CHANGES).where(CHANGES.c.exercise == exercise)
    if carer is not None:
        wanted = wanted.where(CHANGES.c.carer == carer)
    with engine(database(course_root)).connect() as db:
        if not inspect(db).has_table(CHANGES.name):
            return []
        rows = db.execute(wanted.order_by(CHANGES.c.id.desc())).mappings().all()
    return [
        Change(
            row["at"].replace(tzinfo=UTC),
            **{k: row[k] for k in ("who", "page", "carer", "exercise", "cell", "what", "before", "after")},
        )
        for row in rows
    ]  # fmt: skip


def without_name(db: Connection, carer: str, instead: str) -> int:
    """Take a carer's name, and all words about them, out of the lines: only when everything of theirs is deleted.

    What is left says when who changed a mark, and no longer whose. Run it inside a transaction: the guards are
    taken away for this one change, and put back.

    Returns:
        How many lines there were.
    """
    if not inspect(db).has_table(CHANGES.name):
        return 0
    for act in _ACTS:
        name = f"mark_change_no_{act.lower()}"
        where = "TRIGGER IF EXISTS" if db.dialect.name == "sqlite" else "RULE IF EXISTS"
        on = "" if db.dialect.name == "sqlite" else " ON mark_change"
        db.execute(text(f"DROP {where} {name}{on}"))
    theirs = CHANGES.c.carer == carer
    words = (CHANGES.c.what == "comment") & theirs
    db.execute(update(CHANGES).where(words).values(before=None, after=None))
    done = db.execute(update(CHANGES).where(theirs).values(carer=instead))
    for guard in GUARDS.get(db.dialect.name, ()):
        db.execute(text(guard))
    return int(done.rowcount)


def sign_formgrader() -> None:
    """In formgrader's own process: sign each change with the trainer who is signed in there.

    Its gradebook session is put back after each request, so that it never answers from memory what another
    page has changed since.
    """
    from nbgrader.server_extensions.formgrader.apihandlers import CommentHandler, GradeHandler
    from nbgrader.server_extensions.formgrader.base import BaseHandler

    for handler in (GradeHandler, CommentHandler):
        handler.put = _with_name(handler.put)
    BaseHandler.on_finish = _put_back


def _with_name(put: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(put)
    def signed(self: Any, *arguments: str) -> Any:  # noqa: ANN401
        who = getattr(self.current_user, "username", None)
        if not who:  # nobody is signed in: formgrader refuses by itself
            return put(self, *arguments)
        with by(who, "formgrader"):
            return put(self, *arguments)

    return signed


def _put_back(self: Any) -> None:  # noqa: ANN401
    book = self.settings.get("nbgrader_gradebook")
    if book is not None:
        book.db.remove()
