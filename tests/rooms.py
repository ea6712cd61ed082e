"""People in a live room for tests: browsers without a screen, sockets, and a second desk."""

import contextlib
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

import httpx
import websocket

from tests.hub_course import Browser, Running, free_port

STORY = "aisha-first-night"
PATIENCE = 60.0


@dataclass
class Someone:
    """A person at one page of a room; ``part`` is carer, lead or screen."""

    browser: Browser
    desk: str
    code: str
    part: str
    token: str

    def look(self) -> dict[str, Any]:
        """Ask for the room as the page does without a socket."""
        answer = self.browser.get(self._api, headers={"X-XSRFToken": self.token})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def try_to(self, act: str, **more: Any) -> httpx.Response:
        """Do something, at the room's present step unless another is said."""
        if "step" not in more and act in ("vote", "next", "skip", "go", "timer", "end", "close"):
            more["step"] = self.look()["room"]["step"]
        return self.browser.post(
            self._api, json={"act": act, **more}, headers={"X-XSRFToken": self.token}
        )

    def do(self, act: str, **more: Any) -> dict[str, Any]:
        """Do something that must be taken."""
        answer = self.try_to(act, **more)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def to(self, phase: str) -> None:
        """Press the facilitator's one button until the room is there."""
        while self.look()["room"]["phase"] != phase:
            self.do("next")

    @contextlib.contextmanager
    def socket(self, token: str | None = None, **more: Any) -> Iterator["Line"]:
        """Open the page's line."""
        address = f"{self.desk}room/{self.code}/live/{self.part}".replace("http", "ws", 1)
        origin = more.pop("origin", re.match(r"https?://[^/]+", self.desk).group())
        line = websocket.create_connection(
            address,
            origin=origin,
            cookie=self.cookies,
            timeout=PATIENCE,
            header=[f"User-Agent: {self.browser.headers['User-Agent']}"],
            **more,
        )
        try:
            line.send(json.dumps({"xsrf": self.token if token is None else token}))
            yield Line(line)
        finally:
            line.close()

    @property
    def cookies(self) -> str:
        """The cookies a browser sends to the desk."""
        kept = [c for c in self.browser.cookies.jar if self.desk.endswith(c.path) or c.path == "/"]
        kept += [c for c in self.browser.cookies.jar if c.path == "/services/desk/room"]
        return "; ".join(f"{c.name}={c.value}" for c in kept)

    @property
    def _api(self) -> str:
        return f"{self.desk}room/{self.code}/api/{self.part}"


@dataclass
class Line:
    """An open socket."""

    socket: websocket.WebSocket

    def hear(self) -> dict[str, Any]:
        """Wait for what the server sends next."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            found: dict[str, Any] = json.loads(self.socket.recv())
            if "beat" not in found:
                return found
        raise AssertionError("the server sent nothing but beats")

    def hear_until(self, wanted: Any) -> dict[str, Any]:
        """Wait until the server sends what is wanted (beats keep a line alive, so we look at the clock)."""
        until = time.monotonic() + PATIENCE
        while not wanted(found := self.hear()):
            assert time.monotonic() < until, found
        return found

    def say(self, **act: Any) -> None:
        """Send an act."""
        self.socket.send(json.dumps(act))


def enter(browser: Browser, code: str, part: str = "carer", desk: str = "") -> Someone:
    """Open a page of a room."""
    desk = desk or browser.course.desk
    page = browser.get(f"{desk}room/{code}{'' if part == 'carer' else '/' + part}")
    found = re.search(r'data-xsrf="([^"]*)"', page.text)
    assert found, f"{page.status_code} {page.url} {page.text[:3000]}"
    return Someone(browser, desk, code, part, found.group(1))


def start(page: str) -> dict[str, Any]:
    """Return what a page was sent with."""
    found = re.search(r'data-start="([^"]*)"', page)
    assert found, page
    sent: dict[str, Any] = json.loads(unescape(found.group(1)))
    return sent


def open_room(trainer: Browser, guests: bool = False, desk: str = "") -> Someone:
    """Open a room, and return its facilitator."""
    page = trainer.get(f"{desk}rooms")
    token = re.search(r'name="_xsrf" value="([^"]*)"', page.text)
    assert token, page.text
    form = {"_xsrf": token.group(1), "scenario": STORY} | ({"guests": "yes"} if guests else {})
    opened = trainer.post(f"{desk}rooms", data=form)
    code = opened.url.path.split("/")[-2]
    return enter(trainer, code, "lead", desk)


def guest(course: Running, code: str, desk: str = "") -> Someone:
    """Join as a guest, on a phone that nobody is signed in on."""
    browser = Browser(course)
    at = f"{desk or course.desk}room/{code}"
    token = re.search(r'name="_xsrf" value="([^"]*)"', browser.get(at).text)
    assert token
    browser.post(f"{at}/guest", data={"_xsrf": token.group(1)})
    return enter(browser, code, desk=desk)


class AnotherDesk:
    """A second process that serves the same course, as on a second machine."""

    def __init__(self, course: Running, more: dict[str, str] | None = None) -> None:
        """Take what the first desk was started with, and what is to be different."""
        first = next(p for p in course.family() if "hub.desk" in p.cmdline())
        self.port = free_port()
        self._place = first.cwd()
        self._settings = {
            **first.environ(),
            **(more or {}),
            "JUPYTERHUB_SERVICE_URL": f"http://127.0.0.1:{self.port}",
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Its own address, past the proxy."""
        return f"http://127.0.0.1:{self.port}/services/desk/"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "hub.desk"], env=self._settings, cwd=self._place
        )
        until = time.monotonic() + 2 * PATIENCE
        while True:
            try:
                httpx.get(f"{self.address}static/desk.css", trust_env=False)
            except httpx.TransportError:
                assert self._process.poll() is None and time.monotonic() < until
                time.sleep(0.1)
            else:
                return

    def kill(self) -> None:
        """End it as a power cut does."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None


def eventually(look: Any, what: str = "it") -> Any:
    """Ask again and again until there is an answer; for what another process must hear of."""
    until = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < until, f"{what} did not come"
        time.sleep(0.02)
    return found
