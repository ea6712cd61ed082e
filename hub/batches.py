"""Files that a trainer has dropped, held until it is said whose they are. Framework-free.

``<state>/dropped/<key>.json`` is one drop: what was found, what was refused, and what came of each.
The words themselves go from there as soon as they are handed in, and with the whole file after a day.
"""

import json
import re
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from roleplay import responses
from roleplay.grading_collect import Look, guess, identifying
from roleplay.responses import Responses

DAY = 24 * 60 * 60
KEY = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True)
class Part:
    """One carer's work in a drop.

    ``work`` is empty once it was handed in; ``carer`` and ``said`` tell what came of it.
    """

    source: str
    exercise: str
    guess: str
    private: tuple[str, ...]
    work: str
    carer: str = ""
    said: str = ""
    done: bool = False

    def responses(self) -> Responses:
        """Return the carer's work."""
        return responses.parse(self.work, self.exercise)


@dataclass(frozen=True)
class Batch:
    """One drop of one or many files."""

    key: str
    by: str
    parts: tuple[Part, ...]
    refused: tuple[tuple[str, str], ...]
    left: int

    @property
    def waiting(self) -> tuple[tuple[int, Part], ...]:
        """What is not handed in yet, each with its number."""
        return tuple((n, part) for n, part in enumerate(self.parts) if not part.done)

    @property
    def done(self) -> tuple[Part, ...]:
        """What is handed in."""
        return tuple(part for part in self.parts if part.done)

    def with_part(self, number: int, **changes: Any) -> "Batch":  # noqa: ANN401 (fields of a part)
        """Return the same drop with one part changed."""
        parts = list(self.parts)
        parts[number] = replace(parts[number], **changes)
        return replace(self, parts=tuple(parts))


@dataclass(frozen=True)
class Batches:
    """The drops that are held, below the folder of state."""

    folder: Path

    def hold(self, by: str, looks: Sequence[Look], known: Mapping[str, str]) -> Batch:
        """Hold what was found in some files, and return it with its key; old drops go.

        Raises:
            OSError: it could not be written.
        """
        parts = tuple(
            Part(
                found.source,
                found.work.exercise,
                guess(found.source, known),
                tuple(identifying(found.work)),
                found.work.to_json(),
            )
            for look in looks
            for found in look.found
        )
        refused = tuple((one.source, one.reason) for look in looks for one in look.refused)
        left = sum(look.left for look in looks)
        batch = Batch(secrets.token_urlsafe(16), by, parts, refused, left)
        self.keep(batch)
        self.clear()
        return batch

    def clear(self) -> None:
        """Take away what has waited for a day, and what was only half written then."""
        for old in self.folder.glob("*"):
            if _is_old(old):
                old.unlink(missing_ok=True)

    def keep(self, batch: Batch) -> None:
        """Write a drop, whole or not at all, for nobody else on this machine to read."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        half = self.folder / f".{batch.key}.part"
        half.touch(mode=0o600)
        half.write_text(json.dumps(asdict(batch)), encoding="utf-8")
        half.replace(self.folder / f"{batch.key}.json")

    def read(self, key: str, by: str) -> Batch | None:
        """Return a drop to whoever made it; nothing to anyone else, or when it has gone."""
        file = self.folder / f"{key}.json"
        if not KEY.fullmatch(key) or _is_old(file):
            return None
        try:
            told = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        parts = tuple(Part(**part | {"private": tuple(part["private"])}) for part in told["parts"])
        refused = tuple((str(source), str(reason)) for source, reason in told["refused"])
        batch = Batch(told["key"], told["by"], parts, refused, told["left"])
        return batch if batch.by == by else None


def _is_old(file: Path) -> bool:
    try:
        return time.time() - file.stat().st_mtime > DAY
    except FileNotFoundError:
        return False
