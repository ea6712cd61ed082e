"""The trainer's page: who has sent what, marking it, and sending replies. Plain forms; no script needed."""

import asyncio
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from tornado.web import HTTPError

from hub import overview, replies, second_marks
from hub.marking import Marking
from hub.pages import ApiHandler, Desk, DeskHandler
from hub.waiting import Part, with_new
from roleplay import grading

SAID = {
    "reply": "The reply is sent.",
    "replies": "The replies are sent.",
    "looked": "Your answer stands at the top of the carer's reply now.",
    "no-look": "Nobody is waiting for this second look any more.",
    "date": "The date is kept. It changes no mark.",
    "date-away": "There is no date for this exercise any more.",
    "no-date": "This is not a date that can be kept. Please try once more.",
    "all-marked": "There is nothing left to mark here. You can send the replies now.",
    "none-ready": "No reply was sent: nothing is marked completely yet, or it was sent before.",
}


def show_covered(page: DeskHandler, exercise: str) -> None:
    """Say that these are first marks of a sample which the trainer is marking blind."""
    page.set_status(403)
    page.show("moderation_covered.html", here="trainer", exercise=exercise)


class TrainerHandler(DeskHandler):
    """The base of what only trainers see."""

    def initialize(self, desk: Desk, marking: Marking) -> None:  # type: ignore[override]
        """Take the desk and the markings that run."""
        super().initialize(desk)
        self.marking = marking

    async def prepare(self) -> None:
        """Let only trainers in."""
        await super().prepare()
        me, root = self.must_be_trainer(), self.desk.places.course_root
        exercise, _, page = unquote(self.request.path).partition("/trainer/")[2].partition("/")
        if exercise in self.desk.exercises() and second_marks.covers(root, exercise, me.name, page):
            show_covered(self, exercise)

    def must_be_exercise(self, name: str) -> str:
        """Return the exercise's name if it can be sent and marked."""
        if name not in self.desk.exercises():
            raise HTTPError(404)
        return name

    async def rows(self, exercise: str) -> list[overview.Row]:
        """Return where each carer's work stands, without holding up anyone else's page."""
        root, last = self.desk.places.course_root, self.marking.last(exercise)
        return await asyncio.to_thread(overview.rows, root, exercise, last)

    def back(self, exercise: str, said: str = "") -> None:
        """Return to the trainer's page, at this exercise, with a word about what was done."""
        query = f"?said={quote(said)}&at={quote(exercise)}" if said else ""
        self.redirect(f"{self.desk.prefix}trainer{query}#{exercise}", status=303)


class TrainerPage(TrainerHandler):
    """Every exercise, and who has sent it."""

    async def get(self) -> None:
        """Show the page."""
        root = self.desk.places.course_root
        dates = await asyncio.to_thread(grading.due_dates, root)
        me, exercises = self.must_be_trainer().name, self.desk.exercises()
        parts = [
            Part(
                exercise,
                tuple(await self.rows(exercise)),
                self.marking.is_running(exercise),
                self.marking.last(exercise).message,
                dates.get(exercise),
                frozenset(second_marks.closed(root, exercise, me)),
            )
            for exercise in exercises
        ]
        self.show(
            "trainer.html",
            here="trainer",
            parts=parts,
            fresh=with_new(parts),
            said=SAID.get(self.get_query_argument("said", ""), ""),
            at=self.get_query_argument("at", ""),
            shown=self.desk.shown,
        )


class MarkEverywhere(TrainerHandler):
    """The button that marks the new work of several exercises at once."""

    async def post(self) -> None:
        """Start marking wherever something new has come in, and show the page again at once."""
        root = self.desk.places.course_root
        for exercise in self.desk.exercises():
            if await asyncio.to_thread(_has_new, root, exercise):
                self.marking.start(exercise)
        self.redirect(f"{self.desk.prefix}trainer", status=303)


def _has_new(root: Path, exercise: str) -> bool:
    """Say whether something has come in that the course has not counted yet."""
    carers = grading.carers(root, exercise)
    return any(not grading.is_counted(root, exercise, carer) for carer in carers)


class Mark(TrainerHandler):
    """The button "Mark all new work"."""

    async def post(self, exercise: str) -> None:
        """Start marking, and show the page again at once."""
        self.marking.start(self.must_be_exercise(exercise))
        self.back(exercise)


class MarkingNow(TrainerHandler, ApiHandler):
    """Whether marking is still going on, for the page to ask."""

    async def get(self, exercise: str) -> None:
        """Answer yes or no."""
        self.answer({"marking": self.marking.is_running(self.must_be_exercise(exercise))})


class SendReply(TrainerHandler):
    """The button "Send reply", to one carer or to all whose marking is complete."""

    async def post(self, exercise: str) -> None:
        """Send what is ready."""
        self.must_be_exercise(exercise)
        only = self.get_body_argument("carer", "")
        rows = await self.rows(exercise)
        ready = [row.carer for row in rows if row.can_reply and only in ("", row.carer)]
        for carer in ready:
            replies.send(
                self.desk.places.course_root, carer, exercise, self.must_be_trainer().shown
            )
        said = ("reply" if len(ready) == 1 else "replies") if ready else "none-ready"
        self.back(exercise, said)


def routes(desk: Desk, marking: Marking) -> list[tuple[str, type, dict[str, Any]]]:
    """Return the trainer's addresses."""
    at, exercise = re.escape(f"{desk.prefix}trainer"), "([a-z0-9-]{1,80})"
    tools = {"desk": desk, "marking": marking}
    return [
        (at, TrainerPage, tools),
        (rf"{at}/mark-new", MarkEverywhere, tools),
        (rf"{at}/{exercise}/mark", Mark, tools),
        (rf"{at}/{exercise}/marking", MarkingNow, tools),
        (rf"{at}/{exercise}/reply", SendReply, tools),
    ]
