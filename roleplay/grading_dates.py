"""By when an exercise is hoped for: nbgrader's own date, read and set. It never touches a mark."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from nbgrader.api import MissingEntry

from roleplay.grading_engine import gradebook
from roleplay.grading_run import GradingError
from roleplay.grading_where import database, has_gradebook

UK = ZoneInfo("Europe/London")
END_OF_DAY = time(23, 59, 59)


def due_dates(course_root: Path) -> dict[str, datetime]:
    """Return until when each exercise is hoped for (with its time zone, UTC); those without a date are left out."""
    if not has_gradebook(course_root):
        return {}
    with gradebook(database(course_root)) as book:
        return {
            one.name: one.duedate.replace(tzinfo=UTC) for one in book.assignments if one.duedate
        }


def set_due(course_root: Path, exercise: str, day: date | None) -> None:
    """Set the date: the whole day counts, as clocks in the UK go (summer and winter); ``None`` takes it away.

    Raises:
        GradingError: the gradebook does not know this exercise.
    """
    unknown = GradingError("There is no such exercise in this course.")
    if not has_gradebook(course_root):
        raise unknown
    # The gradebook keeps moments in UTC, without their zone.
    moment = (
        datetime.combine(day, END_OF_DAY, UK).astimezone(UTC).replace(tzinfo=None) if day else None
    )
    with gradebook(database(course_root)) as book:
        try:
            book.find_assignment(exercise).duedate = moment
        except MissingEntry:
            raise unknown from None
        book.db.commit()
