"""A carer chooses which lines of theirs the group may read: line by line, and taken back at any time."""

import asyncio
import re
from pathlib import Path
from typing import Any

from tornado.web import HTTPError

from hub.pages import Desk, DeskHandler
from hub.store import NameRefusedError, Store
from roleplay import group_reading, group_words, scenario


def offered(course_root: Path, carer: str, exercise: str) -> list[dict[str, object]]:
    """Return the carer's own lines of the newest sending, as the group would read them, with consent."""
    folder = Store(course_root / "submitted").place(carer, exercise)
    work = group_reading.one(folder, exercise)
    agreed = group_words.agreed(course_root, carer, exercise)
    found: list[dict[str, object]] = []
    for role_play, scene, line in group_words.lines(work) if work else ():
        mark = group_words.fingerprint(role_play, scene, line)
        title = scenario.load(role_play).title
        found.append({"mark": mark, "line": line, "title": title, "agreed": mark in agreed})
    return found


class SharedWords(DeskHandler):
    """The page with a carer's own lines, and a tick for each."""

    async def get(self, exercise: str) -> None:
        """Show the page of whoever is signed in."""
        person = self.must_be_signed_in()
        root = self.desk.places.course_root
        try:
            lines = await asyncio.to_thread(offered, root, person.name, self.must_know(exercise))
        except NameRefusedError as error:
            raise HTTPError(404) from error
        said = (
            "Kept. You can change this at any time." if self.get_query_argument("said", "") else ""
        )
        self.show("group_words.html", here="replies", exercise=exercise, lines=lines, said=said)

    async def post(self, exercise: str) -> None:
        """Keep the ticks; no tick takes everything back."""
        person = self.must_be_signed_in()
        root = self.desk.places.course_root
        ticked = set(self.get_body_arguments("line"))
        try:
            lines = await asyncio.to_thread(offered, root, person.name, self.must_know(exercise))
        except NameRefusedError as error:
            raise HTTPError(404) from error
        # Only what is really there can be agreed to.
        marks = [str(one["mark"]) for one in lines if one["mark"] in ticked]
        await asyncio.to_thread(group_words.agree, root, person.name, exercise, marks)
        self.redirect(f"{self.desk.prefix}replies/{exercise}/lines?said=kept", status=303)


def routes(desk: Desk) -> list[tuple[str, type, dict[str, Any]]]:
    """Return the address."""
    at = re.escape(desk.prefix)
    return [(rf"{at}replies/([a-z0-9-]{{1,80}})/lines", SharedWords, {"desk": desk})]
