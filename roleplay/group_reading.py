"""Read what a course's carers have sent: the newest of each, as data, and nothing that is still a draft.

A file that cannot be read holds up nobody: it is named with a plain reason, and the others count.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from roleplay import names, responses
from roleplay.reading import as_it_is
from roleplay.reading_plain import LINK, NotPlainError, plain_bytes
from roleplay.responses import Responses, ResponsesError

FILE = "responses.json"
SENT = "timestamp.txt"
PLAYS = re.compile(r"practice\.role_play\(\\?\"([a-z0-9-]+)\\?\"")


@dataclass(frozen=True)
class Sending:
    """What one carer sent last in one exercise."""

    carer: str
    exercise: str
    sent: datetime
    work: Responses


@dataclass(frozen=True)
class Unread:
    """A sending that could not be read, and why."""

    carer: str
    exercise: str
    why: str


def files(course_root: Path) -> list[Path]:
    """List the newest sendings' files of a course folder, by carer and exercise; some may not be there."""
    found = sorted(
        path for path in (course_root / "submitted").glob("*/*") if not path.name.startswith(".")
    )
    carers = set(names.first_of_each(dict.fromkeys(path.parent.name for path in found))[0])
    return [path / FILE for path in found if path.parent.name in carers]


def mark_of(paths: Iterable[Path]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Tell files as they are now from the same files changed: what was made of them is kept as long."""
    kept = []
    for path in paths:
        try:
            kept.append((str(path), as_it_is(path)))
        except OSError:
            continue
    return tuple(kept)


def read(course_root: Path) -> tuple[list[Sending], list[Unread]]:
    """Read every carer's newest sending of every exercise; never raises for a bad one."""
    sendings: list[Sending] = []
    unread: list[Unread] = []
    for path in files(course_root):
        carer, exercise = path.parts[-3], path.parts[-2]
        try:
            if path.parent.is_symlink() or path.parent.parent.is_symlink():
                raise NotPlainError(LINK)
            work = responses.parse(plain_bytes(path, responses.MOST_BYTES), exercise)
        except ResponsesError as error:
            unread.append(Unread(carer, exercise, str(error)))
        except NotPlainError as error:
            unread.append(Unread(carer, exercise, f"It could not be opened: {error}."))
        except FileNotFoundError:
            unread.append(Unread(carer, exercise, "Nothing was sent."))
        except OSError as error:
            unread.append(Unread(carer, exercise, f"It could not be opened ({error.strerror})."))
        else:
            sendings.append(Sending(carer, exercise, _when(path), work))
    return sendings, unread


def one(folder: Path, exercise: str) -> Responses | None:
    """Return one carer's newest sending from its folder; nothing when there is none to be read."""
    try:
        return responses.parse(plain_bytes(folder / FILE, responses.MOST_BYTES), exercise)
    except (OSError, ResponsesError):
        return None


def role_plays_of(course_root: Path, exercise: str) -> list[str]:
    """Name the role-plays that stand in an exercise, in its order; none when it is not there."""
    try:
        notebook = json.loads(
            (course_root / "exercises" / exercise / "practice.ipynb").read_text(encoding="utf-8")
        )
        cells = ["".join(cell["source"]) for cell in notebook["cells"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return list(dict.fromkeys(name for cell in cells for name in PLAYS.findall(cell)))


def _when(path: Path) -> datetime:
    """Return when it was sent: as nbgrader writes it, or as the file says."""
    try:
        text = (path.parent / SENT).read_text(encoding="utf-8").strip().removesuffix(" UTC")
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except (OSError, ValueError):
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
