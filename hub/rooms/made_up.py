"""The made-up carers at work: timers in this process that do in a room what ``rehearsal`` says.

A second process may run the same: they do the same, so the room has it already and nothing happens.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Protocol

from hub.rooms import acts, rehearsal
from hub.rooms.acts import Act, Person, RefusedError
from hub.rooms.events import Closed
from hub.rooms.rehearsal import Deed
from hub.rooms.room import State


class Followed(Protocol):
    """A room that tells when it has changed."""

    state: State
    listeners: set[Callable[[], None]]


class MadeUp:
    """The made-up carers of one room."""

    def __init__(
        self, room: Followed, act: Callable[[Person, Act], Awaitable[State]], pace: float
    ) -> None:
        """Take the room, how somebody acts in it, and by what their times are multiplied."""
        self._room, self._act, self._pace = room, act, pace
        self._step = -1
        self._timers: list[asyncio.TimerHandle] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Begin, in the event loop, and go on with each step of the room."""
        self._room.listeners.add(self._look)
        self._look()

    def stop(self) -> None:
        """Do nothing more."""
        self._room.listeners.discard(self._look)
        for timer in self._timers:
            timer.cancel()
        self._timers = []

    def _look(self) -> None:
        """Plan what they do, once for each step."""
        state = self._room.state
        if isinstance(state, Closed):
            self.stop()
            return
        if state.step == self._step:
            return
        self._step = state.step
        for timer in self._timers:
            timer.cancel()
        loop = asyncio.get_running_loop()
        self._timers = [
            loop.call_later(self._pace * deed.after, self._begin, deed)
            for deed in rehearsal.deeds(state)
        ]

    def _begin(self, deed: Deed) -> None:
        task = asyncio.get_running_loop().create_task(self._do(deed))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _do(self, deed: Deed) -> None:
        with contextlib.suppress(RefusedError):  # too late is too late, for them as for phones
            await self._act(Person("carer", deed.who), acts.read(deed.act))
