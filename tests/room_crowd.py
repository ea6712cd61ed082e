"""A crowd in a live room: phones on real sockets that are cut off and come back, and who leads them.

Each phone keeps its own account of what it sent and what the server showed it; ``room_account`` puts
these accounts beside what the room kept.
"""

import asyncio
import contextlib
import html
import json
import random
import re
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import aiohttp
from yarl import URL

from tests import rooms

PATIENCE = 120.0
TURN = 7
"""Steps of a whole scene, from "say it first" to the decision."""
VOTES = {"vote": "vote", "again": "again"}
"""In which phase which vote of one's own is shown."""
AT_ONCE = 15


@dataclass(frozen=True)
class Plan:
    """What the phones of one room do."""

    code: str
    desks: tuple[str, ...]
    """The desks they know; when one does not answer they ask the next."""
    phones: int
    cuts: int = 3
    turns: int = 2
    replays: int = 2
    """How often a vote is sent again, while the vote is open and after it."""
    replayers: float = 1.0
    """Which part of the phones does so."""
    soonest: float = 0.0
    """Nobody votes sooner than so many seconds after seeing the choices."""
    spread: float = 2.0
    """From then on votes come within so many seconds."""
    first: int = 0
    """The number of the first phone; with the code it decides all that is left to chance."""


@dataclass
class Vote:
    """One sending of a vote."""

    turn: int
    which: str
    choice: str
    sent: float
    line: int
    taken: float | None = None
    """When the server showed it to the phone as its own."""
    shown_on: int | None = None


@dataclass
class Account:
    """What one phone did, in seconds of the machine's one steady clock."""

    code: str
    guest: str = ""
    votes: list[Vote] = field(default_factory=list)
    cuts: int = 0
    moves: int = 0
    """How often it turned to another desk."""
    refused: int = 0
    """Answers that said no: to votes sent again after closing."""


class Phone:
    """A guest's phone."""

    def __init__(self, session: aiohttp.ClientSession, plan: Plan, number: int) -> None:
        """Take how to reach the desk, what to do, and which phone this is."""
        self.session, self.plan = session, plan
        self.chance = random.Random(f"{plan.code} {number}")  # noqa: S311  (no secret)
        self.account = Account(plan.code)
        self.desk = number % len(plan.desks)
        self.cookies: dict[str, str] = {}
        self.token, self.line, self.step = "", 0, -1
        self.over = False
        self.socket: aiohttp.ClientWebSocketResponse | None = None
        self.voting: asyncio.Task[None] | None = None
        self.due: dict[int, float] = {}
        steps = range(max(plan.cuts, TURN * plan.turns - 4))
        self.cuts = sorted(self.chance.sample(steps, k=plan.cuts))
        self.replays = plan.replays if self.chance.random() < plan.replayers else 0
        self.cut_when_sent = False

    @property
    def here(self) -> str:
        """The desk this phone turns to."""
        return self.plan.desks[self.desk]

    async def play(self, door: asyncio.Semaphore) -> Account:
        """Join, and stay until the story ends."""
        async with door:
            await self._join()
        while not self.over:
            try:
                await self._on_line()
            except (aiohttp.ClientError, ConnectionError):
                self.desk = (self.desk + 1) % len(self.plan.desks)
                self.account.moves += 1
            finally:
                if self.voting:
                    self.voting.cancel()
                self.voting = self.socket = None
                self.line += 1
            if not self.over:
                await asyncio.sleep(self.chance.uniform(0.02, 0.4))
        return self.account

    async def _join(self) -> None:
        await self._page("GET", f"room/{self.plan.code}")
        page = await self._page("POST", f"room/{self.plan.code}/guest", _xsrf=self.token)
        assert 'data-xsrf="' in page, page[:3000]
        self.account.guest = self.cookies["room_guest"]

    async def _page(self, method: str, path: str, **form: str) -> str:
        """Ask for a page as a browser does, with its cookies."""
        where = f"{self.here}{path}"
        while True:
            async with self.session.request(
                method, where, data=form or None, headers=self._headers(), allow_redirects=False
            ) as answer:
                page = await answer.text()
                for name, morsel in answer.cookies.items():
                    self.cookies[name] = morsel.value
                assert answer.status < 400, f"{answer.status} {where} {page[:500]}"
                if answer.status not in (302, 303):
                    break
                method, form = "GET", {}
                where = str(answer.url.join(URL(answer.headers["Location"])))
        found = re.search(r'(?:data-xsrf|name="_xsrf" value)="([^"]*)"', page)
        assert found, page[:3000]
        self.token = html.unescape(found.group(1))
        return page

    def _headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Cookie": cookies} if cookies else {}

    async def _on_line(self) -> None:
        """Hold a line until it ends, by itself or cut."""
        where = f"{self.here}room/{self.plan.code}/live/carer"
        origin = re.match(r"https?://[^/]+", where)
        assert origin
        async with self.session.ws_connect(
            where, headers=self._headers(), origin=origin.group(), autoping=True
        ) as line:
            self.socket = line
            await line.send_str(json.dumps({"xsrf": self.token}))
            async for message in line:
                if message.type is not aiohttp.WSMsgType.TEXT:
                    return
                told = json.loads(message.data)
                assert "reload" not in told, "the page's token was not taken"
                if "beat" not in told:
                    await self._heard(told, time.monotonic())
                if self.over:
                    return

    async def _heard(self, told: Mapping[str, Any], now: float) -> None:
        room, own = told["room"], told["own"]
        self.account.refused += bool(told.get("refused"))
        for vote in self.account.votes:
            if (
                vote.taken is None
                and vote.turn == room.get("number")
                and own.get(vote.which) == vote.choice
            ):
                vote.taken, vote.shown_on = now, self.line
        if room["phase"] in ("ended", "closed"):
            self.over = True
            return
        if room["step"] != self.step:
            self.step = room["step"]
            await self._new_step(room, own)
        which = VOTES.get(room["phase"])
        if which and own.get(which) is None and self.voting is None:
            self.voting = asyncio.create_task(self._vote(dict(room), which))

    async def _new_step(self, room: Mapping[str, Any], own: Mapping[str, Any]) -> None:
        loop = asyncio.get_running_loop()
        if self.voting:
            self.voting.cancel()
            self.voting = None
        wait = self.plan.soonest + self.chance.uniform(0, self.plan.spread)
        self.due[self.step] = loop.time() + wait
        while self.cuts and self.cuts[0] <= self.step:
            self.cuts.pop(0)
            if room["phase"] == "vote" and self.chance.random() < 0.5:
                self.cut_when_sent = True
            else:
                loop.call_later(self.chance.uniform(0, self.plan.spread), self._cut)
        if room["phase"] in ("shown", "shift") and self.replays:
            which = "vote" if room["phase"] == "shown" else "again"
            other = next(choice for choice in room["choices"] if choice != own.get(which))
            for _ in range(self.replays):
                await self._say(act="vote", step=self.step - 1, choice=other)

    async def _vote(self, room: Mapping[str, Any], which: str) -> None:
        """Vote when it is time, now and then change one's mind, and send it all once more."""
        await asyncio.sleep(self.due[room["step"]] - asyncio.get_running_loop().time())
        choices = list(room["choices"])
        choice = self.chance.choice(choices)
        await self._send(room, which, choice)
        if self.cut_when_sent:
            self.cut_when_sent = False
            self._cut()
            return
        if self.chance.random() < 0.2:
            await asyncio.sleep(self.chance.uniform(0.1, 0.5))
            choice = next(each for each in choices if each != choice)
            await self._send(room, which, choice)
        for _ in range(self.replays):
            await self._say(act="vote", step=room["step"], choice=choice)

    async def _send(self, room: Mapping[str, Any], which: str, choice: str) -> None:
        if self.step != room["step"]:
            return
        vote = Vote(room["number"], which, choice, time.monotonic(), self.line)
        self.account.votes.append(vote)
        await self._say(act="vote", step=room["step"], choice=choice)

    async def _say(self, **act: object) -> None:
        if self.socket is not None:
            with contextlib.suppress(aiohttp.ClientError, ConnectionError):
                await self.socket.send_str(json.dumps(act))

    def _cut(self) -> None:
        """Lose the line without a goodbye; a phone that is away just now is cut off later."""
        if self.over:
            return
        line = self.socket.get_extra_info("socket") if self.socket else None
        if line is None:
            asyncio.get_running_loop().call_later(0.1, self._cut)
            return
        self.account.cuts += 1
        self.socket = None
        with contextlib.suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)


async def play(plans: list[Plan]) -> list[Account]:
    """Let all phones of these rooms play until their stories end."""
    async with _session() as session:
        door = asyncio.Semaphore(AT_ONCE)
        phones = [
            Phone(session, plan, plan.first + number)
            for plan in plans
            for number in range(plan.phones)
        ]
        return list(await asyncio.gather(*(phone.play(door) for phone in phones)))


def _session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        cookie_jar=aiohttp.DummyCookieJar(),
        connector=aiohttp.TCPConnector(limit=0),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=PATIENCE),
        trust_env=False,
    )


def as_json(accounts: list[Account]) -> str:
    """Write accounts for another process."""
    return json.dumps([asdict(account) for account in accounts])


def from_json(text: str) -> list[Account]:
    """Read accounts from another process."""
    return [
        Account(**{**each, "votes": [Vote(**vote) for vote in each["votes"]]})
        for each in json.loads(text)
    ]


@dataclass
class Told:
    """How many had voted, as the facilitator saw it, and when."""

    turn: int
    which: str
    voted: int
    at: float


class Lead:
    """The facilitator: one line, one button, and an account of every tally."""

    def __init__(self, desk: str, code: str, token: str, cookies: str, agent: str) -> None:
        """Take where the room is and as whom to lead it."""
        self.desk, self.code, self.token = desk, code, token
        self.headers = {"Cookie": cookies, "User-Agent": agent}
        self.tallies: list[Told] = []
        self.splits: dict[tuple[int, str], dict[str, int]] = {}
        self.room: dict[str, Any] = {}
        self.news = asyncio.Event()
        self.line: aiohttp.ClientWebSocketResponse | None = None

    @contextlib.asynccontextmanager
    async def leading(self) -> Any:
        """Hold the line."""
        where = f"{self.desk}room/{self.code}/live/lead"
        origin = re.match(r"https?://[^/]+", where)
        assert origin
        async with (
            _session() as session,
            session.ws_connect(where, headers=self.headers, origin=origin.group()) as line,
        ):
            self.line = line
            await line.send_str(json.dumps({"xsrf": self.token}))
            listening = asyncio.create_task(self._listen(line))
            try:
                yield self
            finally:
                listening.cancel()

    async def _listen(self, line: aiohttp.ClientWebSocketResponse) -> None:
        async for message in line:
            told, now = json.loads(message.data), time.monotonic()
            if "beat" in told:
                continue
            assert not told.get("refused"), told["refused"]
            room = self.room = told["room"]
            if "voted" in room:
                which = VOTES[room["phase"]]
                self.tallies.append(Told(room["number"], which, room["voted"], now))
            for which, shown in (("vote", "first"), ("again", "second")):
                key = (room.get("number", 0), which)
                if shown in room and key not in self.splits:
                    self.tallies.append(Told(*key, room[shown]["voted"], now))
                    self.splits[key] = room[shown]["votes"] or {}
            self.news.set()

    async def until(self, wanted: Callable[[dict[str, Any]], object], what: str) -> None:
        """Wait until the room is as wanted."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not self.room or not wanted(self.room):
                    self.news.clear()
                    await self.news.wait()
        except TimeoutError as error:
            about = {k: self.room.get(k) for k in ("phase", "step", "people", "voted", "number")}
            raise AssertionError(f"{what} did not come: {about}") from error

    async def press(self, act: str, **more: object) -> None:
        """Do something, and wait until the room has gone on."""
        step = self.room["step"]
        assert self.line
        await self.line.send_str(json.dumps({"act": act, "step": step, **more}))
        await self.until(lambda room: room["step"] > step, act)

    async def lead(
        self,
        people: int,
        turns: int,
        pause: float = 0.3,
        part: float = 0.8,
        meanwhile: Callable[["Lead"], None] | None = None,
    ) -> None:
        """Lead a story through so many scenes; the second vote is closed when a part has voted.

        ``meanwhile`` is called once, in the middle of the first vote.
        """
        await self.until(lambda room: room["people"] == people, "everybody")
        await self.press("next")
        for _ in range(turns):
            await asyncio.sleep(pause)
            await self.press("next")
            if meanwhile:
                await self.until(lambda room: room["voted"] >= people // 3, "a third")
                meanwhile(self)
                meanwhile = None
            await self.until(lambda room: room["voted"] == people, "the last vote")
            await asyncio.sleep(pause)
            for _ in ("shown", "discuss", "again"):
                await self.press("next")
                await asyncio.sleep(pause)
            await self.until(lambda room: room["voted"] >= part * people, "enough votes")
            for _ in ("shift", "decide"):
                await self.press("next")
                await asyncio.sleep(pause)
            choice = self.room.get("leading") or next(iter(self.room["choices"]))
            await self.press("go", choice=choice)
            if self.room["phase"] == "ended":
                return
        await asyncio.sleep(pause)
        await self.press("end")


def lead(someone: rooms.Someone) -> Lead:
    """Return the facilitator who is at this page, on a line."""
    agent = someone.browser.headers["User-Agent"]
    return Lead(someone.desk, someone.code, someone.token, someone.cookies, agent)
