"""What waits for a trainer: each exercise's rows in the order of what to do, and the course in a few lines.

Framework-free.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hub.overview import Row, State

FOLDED = 6
"""From so many carers on who stand at the same place, they are folded into one line."""

FOLDS: dict[State, str] = {
    "new": "carers have sent something new",
    "to-mark": "carers wait for your marking",
    "ready": "carers are marked, and their reply is not sent",
    "done": "carers have their reply",
}
"""What may be folded, and how it is called. A second look and a problem always stand open."""


@dataclass(frozen=True)
class Part:
    """One exercise on the trainer's page."""

    exercise: str
    rows: tuple[Row, ...]
    marking: bool = False
    message: str = ""
    due: datetime | None = None
    covered: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to show but the exercise's name."""
        return not (self.rows or self.marking or self.message)

    @property
    def has_new(self) -> bool:
        """Say whether pressing "Mark all new work" would do something that it has not done yet."""
        return bool(self._in("new")) and not self.marking

    @property
    def has_problem(self) -> bool:
        """Say whether somebody's work could not be marked: pressing again may help."""
        return bool(self._in("problem")) and not self.marking

    @property
    def to_mark(self) -> int:
        """Count those whose written answers wait."""
        return len(self._in("to-mark"))

    @property
    def to_send(self) -> int:
        """Count the replies that may go."""
        return len([row for row in self.rows if row.can_reply])

    @property
    def wordless(self) -> int:
        """Count those of them in which no trainer has written anything."""
        return len([row for row in self.rows if row.can_reply and not row.has_words])

    @property
    def open(self) -> tuple[Row, ...]:
        """Return the rows that stand open on the page."""
        away = {row.carer for _, rows in self.folded for row in rows}
        return tuple(row for row in self.rows if row.carer not in away)

    @property
    def folded(self) -> tuple[tuple[str, tuple[Row, ...]], ...]:
        """Return the rows of carers who stand at the same place, when they are many, with their line."""
        found = []
        for state, words in FOLDS.items():
            some = tuple(row for row in self._in(state) if row.look is None)
            if len(some) >= FOLDED:
                found.append((f"{len(some)} {words}", some))
        return tuple(found)

    @property
    def waits(self) -> tuple[str, ...]:
        """Say in a few words each what waits here; nothing when nothing does."""
        looks = len([row for row in self.rows if row.look])
        new, problems = len(self._in("new")), len(self._in("problem"))
        said = (
            (looks, "second look asked for", "second looks asked for"),
            (problems, "could not be marked", "could not be marked"),
            (0 if self.marking else new, "new", "new"),
            (self.to_mark, "to mark", "to mark"),
            (self.to_send, "reply to send", "replies to send"),
        )
        now = ("being marked just now",) if self.marking else ()
        return now + tuple(f"{n} {one if n == 1 else many}" for n, one, many in said if n)

    def _in(self, state: State) -> list[Row]:
        return [row for row in self.rows if row.state == state]


def with_new(parts: Iterable[Part]) -> list[str]:
    """Return the exercises in which something new has come in."""
    return [part.exercise for part in parts if part.has_new]
