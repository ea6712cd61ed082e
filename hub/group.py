"""The picture of the group on the desk: what was chosen, for everyone; who may need a word, for the trainer."""

import asyncio
import re
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from hub import passwords
from hub.marking import Marking
from hub.pages import Desk
from hub.trainer import TrainerHandler
from roleplay import debrief, group, group_confidence, group_people, group_reading, group_words
from roleplay.group import Picture
from roleplay.group_people import People

KEPT = 8
"""How many pictures are kept, for as long as every file stays as it is."""


@dataclass(frozen=True)
class Shown:
    """A picture as its page needs it."""

    picture: Picture
    body: Markup
    people: People


class Pictures:
    """The pictures made lately."""

    def __init__(self, root: Path, accounts: Path) -> None:
        """Take the course folder, and the file of who belongs to the course."""
        self._root, self._accounts = root, accounts
        self._kept: OrderedDict[str, tuple[object, Shown]] = OrderedDict()

    def of(self, exercise: str) -> Shown:
        """Return the picture of an exercise, or of the whole course; drawn anew when a file changed."""
        now = self._now(exercise)
        found = self._kept.get(exercise)
        if found is None or found[0] != now:
            found = (now, self._made(exercise))
            self._kept[exercise] = found
            self._kept.move_to_end(exercise)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found[1]

    def _now(self, exercise: str) -> object:
        others = [
            *self._root.glob(f"{group_words.FOLDER}/*/*.json"),
            *self._root.glob(f"{group_confidence.FOLDER}/*.json"),
            *self._root.glob(f"exercises/{exercise or '*'}/practice.ipynb"),
            self._accounts,
        ]
        return group_reading.mark_of([*group_reading.files(self._root), *sorted(others)])

    def _made(self, exercise: str) -> Shown:
        sendings, unread = group_reading.read(self._root)
        carers = [n for n, a in passwords.read(self._accounts).items() if a.role == "carer"]
        picture = group.of_sendings(self._root, sendings, exercise)
        people = group_people.people(sendings, unread, carers, exercise)
        return Shown(picture, debrief.body(picture), people)


class GroupHandler(TrainerHandler):
    """The base of these pages."""

    def initialize(self, desk: Desk, marking: Marking, pictures: Pictures) -> None:  # type: ignore[override]
        """Take the pictures as well."""
        super().initialize(desk, marking)
        self.pictures = pictures

    async def made(self, exercise: str) -> Shown:
        """Return the picture, without holding up anyone else's page."""
        if exercise:
            self.must_be_exercise(exercise)
        return await asyncio.to_thread(self.pictures.of, exercise)


class GroupPage(GroupHandler):
    """The picture of one exercise, or of the whole course."""

    async def get(self, exercise: str = "") -> None:
        """Show the page."""
        found = await self.made(exercise)
        self.show("group.html", here="trainer", exercise=exercise, body=found.body, people=found.people, shown=self.desk.shown, title=debrief.title_of(exercise))  # fmt: skip


class GroupSheet(GroupHandler):
    """The sheet for the room: A4, both sides, without a name."""

    styles = " 'unsafe-inline'"  # the sheet is one file with its own styles

    async def get(self, exercise: str = "") -> None:
        """Send the sheet, to print from the browser."""
        found = await self.made(exercise)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        at = f"trainer/{exercise}/group" if exercise else "trainer/group"
        title = debrief.title_of(exercise)
        self.finish(debrief.sheet(found.picture, title, self.desk.prefix + at))


class GroupStyles(GroupHandler):
    """The styles of the picture: the same as in its own file."""

    async def get(self) -> None:
        """Send them."""
        self.set_header("Content-Type", "text/css; charset=utf-8")
        self.finish(debrief.css("picture"))


def routes(desk: Desk, marking: Marking) -> list[tuple[str, type, dict[str, Any]]]:
    """Return the addresses."""
    at, exercise = re.escape(f"{desk.prefix}trainer"), "([a-z0-9-]{1,80})"
    pictures = Pictures(desk.places.course_root, desk.places.accounts)
    tools = {"desk": desk, "marking": marking, "pictures": pictures}
    return [
        (rf"{at}/group", GroupPage, tools),
        (rf"{at}/group/sheet", GroupSheet, tools),
        (rf"{at}/group\.css", GroupStyles, tools),
        (rf"{at}/{exercise}/group", GroupPage, tools),
        (rf"{at}/{exercise}/group/sheet", GroupSheet, tools),
    ]
