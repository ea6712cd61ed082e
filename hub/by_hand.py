"""Marking on the desk: one carer's exercise on one page, and who changed which mark when. Plain forms."""

import asyncio
import re
from typing import Any
from urllib.parse import quote

from tornado.web import HTTPError

from hub import marking_page
from hub.marking import Marking
from hub.marking_page import Mine
from hub.pages import Desk
from hub.trainer import TrainerHandler
from roleplay import grading_audit, grading_hand, grading_phrases, grading_work, rubric, scenario
from roleplay.grading import GradingError
from roleplay.grading_cells import TO_THE_CARER
from roleplay.grading_hand import SentAgainError, Wish
from roleplay.grading_link import notebook_id

SAID = {"saved": "Saved.", "saved-next": "Saved. Here is the next one."}
CLASHED = (
    "Somebody else changed something here while you were marking. "
    "Your other changes are saved. What they wrote stands beside yours: look, and save again."
)
SENT_AGAIN = (
    "The carer has sent this again since you opened the page, so nothing was saved. "
    "Here is the new one. Your words are still below: look at it once more, and save again."
)


class ByHand(TrainerHandler):
    """One carer's exercise, to be marked."""

    async def get(self, exercise: str, carer: str) -> None:
        """Show it; work that was not counted yet is on the trainer's page."""
        said = SAID.get(self.get_query_argument("said", ""), "")
        await self.show_work(self.must_be_exercise(exercise), carer, Mine(), said=said)

    async def post(self, exercise: str, carer: str) -> None:
        """Save what was changed; then this page again, or the next carer's."""
        self.must_be_exercise(exercise)
        marks, comments = self.marks(), self.comments()
        typed = {cell: wish.now for cell, wish in comments.items()}
        try:
            clashes = await asyncio.to_thread(
                grading_hand.save,
                self.desk.places.course_root,
                exercise,
                carer,
                self.get_body_argument("sent", ""),
                marks,
                comments,
                self.must_be_trainer().name,
            )
            self.keep_phrases(comments)
        except SentAgainError:
            await self.show_work(exercise, carer, Mine({}, typed), problem=SENT_AGAIN)
            return
        except GradingError as error:
            chosen = {cell: wish.now for cell, wish in marks.items()}
            await self.show_work(exercise, carer, Mine(chosen, typed), problem=str(error))
            return
        if clashes:
            cells = {(one.cell, one.field) for one in clashes}
            mine = Mine(
                {c: w.now for c, w in marks.items() if (c, "mark") in cells},
                {c: w.now for c, w in comments.items() if (c, "comment") in cells},
                tuple(clashes),
            )
            await self.show_work(exercise, carer, mine, problem=CLASHED)
            return
        if self.get_body_argument("go", "") != "next":
            self.redirect(f"{self.address(exercise, carer)}?said=saved", status=303)
        elif following := await self.next_carer(exercise, carer):
            self.redirect(f"{self.address(exercise, following)}?said=saved-next", status=303)
        else:
            self.back(exercise, "all-marked")

    async def show_work(
        self, exercise: str, carer: str, mine: Mine, said: str = "", problem: str = ""
    ) -> None:
        """Send the page; with a problem the answer says so (409), and keeps the trainer's words."""
        root = self.desk.places.course_root
        try:
            values = await asyncio.to_thread(marking_page.values, root, exercise, carer, mine)
        except GradingError:
            self.back(exercise)
            return
        waiting = await asyncio.to_thread(grading_hand.waiting, root, exercise)
        if problem:
            self.set_status(409)
        self.show(
            "mark.html",
            here="trainer",
            said=said,
            problem=problem,
            shown=self.desk.shown,
            others=len([one for one in waiting if one != carer]),
            notebook=await asyncio.to_thread(notebook_id, root, exercise, carer),
            **values,
        )

    async def next_carer(self, exercise: str, carer: str) -> str | None:
        """Name the carer whose work has waited longest, this one apart."""
        root = self.desk.places.course_root
        waiting = await asyncio.to_thread(grading_hand.waiting, root, exercise)
        return next((one for one in waiting if one != carer), None)

    def address(self, exercise: str, carer: str) -> str:
        """Return the address of a carer's page."""
        return f"{self.desk.prefix}trainer/{exercise}/mark/{quote(carer)}"

    def marks(self) -> dict[str, Wish]:
        """Read the marks off the form; what was not chosen is not there."""
        keep = bool(self.get_body_argument("keep", ""))
        found: dict[str, Wish] = {}
        for name in self.request.body_arguments:
            if not name.startswith("was-mark:"):
                continue
            cell, was = name.removeprefix("was-mark:"), self.get_body_argument(name)
            now = self.get_body_argument(f"mark:{cell}", None)
            if now is None and keep and was.endswith(grading_hand.WAITS):
                now = was.removesuffix(grading_hand.WAITS)
            if now is not None:
                found[cell] = Wish(was, _number(now))
        return found

    def comments(self) -> dict[str, Wish]:
        """Read the comments off the form, with the phrases that were ticked behind them."""
        found: dict[str, Wish] = {}
        for name in self.request.body_arguments:
            if name.startswith("was-comment:"):
                cell = name.removeprefix("was-comment:")
                parts = [
                    self.get_body_argument(f"comment:{cell}", ""),
                    *self.get_body_arguments(f"add:{cell}"),
                ]
                words = "\n".join(part for part in parts if part)
                found[cell] = Wish(self.get_body_argument(name), grading_hand.plain(words))
        return found

    def keep_phrases(self, comments: dict[str, Wish]) -> None:
        """Keep comments as phrases where the trainer asked for it."""
        for cell, wish in comments.items():
            if wish.now and self.get_body_argument(f"phrase:{cell}", ""):
                kind = cell if cell == TO_THE_CARER else rubric.split(cell)[1]
                grading_phrases.add(self.desk.places.course_root, kind, wish.now)


class NextCarer(ByHand):
    """The first carer whose work waits."""

    async def get(self, exercise: str, carer: str = "") -> None:
        """Go there, or back when nobody waits."""
        self.must_be_exercise(exercise)
        if following := await self.next_carer(exercise, ""):
            self.redirect(self.address(exercise, following))
        else:
            self.back(exercise, "all-marked")

    async def post(self, exercise: str, carer: str = "") -> None:
        """Save nothing: it is not said whose work it would be."""
        raise HTTPError(405)


class Changes(TrainerHandler):
    """Who changed which mark when."""

    async def get(self, exercise: str) -> None:
        """Show the newest changes first, of everybody or of one carer."""
        root = self.desk.places.course_root
        self.must_be_exercise(exercise)
        carer = self.get_query_argument("carer", "")
        every = await asyncio.to_thread(grading_audit.changes, root, exercise)
        lines = [
            (one, marking_page.cell_words(root, exercise, one.cell))
            for one in as_on_the_page(every, grading_work.order(root, exercise))
            if carer in ("", one.carer)
        ]
        self.show(
            "mark_changes.html",
            here="trainer",
            exercise=exercise,
            carer=carer,
            carers=sorted({one.carer for one in every}),
            lines=lines,
            is_level=_is_level,
            worded=_worded,
            shown=self.desk.shown,
        )


def as_on_the_page(
    every: list[grading_audit.Change], order: list[str]
) -> list[grading_audit.Change]:
    """Put changes of the same second in the order of the marking page: each carer's, cell by cell.

    Points stand first there, then levels and their words, then the words to the carer. What is alike stays as it is.
    """
    place = {cell: number for number, cell in enumerate(order)}

    def of(one: grading_audit.Change) -> tuple[float, str, bool, int, bool]:
        second = one.at.replace(microsecond=0).timestamp()
        by_hand = one.cell not in place or _is_level(one.cell)
        return -second, one.carer, by_hand, place.get(one.cell, len(place)), one.what == "comment"

    return sorted(every, key=of)


def _is_level(cell: str) -> bool:
    """Say whether a cell holds a level that people give, and not points that the course counts."""
    whole, criterion = rubric.split(cell)
    # Some words of the rubric name both: a role-play is always counted.
    return criterion in rubric.rubric().criteria and whole not in scenario.names()


def _worded(change: grading_audit.Change, value: str | None) -> str:
    """Say what stood there before or after a change: "3 Connecting", points, or words."""
    if value is None:
        return "nothing"
    if change.what not in ("mark", "kept") or not _is_level(change.cell):
        return value
    try:
        level = rubric.level_of(float(value))
    except ValueError:
        return value
    course = rubric.rubric()
    return f"{value} {course.levels[level - 1] if level else course.unanswered}"


def _number(text: str) -> str:
    """Return a number as the gradebook's marks are told: "3" for "3.0" and " 3"; other words stay."""
    try:
        return f"{float(text.replace(',', '.')):g}" if text.strip() else ""
    except ValueError:
        return text


def routes(desk: Desk, marking: Marking) -> list[tuple[str, type, dict[str, Any]]]:
    """Return the addresses of marking."""
    at, exercise = re.escape(f"{desk.prefix}trainer"), "([a-z0-9-]{1,80})"
    tools = {"desk": desk, "marking": marking}
    return [
        (rf"{at}/{exercise}/mark/([A-Za-z0-9][A-Za-z0-9._@%-]{{0,240}})", ByHand, tools),
        (rf"{at}/{exercise}/mark-next", NextCarer, tools),
        (rf"{at}/{exercise}/changes", Changes, tools),
    ]
