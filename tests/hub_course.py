"""A real course for tests: the launcher as a person starts it, in a folder and on ports of its own."""

import contextlib
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

ROOT = Path(__file__).resolve().parent.parent
EXERCISE = "05-connection-before-correction"
STARTING = 150.0
PAGE = """<!doctype html><html lang="en"><head><title>{title}</title><script>window.ran = 1</script>
</head><body><main><h1>{title}</h1><img src="_images/one.svg" alt=""></main></body></html>"""


@dataclass(frozen=True)
class Running:
    """A running course."""

    url: str
    root: Path
    process: subprocess.Popen[str]
    passwords: dict[str, str]

    @property
    def desk(self) -> str:
        """The desk's address."""
        return f"{self.url}/services/desk/"

    def family(self) -> list[psutil.Process]:
        """Return the launcher and everything it started."""
        launcher = psutil.Process(self.process.pid)
        return [launcher, *launcher.children(recursive=True)]

    def signed_in(self, name: str) -> "Browser":
        """Return a browser in which this person is signed in."""
        browser = Browser(self)
        browser.sign_in(name, self.passwords[name])
        return browser


class Browser(httpx.Client):
    """What a browser does with forms and cookies, without a screen."""

    def __init__(self, course: Running) -> None:
        """Open a browser, nobody signed in."""
        super().__init__(base_url=course.desk, follow_redirects=True, timeout=60, trust_env=False)
        self.course = course

    def build_request(self, method: str, url: httpx.URL | str, **more: Any) -> httpx.Request:
        """Read an address as a browser does: one with a slash in front belongs to the whole course."""
        whole = f"{self.course.url}{url}" if str(url).startswith("/") else url
        return super().build_request(method, whole, **more)

    def sign_in(self, name: str, password: str) -> httpx.Response:
        """Fill in the form as a person does."""
        page = self.get("sign-in")
        action = re.search(r'<form[^>]*action="([^"]*)"', page.text)
        assert action, page.text
        form = {"_xsrf": hidden(page.text), "username": name, "password": password}
        where = page.url.join(action.group(1).replace("&amp;", "&"))
        return self.post(where, data=form)

    @property
    def token(self) -> str:
        """The page's token, as its script reads it from the cookie."""
        self.get("book/book/index.html")
        found = [
            c.value for c in self.cookies.jar if c.name == "_xsrf" and c.path == "/services/desk/"
        ]
        return found[-1] or ""

    def put_work(self, body: bytes | str, exercise: str = EXERCISE) -> httpx.Response:
        """Keep work as the page does."""
        return self.put(
            f"api/responses/{exercise}", content=body, headers={"X-XSRFToken": self.token}
        )

    def send_work(self, exercise: str = EXERCISE) -> httpx.Response:
        """Press "Send to my trainer"."""
        return self.post(f"api/send/{exercise}", content="{}", headers={"X-XSRFToken": self.token})

    def press(self, button: str, page: str = "trainer") -> httpx.Response:
        """Press a button of a plain form, found by its words."""
        text = self.get(page).text
        forms = re.findall(r'<form method="post" action="([^"]*)">(.*?)</form>', text, re.DOTALL)
        for action, inside in forms:
            if button in re.sub("<[^>]*>", "", inside):
                fields = dict(re.findall(r'name="([^"]*)" value="([^"]*)"', inside))
                return self.post(action, data=fields)
        raise AssertionError(f"no button '{button}' in: {text}")


def hidden(page: str) -> str:
    """Return the token in a page's form."""
    found = re.search(r'name="_xsrf" value="([^"]*)"', page)
    assert found, page
    return found.group(1)


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def stand_in_book(folder: Path) -> Path:
    """Make the smallest book: two pages and a picture."""
    (folder / "book" / "modules").mkdir(parents=True)
    (folder / "_images").mkdir()
    (folder / "index.html").write_text(
        '<meta http-equiv="Refresh" content="0; url=book/index.html" />'
    )
    (folder / "book" / "index.html").write_text(PAGE.format(title="Welcome"), encoding="utf-8")
    (folder / "book" / "modules" / f"{EXERCISE}.html").write_text(PAGE.format(title="Module 5"))
    (folder / "_images" / "one.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    return folder


def launch(root: Path, book: Path, port: int, *more: str) -> subprocess.Popen[str]:
    """Start the launcher as ``make course`` does; returns at once."""
    root.mkdir(exist_ok=True)
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "hub", "--course-root", str(root)),
            *("--book", str(book), "--port", str(port), *more),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def wait_until_running(process: subprocess.Popen[str], root: Path, port: int) -> Running:
    """Return when the launcher says how to sign in.

    Raises:
        AssertionError: it ended instead, or took too long.
    """
    ends, said = time.monotonic() + STARTING, ""
    while "Ctrl-C" not in said:
        line = process.stdout.readline() if process.stdout else ""
        said += line
        assert line, f"the course ended: {said}"
        assert time.monotonic() < ends, said
    passwords = json.loads((root / ".course" / "sign-in.json").read_text(encoding="utf-8"))
    return Running(f"http://127.0.0.1:{port}", root, process, passwords)


@contextlib.contextmanager
def running(root: Path, book: Path) -> Iterator[Running]:
    """Run a course for a while."""
    port = free_port()
    process = launch(root, book, port)
    try:
        yield wait_until_running(process, root, port)
    finally:
        process.terminate()
        process.communicate(timeout=60)
