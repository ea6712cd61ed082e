"""The live room's addresses: pages, a socket, and the same by polling where sockets are blocked.

Whoever asks is known by the hub, or is a guest of a room that lets guests in. Everything sent is
``view`` and nothing else; everything done is an ``act``, with the page's own token.
"""

import asyncio
import contextlib
import hashlib
import json
import logging
import os
import re
import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from tornado.ioloop import IOLoop, PeriodicCallback
from tornado.web import HTTPError
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from hub import wording
from hub.checks import is_loopback
from hub.pages import ApiHandler, Desk, DeskHandler
from hub.places import REPOSITORY
from hub.rooms import acts, qr, rehearsal, voters
from hub.rooms.acts import Person, RefusedError
from hub.rooms.events import Closed
from hub.rooms.limits import AtOnce, Limit
from hub.rooms.live import Held, NoSuchRoomError, Rooms
from hub.rooms.store import Store
from roleplay import group, scenario
from roleplay.grading_where import database

POLL = 20.0
"""The longest a poll waits for news, in seconds; a proxy gives up much later."""
PING = 20
BEAT = 10.0
MOST_MESSAGE = 4096
MOST_LINES = 12
"""Lines that one person holds at once in one room: a phone, a laptop, and what a bad network left behind."""
NEIGHBOURS = 5
"""So many rooms may fill from one address: a hall's phones share one, and several halls may."""
GUEST = "room_guest"
DAYS = "COURSE_ROOMS_DAYS"
KEEP_DAYS = 30
GUESTS = "COURSE_ROOMS_GUESTS"
MOST_GUESTS = 60
"""Guests who may come into one room in a minute; a full hall needs more."""
NO_ROOM = "There is no room with this code. Look at the six letters once more."
TOO_OFTEN = "That was too often. Please wait a minute."
SIGN_IN = "Please sign in to join this room."

TEMPLATES = Environment(
    loader=FileSystemLoader(
        [REPOSITORY / "hub" / "templates" / "room", REPOSITORY / "hub" / "templates" / "desk"]
    ),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.filters.update(day=wording.day)


@dataclass(frozen=True)
class WrongCodes:
    """How often a code may be guessed: by somebody we know again, and from an address."""

    of_one_person: Limit
    from_one_address: Limit


@dataclass(frozen=True)
class Service:
    """What the room's addresses work with."""

    rooms: Rooms
    wrong_codes: WrongCodes
    guests: Limit
    """Into one room."""
    neighbours: Limit
    """From one address."""
    acts: Limit
    lines: AtOnce


class RoomHandler(DeskHandler):
    """The base of the room's pages."""

    templates = TEMPLATES

    def initialize(self, desk: Desk, service: Service) -> None:  # type: ignore[override]
        """Take the desk and the rooms."""
        super().initialize(desk)
        self.service = service

    async def held(self, code: str) -> Held:
        """Return the room of this code; a wrong code is counted.

        Raises:
            HTTPError: 404 there is none; 429 too many wrong codes.
        """
        who = self._asker()
        # A hall may share one address; of 34 million codes, a hundred tries a minute find none.
        tries = self.service.wrong_codes
        limit = tries.from_one_address if who == self._address() else tries.of_one_person
        if limit.is_reached(who):
            raise HTTPError(429)
        try:
            return await self.service.rooms.find(voters.tidy(code))
        except NoSuchRoomError as error:
            limit.count(who)
            raise HTTPError(404) from error

    def _asker(self) -> str:
        """Return who asks, for counting wrong codes: a name, a guest's cookie, or the address the proxy saw."""
        if self.person:
            return f"person {self.person.name}"
        guest = self.get_signed_cookie(GUEST, max_age_days=1)
        return f"guest {guest.decode()}" if guest else self._address()

    def _address(self) -> str:
        """Return the address that the proxy saw."""
        seen = str(self.request.remote_ip)
        passed = self.request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        return f"from {passed if passed and is_loopback(seen) else seen}"

    def someone(self, held: Held, role: acts.Role) -> Person:
        """Return who this is in the room.

        Raises:
            HTTPError: 401 nobody we know; 403 not a trainer, or who leads the room and would vote.
        """
        if role != "carer":
            self.must_be_trainer()
            return held.person(role, "", "")
        if isinstance(held.state, Closed):
            return Person("carer")  # all that a closed room tells is that it is closed
        if self.person:
            if leads(held, self.person.name):
                raise HTTPError(403)
            return held.person("carer", "person", self.person.name)
        guest = self.get_signed_cookie(GUEST, max_age_days=1)
        if guest:
            person = held.person("carer", "guest", guest.decode())
            # Who came in before the door was closed may stay.
            if held.state.guests or person.voter in held.state.people:
                return person
        raise HTTPError(401)

    def address(self, code: str) -> str:
        """Return the whole address under which people join."""
        return f"{self.request.protocol}://{self.request.host}{self.desk.prefix}room/{code}"


def leads(held: Held, name: str) -> bool:
    """Say whether this person opened the room for real people, and so has no vote in it."""
    rehearses = not isinstance(held.state, Closed) and held.state.made_up > 0
    return name == held.owner and not rehearses


def lets_guests_in(held: Held) -> bool:
    """Say whether the code alone is enough."""
    return not isinstance(held.state, Closed) and held.state.guests


def told(held: Held, person: Person) -> str:
    """Return what this person is sent: the one place where a room's state leaves the server."""
    return _told(held.own(person), held.shared(person.role))


def _told(own: str, room: str) -> str:
    return f'{{"now":{int(time.time() * 1000)},"own":{own},"room":{room}}}'


def mark(held: Held, person: Person) -> str:
    """Return a short mark of what this person is sent, which changes when that does."""
    whole = held.own(person) + held.shared(person.role)
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


class JoinPage(RoomHandler):
    """Where a code is typed in."""

    async def get(self) -> None:
        """Show the page, or go on to the room when a code came along."""
        code = voters.tidy(self.get_query_argument("code", ""))
        if not code:
            self.show("join.html", here="room", code="", says="")
            return
        try:
            held = await self.held(code)
        except HTTPError as error:
            self.set_status(error.status_code)
            says = TOO_OFTEN if error.status_code == 429 else NO_ROOM
            self.show("join.html", here="room", code=code, says=says)
            return
        self.redirect(f"{self.desk.prefix}room/{held.code}")


class CarerPage(RoomHandler):
    """A carer's page of a room: on a phone."""

    async def get(self, code: str) -> None:
        """Show the page to somebody signed in, or to a guest where guests are let in."""
        try:
            held = await self.held(code)
        except HTTPError as error:
            self.set_status(error.status_code)
            says = TOO_OFTEN if error.status_code == 429 else NO_ROOM
            self.show("join.html", here="room", code=voters.tidy(code), says=says)
            return
        if self.person and leads(held, self.person.name):
            self.redirect(f"{self.desk.prefix}room/{held.code}/lead")
            return
        try:
            person = self.someone(held, "carer")
        except HTTPError:
            if lets_guests_in(held):
                self.show("guest.html", here="room", code=held.code)
                return
            self.redirect(self.get_login_url())
            return
        with contextlib.suppress(RefusedError):
            await self.service.rooms.act(held, person, acts.Join(act="join"))
        self.show("carer.html", here="room", code=held.code, start=told(held, person))


class GuestDoor(RoomHandler):
    """The button "Join as a guest": no account is made, only a cookie for a day."""

    async def post(self, code: str) -> None:
        """Give the cookie and go in."""
        held = await self.held(code)
        if not lets_guests_in(held):
            raise HTTPError(403)
        if self.service.neighbours.is_reached(self._address()):
            raise HTTPError(429)
        if not self.service.guests.allows(held.code):
            raise HTTPError(429)
        self.service.neighbours.count(self._address())
        if not self.get_signed_cookie(GUEST, max_age_days=1):
            self.set_signed_cookie(
                GUEST,
                secrets.token_hex(16),
                expires_days=1,
                path=f"{self.desk.prefix}room",
                httponly=True,
                samesite="Lax",
                secure=self.request.protocol == "https",
            )
        self.redirect(f"{self.desk.prefix}room/{held.code}", status=303)


class TrainersPage(RoomHandler):
    """The base of the two pages of a room that a trainer opens."""

    role: acts.Role
    template: str

    async def get(self, code: str) -> None:
        """Show the page, with the room as this part sees it, to a trainer."""
        self.must_be_trainer()
        held = await self.held(code)
        where = self.address(held.code)
        self.show(
            self.template,
            here="rooms",
            code=held.code,
            start=told(held, held.person(self.role, "", "")),
            address=where,
            picture=qr.svg(where),
        )


class LeadPage(TrainersPage):
    """The facilitator's page of a room."""

    role, template = "facilitator", "lead.html"


class ScreenPage(TrainersPage):
    """The projector's page: large, without names and without controls."""

    role, template = "screen", "screen.html"


class RoomsPage(RoomHandler):
    """The facilitator's rooms: open one, go on with one, look at what was kept."""

    async def get(self) -> None:
        """Show the list."""
        person = self.must_be_trainer()
        alone = group.one_or_two()[1]
        stories = [scenario.load(name) for name in scenario.names()]
        self.show(
            "rooms.html",
            here="rooms",
            stories=[story for story in stories if story.name not in alone],
            left_out=[story.title for story in stories if story.name in alone],
            numbers=rehearsal.NUMBERS,
            usual=rehearsal.USUAL,
            rooms=await self.service.rooms.of(person.name),
            days=keep_days(),
        )

    async def post(self) -> None:
        """Open a room, and go there."""
        person = self.must_be_trainer()
        name = self.get_body_argument("scenario", "")
        if name not in scenario.names() or name in group.one_or_two()[1]:
            raise HTTPError(400)
        guests, made_up = self.get_body_argument("guests", "") == "yes", 0
        if self.get_body_argument("how", "") == "alone":
            guests, made_up = False, _made_up(self.get_body_argument("made_up", ""))
        code = await self.service.rooms.open(person.name, scenario.load(name), guests, made_up)
        self.redirect(f"{self.desk.prefix}room/{code}/lead", status=303)


def _made_up(number: str) -> int:
    """Return how many made-up carers were asked for.

    Raises:
        HTTPError: 400 not one of the numbers on the page.
    """
    if number not in map(str, rehearsal.NUMBERS):
        raise HTTPError(400)
    return int(number)


ROLES: dict[str, acts.Role] = {"carer": "carer", "lead": "facilitator", "screen": "screen"}


class RoomApi(RoomHandler, ApiHandler):
    """What pages do and ask for when they have no socket."""

    _gone = False
    _news_or_gone: asyncio.Event | None = None

    async def get(self, code: str, part: str) -> None:
        """Return the room; when ``seen`` is what it is now, wait a while for news first."""
        held = await self.held(code)
        person = self.someone(held, ROLES[part])
        if self.get_query_argument("seen", "") == mark(held, person):
            await self._news(held, person)
        self.set_header("ETag", f'"{mark(held, person)}"')
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(told(held, person))

    async def _news(self, held: Held, person: Person) -> None:
        """Wait until this person would be sent something else, or for the longest a poll waits."""
        before, changed, loop = mark(held, person), asyncio.Event(), asyncio.get_running_loop()
        held.listeners.add(changed.set)
        self._news_or_gone = changed
        asker = f"{held.code} {self._asker()}"
        self.service.lines.enter(asker, self.on_connection_close)
        ends = loop.time() + POLL
        try:
            while mark(held, person) == before and loop.time() < ends:
                changed.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(changed.wait(), ends - loop.time())
                if self._gone:
                    return
        finally:
            held.listeners.discard(changed.set)
            self.service.lines.leave(asker, self.on_connection_close)

    def on_connection_close(self) -> None:
        """Wait for nothing more when the page went away."""
        self._gone = True
        if self._news_or_gone:
            self._news_or_gone.set()

    async def post(self, code: str, part: str) -> None:
        """Do something; the answer is the room as it then stands, also when it was refused."""
        held = await self.held(code)
        person = self.someone(held, ROLES[part])
        says = await do(self.service, held, person, self.request.body)
        if says:
            self.set_status(409)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(f'{{"refused":{json.dumps(says)},{told(held, person)[1:]}')


async def do(service: Service, held: Held, person: Person, body: str | bytes) -> str | None:
    """Do what a message asks for; returns the reason in plain words when it is refused."""
    if not service.acts.allows(person.voter or person.role + held.code):
        return TOO_OFTEN
    try:
        act = acts.read(json.loads(body))
        await service.rooms.act(held, person, act)
    except RefusedError as refused:
        return str(refused)
    except (ValueError, RecursionError):
        return "This did not arrive whole. Please try once more."
    return None


class Socket(RoomHandler, WebSocketHandler):  # type: ignore[misc]
    """A page's open line: what it may see, whenever that changes.

    Nothing is sent and nothing done before the page has said its own token in a first message
    (``{"xsrf": "…"}``), as a form does; in the address it would end in logs. A beat tells the page
    that the line is alive: a proxy, or a train in a tunnel, does not say when it is not.
    """

    held_room: Held | None = None
    beats: PeriodicCallback | None = None
    asker = ""
    known = False

    async def prepare(self) -> None:
        """Let in only a page of ours, and a person who may be in this room."""
        await super().prepare()
        origin = self.request.headers.get("Origin", "")
        if urlsplit(origin).netloc != self.request.host and not self.check_origin(origin):
            raise HTTPError(403)
        self.token = self.xsrf_token
        code, part = self.path_args
        self.held_room = await self.held(code)
        self.who = self.someone(self.held_room, ROLES[part])

    @property
    def ping_interval(self) -> int:
        """Seconds between two signs of life: proxies cut a line that is silent for a minute."""
        return PING

    @property
    def max_message_size(self) -> int:
        """The longest message a page may send."""
        return MOST_MESSAGE

    def write_error(self, status_code: int, **kwargs: object) -> None:
        """Refuse without a page: nobody reads one here."""
        self.finish()

    def open(self, *_path: str) -> None:
        """Wait for the page's token; of too many lines of one person the oldest ends."""
        self.sent = ("", "")
        self.asker = f"{self.path_args[0].upper()} {self._asker()}"
        self.service.lines.enter(self.asker, self._too_many)

    def _too_many(self) -> None:
        self.close(4429, "Too many pages are open.")

    def tell(self) -> None:
        """Send the room if anything of it is new to this page."""
        held = self.held_room
        if held is None:
            return
        now = (held.own(self.who), held.shared(self.who.role))
        if now != self.sent:
            self.sent = now
            self._say(_told(*now))

    async def on_message(self, message: str | bytes) -> None:
        """Take the token first; then do what the page asks for, and say when it was not done."""
        held = self.held_room
        if held is None:
            return
        if not self.known:
            self.known = self._is_token(message)
            if not self.known:
                self._say('{"reload":true}')  # a proxy may keep a closing to itself
                self.close(4403, "This page is too old.")
                return
            self.beats = PeriodicCallback(lambda: self._say('{"beat":true}'), BEAT * 1000)
            self.beats.start()
            held.listeners.add(self.tell)
            self.tell()
            return
        says = await do(self.service, held, self.who, message)
        if says:
            self._say(f'{{"refused":{json.dumps(says)},{told(held, self.who)[1:]}')
        else:
            self.tell()

    def _is_token(self, message: str | bytes) -> bool:
        try:
            said = json.loads(message)["xsrf"].encode()
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return False
        return secrets.compare_digest(said, self.token)

    def _say(self, words: str) -> None:
        with contextlib.suppress(WebSocketClosedError):
            sending = asyncio.ensure_future(self.write_message(words))
            sending.add_done_callback(_ignore_closed)

    def on_close(self) -> None:
        """Tell this page no more."""
        self.service.lines.leave(self.asker, self._too_many)
        if self.beats is not None:
            self.beats.stop()
        if self.held_room is not None:
            self.held_room.listeners.discard(self.tell)


def _ignore_closed(future: "asyncio.Future[Any]") -> None:
    """A page that went away misses nothing: it asks anew when it comes back."""
    with contextlib.suppress(WebSocketClosedError):
        future.result()


def keep_days() -> int:
    """Return after how many days a closed room's record is deleted."""
    return int(os.environ.get(DAYS) or KEEP_DAYS)


def most_guests() -> int:
    """Return how many guests may come into one room in a minute."""
    return int(os.environ.get(GUESTS) or MOST_GUESTS)


def address(desk: Desk) -> str:
    """Return the database of the rooms: the course's PostgreSQL, or a file of their own."""
    named = database(desk.places.course_root)
    if named.startswith("postgresql"):
        return named
    return f"sqlite:///{desk.places.state / 'rooms.sqlite'}"


def _tidy(rooms: Rooms) -> PeriodicCallback:
    """Look every ten minutes for rooms to close, to delete and to forget."""

    async def tidy() -> None:
        try:
            await rooms.tidy(keep_days())
        except Exception:
            logging.getLogger("rooms").exception("The rooms could not be tidied.")

    each = PeriodicCallback(tidy, 600_000)
    with contextlib.suppress(RuntimeError):
        IOLoop.current().add_callback(tidy)
        each.start()
    return each


def routes(desk: Desk) -> list[tuple[str, type, dict[str, Any]]]:
    """Return the room's addresses."""
    rooms = Rooms(Store(address(desk)))
    service = Service(
        rooms,
        wrong_codes=WrongCodes(Limit(20, 60), Limit(100, 60)),
        guests=Limit(most_guests(), 60),
        neighbours=Limit(NEIGHBOURS * most_guests(), 60),
        acts=Limit(240, 60),
        lines=AtOnce(MOST_LINES),
    )
    _tidy(rooms)
    at, tools = re.escape(f"{desk.prefix}room"), {"desk": desk, "service": service}
    code, part = "([A-Za-z]{4,8})", "(carer|lead|screen)"
    return [
        (rf"{at}/?", JoinPage, tools),
        (rf"{at}s", RoomsPage, tools),
        (rf"{at}/{code}", CarerPage, tools),
        (rf"{at}/{code}/guest", GuestDoor, tools),
        (rf"{at}/{code}/lead", LeadPage, tools),
        (rf"{at}/{code}/screen", ScreenPage, tools),
        (rf"{at}/{code}/api/{part}", RoomApi, tools),
        (rf"{at}/{code}/live/{part}", Socket, tools),
    ]
