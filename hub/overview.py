"""Where each carer's work stands, for the trainer's page: one row a carer, in plain words."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from hub import replies
from hub.marking import Result
from roleplay import grading
from roleplay.grading_link import notebook_id

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
    late: bool = False
    reason: str = ""
    notebook: str | None = None
    replied: str = ""

    @property
    def words(self) -> str:
        """The state, as the page says it."""
        return WORDS[self.state]

    @property
    def can_reply(self) -> bool:
        """Say whether a reply may go: everything is marked, and the carer has not read it yet."""
        return self.state in ("ready", "changed")


def rows(course_root: Path, exercise: str, last: Result) -> list[Row]:
    """Return a row for each carer who has sent the exercise; what waits longest comes first."""
    order: tuple[State, ...] = ("problem", "new", "to-mark", "changed", "ready", "done")
    found = [row(course_root, exercise, who, last) for who in grading.carers(course_root, exercise)]
    return sorted((r for r in found if r), key=lambda r: (order.index(r.state), r.sent))


def row(course_root: Path, exercise: str, carer: str, last: Result) -> Row | None:
    """Return one carer's row; nothing when their folder holds no time."""
    times = grading.sent(course_root, exercise, carer)
    if not times:
        return None
    reply = replies.read(course_root, carer, exercise)
    replied = reply["released"] if reply else ""
    problem = last.problem(carer)
    if not grading.is_counted(course_root, exercise, carer):
        state: State = "problem" if problem else "new"
        return Row(carer, times[-1], len(times), state, reason=problem, replied=replied)
    try:
        marks = grading.marks(course_root, exercise, carer)
        now = grading.reply(course_root, exercise, carer)
    except grading.GradingError as error:
        return Row(carer, times[-1], len(times), "problem", reason=str(error), replied=replied)
    if marks.needs_manual:
        state = "to-mark"
    elif reply is None:
        state = "ready"
    else:
        state = "done" if replies.said(reply) == now else "changed"
    link = notebook_id(course_root, exercise, carer)
    return Row(carer, times[-1], len(times), state, marks.late, "", link, replied)
