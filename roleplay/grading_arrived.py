"""What lies in a folder that a carer handed in, read without trusting any of it.

Nothing there is run, no link is followed, nothing that is not a small ordinary file is opened.
What cannot be read becomes a reason in a trainer's words, and stays where it is.
"""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nbgrader.utils import parse_utc

from roleplay import practice
from roleplay.reading_plain import LINK, NotPlainError, plain_bytes
from roleplay.responses import MOST_BYTES

TRAVELS = ("responses.json", "timestamp.txt", "submission_secret.txt")
"""The only files beside the notebook that go along from stage to stage."""
WHAT_NOW = "Nothing is lost: what came is kept as it is. Please ask them to send their work again."
NOT_A_FOLDER = "their folder of this exercise is not a folder"
DATED = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d")
MOST = {"responses.json": MOST_BYTES}
MOST_SMALL = 200
"""Bytes of the other files that travel: a time, a secret."""
AHEAD = timedelta(days=1)
"""A clock may be a little wrong; a time further in the future is not believed."""


def files(folder: Path) -> dict[str, bytes]:
    """Return those files of a submission that go on to be marked, by name.

    Raises:
        NotPlainError: the folder is a link, or no folder; it could be somebody else's work.
    """
    if folder.is_symlink() or folder.parent.is_symlink():
        raise NotPlainError(LINK)
    if not folder.is_dir():
        raise NotPlainError(NOT_A_FOLDER)
    found = {}
    for name in TRAVELS:
        try:
            found[name] = plain_bytes(folder / name, MOST.get(name, MOST_SMALL))
        except OSError:
            continue
    return found


def obstacle(folder: Path, exercise: str) -> str:
    """Say why a carer's work cannot be read, and what to do; nothing when it can."""
    try:
        files(folder)
        reason = practice.look(folder, exercise)[1]
    except NotPlainError as error:
        reason = f"What was sent could not be opened: {error}."
    return f"{reason} {WHAT_NOW}" if reason else ""


def when(folder: Path) -> datetime | None:
    """Return when a submission was sent (UTC): as it says, or else as its files do; nothing without a folder.

    A time that is missing, cannot be read or lies in the future is not believed.
    """
    now = datetime.now(UTC)
    try:
        if folder.is_symlink() or folder.parent.is_symlink():
            raise NotPlainError(LINK)
        text = plain_bytes(folder / "timestamp.txt", MOST_SMALL).decode("utf-8").strip()
        if DATED.match(text):
            said: datetime = parse_utc(text).replace(tzinfo=UTC)
            if said <= now + AHEAD:
                return said
    except (OSError, ValueError, OverflowError):
        pass
    for path in (folder / "responses.json", folder):
        try:
            changed = path.lstat().st_mtime
        except OSError:
            continue
        return datetime.fromtimestamp(min(max(changed, 0), now.timestamp()), UTC)
    return None
