"""The trainers' phrases: comments to use again, edited by everyone who marks. One line is one phrase."""

import asyncio
import re
from typing import Any

from hub.marking import Marking
from hub.pages import Desk
from hub.trainer import TrainerHandler
from roleplay import grading_phrases
from roleplay.grading import GradingError

SAID = {"saved": "Saved, for all who mark in this course."}


class PhrasesPage(TrainerHandler):
    """Every phrase, by what it is about."""

    async def get(self) -> None:
        """Show the page."""
        self.page(SAID.get(self.get_query_argument("said", ""), ""))

    async def post(self) -> None:
        """Save the phrases of one criterion."""
        kind, text = self.get_body_argument("kind", ""), self.get_body_argument("phrases", "")
        was = self.get_body_argument("was", "")
        try:
            await asyncio.to_thread(
                grading_phrases.put, self.desk.places.course_root, kind, text, was
            )
        except GradingError as error:
            self.set_status(409)
            self.page(problem=str(error), mine=(kind, text))
            return
        self.redirect(f"{self.desk.prefix}trainer/phrases?said=saved#{kind}", status=303)

    def page(self, said: str = "", problem: str = "", mine: tuple[str, str] = ("", "")) -> None:
        """Send the page; ``mine`` are words that could not be saved."""
        kept = grading_phrases.read(self.desk.places.course_root)
        self.show(
            "mark_phrases.html",
            here="trainer",
            said=said,
            problem=problem or kept.problem,
            mine=mine,
            kinds=grading_phrases.kinds(),
            phrases=kept.phrases,
            fingerprint=grading_phrases.fingerprint,
        )


def routes(desk: Desk, marking: Marking) -> list[tuple[str, type, dict[str, Any]]]:
    """Return the address of the page."""
    at = re.escape(f"{desk.prefix}trainer")
    return [(rf"{at}/phrases", PhrasesPage, {"desk": desk, "marking": marking})]
