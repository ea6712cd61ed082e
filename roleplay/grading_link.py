"""Where a carer's work is in formgrader: the id that nbgrader gave it."""

from pathlib import Path

from nbgrader.api import MissingEntry

from roleplay.grading_course import NOTEBOOK
from roleplay.grading_engine import gradebook
from roleplay.grading_where import database, has_gradebook


def notebook_id(course_root: Path, exercise: str, carer: str) -> str | None:
    """Return the id in ``formgrader/submissions/<id>``, or nothing before the work was counted."""
    if not has_gradebook(course_root):
        return None
    with gradebook(database(course_root)) as book:
        try:
            found = book.find_submission_notebook(Path(NOTEBOOK).stem, exercise, carer)
        except MissingEntry:
            return None
        return str(found.id)
