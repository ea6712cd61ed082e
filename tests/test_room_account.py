"""The account that the room's crowd is held to finds a vote that was lost, counted twice or counted late."""

from pathlib import Path

import pytest
from tornado.web import create_signed_value

from hub.rooms import voters
from hub.rooms.events import Joined, Moved, Opened, Voted
from hub.rooms.service import GUEST
from hub.rooms.store import Store
from tests import room_account, tiny
from tests.room_crowd import Account, Lead, Told, Vote

AT = "2026-11-22T10:00:00Z"
CODE, KEY, SECRET = "ACDEFH", b"cookies", "ab" * 32
PEOPLE = 6


def who(number: int) -> str:
    return voters.voter(SECRET, "guest", f"guest-{number}")


def phone(number: int, choice: str = "near") -> Account:
    """A phone that sent one vote, and was shown it a hundredth of a second later."""
    cookie = create_signed_value(KEY, GUEST, f"guest-{number}").decode()
    vote = Vote(1, "vote", choice, sent=number, line=0, taken=number + 0.01, shown_on=0)
    return Account(CODE, cookie, [vote])


@pytest.fixture
def store(tmp_path: Path):
    """A room whose first vote was closed: six for ``near``."""
    kept = Store(f"sqlite:///{tmp_path / 'rooms.sqlite'}")
    scenario = {**tiny.TINY, "name": "tiny"}
    kept.open(CODE, "trainer", SECRET, Opened(at=AT, code=CODE, scenario=scenario, guests=True))
    kept.append(
        CODE,
        1,
        [
            *(Joined(at=AT, who=who(number)) for number in range(PEOPLE)),
            Moved(at=AT, step=0, to="say"),
            Moved(at=AT, step=1, to="vote"),
            *(Voted(at=AT, who=who(number), step=2, choice="near") for number in range(PEOPLE)),
            Moved(at=AT, step=2, to="shown"),
        ],
    )
    yield kept
    kept.dispose()


@pytest.fixture
def lead() -> Lead:
    """A facilitator who was shown each vote half a second after it was sent."""
    made = Lead("", CODE, "", "", "")
    made.splits[1, "vote"] = {"near": PEOPLE}
    made.tallies = [Told(1, "vote", number + 1, number + 0.5) for number in range(PEOPLE)]
    return made


def wrong(store: Store, lead: Lead, phones: list[Account]) -> list[int]:
    found = room_account.count(store, KEY, lead, phones)
    return [found.lost, found.double, found.late, found.differing]


def test_a_room_in_which_all_is_right_is_found_so_and_each_vote_is_timed(store, lead):
    phones = [phone(number) for number in range(PEOPLE)]
    assert wrong(store, lead, phones) == [0, 0, 0, 0]
    found = room_account.count(store, KEY, lead, phones)
    assert (found.people, found.votes) == (PEOPLE, PEOPLE)
    assert found.tally == pytest.approx([0.5] * PEOPLE)
    assert found.taken == pytest.approx([0.01] * PEOPLE)


def test_a_vote_that_was_shown_as_taken_and_is_not_counted_is_lost(store, lead):
    phones = [phone(number, "shout" if number == 2 else "near") for number in range(PEOPLE)]
    assert wrong(store, lead, phones) == [1, 0, 0, 0]


def test_a_vote_that_no_phone_sent_is_double(store, lead):
    assert wrong(store, lead, [phone(number) for number in range(PEOPLE - 1)]) == [0, 1, 0, 0]


def test_a_vote_kept_after_closing_is_late(store, lead):
    version = store.row(CODE).version
    store.append(CODE, version, [Voted(at=AT, who=who(0), step=2, choice="shout")])
    assert wrong(store, lead, [phone(number) for number in range(PEOPLE)]) == [0, 0, 1, 0]


def test_a_split_that_the_record_does_not_bear_out_differs(store, lead):
    lead.splits[1, "vote"] = {"near": PEOPLE - 1, "shout": 1}
    assert wrong(store, lead, [phone(number) for number in range(PEOPLE)]) == [0, 0, 0, 1]
