"""What every page of the desk shares: who is signed in, safe headers, plain words for what goes wrong.

The signed-in name comes from the hub alone. A handler never takes a carer's name from the request,
except for trainers.
"""

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jupyterhub.services.auth import HubOAuth, HubOAuthenticated, UserNotAllowed
from tornado.web import HTTPError, RequestHandler

from hub import COURSE_ID, TRAINERS, passwords, wording
from hub.places import REPOSITORY, Places
from hub.store import Store
from roleplay import practice_text, rubric, titles

POLICY = (
    "default-src 'self'; script-src 'self'{scripts}; style-src 'self'{styles}; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


def _shown(value: object) -> object:
    """Give every text on a page as it can be shown, whoever wrote it; markup of our own is left alone."""
    return practice_text.seen(value) if type(value) is str else value


TEMPLATES = Environment(
    loader=FileSystemLoader([REPOSITORY / "hub" / "templates" / "desk"]),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    finalize=_shown,
)
TEMPLATES.filters.update(
    day=wording.day,
    short=wording.short,
    date_only=wording.date_only,
    iso_day=wording.iso_day,
    title=titles.title,
    words=titles.spoken,
    first_upper=wording.first_upper,
)
TEMPLATES.globals.update(levels=rubric.rubric().levels)


@dataclass(frozen=True)
class Person:
    """Who is signed in."""

    name: str
    shown: str
    is_trainer: bool


@dataclass(frozen=True)
class Desk:
    """What the desk's pages work with."""

    prefix: str
    places: Places

    @property
    def store(self) -> Store:
        """The kept work of carers."""
        return Store(self.places.course_root / "responses")

    @property
    def formgrader(self) -> str:
        """The address of nbgrader's marking pages."""
        return f"/services/{COURSE_ID}/formgrader"

    def person(self, model: dict[str, Any]) -> Person:
        """Turn the hub's word about who this is into a person of the course."""
        name = model["name"]
        return Person(name, self.shown(name), TRAINERS in model.get("groups", []))

    def shown(self, name: str) -> str:
        """Return how a person is called on a page."""
        account = passwords.read(self.places.accounts).get(name)
        return account.shown if account else name

    def exercises(self) -> list[str]:
        """Return the names of the exercises that can be sent, in the course's order."""
        return sorted(path.parent.name for path in self.places.exercises.glob("*/*.ipynb"))

    def knows(self, exercise: str) -> bool:
        """Say whether work of this name belongs to the course: an exercise, or a module's page."""
        page = self.places.book / "book" / "modules" / f"{exercise}.html"
        return exercise in self.exercises() or page.is_file()


class DeskAuth(HubOAuth):  # type: ignore[misc]
    """The hub's sign-in, asked again after a minute, so that a change of group is soon seen."""

    def __init__(self, **settings: object) -> None:
        super().__init__(**{"cache_max_age": 60, **settings})


class DeskHandler(HubOAuthenticated, RequestHandler):  # type: ignore[misc]
    """The base of every handler of the desk."""

    hub_auth_class = DeskAuth
    templates = TEMPLATES
    styles = ""
    person: Person | None = None

    def initialize(self, desk: Desk) -> None:
        """Take what the desk works with."""
        self.desk = desk

    async def prepare(self) -> None:
        """Find out who is signed in, without holding up anyone else's page."""
        model = await self.hub_auth.get_user(self, sync=False)
        try:
            self._hub_auth_user_cache = self.check_hub_user(model) if model else None
        except UserNotAllowed as error:
            raise HTTPError(403) from error
        self.person = self.desk.person(model) if model else None

    def set_default_headers(self) -> None:
        """Send the headers that keep a page to itself."""
        self.set_header("Content-Security-Policy", POLICY.format(scripts="", styles=self.styles))
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "same-origin")
        self.set_header("Cross-Origin-Opener-Policy", "same-origin")
        # A shared computer keeps nothing of it when the person has gone.
        self.set_header("Cache-Control", "private, no-store")
        self.clear_header("Server")

    def check_xsrf_cookie(self) -> None:
        """Check the page's token, except when our own page only reads (which changes nothing)."""
        reads = self.request.method in ("GET", "HEAD")
        if reads and self.request.headers.get("Sec-Fetch-Site") == "same-origin":
            return
        super().check_xsrf_cookie()

    def meta(self) -> dict[str, Any]:
        """Return what the book's pages are told about the desk (``docs/formats.md``, section 6)."""
        prefix, person = self.desk.prefix, self.person
        told: dict[str, Any] = {
            "api": f"{prefix}api/",
            "signIn": f"{prefix}sign-in",
            "signOut": f"{prefix}sign-out",
            "replies": f"{prefix}replies",
            "signedIn": person is not None,
            "id": person.name if person else "",
            "name": person.shown if person else "",
            "role": ("trainer" if person.is_trainer else "carer") if person else "",
        }
        return told | ({"trainer": f"{prefix}trainer"} if person and person.is_trainer else {})

    def show(self, template: str, here: str = "", **values: object) -> None:
        """Send a page; ``here`` marks the place in the bar."""
        page = self.templates.get_template(template).render(
            here=here,
            prefix=self.desk.prefix,
            person=self.person,
            formgrader=self.desk.formgrader,
            xsrf=self.xsrf_token.decode(),
            **values,
        )
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(page)

    def must_be_signed_in(self) -> Person:
        """Return who is signed in, or show the way to the sign-in (401 for a page's own request)."""
        if self.person is None:
            raise HTTPError(401)
        return self.person

    def must_be_trainer(self) -> Person:
        """Return the trainer who is signed in; anyone else is refused."""
        person = self.must_be_signed_in()
        if not person.is_trainer:
            raise HTTPError(403)
        return person

    def must_know(self, exercise: str) -> str:
        """Return the exercise's name if it belongs to the course."""
        if not self.desk.knows(exercise):
            raise HTTPError(404)
        return exercise

    def write_error(self, status_code: int, **kwargs: object) -> None:
        """Say what went wrong in plain words; what the program calls it goes to the log."""
        if status_code == HTTPStatus.UNAUTHORIZED and self.request.method == "GET":
            self.set_status(302)
            self.redirect(self.get_login_url())
            return
        self.show("error.html", **wording.error(status_code))


def error_page(prefix: str, status: int) -> str:
    """Return a page that says what went wrong, for someone we do not know."""
    page = TEMPLATES.get_template("error.html")
    return page.render(prefix=prefix, person=None, here="", **wording.error(status))


class ApiHandler(DeskHandler):
    """The base of what pages ask for: JSON, never a redirect."""

    def answer(self, content: object) -> None:
        """Send JSON."""
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps(content, ensure_ascii=False))

    def refuse(self, status: int, message: str) -> None:
        """Send a plain reason."""
        self.set_status(status)
        self.answer({"message": message})

    def write_error(self, status_code: int, **kwargs: object) -> None:
        """Say what went wrong in plain words."""
        self.answer({"message": wording.error(status_code)["says"]})
