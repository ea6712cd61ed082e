"""What a page costs a carer's phone: compressed bytes of all that it asks for, and the time to a first choice."""

import gzip
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import BrowserContext

from tests import book_build

PAGES = book_build.page_names()
BUDGET = 250_000  # bytes as sent, gzip
FILES = 12
PLAYER = 30_000
FONTS = (".woff2", ".png", ".jpg")
pytestmark = [pytest.mark.browser, pytest.mark.slow]


def as_sent(path: Path) -> int:
    """Count the bytes of a file as a web server sends it."""
    body = path.read_bytes()
    return len(body) if path.suffix in FONTS else len(gzip.compress(body, 6))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_stays_within_its_budget(
    new_context: Callable[..., BrowserContext], built_book, name
):
    page = new_context().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{built_book.site.as_uri()}/{name}", wait_until="networkidle")
    files = {Path(unquote(urlsplit(url).path)) for url in asked if url.startswith("file:")}
    cost = {path.name: as_sent(path) for path in files}
    assert sum(cost.values()) <= BUDGET, cost
    assert len(cost) <= FILES, cost


def test_the_player_alone_is_small(built_book):
    assert as_sent(built_book.site / "_static" / "connection-first.js") <= PLAYER
