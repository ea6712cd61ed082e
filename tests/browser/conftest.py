"""A real Chromium for the tests: no page may ask another host for anything, and axe may find nothing."""

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PHONE = {"width": 390, "height": 844}
LOCAL = re.compile(r"^(data:|blob:|about:|file:|(https?|wss?)://(127\.0\.0\.1|localhost)[:/])")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Debian's Chromium once for all tests."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=quiet)
        yield browser
        browser.close()


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Open browser contexts (phone size unless told) that note every outside request and page error."""
    contexts: list[BrowserContext] = []
    outside: list[str] = []
    errors: list[str] = []

    def make(**options: object) -> BrowserContext:
        context = browser.new_context(**{"viewport": PHONE, **options})
        context.on("request", lambda r: None if LOCAL.match(r.url) else outside.append(r.url))
        context.on("weberror", lambda e: errors.append(str(e.error)))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert outside == [], "a page asked another host"
    assert errors == [], "a page had a script error"


@pytest.fixture
def phone(new_context: Callable[..., BrowserContext]) -> Page:
    """Open one page at the size of a phone."""
    return new_context().new_page()


@pytest.fixture
def axe() -> Callable[..., list[str]]:
    """Return a function that gives axe's findings on a page, one line each (an empty list is right).

    ``within`` names one part of the page, where the rest was looked at already.
    """
    source = AXE.read_text(encoding="utf-8")

    def run(page: Page, within: str = "html") -> list[str]:
        # Reading axe takes as long as half a look: once a page is enough.
        if not page.evaluate("'axe' in window"):
            page.evaluate(source)
        found = page.evaluate("(part) => axe.run(part, {resultTypes: ['violations']})", within)
        return [
            f"{v['id']} ({v['impact']}): {json.dumps([n['target'] for n in v['nodes']])[:300]}"
            for v in found["violations"]
        ]

    return run
