"""Where a course folder's gradebook is: a file beside the work, or the database that one setting names.

The setting is ``COURSE_DATABASE`` in the environment, or else the one line of ``.course/database`` in the
course folder (a PostgreSQL address may hold a password: let only the keeper of the course read that file).
"""

import os
from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.exc import SQLAlchemyError

from roleplay.grading_engine import engine
from roleplay.grading_run import GradingError

SETTING = "COURSE_DATABASE"
KEPT = Path(".course", "database")
FILE = "gradebook.db"
UNREACHED = (
    "The gradebook could not be reached or written just now. What was counted before is kept. "
    "Please try again in a while; if it stays so, tell the keeper of the course."
)


def database(course_root: Path) -> str:
    """Return the address of a course folder's gradebook, as SQLAlchemy reads it."""
    return _set(course_root) or f"sqlite:///{course_root / FILE}"


def has_gradebook(course_root: Path) -> bool:
    """Say whether there may be marks: neither a file nor tables are made by asking.

    Raises:
        GradingError: a database was named, and it does not answer.
    """
    if not (address := _set(course_root)):
        return (course_root / FILE).is_file()
    try:
        return bool(inspect(engine(address)).has_table("assignment"))
    except (SQLAlchemyError, ImportError) as error:
        raise GradingError(UNREACHED, str(error)) from error


def _set(course_root: Path) -> str:
    """Read the setting; empty when the gradebook is the file beside the work."""
    try:
        kept = (course_root / KEPT).read_text(encoding="utf-8").strip()
    except OSError:
        kept = ""
    return os.environ.get(SETTING, "").strip() or kept
