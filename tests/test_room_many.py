"""Forty phones in one room, each cut off and back, votes sent again and again: every one counts once."""

import asyncio

import pytest

from hub.rooms.store import Store
from tests import apart, room_account, room_crowd, rooms
from tests.hub_course import Running
from tests.room_crowd import Plan

pytestmark = [pytest.mark.hub, pytest.mark.slow, pytest.mark.xdist_group("desk")]

PHONES, TURNS = 40, 2


def test_forty_phones_cut_off_and_back_lose_double_and_delay_nothing(running_course: Running):
    facilitator = rooms.open_room(running_course.signed_in("trainer-demo"), guests=True)
    lead = room_crowd.lead(facilitator)
    plan = Plan(lead.code, (running_course.desk,), PHONES, cuts=1, turns=TURNS, spread=1.0)

    async def played() -> list[room_crowd.Account]:
        async with asyncio.timeout(300), lead.leading():
            phones = asyncio.create_task(room_crowd.play([plan]))
            await lead.lead(PHONES, TURNS, pause=0.1)
            return await phones

    phones = apart.run(played())
    state = running_course.root / ".course"
    store = Store(f"sqlite:///{state / 'rooms.sqlite'}")
    found = room_account.count(store, (state / "desk_secret").read_bytes(), lead, phones)
    store.dispose()
    assert (found.lost, found.double, found.late, found.differing) == (0, 0, 0, 0)
    assert found.people == PHONES and found.cuts == PHONES
    # Both first votes waited for everybody; the second ones were closed while some still thought.
    assert 2 * PHONES + 2 * 0.8 * PHONES <= found.votes <= 4 * PHONES
    assert [sum(lead.splits[turn, "vote"].values()) for turn in (1, 2)] == [PHONES, PHONES]
    assert found.refused >= PHONES, "votes after closing were sent again"
    assert len(found.tally) == found.votes
    facilitator.do("close")
    record = facilitator.look()["room"]["record"]
    kept = [turn["votes"] for turn in record["turns"][:TURNS]]
    assert kept == [lead.splits[turn, "vote"] for turn in (1, 2)]
