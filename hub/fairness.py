"""What trainers do for fairness beside marking: answer a second look, and set a date that costs nothing."""

import asyncio
import re
from datetime import date
from typing import Any

from tornado.web import HTTPError

from hub import second_look
from hub.marking import Marking
from hub.pages import Desk
from hub.store import NameRefusedError
from hub.trainer import TrainerHandler
from roleplay import grading


class LookedAgain(TrainerHandler):
    """The button "Stays as it is", with a word to the carer."""

    async def post(self, exercise: str) -> None:
        """Answer the carer; a second press changes nothing."""
        self.must_be_exercise(exercise)
        carer, words = self.get_body_argument("carer"), self.get_body_argument("words", "")
        root, by = self.desk.places.course_root, self.must_be_trainer().shown
        try:
            done = second_look.end(root, carer, exercise, "stays", by, words)
        except NameRefusedError as error:
            raise HTTPError(404) from error
        self.back(exercise, "looked" if done else "no-look")


class SetDate(TrainerHandler):
    """The form "Hoped for by": a date, or none."""

    async def post(self, exercise: str) -> None:
        """Set it in nbgrader's own record; no mark changes."""
        self.must_be_exercise(exercise)
        typed = self.get_body_argument("date", "").strip()
        try:
            day = date.fromisoformat(typed) if typed else None
            await asyncio.to_thread(grading.set_due, self.desk.places.course_root, exercise, day)
        except (ValueError, OverflowError, grading.GradingError):
            self.back(exercise, "no-date")
            return
        self.back(exercise, "date" if day else "date-away")


def routes(desk: Desk, marking: Marking) -> list[tuple[str, type, dict[str, Any]]]:
    """Return the addresses."""
    at, exercise = re.escape(f"{desk.prefix}trainer"), "([a-z0-9-]{1,80})"
    tools = {"desk": desk, "marking": marking}
    return [
        (rf"{at}/{exercise}/looked-again", LookedAgain, tools),
        (rf"{at}/{exercise}/date", SetDate, tools),
    ]
