"""What leaves the desk as a file: marks for a spreadsheet, and the evidence sheet of one carer.

Marks and any carer's sheet are a trainer's; a carer makes their own sheet, and nobody else's.
"""

import asyncio
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from tornado.web import HTTPError

from hub import passwords, second_marks
from hub.marking import Marking
from hub.pages import POLICY, Desk, DeskHandler
from hub.trainer import TrainerHandler, show_covered
from roleplay import grading, out_evidence, out_marks, out_sheet
from roleplay import out as files

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Marks(TrainerHandler):
    """The marks of one exercise, or of the whole course, as a file to save."""

    async def get(self, exercise: str, form: files.Form) -> None:
        """Send the file."""
        names = [self.must_be_exercise(exercise)] if exercise else self.desk.exercises()
        root, me = self.desk.places.course_root, self.must_be_trainer().name
        covered = [name for name in names if second_marks.closed(root, name, me)]
        if covered:
            show_covered(self, covered[0])
            return
        content = await asyncio.to_thread(self._made, names, form)
        self.set_header("Content-Type", CSV if form == "csv" else XLSX)
        name = f"marks-{exercise or 'all'}.{form}"
        self.set_header("Content-Disposition", f'attachment; filename="{name}"')
        self.set_header("Cache-Control", "private, no-store")
        self.finish(content)

    def _made(self, names: list[str], form: files.Form) -> bytes:
        return files.marks(self.desk.places.course_root, names, form, shown_as(self.desk))[0]


def shown_as(desk: Desk) -> Callable[[str], str]:
    """Say how people are called, with the file of accounts read once."""
    accounts = passwords.read(desk.places.accounts)
    return lambda name: accounts[name].shown if name in accounts else name


class _Evidence(DeskHandler):
    """The base of both: a page on which to choose, and the sheet itself."""

    def whose(self, carer: str) -> str:
        """Say whose sheet it is: never another's than the person may see."""
        raise NotImplementedError

    def is_covered(self, _carer: str, _exercise: str) -> bool:
        """Say whether the person is marking this work blind, and may not see its first marks yet."""
        return False

    async def get(self, carer: str = "", sheet: str = "") -> None:
        """Show the page, or the sheet."""
        who = self.whose(carer)
        root = self.desk.places.course_root
        try:
            sent = await asyncio.to_thread(out_evidence.sent, root, who)
        except grading.GradingError as error:
            raise HTTPError(404) from error
        if sheet:
            await self._sheet(who, [name for name in self.get_arguments("piece") if name in sent])
            return
        if carer and not sent:
            raise HTTPError(404)
        action = f"{self.request.path}/sheet"
        here = "trainer" if carer else "replies"
        name = self.desk.shown(who)
        self.show("evidence.html", here=here, sent=sent, name=name, action=action, own=not carer)

    async def _sheet(self, who: str, pieces: list[str]) -> None:
        if not pieces:
            self.redirect(self.request.path.removesuffix("/sheet"))
            return
        asked = {key: self.get_argument(key, "") == "yes" for key in ("levels", "comments")}
        if any(asked.values()):
            for name in pieces:
                if self.is_covered(who, name):
                    show_covered(self, name)
                    return
        root, called = self.desk.places.course_root, self.desk.shown(who)
        found = await asyncio.to_thread(
            out_evidence.evidence, root, who, called, pieces, asked["levels"], asked["comments"]
        )
        style = f" {out_sheet.style_hash()}"
        self.set_header("Content-Security-Policy", POLICY.format(scripts="", styles=style))
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "private, no-store")
        self.finish(out_sheet.written(found, datetime.now(out_marks.UK).date()))


class CarersEvidence(_Evidence):
    """A trainer makes one carer's sheet."""

    def whose(self, carer: str) -> str:
        """Any carer's, for a trainer only."""
        self.must_be_trainer()
        return carer

    def is_covered(self, carer: str, exercise: str) -> bool:
        """Look whether it is in the sample that this trainer is marking."""
        me = self.must_be_trainer().name
        return carer in second_marks.closed(self.desk.places.course_root, exercise, me)


class OwnEvidence(_Evidence):
    """A carer makes their own."""

    async def get(self, sheet: str = "") -> None:  # type: ignore[override]
        """Show the page, or the sheet, of whoever is signed in."""
        await super().get("", sheet)

    def whose(self, carer: str) -> str:
        """Their own, whatever the address says."""
        return self.must_be_signed_in().name


def routes(desk: Desk, marking: Marking) -> list[tuple[str, type, dict[str, Any]]]:
    """Return the addresses of files and sheets."""
    at, exercise = re.escape(desk.prefix), "([a-z0-9-]{1,80})"
    tools = {"desk": desk}
    return [
        (rf"{at}trainer/()marks\.(csv|xlsx)", Marks, {**tools, "marking": marking}),
        (rf"{at}trainer/{exercise}/marks\.(csv|xlsx)", Marks, {**tools, "marking": marking}),
        (
            rf"{at}trainer/carer/([A-Za-z0-9._@%-]{{1,240}})/evidence(/sheet)?",
            CarersEvidence,
            tools,
        ),
        (rf"{at}evidence(/sheet)?", OwnEvidence, tools),
    ]
