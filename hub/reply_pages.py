"""What a carer can do with a reply: read it, save it as one file, ask for a second look, take that back."""

import re
from typing import Any

from markupsafe import Markup
from tornado.web import HTTPError

from hub import replies, second_look
from hub.pages import TEMPLATES, Desk, DeskHandler
from hub.picture import profile
from hub.places import REPOSITORY
from roleplay import grading

TEMPLATES.filters["profile"] = profile
STYLES = ("desk.css", "reply.css")
SAID = {
    "asked": "Thank you for asking. Your trainers see it beside your name.",
    "back": "You have taken it back. You can ask again at any time.",
}


class Replies(DeskHandler):
    """The list of what was sent and answered."""

    async def get(self) -> None:
        """Show the list."""
        person = self.must_be_signed_in()
        root = self.desk.places.course_root
        rows = [
            {
                "exercise": exercise,
                "sent": grading.sent(root, exercise, person.name),
                "reply": replies.read(root, person.name, exercise),
                "look": second_look.waiting(root, person.name, exercise),
            }
            for exercise in self.desk.exercises()
        ]
        self.show("replies.html", here="replies", rows=rows)


class ReplyHandler(DeskHandler):
    """The base of what concerns one reply of whoever is signed in; anybody else's is not there."""

    def mine(self, exercise: str) -> dict[str, Any]:
        """Return the reply, or say that there is none."""
        person = self.must_be_signed_in()
        reply = replies.read(self.desk.places.course_root, person.name, self.must_know(exercise))
        if reply is None:
            raise HTTPError(404)
        return reply

    def back(self, exercise: str, said: str) -> None:
        """Return to the reply, with a word about what was done."""
        self.redirect(f"{self.desk.prefix}replies/{exercise}?said={said}", status=303)


class Reply(ReplyHandler):
    """One reply: the trainer's words, the levels in words, and what to try next."""

    async def get(self, exercise: str) -> None:
        """Show the reply."""
        reply, root = self.mine(exercise), self.desk.places.course_root
        name = self.must_be_signed_in().name
        self.show(
            "reply.html",
            here="replies",
            reply=reply,
            earlier=replies.earlier(root, name, exercise),
            look=second_look.to_tell(root, name, exercise, reply["released"]),
            said=SAID.get(self.get_query_argument("said", ""), ""),
        )


class ReplyFile(ReplyHandler):
    """The reply as one file that asks nothing of anywhere."""

    async def get(self, exercise: str) -> None:
        """Send the file."""
        reply = self.mine(exercise)
        # Its own styles, read from our own folder: they hold nothing that a carer wrote.
        sheets = (REPOSITORY / "hub" / "static" / name for name in STYLES)
        styles = Markup("\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets))  # noqa: S704
        self.set_header("Content-Disposition", f'attachment; filename="reply-{exercise}.html"')
        self.show("reply_file.html", reply=reply, styles=styles)


class AskForALook(ReplyHandler):
    """The button "Ask for a second look"."""

    async def post(self, exercise: str) -> None:
        """Keep it; a second press asks once."""
        reply, name = self.mine(exercise), self.must_be_signed_in().name
        words = self.get_body_argument("words", "")
        second_look.ask(self.desk.places.course_root, name, exercise, reply["released"], words)
        self.back(exercise, "asked")


class TakeBack(ReplyHandler):
    """The button "Take it back"."""

    async def post(self, exercise: str) -> None:
        """End the look that waits, if one does."""
        self.mine(exercise)
        name = self.must_be_signed_in().name
        second_look.end(self.desk.places.course_root, name, exercise, "taken-back", name)
        self.back(exercise, "back")


def routes(desk: Desk) -> list[tuple[str, type, dict[str, Any]]]:
    """Return the addresses of replies."""
    at, exercise, tools = re.escape(f"{desk.prefix}replies"), "([a-z0-9-]{1,80})", {"desk": desk}
    return [
        (at, Replies, tools),
        (rf"{at}/{exercise}", Reply, tools),
        (rf"{at}/{exercise}/file", ReplyFile, tools),
        (rf"{at}/{exercise}/second-look", AskForALook, tools),
        (rf"{at}/{exercise}/second-look/back", TakeBack, tools),
    ]
