"""What must be right before the course starts; each trouble is one clear sentence.

Framework-free. The demonstration accounts have passwords that are shown on a screen,
so the course refuses to serve anything but the machine it runs on.
"""

import contextlib
import errno
import fcntl
import ipaddress
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from hub import passwords
from hub.places import Places

LOOPBACK_ONLY = (
    "The demonstration sign-in only serves this machine (127.0.0.1), because its passwords are "
    "shown on the screen."
)


class CannotStartError(Exception):
    """Why the course cannot start, in one clear sentence for whoever started it."""


@dataclass(frozen=True)
class Settings:
    """What the person who starts the course may choose."""

    places: Places
    port: int = 8000
    address: str = "127.0.0.1"
    verbose: bool = False

    @property
    def url(self) -> str:
        """The address to open in a browser."""
        return f"http://{self.address}:{self.port}"


def check(settings: Settings) -> None:
    """Refuse what cannot work, before anything is started.

    Raises:
        CannotStartError: with the sentence to show.
    """
    if not is_loopback(settings.address):
        raise CannotStartError(LOOPBACK_ONLY)
    if not settings.places.course_root.is_dir():
        raise CannotStartError(f"There is no course folder at {settings.places.course_root}.")
    with plain_words(settings.places):
        settings.places.logs.mkdir(parents=True, exist_ok=True)
    for said in passwords.refused(settings.places.accounts):
        raise CannotStartError(f"An account in {settings.places.accounts} cannot be used. {said}")
    if not (settings.places.book / "index.html").is_file():
        raise CannotStartError("The book is not built yet: run 'make book' first.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.address, settings.port))
        except PermissionError as error:
            raise CannotStartError(
                f"Port {settings.port} needs administrator rights: choose one above 1023, for "
                "example with --port 8001."
            ) from error
        except OSError as error:
            raise CannotStartError(
                f"Port {settings.port} is already in use by another program: choose another one, "
                f"for example with --port {settings.port + 1}."
            ) from error


@contextlib.contextmanager
def only_one(places: Places) -> Iterator[None]:
    """Hold the course folder, so that no second copy runs in it.

    Raises:
        CannotStartError: another copy is running, or the folder cannot be written.
    """
    with plain_words(places):
        places.state.mkdir(parents=True, exist_ok=True)
        handle = (places.state / "running.lock").open("w")
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotStartError(
                f"The course is already running from {places.course_root}: stop that one first "
                "with Ctrl-C."
            ) from error
        yield


@contextlib.contextmanager
def plain_words(places: Places) -> Iterator[None]:
    """Turn what the disk refuses into one sentence.

    Raises:
        CannotStartError: no permission, or no space.
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise CannotStartError(
                f"The disk is full: free some space on the disk of {places.course_root}."
            ) from error
        raise CannotStartError(
            f"The course cannot write into {places.state} ({error.strerror}): "
            "it needs permission to write there."
        ) from error


def is_loopback(address: str) -> bool:
    """Say whether an address or URL can only be reached from this machine itself."""
    host = urlsplit(address).hostname if "//" in address else address
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return host == "localhost"
