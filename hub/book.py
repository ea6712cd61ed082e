"""The book as the desk serves it: open to everyone, and told where the desk is.

Each page gets one ``<meta name="desk">`` and a policy that lets only its own scripts run
(inline ones by their fingerprint).
"""

import base64
import hashlib
import html
import json
import mimetypes
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from tornado.web import HTTPError, StaticFileHandler

from hub.pages import POLICY, Desk, DeskHandler, error_page

_SCRIPT = re.compile(rb"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_ONWARD = re.compile(r'http-equiv="refresh"[^>]*url=([\w./-]+)', re.IGNORECASE)
_HEAD = re.compile(rb"<head\b[^>]*>", re.IGNORECASE)


class BookHandler(DeskHandler):
    """A page of the book, with the desk's word in its head."""

    styles = " 'unsafe-inline'"  # the theme and the player set style attributes

    async def get(self, path: str) -> None:
        """Serve a page; a folder means its index."""
        file = inside(self.desk.places.book, path)
        if file.is_dir():
            file /= "index.html"
        if not file.is_file():
            raise HTTPError(404)
        before, after, scripts = opened(file, file.stat().st_mtime_ns)
        told = html.escape(json.dumps(self.meta(), ensure_ascii=False))
        _ = self.xsrf_token  # gives the page its cookie
        self.set_header(
            "Content-Security-Policy", POLICY.format(scripts=scripts, styles=self.styles)
        )
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "private, no-cache")  # the book itself is not personal
        self.set_header("Vary", "Cookie")
        self.write(before)
        self.write(f'<meta name="desk" content="{told}">')
        self.write(after)
        self.finish()


class BookFileHandler(StaticFileHandler):  # type: ignore[misc]
    """Everything of the book that is not a page; safe against leaving the folder."""

    def initialize(self, path: str, prefix: str) -> None:
        """Take the folder, and the desk's own address."""
        super().initialize(path)
        self.prefix = prefix

    def set_extra_headers(self, path: str) -> None:
        """Keep the file to what it is."""
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header(
            "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox"
        )
        self.clear_header("Server")

    def write_error(self, status_code: int, **kwargs: object) -> None:
        """Say kindly that there is no such page; why is nobody's business."""
        self.set_status(404)
        self.set_header("Content-Security-Policy", POLICY.format(scripts="", styles=""))
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(error_page(self.prefix, 404))

    def get_content_type(self) -> str:
        """Name the kind of file, in UTF-8 where it is text."""
        kind = mimetypes.guess_type(self.absolute_path or "")[0] or "application/octet-stream"
        return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


@lru_cache(maxsize=512)
def opened(file: Path, changed: int) -> tuple[bytes, bytes, str]:
    """Return a page up to its head, the rest, and the fingerprints of its inline scripts."""
    content = file.read_bytes()
    head = _HEAD.search(content)
    place = head.end() if head else 0
    return content[:place], content[place:], fingerprints(content)


def fingerprints(content: bytes) -> str:
    """Return `` 'sha256-…'`` for each inline script of a page (data is no script)."""
    found = {
        f" 'sha256-{base64.b64encode(hashlib.sha256(body).digest()).decode()}'": None
        for attributes, body in _SCRIPT.findall(content)
        if b"src=" not in attributes and b"json" not in attributes
    }
    return "".join(found)


def welcome(book: Path) -> str:
    """Return the book's first page; where ``index.html`` only sends on, the page it sends to."""
    onward = _ONWARD.search((book / "index.html").read_text(encoding="utf-8"))
    return onward.group(1) if onward else "index.html"


def inside(folder: Path, path: str) -> Path:
    """Return the file a path means, if it lies inside the folder.

    Raises:
        HTTPError: 404 for anything outside, hidden or with a null byte.
    """
    if "\0" in path or any(part.startswith(".") for part in path.split("/")):
        raise HTTPError(404)
    file = (folder / path).resolve()
    if not file.is_relative_to(folder):
        raise HTTPError(404)
    return file


def routes(desk: Desk) -> list[tuple[str, type, dict[str, Any]]]:
    """Return the book's addresses: pages first, then files."""
    prefix = re.escape(f"{desk.prefix}book")
    return [
        (rf"{prefix}/(.*\.html|.*/|)", BookHandler, {"desk": desk}),
        (
            rf"{prefix}/(.+)",
            BookFileHandler,
            {"path": str(desk.places.book), "prefix": desk.prefix},
        ),
    ]
