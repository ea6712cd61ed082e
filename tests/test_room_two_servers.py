"""Two desk processes serve one room, one of them dies in the middle of a vote, and nothing is lost."""

import asyncio
from collections.abc import Iterator

import pytest

from hub.rooms.store import Store
from tests import apart, postgres, room_account, room_crowd, rooms
from tests.hub_course import Running
from tests.room_crowd import Lead, Plan
from tests.rooms import AnotherDesk

pytestmark = [pytest.mark.hub, pytest.mark.slow, pytest.mark.xdist_group("desk")]

PHONES = 16


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Server]:
    with postgres.running() as found:
        yield found


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, running_course: Running) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{running_course.root / '.course' / 'rooms.sqlite'}"
    return request.getfixturevalue("server").new()


@pytest.fixture
def desks(running_course: Running, address: str) -> Iterator[list[AnotherDesk]]:
    """Two desks of the same course, each a process, which keep their rooms in the same place."""
    more = {} if address.startswith("sqlite") else {"COURSE_DATABASE": address}
    both = [AnotherDesk(running_course, more) for _ in range(2)]
    try:
        for desk in both:
            desk.start()
        yield both
    finally:
        for desk in both:
            desk.kill()


def test_one_of_two_desks_is_killed_in_the_middle_of_a_vote_and_its_phones_move_to_the_other(
    running_course: Running, address: str, desks: list[AnotherDesk]
):
    trainer = running_course.signed_in("trainer-demo")
    stays, goes = desks
    facilitator = rooms.open_room(trainer, guests=True, desk=stays.address)
    lead = room_crowd.lead(facilitator)
    screen = rooms.enter(trainer, lead.code, "screen", desk=goes.address)
    plan = Plan(
        lead.code, (stays.address, goes.address), PHONES, cuts=0, turns=1, replays=1, spread=1.5
    )
    seen: list[tuple[dict, dict]] = []

    def power_cut(here: Lead) -> None:
        there = rooms.eventually(
            lambda: (found := screen.look()["room"])["voted"] >= PHONES // 3 and found, "the votes"
        )
        seen.append((dict(here.room), there))
        goes.kill()

    async def played() -> list[room_crowd.Account]:
        async with asyncio.timeout(200), lead.leading():
            phones = asyncio.create_task(room_crowd.play([plan]))
            await lead.lead(PHONES, turns=1, pause=0.1, part=1.0, meanwhile=power_cut)
            return await phones

    phones = apart.run(played())
    ((here, there),) = seen
    assert (here["phase"], here["step"]) == (there["phase"], there["step"]) == ("vote", 2)
    assert there["people"] == PHONES
    store = Store(address)
    secret = (running_course.root / ".course" / "desk_secret").read_bytes()
    found = room_account.count(store, secret, lead, phones)
    store.dispose()
    assert (found.lost, found.double, found.late, found.differing) == (0, 0, 0, 0)
    assert found.votes == 2 * PHONES and found.people == PHONES
    assert found.moves >= PHONES // 2, "every phone of the dead desk went to the other"
    shown = [sum(lead.splits[1, which].values()) for which in ("vote", "again")]
    assert shown == [PHONES, PHONES]
