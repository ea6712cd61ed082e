"""What a page costs a carer's phone, and that making it light changed nothing in how it looks.

Nothing here is timed: a busy machine would decide. ``make bench`` times, and docs/benchmarks.md says what it found.
"""

import gzip
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests import book_build

PAGES = book_build.page_names()
BUDGET = 150_000  # bytes as sent, gzip
FILES = 6
SEARCH_FILES = 12  # the search page has its tools, in their order
PLAYER = 30_000
STYLE = re.compile(r'<style id="course-style">.*?</style>', re.DOTALL)
FONTS = (".woff2", ".png", ".jpg")
pytestmark = [pytest.mark.browser, pytest.mark.slow]


def as_sent(path: Path) -> int:
    """Count the bytes of a file as a web server sends it."""
    body = path.read_bytes()
    return len(body) if path.suffix in FONTS else len(gzip.compress(body, 6))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_from_a_folder_without_a_server_and_within_its_budget(
    new_context: Callable[..., BrowserContext], built_book, name
):
    page = new_context(offline=True).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{built_book.site.as_uri()}/{name}", wait_until="networkidle")
    expect(page.locator("h1")).to_be_visible()
    files = {Path(unquote(urlsplit(url).path)) for url in asked if url.startswith("file:")}
    cost = {path.name: as_sent(path) for path in files}
    assert sum(cost.values()) <= BUDGET, cost
    assert len(cost) <= (SEARCH_FILES if name == "search.html" else FILES), cost


@pytest.mark.parametrize("name", [n for n in PAGES if "/modules/" in n or "practice" in n])
def test_what_a_carer_waits_for_is_in_the_page_itself(
    new_context: Callable[..., BrowserContext], built_book, name
):
    """With the network gone the moment the page has come, the role-play can still be begun."""
    page = new_context().new_page()
    page.route(lambda url: not url.endswith(".html"), lambda route: route.abort())
    page.goto(f"{built_book.site.as_uri()}/{name}", wait_until="load")
    page.get_by_role("button", name="Begin").first.click()
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.bd-article')).paddingTop")
        == "16px"
    )


def test_the_player_alone_is_small(built_book):
    assert as_sent(built_book.site / "_static" / "connection-first.js") <= PLAYER


@pytest.fixture(scope="module")
def whole_style() -> str:
    """Write the style sheet as it would be with nothing taken out: the theme's and ours."""
    extension = book_build.ROOT / "book" / "_ext"
    sys.path.insert(0, str(extension))
    try:
        import course_css
        import course_styles
    finally:
        sys.path.remove(str(extension))
    ours = (extension / "static" / "site.css").read_text(encoding="utf-8")
    return course_css.write([*course_styles._theme_rules(), *course_css.read(ours)])


def _looks(page: Page) -> list[str]:
    """List how each kind of visible element looks: every property that the browser computed.

    A kind is an element's name and classes in a parent of this name and these classes; the first of each is looked at.
    """
    # The list of this page marks where the reader is once the first frames are drawn.
    page.evaluate(
        """async () => { for (let n = 0; n < 4; n += 1)
          await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))); }"""
    )
    return page.evaluate(
        """() => {
          const kind = (element) => `${element.localName}.${element.getAttribute('class') || ''}`;
          const seen = new Set();
          return [...document.querySelectorAll('body, body *')]
          .filter((element) => element.checkVisibility())
          .filter((element) => {
            const name = `${kind(element.parentElement)} ${kind(element)}`;
            return !seen.has(name) && seen.add(name);
          })
          .map((element) => {
            const style = getComputedStyle(element);
            return element.outerHTML.slice(0, 60) + [...style]
              .filter((name) => !name.startsWith('--'))
              .map((name) => name + ':' + style.getPropertyValue(name)).join(';');
          });
        }"""
    )


def _kinds(html: str) -> set[str]:
    """List every kind of element of a page: its name with its classes."""
    found = re.findall(r"<([a-z][a-z0-9-]*)((?:\s[^<>]*)?)>", html)
    classes = re.compile(r'\sclass="([^"]*)"')
    return {f"{tag}.{(classes.search(said) or [None, ''])[1]}" for tag, said in found}


def _pages_with_every_kind(site: Path) -> list[str]:
    """Choose few pages that hold, together, every kind of element that the book has."""
    kinds = {name: _kinds((site / name).read_text(encoding="utf-8")) for name in PAGES}
    chosen: list[str] = []
    left = set().union(*kinds.values())
    while left:
        best = max(kinds, key=lambda name: (len(kinds[name] & left), name))
        chosen.append(best)
        left -= kinds[best]
    return chosen


def test_the_chosen_pages_hold_every_kind_of_element_and_are_few(built_book):
    chosen = _pages_with_every_kind(built_book.site)
    assert 3 <= len(chosen) <= 20
    assert "search.html" in chosen, "nothing else has its list of finds"


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_pages_look_the_same_as_with_all_of_the_theme(
    new_context: Callable[..., BrowserContext], built_book, whole_style, colours
):
    chosen = _pages_with_every_kind(built_book.site)
    for name in chosen if colours == "light" else chosen[:1]:
        light, heavy = _both(new_context, built_book.site / name, whole_style, colours)
        assert len(light) == len(heavy), name
        assert [a for a, b in zip(light, heavy, strict=True) if a != b][:3] == [], name


def _both(
    new_context: Callable[..., BrowserContext], file: Path, whole_style: str, colours: str
) -> tuple[list[str], list[str]]:
    """Say how a page looks as it is, and with all of the theme's style."""
    html = file.read_text(encoding="utf-8")
    # The whole font is no file that this page could find.
    icons = re.search(r"@font-face\{[^}]*data:font[^}]*\}", html)[0]
    whole_page, styled = STYLE.subn(lambda _: f"<style>{whole_style}{icons}</style>", html)
    assert styled == 1
    pages = []
    for whole in (False, True):
        context = new_context(color_scheme=colours, reduced_motion="reduce")
        page = context.new_page()
        if whole:
            page.route(
                file.as_uri(),
                lambda route: route.fulfill(body=whole_page, content_type="text/html"),
            )
        page.goto(file.as_uri(), wait_until="load")
        pages.append(page)
    seen = [_looks(page) for page in pages]
    until = time.monotonic() + 10
    # A page may still be filling its parts in when the other is done.
    while seen[0] != seen[1] and time.monotonic() < until:
        seen = [_looks(page) for page in pages]
    for page in pages:
        page.close()
    return seen[0], seen[1]
