"""Where a course folder's gradebook is: a file beside the work, or the database that one setting names.

The setting is ``COURSE_DATABASE`` in the environment, or else the one line of ``.course/database`` in the
course folder (a PostgreSQL address may hold a password: let only the keeper of the course read that file).
"""

import os
from pathlib import Path

SETTING = "COURSE_DATABASE"
KEPT = Path(".course", "database")
FILE = "gradebook.db"


def database(course_root: Path) -> str:
    """Return the address of a course folder's gradebook, as SQLAlchemy reads it."""
    return _set(course_root) or f"sqlite:///{course_root / FILE}"


def has_gradebook(course_root: Path) -> bool:
    """Say whether there may be marks: a file that is not there yet is not made by asking."""
    return bool(_set(course_root)) or (course_root / FILE).is_file()


def _set(course_root: Path) -> str:
    """Read the setting; empty when the gradebook is the file beside the work."""
    try:
        kept = (course_root / KEPT).read_text(encoding="utf-8").strip()
    except OSError:
        kept = ""
    return os.environ.get(SETTING, "").strip() or kept
