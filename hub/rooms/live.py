"""Rooms as they are being played: in memory while somebody is there, and always from the store.

What arrives together is decided in order and kept in one go. When another process was faster, its
events are read first and everything is decided anew, so closing a vote holds for all processes.
"""

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ParamSpec, TypeVar

from hub.rooms import acts, room, view, voters
from hub.rooms.acts import Act, Now, Person, RefusedError
from hub.rooms.events import Closed, Event, Opened
from hub.rooms.made_up import MadeUp
from hub.rooms.room import Room, State
from hub.rooms.store import CodeTakenError, Row, Store
from hub.rooms.watch import Watch
from roleplay.model import Scenario

PAUSE = 0.04
"""Seconds between two pushes to everybody in a room: votes that come together are told together."""
IDLE_HOURS = 12
FORGET = 600.0
P = ParamSpec("P")
T = TypeVar("T")


class NoSuchRoomError(Exception):
    """There is no room with this code."""


@dataclass
class Held:
    """A room in memory."""

    code: str
    secret: str | None
    state: State
    version: int
    waiting: list[tuple[Person, Act, "asyncio.Future[State]"]] = field(default_factory=list)
    writing: "asyncio.Task[None] | None" = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    listeners: set[Callable[[], None]] = field(default_factory=set)
    made_up: MadeUp | None = None
    touched: float = 0.0
    owner: str = ""
    """Who opened it leads it, and has no vote: one voice more would undo the rule of five."""
    seen: dict[str, str] = field(default_factory=dict)
    """What each part sees alike, as JSON, until the room changes."""
    telling: bool = False
    told: float = -1.0

    def come_to(self, state: State, version: int) -> None:
        """Take a newer state, and tell whoever listens, at most every few hundredths of a second."""
        if version <= self.version:
            return
        self.state, self.version = state, version
        self.secret = None if isinstance(state, Closed) else self.secret
        self.seen.clear()
        if not self.telling:
            self.telling = True
            loop = asyncio.get_running_loop()
            loop.call_at(max(loop.time(), self.told + PAUSE), self._tell)

    def _tell(self) -> None:
        self.telling, self.told = False, asyncio.get_running_loop().time()
        for listener in list(self.listeners):
            listener()

    def shared(self, role: str) -> str:
        """Return what everyone with this part sees alike, as JSON."""
        if role not in self.seen:
            self.seen[role] = _json(view.shared(self.state, role))
        return self.seen[role]

    def own(self, person: Person) -> str:
        """Return what is this person's alone, as JSON."""
        return _json(view.own(self.state, person))

    def person(self, role: acts.Role, kind: str, who: str) -> Person:
        """Return somebody as this room knows them; in a closed room nobody has an id."""
        if role != "carer":
            return Person(role)
        return Person(role, voters.voter(self.secret, kind, who) if self.secret else "")


class Rooms:
    """All rooms that this process serves."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        pace: float = 1.0,
    ) -> None:
        """Take where rooms are kept, the server's clock, and how long made-up carers take."""
        self.store, self._clock, self._pace = store, clock, pace
        self._held: dict[str, Held] = {}
        self._finding: dict[str, asyncio.Task[Held]] = {}
        self._threads = ThreadPoolExecutor(1 if store.is_sqlite else 4, "rooms")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._watch: Watch | None = None

    def start(self) -> None:
        """Begin to hear of other processes; called in the event loop."""
        if self._watch is None:
            self._loop = asyncio.get_running_loop()
            self._watch = Watch(self.store, self._heard)
            self._watch.start()

    def stop(self) -> None:
        """Hear no more, and close the store."""
        for held in self._held.values():
            if held.made_up:
                held.made_up.stop()
        if self._watch:
            self._watch.stop()
            self._watch = None
        self._threads.shutdown()
        self.store.dispose()

    @property
    def now(self) -> Now:
        """The moment by the server's clock."""
        moment = self._clock()
        return Now(_stamp(moment), moment.timestamp())

    async def open(
        self, owner: str, scenario: Scenario, guests: bool = False, made_up: int = 0
    ) -> str:
        """Open a room for a story, or a rehearsal with made-up carers, and return its code."""
        while True:
            code = voters.new_code()
            story = scenario.model_dump(mode="json")
            first = Opened(
                at=self.now.at, code=code, scenario=story, guests=guests, made_up=made_up
            )
            try:
                await self.beside(self.store.open, code, owner, voters.new_secret(), first)
            except CodeTakenError:
                continue
            return code

    async def find(self, code: str) -> Held:
        """Return a room, from memory or from the store.

        Raises:
            NoSuchRoomError: there is none of this code.
        """
        self.start()
        if code not in self._held:
            if code not in self._finding:
                self._finding[code] = asyncio.create_task(self._find(code))
            try:
                await self._finding[code]
            finally:
                self._finding.pop(code, None)
        held = self._held[code]
        held.touched = asyncio.get_running_loop().time()
        return held

    async def _find(self, code: str) -> Held:
        row = await self.beside(self.store.row, code) if voters.is_code(code) else None
        if row is None:
            raise NoSuchRoomError(code)
        version, events = await self.beside(self.store.read, code)
        state = room.replay(events)
        if state is None:
            raise NoSuchRoomError(code)
        held = self._held[code] = Held(code, row.secret, state, version, owner=row.owner)
        if isinstance(state, Room) and state.made_up:
            held.made_up = MadeUp(held, lambda person, act: self.act(held, person, act), self._pace)
            held.made_up.start()
        return held

    async def act(self, held: Held, person: Person, act: Act) -> State:
        """Do something in a room, and return the room as it then stands.

        Raises:
            RefusedError: the room does not take it.
        """
        future: asyncio.Future[State] = asyncio.get_running_loop().create_future()
        held.waiting.append((person, act, future))
        if held.writing is None or held.writing.done():
            held.writing = asyncio.create_task(self._write(held))
        return await future

    async def _write(self, held: Held) -> None:
        """Decide what waits, in order, and keep it; until nothing waits."""
        while held.waiting:
            batch, held.waiting = held.waiting, []
            try:
                async with held.lock:
                    outcomes = await self._decide(held, batch)
            except Exception as error:  # noqa: BLE001  (each of the waiting hears of it)
                outcomes = [error] * len(batch)
            for (_, _, future), outcome in zip(batch, outcomes, strict=True):
                if future.done():
                    continue
                if isinstance(outcome, Exception):
                    future.set_exception(outcome)
                else:
                    future.set_result(outcome)

    async def _decide(
        self, held: Held, batch: list[tuple[Person, Act, "asyncio.Future[State]"]]
    ) -> list[State | Exception]:
        fresh = False
        while True:
            state, new, outcomes = held.state, list[Event](), list[State | Exception]()
            for person, act, _ in batch:
                try:
                    for event in acts.decide(state, person, act, self.now):
                        new.append(event)
                        state = room.after(state, event)
                except RefusedError as refused:
                    outcomes.append(refused)
                else:
                    outcomes.append(state)
            refusals = any(isinstance(outcome, RefusedError) for outcome in outcomes)
            if refusals and not fresh:
                fresh = True  # somebody is refused only by the room as it is everywhere
                if await self._catch_up(held):
                    continue
            if not new:
                return outcomes
            if await self.beside(self.store.append, held.code, held.version, new):
                held.come_to(state, held.version + len(new))
                return outcomes
            if not await self._catch_up(held):
                self._is_gone(held)
            fresh = True

    async def _catch_up(self, held: Held) -> bool:
        """Read what other processes did; says whether there was anything."""
        version, events = await self.beside(self.store.read, held.code, held.version)
        if not events:
            return False
        state = room.replay(events, held.state)
        assert state is not None  # noqa: S101  (it began with one)
        held.come_to(state, version)
        return True

    def _is_gone(self, held: Held) -> None:
        """Close in memory what another process has deleted: a rehearsal that has ended."""
        if not isinstance(held.state, Closed):
            held.come_to(acts.closing(held.state, self.now), held.version + 1)

    def _heard(self, code: str, version: int) -> None:
        """Take word of another process, in the watching thread."""
        held = self._held.get(code)
        if held and held.version < version and self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._look_again, held, version)

    def _look_again(self, held: Held, version: int) -> None:
        async def look() -> None:
            async with held.lock:
                if held.version < version and not await self._catch_up(held):
                    self._is_gone(held)

        if held.version < version:
            _keep(asyncio.get_running_loop().create_task(look()))

    async def of(self, owner: str) -> list[tuple[Row, State]]:
        """Return a facilitator's rooms, the newest first."""
        rows = await self.beside(self.store.of, owner)
        return [(row, (await self.find(row.code)).state) for row in rows]

    async def tidy(self, days: int) -> None:
        """Close what was left open, delete what is old, and forget what nobody looks at."""
        idle = _stamp(self._clock() - timedelta(hours=IDLE_HOURS))
        for code in await self.beside(self.store.idle, idle):
            held = await self.find(code)
            async with held.lock:
                while not isinstance(held.state, Closed):
                    last = acts.closing(held.state, self.now)
                    if await self.beside(self.store.append, code, held.version, [last]):
                        held.come_to(last, held.version + 1)
                    elif not await self._catch_up(held):
                        self._is_gone(held)
        old = _stamp(self._clock() - timedelta(days=days))
        await self.beside(self.store.delete, old)
        now = asyncio.get_running_loop().time()
        for code, held in list(self._held.items()):
            if not held.listeners and not held.waiting and now - held.touched > FORGET:
                del self._held[code]

    async def beside(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Make a blocking call of the store beside the event loop."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: call(*args, **kwargs))


_tasks: set["asyncio.Task[None]"] = set()


def _keep(task: "asyncio.Task[None]") -> None:
    """Hold a task until it is done (the loop holds it only weakly)."""
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)


_json: Callable[[dict[str, Any]], str] = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":")
).encode


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
