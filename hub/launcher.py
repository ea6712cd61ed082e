"""Start the whole course on this machine, and stop all of it again.

The hub starts the proxy, the desk and formgrader as its children. On stopping, every one of them
is told at once and, after a short grace, ended: the hub alone would take more than a minute.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import IO

import psutil  # type: ignore[import-untyped]

from hub import COURSE_ID, passwords
from hub.checks import CannotStartError, Settings, plain_words

GRACE = 8.0
READY = 120.0


class Course:
    """The running course: the hub and everything it started."""

    def __init__(self, settings: Settings) -> None:
        """Take what was chosen; nothing is started yet."""
        self.settings = settings
        self.notes: list[str] = []
        self.people: Mapping[str, str] = {}
        self._hub: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Make what is missing and start the hub; returns at once.

        Raises:
            CannotStartError: the folder cannot be written.
        """
        places = self.settings.places
        from roleplay import grading  # late: it brings nbgrader along

        with plain_words(places):
            try:
                self.notes = grading.prepare(places.course_root)
            except grading.GradingError as error:
                raise CannotStartError(str(error)) from error
            self.people = passwords.demonstration(places.state)
            places.close()
            log = self._log("hub.log")
        with log:
            self._hub = subprocess.Popen(
                [sys.executable, "-m", "jupyterhub", "--config", _config(), "--no-ssl"],
                cwd=places.state,
                env=self._environment(),
                stdout=None if self.settings.verbose else log,
                stderr=None if self.settings.verbose else subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is ours to handle
            )

    def wait_until_ready(self, stopped: threading.Event) -> None:
        """Return when the desk and formgrader answer, or when it is to stop.

        Raises:
            CannotStartError: the hub ended, or it took too long.
        """
        ends = time.monotonic() + READY
        for page in ("/services/desk/", f"/services/{COURSE_ID}/formgrader/manage_assignments"):
            while not (stopped.is_set() or _answers(self.settings.url + page)):
                if not self.is_running():
                    raise CannotStartError(
                        "The course could not start: the reason is at the end of "
                        f"{self.settings.places.logs / 'hub.log'}."
                    )
                if time.monotonic() > ends:
                    raise CannotStartError(
                        f"The course did not start within {READY:.0f} seconds: see "
                        f"{self.settings.places.logs / 'hub.log'}."
                    )
                stopped.wait(0.2)

    def is_running(self) -> bool:
        """Say whether the hub is there."""
        return self._hub is not None and self._hub.poll() is None

    def stop(self) -> None:
        """End the hub and everything it started; leaves nothing behind."""
        if self._hub is None:
            return
        everyone = _family(self._hub.pid)
        for process in everyone:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGTERM)
        _, left = psutil.wait_procs(everyone, timeout=GRACE)
        for process in {*left, *_family(self._hub.pid)}:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self._hub.wait()
        (self.settings.places.state / "proxy.pid").unlink(missing_ok=True)
        self._hub = None

    def _environment(self) -> dict[str, str]:
        from roleplay import grading

        ports = {"public": self.settings.port}
        ports |= dict(zip(("hub", "proxy", "desk", "formgrader"), _free_ports(4), strict=True))
        return {
            **{k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "COURSE_"))},
            **self.settings.places.environment(),
            "COURSE_PORTS": " ".join(f"{name}={port}" for name, port in ports.items()),
            "COURSE_ADDRESS": self.settings.address,
            "COURSE_JUPYTER_PATH": str(grading.jupyter_path()),
            "PYTHONWARNINGS": "ignore",
        }

    def _log(self, name: str) -> IO[bytes]:
        """Open a log with a first line, so that a full disk is known now and not later."""
        log = (self.settings.places.logs / name).open("wb", buffering=0)
        log.write(f"Started {time.strftime('%Y-%m-%d %H:%M:%S')}\n".encode())
        return log


def _config() -> str:
    return str(Path(__file__).with_name("jupyterhub_config.py"))


def _free_ports(count: int) -> list[int]:
    """Return ports that nothing listens on now, all different."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def _family(pid: int) -> list[psutil.Process]:
    """Return a process and all that it started, as far as they are alive."""
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        """Follow nothing: being sent to the sign-in is an answer."""


def _answers(url: str) -> bool:
    """Say whether a page is served (a way to the sign-in counts; 'not ready yet' does not)."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)
    try:
        with opener.open(url, timeout=5):
            return True
    except urllib.error.HTTPError as answer:
        return answer.code in (302, 403)
    except OSError:
        return False
