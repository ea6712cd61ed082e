"""How soon a vote is in the facilitator's tally: phones on real sockets, through the hub's proxy, to the real desk.

The phones run in two processes of their own, the facilitators in a third, so that their work is not
the server's. All of them share one machine, and so do the proxy and the hub.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console

from hub import passwords
from hub.rooms.store import Store
from tests import hub_course, room_account, room_crowd, rooms
from tests.room_account import Count, percentile
from tests.room_crowd import Account, Lead, Plan

ROOT = Path(__file__).resolve().parent.parent
PROCESSES = 2
HALL = 300
PEOPLE = (10, 30, 100, 300, 1_000)
ROOMS = (1, 5, 10, 25, 50)
GROUP = 30
WHOLE = 99
SOONEST, SPREAD = 0.3, 3.0
"""A vote comes from a third of a second to three and a third after the choices are seen: sooner than people."""
LED = 8
"""Rooms that one trainer leads at once; a person may hold a dozen lines."""
REPLAYERS = 0.2


@dataclass
class Server:
    """A process of the course, looked at from outside while rooms are played."""

    process: psutil.Process
    most: float = 0.0
    _ended: threading.Event = field(default_factory=threading.Event)

    @property
    def mb(self) -> float:
        """Its memory now."""
        return round(self.process.memory_info().rss / 1e6, 1)

    @property
    def core(self) -> float:
        """Seconds for which it has kept a core busy."""
        used = self.process.cpu_times()
        return float(used.user + used.system)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Keep the most memory it takes meanwhile."""
        self.most, self._ended = self.mb, threading.Event()

        def look() -> None:
            while not self._ended.wait(0.1):
                self.most = max(self.most, self.mb)

        looking = threading.Thread(target=look, daemon=True)
        looking.start()
        try:
            yield
        finally:
            self._ended.set()
            looking.join()


def measure(place: Path, console: Console, small: bool = False) -> dict[str, Any]:
    """Play in rooms of many sizes and in many rooms at once.

    Returns:
        ``{"hall": [row, row, row], "people": [row, …], "rooms": [row, …]}``; a row is what ``_play``
        returns. The hall is the same 300 phones in three rooms, one after the other.
    """
    before = os.environ.get("COURSE_ROOMS_GUESTS")
    os.environ["COURSE_ROOMS_GUESTS"] = "100000"
    try:
        book = hub_course.stand_in_book(place / "book")
        _trainers(place / "held" / ".course", 1 + ROOMS[-1] // LED)
        with hub_course.running(place / "held", book) as course:
            bench = Bench(course, console)
            bench.play(1, GROUP, turns=1)  # nobody's first room is timed
            return bench.all(small)
    finally:
        os.environ.pop("COURSE_ROOMS_GUESTS")
        if before is not None:
            os.environ["COURSE_ROOMS_GUESTS"] = before


def document(found: dict[str, Any]) -> str:
    """Write the results as Markdown, with what they come to."""
    lines = [
        "| Rooms | people in each | votes | cut off | vote to tally: median | p95 | p99 | vote to its own phone: median | p95 | lost, double, late | desk, ms of its core a vote | most memory, MB |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for part in ("hall", "people", "rooms"):
        for row in found[part]:
            wrong = ", ".join(f"{row[key]}" for key in ("lost", "double", "late"))
            core = 1000 * row["desk_core"] / row["votes"]
            bold = "**" if part == "hall" else ""
            cells = [
                f"{bold}{row['rooms']}{bold}", f"{bold}{row['people']:,}{bold}",
                f"{row['votes']:,}", f"{row['cuts']:,}",
                *(f"{row['tally'][key]:,.0f}" for key in ("median", "p95", "p99")),
                *(f"{row['taken'][key]:,.0f}" for key in ("median", "p95")),
                wrong, f"{core:,.1f}", f"{row['mb'][1]:,.0f}",
            ]  # fmt: skip
            lines.append(f"| {' | '.join(cells)} |")
    memory = " → ".join(f"{row['mb'][3]:,.0f}" for row in found["hall"])
    low, high = found["load"]
    lines += [
        "",
        f"Times in milliseconds. The desk's memory before the first of the three halls {found['hall'][0]['mb'][0]:,.0f} MB, "
        f"after each of them {memory} MB. "
        f"{found['date']}, {found['machine']}, load of the machine {low:.1f} before and {high:.1f} after.",
    ]
    return "\n".join(lines) + "\n"


class Bench:
    """A running course, its trainer, and what is measured on it."""

    def __init__(self, course: hub_course.Running, console: Console) -> None:
        """Find the processes to look at, and sign the trainer in."""
        self.course, self.console = course, console
        family = [(each, " ".join(each.cmdline())) for each in course.family()]
        self.desk = Server(next(each for each, words in family if "hub.desk" in words))
        self.proxy = Server(next(each for each, words in family if "hub.proxy" in words))
        trainers = [name for name in course.passwords if name.startswith("trainer-")]
        self.trainers = [course.signed_in(name) for name in trainers]

    def all(self, small: bool) -> dict[str, Any]:
        """Measure everything; ``small`` is a rehearsal of it."""
        hall, people, some = (60, (10, 30), (1, 2)) if small else (HALL, PEOPLE, ROOMS)
        return {
            # The first to the story's end, the others shorter: what stays of each is the same.
            "hall": [self.play(1, hall, 2 if small or again else WHOLE, 3) for again in range(3)],
            "people": self._growing([(1, count) for count in people]),
            "rooms": self._growing([(count, GROUP) for count in some]),
        }

    def _growing(self, sizes: list[tuple[int, int]]) -> list[dict[str, Any]]:
        """Play in more and more, as long as the machine bears it."""
        rows: list[dict[str, Any]] = []
        for count, people in sizes:
            try:
                rows.append(self.play(count, people))
            except (AssertionError, TimeoutError) as gave_up:
                self.console.print(f"• no more than that: {gave_up}")
                break
        return rows

    def play(self, count: int, people: int, turns: int = 2, cuts: int = 0) -> dict[str, Any]:
        """Play in so many rooms at once, each with so many people; returns one row."""
        self.console.print(f"• rooms: {count} of {people}")
        who = [self.trainers[number // LED] for number in range(count)]
        facilitators = [rooms.open_room(each, guests=True) for each in who]
        leads = [room_crowd.lead(each) for each in facilitators]
        known = min(turns, 2)
        plans = [
            Plan(
                lead.code, (self.course.desk,), people, cuts, known, replays=2,
                replayers=REPLAYERS if cuts else 0.0, soonest=SOONEST, spread=SPREAD,
            )
            for lead in leads
        ]  # fmt: skip
        begun = self.desk.mb
        core = (self.desk.core, self.proxy.core)
        with self.desk.watched():
            phones = asyncio.run(_played(leads, plans, turns))
            ended = self.desk.mb
        core = (self.desk.core - core[0], self.proxy.core - core[1])
        found = self._count(leads, phones)
        for facilitator in facilitators:
            facilitator.do("close")
        return {
            "rooms": count,
            **{key: value for key, value in asdict(found).items() if not isinstance(value, list)},
            "people": people,
            "tally": _times(found.tally),
            "taken": _times(found.taken),
            "desk_core": round(core[0], 2),
            "proxy_core": round(core[1], 2),
            "mb": [begun, round(self.desk.most, 1), ended, self.desk.mb],
        }

    def _count(self, leads: list[Lead], phones: list[Account]) -> Count:
        state = self.course.root / ".course"
        store = Store(f"sqlite:///{state / 'rooms.sqlite'}")
        secret = (state / "desk_secret").read_bytes()
        try:
            return room_account.totals(
                {lead.code: room_account.count(store, secret, lead, phones) for lead in leads}
            )
        finally:
            store.dispose()


def _trainers(state: Path, count: int) -> None:
    """Make so many trainers more."""
    known = dict(passwords.demonstration(state))
    accounts = json.loads((state / "accounts.json").read_text(encoding="utf-8"))
    for number in range(count):
        name = f"trainer-bench-{number}"
        known[name] = known["trainer-demo"]
        accounts[name] = {**accounts["trainer-demo"], "shown": f"Trainer {number}"}
    (state / "accounts.json").write_text(json.dumps(accounts), encoding="utf-8")
    (state / "sign-in.json").write_text(json.dumps(known), encoding="utf-8")


def _times(some: list[float]) -> dict[str, float]:
    """Return milliseconds."""
    return {
        "median": round(1000 * statistics.median(some), 1),
        "p95": percentile(some, 0.95),
        "p99": percentile(some, 0.99),
    }


async def _played(leads: list[Lead], plans: list[Plan], turns: int) -> list[Account]:
    """Lead all rooms here, while their phones play in processes beside."""
    crowds = [await _crowd(_share(plans, number)) for number in range(PROCESSES)]
    lines = [_led(lead, plan.phones, turns) for lead, plan in zip(leads, plans, strict=True)]
    told = [asyncio.create_task(crowd.communicate()) for crowd in crowds]
    try:
        await asyncio.gather(*lines)
        said = await asyncio.wait_for(asyncio.gather(*told), 120)
    finally:
        for crowd in crowds:
            if crowd.returncode is None:
                crowd.kill()
    assert not any(crowd.returncode for crowd in crowds), "the phones ended with an error"
    return [account for out, _ in said for account in room_crowd.from_json(out.decode())]


async def _led(lead: Lead, people: int, turns: int) -> None:
    async with lead.leading():
        await lead.lead(people, turns)


def _share(plans: list[Plan], number: int) -> list[dict[str, Any]]:
    """Give each process its part of every room's phones."""
    shares = []
    for plan in plans:
        first, last = (plan.phones * each // PROCESSES for each in (number, number + 1))
        shares.append({**asdict(plan), "first": first, "phones": last - first})
    return shares


async def _crowd(plans: list[dict[str, Any]]) -> asyncio.subprocess.Process:
    crowd = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.rooms",
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert crowd.stdin
    crowd.stdin.write(json.dumps(plans).encode() + b"\n")
    await crowd.stdin.drain()
    return crowd


def main() -> None:
    """Be some of the phones: plans come in as one line of JSON, accounts go out."""
    plans = [Plan(**{**each, "desks": tuple(each["desks"])}) for each in json.loads(input())]
    print(room_crowd.as_json(asyncio.run(room_crowd.play(plans))))


if __name__ == "__main__":
    main()
