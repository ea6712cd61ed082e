"""Rooms are kept: through a restart, by several processes at once, and only as long as they should be."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub.rooms import acts, live
from hub.rooms.acts import Person, RefusedError
from hub.rooms.live import Held, NoSuchRoomError, Rooms
from hub.rooms.store import Store
from roleplay.model import Scenario
from tests import apart, postgres, tiny

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("rooms")]

STORY = Scenario.model_validate({**tiny.TINY, "name": "tiny"})
LEAD = Person("facilitator")


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Server]:
    with postgres.running() as found:
        yield found


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'rooms.sqlite'}"
    return request.getfixturevalue("server").new()


class Clock:
    """The server's clock, which a test can put forward."""

    moment = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment


@contextlib.asynccontextmanager
async def serving(address: str, count: int = 1, clock=None) -> AsyncIterator[list[Rooms]]:
    """Serve the same rooms several times over, each with its own memory and connections."""
    every = [Rooms(Store(address), clock or Clock()) for _ in range(count)]
    try:
        yield every
    finally:
        for rooms in every:
            rooms.stop()


def carer(held: Held, number: int) -> Person:
    return held.person("carer", "person", f"carer-number-{number}")


async def do(rooms: Rooms, held: Held, person: Person, **act: object) -> None:
    if act["act"] in ("vote", "next", "skip", "end", "close", "go"):
        act = {"step": held.state.step, **act}
    await rooms.act(held, person, acts.read(act))


async def begun(rooms: Rooms, people: int) -> Held:
    """Open a room and let the first vote begin."""
    held = await rooms.find(await rooms.open("trainer", STORY))
    for number in range(people):
        await do(rooms, held, carer(held, number), act="join")
    for _ in range(2):
        await do(rooms, held, LEAD, act="next")
    return held


async def until(held: Held, wanted) -> None:
    """Wait until a room in memory has heard of something."""
    heard = asyncio.Event()
    held.listeners.add(heard.set)
    async with asyncio.timeout(30):
        while not wanted():
            heard.clear()
            await heard.wait()
    held.listeners.discard(heard.set)


def test_a_restart_loses_nothing(address):
    async def played() -> None:
        async with serving(address) as (rooms,):
            held = await begun(rooms, 3)
            await do(rooms, held, carer(held, 0), act="vote", choice="near")
            before, sees = held.state, held.own(carer(held, 0))
        async with serving(address) as (again,):
            found = await again.find(held.code)
            assert found.state == before
            assert found.own(carer(found, 0)) == sees

    apart.run(played())


def test_what_one_process_takes_the_other_shows(address):
    async def played() -> None:
        async with serving(address, 2) as (one, two):
            here = await begun(one, 3)
            there = await two.find(here.code)
            await do(two, there, carer(there, 0), act="vote", choice="near")
            await until(here, lambda: here.state.turn.first)
            assert here.shared("facilitator") == there.shared("facilitator")

    apart.run(played())


def test_closing_in_one_process_holds_in_another_that_has_not_heard_of_it(address):
    async def played() -> None:
        async with serving(address, 2) as (one, two):
            here = await begun(one, 6)
            there = await two.find(here.code)
            two._watch.stop()
            await do(one, here, LEAD, act="next")
            assert there.state.phase == "vote"
            with pytest.raises(RefusedError, match="closed"):
                await do(two, there, carer(there, 0), act="vote", choice="near")
            assert here.state.turn.first == there.state.turn.first == {}

    apart.run(played())


def test_many_votes_through_two_processes_at_once_each_count_once(address):
    async def played() -> None:
        async with serving(address, 2) as (one, two):
            here = await begun(one, 40)
            there = await two.find(here.code)
            step = here.state.step
            votes = [
                do(rooms, held, carer(held, number), act="vote", choice=choice, step=step)
                for number in range(40)
                for rooms, held, choice in ((one, here, "near"), (two, there, "shout"))
            ]
            closing = do(one, here, LEAD, act="next", step=step)
            said = await asyncio.gather(*votes, closing, return_exceptions=True)
            assert all(s is None or isinstance(s, RefusedError) for s in said), said
            await until(there, lambda: there.state.phase == "shown")
            assert there.state == here.state
            taken = sum(s is None for s in said) - 1
            assert len(here.state.turn.first) <= 40 and taken >= len(here.state.turn.first)
            async with serving(address) as (later,):
                assert (await later.find(here.code)).state == here.state

    apart.run(played())


def test_a_closed_room_leaves_no_vote_no_line_and_no_secret_behind(tmp_path):
    file = tmp_path / "rooms.sqlite"

    def everything() -> bytes:
        return b"".join(path.read_bytes() for path in Path(tmp_path).glob("rooms.sqlite*"))

    async def played() -> None:
        async with serving(f"sqlite:///{file}") as (rooms,):
            held = await begun(rooms, 6)
            voter, secret = carer(held, 0).voter, held.secret
            await do(rooms, held, carer(held, 0), act="vote", choice="near")
            await do(
                rooms, held, carer(held, 0), act="share", scene="table", text="Come here, love"
            )
            assert voter.encode() in everything() and b"love" in everything()
            assert b"carer-number" not in everything(), "a name is kept with votes"
            await do(rooms, held, LEAD, act="end")
            await do(rooms, held, LEAD, act="close")
            for gone in (voter, secret, "love", "carer-number"):
                assert gone.encode() not in everything(), gone
            assert rooms.store.row(held.code).secret is None

    apart.run(played())


def test_the_record_is_deleted_after_the_days_set_and_an_idle_room_is_closed(address):
    clock = Clock()

    async def played() -> None:
        async with serving(address, 2, clock) as (one, two):
            held = await begun(one, 5)
            clock.moment += timedelta(hours=live.IDLE_HOURS, minutes=1)
            await two.tidy(days=30)
            await until(held, lambda: held.shared("carer").find('"closed"') > 0)
            clock.moment += timedelta(days=29)
            await one.tidy(days=30)
            assert one.store.row(held.code) is not None
            clock.moment += timedelta(days=1, minutes=1)
            await one.tidy(days=30)
            assert one.store.row(held.code) is None and one.store.read(held.code) == (0, [])
        async with serving(address) as (later,):
            with pytest.raises(NoSuchRoomError):
                await later.find(held.code)

    apart.run(played())


@pytest.mark.parametrize("code", ["OOOOOO", "ACDEFH", "", "a' OR 1=1"])
def test_there_is_no_room_of_a_code_nobody_was_given(tmp_path, code):
    async def played() -> None:
        async with serving(f"sqlite:///{tmp_path / 'rooms.sqlite'}") as (rooms,):
            with pytest.raises(NoSuchRoomError):
                await rooms.find(code)

    apart.run(played())
