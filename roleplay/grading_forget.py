"""A carer's rows in the gradebook: count them, and delete them for good."""

from pathlib import Path

from nbgrader.api import MissingEntry
from sqlalchemy import func, inspect, select

from roleplay import grading_audit
from roleplay.grading_audit import CHANGES
from roleplay.grading_engine import gradebook
from roleplay.grading_where import database, has_gradebook

NOBODY = "forgotten"
"""What stands in the record of changes in a carer's place."""


def rows(course_root: Path, carer: str) -> tuple[int, int]:
    """Count a carer's rows: themselves and what they sent; and the lines that say who changed their marks.

    Raises:
        GradingError: a database was named, and it does not answer.
    """
    if not has_gradebook(course_root):
        return 0, 0
    with gradebook(database(course_root)) as book:
        try:
            of_theirs = 1 + len(book.find_student(carer).submissions)
        except MissingEntry:
            of_theirs = 0
        if not inspect(book.engine).has_table(CHANGES.name):
            return of_theirs, 0
        lines = select(func.count()).select_from(CHANGES).where(CHANGES.c.carer == carer)
        return of_theirs, int(book.db.scalar(lines) or 0)


def delete(course_root: Path, carer: str) -> None:
    """Delete a carer's rows, and take their name and all words about them out of the record of changes.

    Raises:
        GradingError: a database was named, and it does not answer.
        sqlalchemy.exc.SQLAlchemyError: the gradebook cannot be written.
    """
    if not has_gradebook(course_root):
        return
    with gradebook(database(course_root)) as book:
        db = book.db.connection()
        if db.dialect.name == "sqlite":
            # What is deleted is written over in the file, and the guards go and come back in one step.
            db.exec_driver_sql("PRAGMA secure_delete = ON")
            db.exec_driver_sql("BEGIN IMMEDIATE")
        grading_audit.without_name(db, carer, NOBODY)
        book.db.commit()
        try:
            book.remove_student(carer)
        except MissingEntry:
            return
