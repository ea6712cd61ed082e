"""Read one small file that somebody else made: a plain file of a bearable size, or a reason.

A link is not followed, a pipe is not waited for, and never more than was asked for is read.
"""

import os
import stat
from pathlib import Path

LINK = "it is only a link to another place, and links are not followed"
FOLDER = "a folder stands where the file should be"
SPECIAL = "it is not an ordinary file"
CLOSED = "the course is not allowed to open it"
TOO_LARGE = "it is larger than {size}"


class NotPlainError(OSError):
    """Something that is not a small, ordinary file; says what it is, in plain words."""


def plain_bytes(path: Path, most: int) -> bytes:
    """Return what a file holds.

    Args:
        path: the file; its folder is taken as it is.
        most: how many bytes it may have.

    Raises:
        FileNotFoundError: nothing stands there.
        NotPlainError: a link, a folder, a pipe or a device, a file that is too large or may not be read.
    """
    try:
        opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise NotPlainError(_why(path)) from error
    try:
        about = os.fstat(opened)
        if not stat.S_ISREG(about.st_mode):
            raise NotPlainError(FOLDER if stat.S_ISDIR(about.st_mode) else SPECIAL)
        if about.st_size > most:
            raise NotPlainError(TOO_LARGE.format(size=_size(most)))
        with open(opened, "rb", closefd=False) as file:
            found = file.read(most + 1)
    finally:
        os.close(opened)
    if len(found) > most:
        raise NotPlainError(TOO_LARGE.format(size=_size(most)))
    return found


def _why(path: Path) -> str:
    """Say what stood in the way of opening."""
    if path.is_symlink():
        return LINK
    return CLOSED if path.is_file() else SPECIAL


def _size(count: int) -> str:
    return f"{count // 1_000_000} MB" if count >= 1_000_000 else f"{count:,} letters"
