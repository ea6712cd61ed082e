"""How often something may be tried: guests guess no codes, and nobody floods a room."""

import time
from collections import deque
from collections.abc import Callable

MOST_KEYS = 5000


class Limit:
    """So many tries in so many seconds, for each key."""

    def __init__(
        self, tries: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Take the most tries, in how long, and a clock that never goes back."""
        self._tries, self._seconds, self._clock = tries, seconds, clock
        self._made: dict[str, deque[float]] = {}

    def is_reached(self, key: str) -> bool:
        """Say whether no further try is allowed now."""
        made = self._made.get(key)
        if made is None:
            return False
        self._forget(made)
        return len(made) >= self._tries

    def count(self, key: str) -> None:
        """Count one try."""
        if len(self._made) >= MOST_KEYS:
            for old in [name for name, made in self._made.items() if not self._left(made)]:
                del self._made[old]
        if len(self._made) >= MOST_KEYS:
            self._made.clear()
        self._made.setdefault(key, deque()).append(self._clock())

    def allows(self, key: str) -> bool:
        """Count a try and say whether it is allowed."""
        if self.is_reached(key):
            return False
        self.count(key)
        return True

    def _forget(self, made: deque[float]) -> None:
        while made and made[0] <= self._clock() - self._seconds:
            made.popleft()

    def _left(self, made: deque[float]) -> int:
        self._forget(made)
        return len(made)


class AtOnce:
    """So many things at once, for each key: with one more, the oldest ends."""

    def __init__(self, most: int) -> None:
        """Take how many there may be."""
        self._most = most
        self._there: dict[str, list[Callable[[], None]]] = {}

    def enter(self, key: str, end: Callable[[], None]) -> None:
        """Begin one; ``end`` is called when it has to make room."""
        there = self._there.setdefault(key, [])
        there.append(end)
        if len(there) > self._most:
            there.pop(0)()

    def leave(self, key: str, end: Callable[[], None]) -> None:
        """Take one away that has ended; nothing happens when it is gone already."""
        there = self._there.get(key, [])
        if end in there:
            there.remove(end)
        if not there:
            self._there.pop(key, None)
