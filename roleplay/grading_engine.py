"""Open the gradebook's database once and keep it open: to open it takes longer than to read a carer's marks.

One engine for each address and process. A gradebook's file that was deleted or replaced is noticed, a process
that was forked from this one opens its own, and at the end of the process all are closed.
"""

import atexit
import os
from collections import OrderedDict
from pathlib import Path
from threading import Lock

from nbgrader.api import Gradebook
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.orm import scoped_session, sessionmaker

MOST = 8
"""So many databases are kept open; the one that was not asked for longest is closed first."""
_Which = tuple[int, int] | None
_kept: OrderedDict[str, tuple[_Which, Engine]] = OrderedDict()
_ready: set[str] = set()
_lock = Lock()


class KeptGradebook(Gradebook):  # type: ignore[misc]
    """nbgrader's gradebook on an engine that stays open when the gradebook is closed."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.db = scoped_session(sessionmaker(autoflush=True, bind=engine))
        self.course_id = "default_course"
        self.authenticator = None

    def close(self) -> None:
        """End what was begun, and give the connection back."""
        self.db.remove()


def gradebook(address: str) -> Gradebook:
    """Open the gradebook at an address of SQLAlchemy's; use it in one thread, and in a ``with``.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: the database cannot be reached.
    """
    found = engine(address)
    with _lock:
        is_ready = address in _ready
    if not is_ready:
        with Gradebook(address):  # makes the tables where there are none yet, as nbgrader does
            pass
        # Only now there is a file whose replacement could be noticed.
        found = engine(address)
        with _lock:
            _ready.add(address)
    return KeptGradebook(found)


def engine(address: str) -> Engine:
    """Return the open engine of an address, or open it; nobody else closes it."""
    now = _which(address)
    with _lock:
        before, found = _kept.pop(address, (None, None))
        if found is not None and before != now:
            found.dispose()
            _ready.discard(address)
            found = None
        if found is None:
            found = create_engine(address, pool_pre_ping=not address.startswith("sqlite"))
        _kept[address] = (now, found)
        while len(_kept) > MOST:
            oldest, (_, old) = _kept.popitem(last=False)
            _ready.discard(oldest)
            old.dispose()
    return found


def close_all() -> None:
    """Close every database that is open; the next question opens it again."""
    with _lock:
        for _, one in _kept.values():
            one.dispose()
        _kept.clear()
        _ready.clear()


def _which(address: str) -> _Which:
    """Tell a gradebook's file from another at the same place; an open one's number is given to no other."""
    if not address.startswith("sqlite"):
        return None
    try:
        about = Path(make_url(address).database or "").stat()
    except OSError:
        return None
    return about.st_dev, about.st_ino


def _after_fork() -> None:
    """Leave the connections to the process they belong to."""
    global _lock
    _lock = Lock()
    for _, one in _kept.values():
        one.dispose(close=False)
    _kept.clear()
    _ready.clear()


os.register_at_fork(after_in_child=_after_fork)
atexit.register(close_all)
