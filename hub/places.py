"""Where things are: the course folder, the built book, and the folder of state (``.course``).

One frozen value, handed on to the hub and its services through the environment.
"""

import contextlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

PERSONAL = (
    *("responses", "submitted", "submitted-earlier", "autograded", "feedback", "replies"),
    *("second-look", "moderation", "shared-words", "confidence"),
)
"""Folders of the course folder that hold what people wrote, and what was said of it."""
REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Places:
    """The folders of one running course."""

    course_root: Path
    book: Path

    @property
    def state(self) -> Path:
        """The hub's own folder: its database, secrets and logs."""
        return self.course_root / ".course"

    @property
    def logs(self) -> Path:
        """The folder of logs."""
        return self.state / "logs"

    @property
    def accounts(self) -> Path:
        """The file of names and scrambled passwords."""
        return self.state / "accounts.json"

    @property
    def exercises(self) -> Path:
        """The folder of released exercises."""
        return self.course_root / "exercises"

    def close(self) -> None:
        """Close to everybody else on this machine what is personal.

        The hub's own folder is for whoever runs the course alone; the others are for their group too, because
        several trainers may share a course folder. What somebody else has made stays as they made it.

        Raises:
            OSError: a folder cannot be made.
        """
        self.state.mkdir(parents=True, exist_ok=True)
        folders = [self.course_root / name for name in PERSONAL]
        for folder in folders:
            folder.mkdir(exist_ok=True)
        books = self.course_root.glob("gradebook.db*")
        for path, closed in [(self.state, 0o077), *((one, 0o007) for one in (*folders, *books))]:
            with contextlib.suppress(PermissionError):
                path.chmod(stat.S_IMODE(path.stat().st_mode) & ~closed)

    def environment(self) -> dict[str, str]:
        """Return the variables by which another process finds the same places."""
        there = {"COURSE_ROOT": str(self.course_root), "COURSE_BOOK": str(self.book)}
        # Where the gradebook is, when it is not the file beside the work (roleplay/grading_where.py),
        # for how many days the record of a live room is kept, and how many guests may come into one in
        # a minute (hub/rooms/service.py).
        chosen = ("COURSE_DATABASE", "COURSE_ROOMS_DAYS", "COURSE_ROOMS_GUESTS")
        return there | {name: os.environ[name] for name in chosen if os.environ.get(name)}


def from_environment() -> Places:
    """Find the places from ``COURSE_ROOT`` and ``COURSE_BOOK``, or the repository itself."""
    root = Path(os.environ.get("COURSE_ROOT") or REPOSITORY).resolve()
    book = Path(os.environ.get("COURSE_BOOK") or root / "_build" / "html").resolve()
    return Places(root, book)
