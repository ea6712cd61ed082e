"""What waits for a trainer: each exercise's rows in the order of what to do, and the course in a few lines.

Framework-free.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hub.overview import Row, State

FOLDED = 6
"""From so many replies on, those who have theirs are folded away: what is to do stays in sight."""


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
    def open(self) -> tuple[Row, ...]:
        """Return the rows that stand open on the page."""
        return tuple(row for row in self.rows if row not in self.folded)

    @property
    def folded(self) -> tuple[Row, ...]:
        """Return the rows of those who have their reply, when they are many."""
        done = tuple(row for row in self.rows if row.state == "done" and row.look is None)
        return done if len(done) >= FOLDED else ()

    @property
    def waits(self) -> tuple[str, ...]:
        """Say in a few words each what waits here; nothing when nothing does."""
        looks = len([row for row in self.rows if row.look])
        new, problems = len(self._in("new")), len(self._in("problem"))
        said = (
            (looks, "second look asked for", "second looks asked for"),
            (problems, "could not be marked", "could not be marked"),
            (new, "new", "new"),
            (self.to_mark, "to mark", "to mark"),
            (self.to_send, "reply to send", "replies to send"),
        )
        return tuple(f"{n} {one if n == 1 else many}" for n, one, many in said if n)

    def _in(self, state: State) -> list[Row]:
        return [row for row in self.rows if row.state == state]


def with_new(parts: Iterable[Part]) -> list[str]:
    """Return the exercises in which something new has come in."""
    return [part.exercise for part in parts if part.has_new]
