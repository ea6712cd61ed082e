"""Hear what other desk processes did in the rooms.

PostgreSQL tells (LISTEN and NOTIFY). SQLite cannot, so its one number for "somebody else wrote"
(``PRAGMA data_version``) is looked at every 50 ms, which costs a few microseconds.
"""

import contextlib
import logging
import threading
from collections.abc import Callable

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from hub.rooms.store import CHANNEL, Store

LOOK = 0.05
AGAIN = 2.0

Heard = Callable[[str, int], None]
"""Called in the watching thread with a room's code and the version it has come to."""


class Watch:
    """A thread that listens until it is stopped."""

    def __init__(self, store: Store, heard: Heard) -> None:
        """Take where to listen and whom to tell."""
        self._store, self._heard = store, heard
        self._known: dict[str, int] = {}
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="rooms", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Listen no more."""
        self._stopped.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        listen = self._look if self._store.is_sqlite else self._listen
        while not self._stopped.is_set():
            try:
                listen()
            except (SQLAlchemyError, psycopg.Error):
                logging.getLogger("rooms").warning("The rooms' database is away.", exc_info=True)
                self._stopped.wait(AGAIN)

    def _tell_all(self) -> None:
        """Tell of every room that has gone on since it was last looked at."""
        versions = self._store.versions()
        for code, version in versions.items():
            if self._known.get(code) != version:
                self._heard(code, version)
        for code in self._known.keys() - versions.keys():
            self._heard(code, self._known[code] + 1)
        self._known = versions

    def _look(self) -> None:
        with self._store.engine.connect() as db:
            last = -1
            while not self._stopped.wait(LOOK):
                now = db.exec_driver_sql("PRAGMA data_version").scalar_one()
                db.rollback()
                if now != last:
                    last = now
                    self._tell_all()

    def _listen(self) -> None:
        with contextlib.closing(self._store.engine.raw_connection()) as pooled:
            connection = pooled.driver_connection
            assert isinstance(connection, psycopg.Connection)  # noqa: S101  (for the types)
            connection.autocommit = True
            connection.execute(f"LISTEN {CHANNEL}")
            try:
                self._tell_all()
                while not self._stopped.is_set():
                    for said in connection.notifies(timeout=0.5):
                        code, _, version = said.payload.partition(" ")
                        self._heard(code, int(version))
            finally:
                pooled.invalidate()
