"""A bare page with every part on it, and a small desk that keeps work as the format says."""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

from roleplay import element, responses, scripts
from roleplay.model import Scenario
from roleplay.playable import playable
from roleplay.responses import Responses, ResponsesError

EXERCISE = "05-connection-before-correction"
KEY = f"connection-first/responses/{EXERCISE}"
WORDS = "what-would-you-say"
THEME = """:root { color-scheme: light dark; } body { margin: 0; padding: 12px; font-family: sans-serif; }
@media (prefers-color-scheme: dark) { body { background: #16211f; color: #e8efe9; } }
main { max-width: 46rem; margin: auto; }"""


def write(
    folder: Path, story: Scenario, desk: dict[str, Any] | None = None, more: Scenario | None = None
) -> Path:
    """Write the page and its script, as the book does, and return the page's path."""
    send = {"exercise": EXERCISE, "title": "Module 5", "needs": [WORDS], "scenarios": [story.name]}
    words = {"id": WORDS, "label": "What would you say?", "help": "Two sentences.", "rows": 4}
    plan = {"label": "My plan", "help": "", "if": "If ", "then": "then I will "}
    parts = [
        role_play(story),
        role_play(more) if more else "",
        "<h2>Own words</h2>",
        element.html("own-words", EXERCISE, WORDS, words, "<p>What would you say?</p>"),
        "<h2>Plan</h2>",
        element.html("if-then", EXERCISE, "plan", plan, "<p>My plan</p>"),
        "<h2>Sending</h2>",
        element.html("send-work", EXERCISE, "send", send, "<p>Send your work.</p>"),
    ]
    return write_parts(folder, parts, desk)


def write_parts(folder: Path, parts: Sequence[str], desk: dict[str, Any] | None = None) -> Path:
    """Write a page with these parts and its script, as the book does, and return the page's path."""
    told = f'<meta name="desk" content="{escape(json.dumps(desk))}">' if desk else ""
    page = folder / "index.html"
    page.write_text(
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8">{told}'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="icon" href="data:,">'
        f"<title>Module 5</title><style>{THEME}</style>"
        '<script defer src="connection-first.js"></script></head>'
        f"<body><main><h1>Module 5</h1><h2>Play</h2>{''.join(parts)}</main></body></html>",
        encoding="utf-8",
    )
    (folder / "connection-first.js").write_text(scripts.classic_script(), encoding="utf-8")
    return page


def role_play(story: Scenario) -> str:
    """Write one role-play, with its story to read."""
    return element.html(
        "role-play", EXERCISE, story.name, playable(story), element.story_html(story)
    )


class Desk(SimpleHTTPRequestHandler):
    """Serves the page; keeps work in memory by the rules of ``docs/formats.md``, section 6."""

    kept: ClassVar[dict[str, Responses]]
    sent: ClassVar[list[str]]
    calls: ClassVar[list[str]]
    down: ClassVar[set[str]]

    def log_message(self, *_: Any) -> None:
        """Stay quiet."""

    def end_headers(self) -> None:
        """Give the page its token, as the desk does."""
        self.send_header("Set-Cookie", "_xsrf=a-token; Path=/")
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def answer(self, code: int, text: str) -> None:
        """Send JSON."""
        self.send_response(code)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.end_headers()
        self.wfile.write(text.encode())

    def call(self) -> str | None:
        """Note a call; say which it is, or None when it was answered already."""
        if not self.path.startswith("/api/"):
            return None
        self.calls.append(f"{self.command} {self.path}")
        if self.command != "GET" and self.headers.get("X-XSRFToken") != "a-token":
            self.answer(403, '{"message": "no token"}')
            return None
        if "gone" in self.down:
            self.answer(401, '{"message": "Please sign in."}')
            return None
        return self.path.split("/")[2]

    def body(self) -> bytes:
        """Read what came."""
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def do_GET(self) -> None:
        """Give the kept work, what was sent, or a file."""
        if not self.path.startswith("/api/"):
            super().do_GET()
            return
        match self.call():
            case "responses":
                kept = self.kept.get("carer", Responses(exercise=EXERCISE))
                self.answer(200, kept.to_json())
            case "sent":
                reply = "/replies" if len(self.sent) > 1 else None
                self.answer(200, json.dumps({"sent": self.sent, "reply": reply}))

    def do_PUT(self) -> None:
        """Join what arrives with what is kept."""
        text = self.body()
        if self.call() != "responses":
            return
        try:
            arrived = responses.parse(text, EXERCISE)
        except ResponsesError as error:
            self.answer(400, json.dumps({"message": str(error)}))
            return
        before = self.kept.get("carer", Responses(exercise=EXERCISE))
        self.kept["carer"] = responses.merge(before, arrived)
        self.answer(200, self.kept["carer"].to_json())

    def do_POST(self) -> None:
        """Hand in what is kept."""
        self.body()
        if self.call() == "send":
            self.sent.append(f"2026-11-21T20:1{len(self.sent)}:00Z")
            self.answer(200, json.dumps({"sent": self.sent[-1], "count": len(self.sent)}))


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, type[Desk]]]:
    """Serve a folder and a fresh desk on a free port; gives the address and the desk."""
    made = {"kept": {}, "sent": [], "calls": [], "down": set()}
    desk = type("FreshDesk", (Desk,), made)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(desk, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", desk
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
