"""What a room kept, beside what its phones sent: votes lost, counted twice or counted late."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tornado.web import decode_signed_value

from hub.rooms import room, voters
from hub.rooms.events import Voted
from hub.rooms.room import Room, counts
from hub.rooms.service import GUEST
from hub.rooms.store import Store
from tests.room_crowd import Account, Lead, Told, Vote


@dataclass
class Count:
    """How it went; times in seconds."""

    people: int = 0
    votes: int = 0
    """Votes that stand: one a person and vote."""
    lost: int = 0
    double: int = 0
    late: int = 0
    differing: int = 0
    """Splits that the facilitator was shown and the record does not bear out."""
    refused: int = 0
    """Late votes that were sent and answered with a refusal."""
    cuts: int = 0
    moves: int = 0
    tally: list[float] = field(default_factory=list)
    """From a vote's sending to the facilitator's tally that holds it."""
    taken: list[float] = field(default_factory=list)
    """From a vote's sending until its own phone shows it as taken."""

    def add(self, other: "Count") -> None:
        """Take another room along."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


def count(store: Store, cookie_secret: bytes, lead: Lead, phones: Iterable[Account]) -> Count:
    """Compare a room that is still open with the accounts of its phones and of who led it."""
    row = store.row(lead.code)
    assert row and row.secret
    mine = {
        _voter(row.secret, cookie_secret, phone): phone
        for phone in phones
        if phone.code == lead.code
    }
    found = Count(people=len(mine))
    order = _order(store, lead.code, found)
    state = room.replay(store.read(lead.code)[1])
    assert isinstance(state, Room)
    for number, turn in enumerate(state.turns, start=1):
        for which, votes in (("vote", turn.first), ("again", turn.second or {})):
            key = (number, which)
            sent = {
                who: [vote for vote in phone.votes if (vote.turn, vote.which) == key]
                for who, phone in mine.items()
            }
            found.votes += len(votes)
            found.lost += sum(_is_lost(tries, votes.get(who)) for who, tries in sent.items())
            found.double += sum(not sent.get(who) for who in votes)
            if key in lead.splits and lead.splits[key] != counts(votes):
                found.differing += 1
            tallies = [told for told in lead.tallies if (told.turn, told.which) == key]
            for place, who in enumerate(order.get(key, []), start=1):
                _time(found, sent.get(who, []), place, tallies)
    for phone in mine.values():
        found.cuts += phone.cuts
        found.moves += phone.moves
        found.refused += phone.refused
    return found


def _voter(secret: str, cookie_secret: bytes, phone: Account) -> str:
    who = decode_signed_value(cookie_secret, GUEST, phone.guest, max_age_days=1)
    assert who, "a phone lost its cookie"
    return voters.voter(secret, "guest", who.decode())


def _order(store: Store, code: str, found: Count) -> dict[tuple[int, str], list[str]]:
    """Return who voted in which order; counts what was kept although the vote was closed."""
    order: dict[tuple[int, str], list[str]] = {}
    state: room.State | None = None
    for event in store.read(code)[1]:
        if isinstance(event, Voted):
            if isinstance(state, Room) and state.phase in room.VOTING and state.step == event.step:
                some = order.setdefault((len(state.turns), str(state.phase)), [])
                if event.who not in some:
                    some.append(event.who)
            else:
                found.late += 1
        state = room.replay([event], state)
    return order


def _is_lost(tries: list[Vote], counted: str | None) -> bool:
    """Say whether a vote that the server showed as taken is not what counts (nor one sent after it)."""
    taken = [place for place, vote in enumerate(tries) if vote.taken is not None]
    return bool(taken) and counted not in {vote.choice for vote in tries[taken[-1] :]}


def _time(found: Count, tries: list[Vote], place: int, tallies: list[Told]) -> None:
    """Time one vote: the last sending before the server first showed it to anyone."""
    told = next((told.at for told in tallies if told.voted >= place), None)
    taken = next((at for at, vote in enumerate(tries) if vote.taken is not None), len(tries) - 1)
    before = [vote for vote in tries[: taken + 1] if told is not None and vote.sent <= told]
    if told is None or not before:
        return
    found.tally.append(told - before[-1].sent)
    last = before[-1]
    if last.taken is not None and last.shown_on == last.line:
        found.taken.append(last.taken - last.sent)


def percentile(times: Iterable[float], part: float) -> float:
    """Return the time that so large a part of the times does not exceed, in milliseconds."""
    some = sorted(times)
    return round(1000 * some[min(len(some) - 1, int(part * len(some)))], 1) if some else 0.0


def totals(counted: Mapping[str, Count]) -> Count:
    """Add up rooms."""
    whole = Count()
    for each in counted.values():
        whole.add(each)
    return whole
