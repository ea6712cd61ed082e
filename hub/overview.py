"""Where each carer's work stands, for the trainer's page: one row a carer, in plain words."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from hub import replies, second_look, wording
from hub.marking import Result
from roleplay import grading

State = Literal["problem", "new", "to-mark", "ready", "changed", "done"]

WORDS: dict[State, str] = {
    "problem": "Could not be marked",
    "new": "New",
    "to-mark": "Needs your marking",
    "ready": "Marked, reply not sent",
    "changed": "Changed since your reply",
    "done": "Reply sent",
}


@dataclass(frozen=True)
class Row:
    """One carer's work in one exercise."""

    carer: str
    sent: datetime
    times: int
    state: State
    late: str = ""
    """How long after the date it was sent, in words; it costs nothing."""
    reason: str = ""
    notebook: str | None = None
    replied: str = ""
    replied_by: str = ""
    has_words: bool = True
    """A trainer has written something to the carer, when everything is marked."""
    look: second_look.Look | None = None
    """The second look that the carer asked for, while it waits."""

    @property
    def words(self) -> str:
        """The state, as the page says it."""
        return WORDS[self.state]

    @property
    def can_reply(self) -> bool:
        """Say whether a reply may go: everything is marked, and the carer has not read it yet."""
        return self.state in ("ready", "changed")


def rows(course_root: Path, exercise: str, last: Result) -> list[Row]:
    """Return a row for each carer who has sent the exercise.

    Who asked for a second look comes first, then what waits longest.
    """
    order: tuple[State, ...] = ("problem", "new", "to-mark", "changed", "ready", "done")
    due = grading.due_dates(course_root).get(exercise)
    carers = grading.carers(course_root, exercise)
    found = [row(course_root, exercise, who, last, due) for who in carers]
    for one in grading.strangers(course_root, exercise):
        found.append(Row(one.shown, one.sent, 1, "problem", reason=one.reason))
    return sorted(
        (r for r in found if r), key=lambda r: (r.look is None, order.index(r.state), r.sent)
    )


def row(
    course_root: Path, exercise: str, carer: str, last: Result, due: datetime | None = None
) -> Row | None:
    """Return one carer's row; nothing when their folder holds no time."""
    times = grading.sent(course_root, exercise, carer)
    if not times:
        return None
    reply = replies.read(course_root, carer, exercise)
    found = _stands(course_root, exercise, carer, last, reply)
    return Row(
        carer,
        times[-1],
        len(times),
        late=wording.late(times[-1], due),
        replied=reply["released"] if reply else "",
        replied_by=reply["by"] if reply else "",
        look=second_look.waiting(course_root, carer, exercise) if reply else None,
        **found,
    )


def _stands(
    course_root: Path, exercise: str, carer: str, last: Result, reply: dict[str, Any] | None
) -> dict[str, Any]:
    """Return ``state``, and ``reason`` or ``notebook`` with it."""
    unread = grading.obstacle(course_root, exercise, carer)
    problem = unread or last.problem(carer)
    if not grading.is_counted(course_root, exercise, carer):
        return {"state": "problem" if problem else "new", "reason": problem}
    try:
        marks = grading.marks(course_root, exercise, carer)
        now = grading.reply(course_root, exercise, carer, marks) if reply else {}
    except grading.GradingError as error:
        return {"state": "problem", "reason": str(error)}
    link = marks.notebook
    if unread:
        return {"state": "problem", "reason": unread, "notebook": link}
    if marks.needs_manual:
        state: State = "to-mark"
    elif reply is None:
        state = "ready"
    else:
        state = "done" if replies.same(reply, now) else "changed"
    reason = grading.doubts(course_root, exercise, carer)
    words = bool(marks.comment or any(cell.comment for cell in marks.cells.values()))
    return {"state": state, "reason": reason, "notebook": link, "has_words": words}
