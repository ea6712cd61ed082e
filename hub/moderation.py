"""Two trainers, marking alike: draw a sample, mark it blind, compare, and enter what was agreed."""

import asyncio
import re
from collections.abc import Callable
from typing import Any

from tornado.web import HTTPError

from hub import second_marks
from hub.marking import Marking
from hub.pages import Desk
from hub.second_marks import Pair, Round
from hub.trainer import TrainerHandler
from roleplay import agreement, grading, grading_work, practice, rubric, titles

SAID = {
    "drawn": "The sample is drawn. Mark each piece on its own.",
    "no-more": "There is nothing more to draw.",
    "kept": "Your levels are kept. That was the last one.",
    "kept-next": "Your levels are kept. Here is the next one.",
    "finished": "Both marks are here now. Talk about them before you change any.",
    "given-up": "The sample is put away.",
    "agreed": "The level is entered. Send the carer their reply again, so that they can read it.",
}


class ModerationHandler(TrainerHandler):
    """The base of the pages of moderation."""

    @property
    def root(self) -> Any:  # noqa: ANN401 (a Path; tornado has no types)
        """The course folder."""
        return self.desk.places.course_root

    def again(self, exercise: str, said: str = "", place: str = "") -> None:
        """Return to the page, with a word about what was done."""
        query = f"?said={said}" if said else ""
        where = f"{self.desk.prefix}trainer/{exercise}/moderation{place}{query}"
        self.redirect(where, status=303)

    async def do(self, exercise: str, said: str, act: Callable[[], object]) -> None:
        """Do something, and say how it went; a refusal is told in its own words."""
        self.must_be_exercise(exercise)
        try:
            await asyncio.to_thread(act)
        except grading.GradingError as error:
            self.set_status(409)
            await self.page(exercise, str(error))
            return
        self.again(exercise, said)

    async def page(self, exercise: str, said: str = "") -> None:
        """Show where moderation of this exercise stands."""
        me = self.must_be_trainer()
        found = second_marks.current(self.root, exercise)
        shared: dict[str, Any] = {
            "here": "trainer",
            "exercise": exercise,
            "round": found,
            "said": said,
            "shown": self.desk.shown,
            "me": me.name,
        }
        if found and found.finished:
            told = await asyncio.to_thread(compared, found)
            work = {
                piece.carer: answers(self.root, exercise, piece.carer) for piece in found.pieces
            }
            self.show("moderation_compared.html", **shared, **told, work=work)
            return
        ready = await asyncio.to_thread(
            second_marks.can_be_drawn, self.root, exercise, "" if found else me.name
        )
        size = agreement.how_many(len(ready))
        self.show("moderation.html", **shared, ready=len(ready), size=size)


class ModerationPage(ModerationHandler):
    """Where moderation of an exercise stands."""

    async def get(self, exercise: str) -> None:
        """Show it."""
        said = SAID.get(self.get_query_argument("said", ""), "")
        await self.page(self.must_be_exercise(exercise), said)


class Draw(ModerationHandler):
    """The button "Draw a sample"."""

    async def post(self, exercise: str) -> None:
        """Draw it for whoever presses."""
        me = self.must_be_trainer().name
        await self.do(exercise, "drawn", lambda: second_marks.begin(self.root, exercise, me))


class DrawMore(ModerationHandler):
    """The button "Draw some more"."""

    async def post(self, exercise: str) -> None:
        """Add to the sample."""
        me = self.must_be_trainer().name
        await self.do(exercise, "", lambda: second_marks.more(self.root, exercise, me))


class Finish(ModerationHandler):
    """The button "Compare"."""

    async def post(self, exercise: str) -> None:
        """End the blind marking."""
        me = self.must_be_trainer().name
        await self.do(exercise, "finished", lambda: second_marks.finish(self.root, exercise, me))


class GiveUp(ModerationHandler):
    """The button "Put this sample away"."""

    async def post(self, exercise: str) -> None:
        """Keep it beside, and make room for another."""
        me = self.must_be_trainer().name
        await self.do(exercise, "given-up", lambda: second_marks.give_up(self.root, exercise, me))


class Piece(ModerationHandler):
    """One piece to mark blind: answers and rubric, and neither names nor marks."""

    def must_be_mine(self, exercise: str, number: str) -> tuple[Round, int]:
        """Return the round and the place of the piece, if this trainer is marking it."""
        found = second_marks.current(self.root, self.must_be_exercise(exercise))
        place = int(number) - 1
        if not found or found.finished or not 0 <= place < len(found.pieces):
            raise HTTPError(404)
        if found.by != self.must_be_trainer().name:
            raise HTTPError(403)
        return found, place

    async def get(self, exercise: str, number: str) -> None:
        """Show the answers beside the rubric."""
        found, place = self.must_be_mine(exercise, number)
        said = SAID.get(self.get_query_argument("said", ""), "")
        self.form(exercise, found, place, said=said)

    def form(
        self, exercise: str, found: Round, place: int, missing: bool = False, said: str = ""
    ) -> None:
        """Show the piece's form."""
        piece = found.pieces[place]
        questions: dict[str, list[str]] = {}
        for cell in piece.first:
            questions.setdefault(rubric.split(cell)[0], []).append(cell)
        self.show(
            "moderation_piece.html",
            here="trainer",
            exercise=exercise,
            number=place + 1,
            of=len(found.pieces),
            questions=questions,
            asked=grading_work.asked(self.root, exercise),
            answers=answers(self.root, exercise, piece.carer),
            criteria=rubric.rubric().criteria,
            unanswered=rubric.rubric().unanswered,
            given=piece.second,
            missing=missing,
            said=said,
        )

    async def post(self, exercise: str, number: str) -> None:
        """Keep the levels; those still open are asked for."""
        found, place = self.must_be_mine(exercise, number)
        typed = {cell: self.get_body_argument(cell, "") for cell in found.pieces[place].first}
        if any(value and value not in "01234" for value in typed.values()):
            raise HTTPError(400)
        levels = {cell: int(value) for cell, value in typed.items() if value}
        me = self.must_be_trainer().name
        second_marks.mark(self.root, exercise, me, place, levels)
        now = second_marks.current(self.root, exercise)
        if now and not now.pieces[place].done:
            self.form(exercise, now, place, missing=True)
            return
        left = [at for at, one in enumerate(now.pieces if now else ()) if not one.done]
        self.again(exercise, "kept" if not left else "kept-next", f"/{left[0] + 1}" if left else "")


class Agree(ModerationHandler):
    """The button "Enter the agreed level"."""

    async def post(self, exercise: str) -> None:
        """Enter it in the gradebook, signed."""
        me = self.must_be_trainer().name
        cell = self.get_body_argument("cell")
        try:
            place = int(self.get_body_argument("piece")) - 1
            level = int(self.get_body_argument("level"))
        except ValueError as error:
            raise HTTPError(400) from error
        await self.do(
            exercise,
            "agreed",
            lambda: second_marks.agree(self.root, exercise, place, cell, level, me),
        )


def answers(root: Any, exercise: str, carer: str) -> dict[str, str]:  # noqa: ANN401 (a Path)
    """Return what a carer wrote, by question: the work that was counted."""
    work = practice.look(root / "autograded" / carer / exercise, exercise)[0]
    return {name: answer.text.strip() for name, answer in work.answers.items()}


def compared(found: Round) -> dict[str, Any]:
    """Return the figures and the words of the page that compares both marks."""
    pairs = second_marks.pairs(found)
    names = rubric.rubric().criteria
    by_line: dict[str, list[Pair]] = {}
    for pair in pairs:
        by_line.setdefault(pair.cell, []).append(pair)
    lines = []
    for cell, some in by_line.items():
        question, criterion = rubric.split(cell)
        figures = agreement.agreement([(one.first, one.second) for one in some])
        lines.append(
            {
                "name": f"{titles.spoken(question)}: {names[criterion].name}",
                "figures": figures,
                "caution": agreement.caution(figures),
                "example": figures.low is not None and figures.count < agreement.FEW,
            }
        )
    whole = agreement.agreement([(one.first, one.second) for one in pairs])
    return {
        "lines": lines,
        "whole": whole,
        "caution": agreement.caution(whole),
        "number": agreement.number,
        "few": next((one["caution"] for one in lines if one["example"]), ""),
        "means": agreement.KAPPA_MEANS,
        "apart": [one for one in pairs if one.gap > 1],
        "criteria": names,
        "split": rubric.split,
        "called": (rubric.rubric().unanswered, *rubric.rubric().levels),
    }


def routes(desk: Desk, marking: Marking) -> list[tuple[str, type, dict[str, Any]]]:
    """Return the addresses of moderation."""
    at = rf"{re.escape(f'{desk.prefix}trainer')}/([a-z0-9-]{{1,80}})/moderation"
    tools = {"desk": desk, "marking": marking}
    return [
        (at, ModerationPage, tools),
        (rf"{at}/draw", Draw, tools),
        (rf"{at}/more", DrawMore, tools),
        (rf"{at}/finish", Finish, tools),
        (rf"{at}/away", GiveUp, tools),
        (rf"{at}/agree", Agree, tools),
        (rf"{at}/([1-9][0-9]{{0,3}})", Piece, tools),
    ]
