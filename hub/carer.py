"""What a carer can do at the desk: sign in, keep work, send it (replies: ``reply_pages``). Always only their own."""

import asyncio
import re
from typing import Any
from urllib.parse import quote, urlsplit

from tornado.web import HTTPError

from hub import book, replies, sending
from hub.pages import ApiHandler, Desk, DeskHandler
from hub.store import NameRefusedError
from roleplay import grading, responses
from roleplay.responses import ResponsesError

NOTHING_YET = "There is nothing to send yet. Play a role-play or write something first."


class FrontPage(DeskHandler):
    """The front door: everyone comes into the book."""

    async def get(self) -> None:
        """Go to the book's first page."""
        self.redirect(f"{self.desk.prefix}book/{book.welcome(self.desk.places.book)}")


class SignIn(DeskHandler):
    """Signing in comes back to the page where it was pressed."""

    async def get(self) -> None:
        """Send to the hub's sign-in, then back."""
        onward = self.get_query_argument("next", "")
        if not onward and (came_from := urlsplit(self.request.headers.get("Referer", "")).path):
            self.redirect(f"{self.desk.prefix}sign-in?next={quote(came_from)}")
            return
        if self.person is None:
            self.redirect(self.get_login_url())
            return
        own = onward.startswith(self.desk.prefix) and "//" not in onward and "\\" not in onward
        home = "trainer" if self.person.is_trainer else ""
        self.redirect(onward if own else f"{self.desk.prefix}{home}")


class SignOut(DeskHandler):
    """Signing out, here and at the hub."""

    async def get(self) -> None:
        """Forget this browser."""
        self.hub_auth.clear_cookie(self)
        self.redirect(f"{self.hub_auth.hub_prefix}logout")


class Kept(ApiHandler):
    """The work as it stands: read it, add to it."""

    async def get(self, exercise: str) -> None:
        """Return the kept work of whoever is signed in."""
        person = self.must_be_signed_in()
        kept = self.desk.store.read(person.name, self.must_know(exercise))
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(kept.to_json())

    async def put(self, exercise: str) -> None:
        """Join what arrives with what is kept, and return the whole."""
        person = self.must_be_signed_in()
        self.must_know(exercise)
        try:
            arrived = responses.parse(self.request.body, exercise)
            joined = self.desk.store.keep(person.name, exercise, arrived)
        except (ResponsesError, NameRefusedError) as error:
            self.refuse(400, str(error))
            return
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(joined.to_json())


class Send(ApiHandler):
    """The button "Send to my trainer"."""

    async def post(self, exercise: str) -> None:
        """Hand the kept work in; pressing twice sends once."""
        person = self.must_be_signed_in()
        if exercise not in self.desk.exercises():
            raise HTTPError(404)
        work = self.desk.store.read(person.name, exercise)
        if work.is_empty:
            self.refuse(400, NOTHING_YET)
            return
        root = self.desk.places.course_root
        try:
            times = await asyncio.to_thread(sending.send, root, exercise, person.name, work)
        except grading.GradingError as error:
            self.refuse(400, str(error))
            return
        self.answer({"sent": sending.text(times[-1]), "count": len(times)})


class Sent(ApiHandler):
    """What was sent, and where the reply is."""

    async def get(self, exercise: str) -> None:
        """Return the moments, and the reply's address once there is one."""
        person = self.must_be_signed_in()
        self.must_know(exercise)
        root = self.desk.places.course_root
        sent = [sending.text(when) for when in grading.sent(root, exercise, person.name)]
        there = replies.exists(root, person.name, exercise)
        address = f"{self.desk.prefix}replies/{exercise}" if there else None
        self.answer({"sent": sent, "reply": address})


def routes(desk: Desk) -> list[tuple[str, type, dict[str, Any]]]:
    """Return a carer's addresses."""
    at, exercise, tools = re.escape(desk.prefix), "([a-z0-9-]{1,80})", {"desk": desk}
    return [
        (rf"{at}?", FrontPage, tools),
        (rf"{at}sign-in", SignIn, tools),
        (rf"{at}sign-out", SignOut, tools),
        (rf"{at}api/responses/{exercise}", Kept, tools),
        (rf"{at}api/send/{exercise}", Send, tools),
        (rf"{at}api/sent/{exercise}", Sent, tools),
    ]
