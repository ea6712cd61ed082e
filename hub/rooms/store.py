"""Where rooms are kept: a list of events a room, in SQLite by default or in PostgreSQL.

The one small interface between a room and its place. ``append`` takes events only when the caller
knew all that came before (an optimistic lock), so several desk processes can serve the same room
and a vote can never slip in behind a closing. ``watch`` tells what other processes appended.
Blocking calls; ``live`` makes them beside the event loop.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    delete,
    event,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import IntegrityError

from hub.rooms.events import EVENT, Closed, Event

CHANNEL = "live_rooms"
TABLES = MetaData()
ROOMS = Table(
    "live_rooms",
    TABLES,
    Column("code", String(12), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("owner", String(200), nullable=False),
    Column("secret", String(64)),
    Column("opened", String(30), nullable=False),
    Column("changed", String(30), nullable=False),
    Column("closed", String(30)),
)
EVENTS = Table(
    "live_events",
    TABLES,
    Column("code", String(12), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("body", Text, nullable=False),
)


class CodeTakenError(Exception):
    """Another room has this code."""


@dataclass(frozen=True)
class Row:
    """What is known of a room beside its events. The owner leads it and does not vote."""

    code: str
    version: int
    owner: str
    secret: str | None
    opened: str
    closed: str | None


class Store:
    """All rooms of a course, in one database."""

    def __init__(self, address: str) -> None:
        """Open the database, and make its two tables when they are not there.

        Args:
            address: as SQLAlchemy reads it, ``sqlite:///…`` or ``postgresql://…``.
        """
        url = make_url(address)
        if url.drivername == "postgresql":
            url = url.set(drivername="postgresql+psycopg")
        self.is_sqlite = url.get_backend_name() == "sqlite"
        if self.is_sqlite and url.database:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        self.engine: Engine = create_engine(url, pool_pre_ping=not self.is_sqlite)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _settings)
        with self.engine.begin() as db:
            if not self.is_sqlite:
                db.execute(text("SELECT pg_advisory_xact_lock(746)"))  # two processes start at once
            TABLES.create_all(db)

    def dispose(self) -> None:
        """Close what is open."""
        self.engine.dispose()

    def open(self, code: str, owner: str, secret: str, first: Event) -> None:
        """Keep a new room.

        Raises:
            CodeTakenError: choose another code.
        """
        row = {
            "code": code,
            "version": 1,
            "owner": owner,
            "secret": secret,
            "opened": first.at,
            "changed": first.at,
        }
        try:
            with self.engine.begin() as db:
                db.execute(insert(ROOMS), row)
                db.execute(insert(EVENTS), _bodies(code, 0, [first]))
        except IntegrityError as error:
            raise CodeTakenError(code) from error

    def row(self, code: str) -> Row | None:
        """Return what is known of a room; nothing when there is none of this code."""
        with self.engine.connect() as db:
            found = db.execute(_rows().where(ROOMS.c.code == code)).first()
        return Row(*found) if found else None

    def read(self, code: str, after: int = 0) -> tuple[int, list[Event]]:
        """Return a room's events after a version, and the version they lead to."""
        wanted = (
            select(EVENTS.c.version, EVENTS.c.body)
            .where(EVENTS.c.code == code, EVENTS.c.version > after)
            .order_by(EVENTS.c.version)
        )
        with self.engine.connect() as db:
            found = db.execute(wanted).all()
        return (found[-1][0] if found else after), [EVENT.validate_json(body) for _, body in found]

    def append(self, code: str, known: int, new: Sequence[Event]) -> bool:
        """Keep what happened, if nothing happened that the caller did not know of.

        An event ``closed`` takes the place of everything before it, the room's secret included;
        of a rehearsal nothing is left at all.
        Returns whether it was kept.
        """
        last = new[-1]
        values: dict[str, Any] = {"version": known + len(new), "changed": last.at}
        if isinstance(last, Closed):
            values |= {"closed": last.at, "secret": None}
        where = (ROOMS.c.code == code, ROOMS.c.version == known, ROOMS.c.closed.is_(None))
        with self.engine.begin() as db:
            if db.execute(update(ROOMS).where(*where).values(values)).rowcount != 1:
                return False
            if isinstance(last, Closed):
                db.execute(delete(EVENTS).where(EVENTS.c.code == code))
                if last.rehearsal:
                    db.execute(delete(ROOMS).where(ROOMS.c.code == code))
                else:
                    db.execute(insert(EVENTS), _bodies(code, known + len(new) - 1, [last]))
            else:
                db.execute(insert(EVENTS), _bodies(code, known, new))
            self._tell(db, code, known + len(new))
        if isinstance(last, Closed):
            self._sweep()
        return True

    def versions(self) -> dict[str, int]:
        """Return each room's version."""
        with self.engine.connect() as db:
            found = db.execute(select(ROOMS.c.code, ROOMS.c.version))
            return {row.code: row.version for row in found}

    def of(self, owner: str) -> list[Row]:
        """Return a facilitator's rooms, the newest first."""
        wanted = _rows().where(ROOMS.c.owner == owner).order_by(ROOMS.c.opened.desc())
        with self.engine.connect() as db:
            return [Row(*found) for found in db.execute(wanted)]

    def idle(self, since: str) -> list[str]:
        """Name the open rooms in which nothing has happened since then."""
        wanted = select(ROOMS.c.code).where(ROOMS.c.closed.is_(None), ROOMS.c.changed < since)
        with self.engine.connect() as db:
            return list(db.execute(wanted).scalars())

    def delete(self, before: str) -> int:
        """Delete every room that was closed before then; returns how many."""
        old = select(ROOMS.c.code).where(ROOMS.c.closed < before)
        with self.engine.begin() as db:
            codes = list(db.execute(old).scalars())
            db.execute(delete(EVENTS).where(EVENTS.c.code.in_(codes)))
            db.execute(delete(ROOMS).where(ROOMS.c.code.in_(codes)))
        if codes:
            self._sweep()
        return len(codes)

    def _tell(self, db: Connection, code: str, version: int) -> None:
        """Tell other processes, once this is kept (SQLite's are told by looking, see ``watch``)."""
        if not self.is_sqlite:
            said = {"channel": CHANNEL, "said": f"{code} {version}"}
            db.execute(text("SELECT pg_notify(:channel, :said)"), said)

    def _sweep(self) -> None:
        """Leave nothing of what was deleted in SQLite's side file."""
        if self.is_sqlite:
            with self.engine.connect() as db:
                db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _rows() -> Any:  # noqa: ANN401  (SQLAlchemy's own type has eight parameters)
    columns = ROOMS.c
    return select(
        columns.code,
        columns.version,
        columns.owner,
        columns.secret,
        columns.opened,
        columns.closed,
    )


def _bodies(code: str, known: int, new: Sequence[Event]) -> list[dict[str, Any]]:
    return [
        {"code": code, "version": known + place, "body": EVENT.dump_json(each).decode()}
        for place, each in enumerate(new, start=1)
    ]


def _settings(connection: Any, _record: object) -> None:  # noqa: ANN401  (sqlite3's own)
    """Let several processes read while one writes; overwrite with zeros what is deleted."""
    for setting in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "busy_timeout=10000",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {setting}")
