"""Every page of the book in a real browser: readable, operable, and asking nobody for anything."""

import functools
import re
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from hub import book, pages
from tests import book_build

PAGES = book_build.page_names()
MODULE = next(name for name in PAGES if "/modules/" in name)
PRACTICE = next(name for name in PAGES if "/practice" in name)
pytestmark = [pytest.mark.browser, pytest.mark.slow]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def book_address(built_book) -> Iterator[str]:
    """Serve the built book on a free port of this machine."""
    handler = functools.partial(_Quiet, directory=str(built_book.site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def open_page(new_context: Callable[..., BrowserContext], book_address) -> Callable[..., Page]:
    """Open a page of the book, fail on a script error or a missing file, and wait until it is loaded."""

    def open_(name: str, *, base: str = book_address, **options: object) -> Page:
        page = new_context(**options).new_page()
        missing: list[str] = []
        page.on("response", lambda r: missing.append(r.url) if r.status >= 400 else None)
        page.goto(f"{base}/{name}", wait_until="load")
        assert [m for m in missing if "favicon" not in m] == []
        return page

    return open_


COLOURS = ("light", "dark")
"""All pages share one frame and one set of colours: each page is looked at on a phone in one colour and on a
desktop in the other, its neighbour the other way round. That finds what four looks would, in half the time."""


@pytest.mark.parametrize(("number", "name"), [*enumerate(PAGES)], ids=PAGES)
def test_axe_finds_nothing_on_a_desktop(open_page, axe, number, name):
    colours = COLOURS[number % 2]
    page = open_page(name, viewport={"width": 1280, "height": 900}, color_scheme=colours)
    assert page.evaluate("document.documentElement.dataset.theme") == colours
    assert axe(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_read_without_scripts(open_page, name):
    page = open_page(name, java_script_enabled=False)
    expect(page.locator("h1")).to_be_visible()
    assert page.locator(".cf-footer a").is_visible()
    for story in page.locator("role-play").all():
        expect(story).to_contain_text(re.compile(r"\w+ \w+"))
        assert story.is_visible()


@pytest.mark.parametrize("name", [MODULE, "search.html"])
def test_the_desks_strict_policy_blocks_nothing_of_a_page(
    new_context, book_address, built_book, name
):
    _, _, scripts = book.opened(built_book.site / name, 0)
    policy = pages.POLICY.format(scripts=scripts, styles=book.BookHandler.styles)
    assert "script-src 'self' 'sha256-" in policy
    page = new_context().new_page()
    page.add_init_script(
        "window.blocked = [];"
        "addEventListener('securitypolicyviolation', (e) => blocked.push(`${e.violatedDirective} ${e.blockedURI}`));"
    )

    def as_the_desk(route: Route) -> None:
        answer = route.fetch()
        headers = {**answer.headers, "content-security-policy": policy}
        route.fulfill(response=answer, headers=headers)

    page.route("**/*.html", as_the_desk)
    page.goto(f"{book_address}/{name}", wait_until="load")
    page.get_by_role("button", name="Contents").click()
    expect(page.locator("#pst-primary-sidebar-modal")).to_be_visible()
    page.keyboard.press("Escape")
    for part in page.locator("role-play").all():
        part.get_by_role("button", name="Begin").click()
    assert page.evaluate("blocked") == []
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))"
    )
    page.wait_for_function(
        "() => blocked.includes('script-src-elem inline')"
    )  # it is really in force


ROOMY = """() => [...document.querySelectorAll('.bd-article tr')].filter((row) => {
          const room = (cell) => cell.getBoundingClientRect().bottom - Math.max(
            ...[...cell.childNodes].map((node) => {
              const range = document.createRange(); range.selectNodeContents(node);
              return range.getBoundingClientRect().bottom;
            }));
          return Math.min(...[...row.cells].map(room)) > 16;
        }).map((row) => row.textContent)"""
"""Rows of tables in which every cell ends in empty room."""
SMALL = """() => [...document.querySelectorAll('button, summary, .bd-links a, .page-toc a, .prev-next-area a, input, .cf-footer a')]
          .filter((el) => el.checkVisibility())
          .map((el) => [el.outerHTML.slice(0, 80), el.getBoundingClientRect()])
          .filter(([, box]) => box.width && (box.height < 44 || box.width < 44))
          .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""
"""What is tapped and is not large enough for a thumb."""


@pytest.mark.parametrize(("number", "name"), [*enumerate(PAGES)], ids=PAGES)
def test_a_phone_shows_all_of_a_page_and_thumbs_find_what_they_tap(open_page, axe, number, name):
    colours = COLOURS[(number + 1) % 2]
    page = open_page(name, color_scheme=colours)
    assert page.evaluate("document.documentElement.dataset.theme") == colours
    assert axe(page) == []
    assert page.evaluate(ROOMY) == []
    assert page.evaluate(SMALL) == []
    button = page.get_by_role("button", name="Contents")
    button.click()
    contents = page.locator("#pst-primary-sidebar-modal")
    expect(contents).to_be_visible()
    expect(contents.get_by_role("link", name="Law and help lines")).to_be_visible()
    if name in (MODULE, PRACTICE, "search.html"):  # the same list everywhere
        assert axe(page, "#pst-primary-sidebar-modal") == []
    contents.get_by_role("button", name="Close").click()
    expect(contents).to_be_hidden()
    expect(button).to_be_focused()
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_list_leads_to_another_page(open_page):
    page = open_page(PAGES[0])
    page.get_by_role("button", name="Contents").click()
    page.locator("#pst-primary-sidebar-modal").get_by_role(
        "link", name="Law and help lines"
    ).click()
    expect(page.locator("h1")).to_contain_text(re.compile("help", re.I))


def test_the_list_of_this_page_opens_and_shuts_when_a_heading_is_chosen(open_page):
    page = open_page(MODULE)
    page.get_by_role("button", name="On this page").click()
    headings = page.locator("#pst-secondary-sidebar-modal")
    headings.get_by_role("link", name="Key points").click()
    expect(headings).to_be_hidden()
    expect(page.get_by_role("heading", name="Key points")).to_be_in_viewport()


def test_a_browser_that_keeps_nothing_still_opens_the_list(open_page):
    page = open_page("search.html")
    page.add_init_script(
        "for (const n of ['localStorage', 'sessionStorage']) "
        "Object.defineProperty(window, n, { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    page.goto(page.url.replace("search.html", MODULE), wait_until="load")
    page.get_by_role("button", name="Contents").click()
    expect(page.locator("#pst-primary-sidebar-modal")).to_be_visible()


def test_the_first_tab_offers_to_skip_to_the_text(open_page):
    page = open_page(MODULE)
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to main content")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main-content")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_chosen_colours_are_kept_for_the_next_page(open_page):
    page = open_page(PAGES[0], color_scheme="light")
    page.get_by_role("button", name="Colours: as on this device").click()
    expect(page.get_by_role("button", name="Colours: dark")).to_be_visible()
    page.goto(page.url.replace(PAGES[0], MODULE))
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_in_the_dark_nothing_of_a_page_stands_on_a_light_ground(open_page):
    page = open_page(PRACTICE, color_scheme="dark")
    grounds = page.locator("div.cell_output, div.cell_output .text_html").evaluate_all(
        "elements => elements.map(element => getComputedStyle(element).backgroundColor)"
    )
    assert grounds and set(grounds) == {"rgba(0, 0, 0, 0)"}


def test_the_search_finds_a_page_by_a_word_of_its_text(open_page):
    page = open_page(PAGES[0])
    page.get_by_role("button", name="Search").click()
    box = page.locator("#pst-search-dialog").get_by_role("searchbox")
    expect(box).to_be_focused()
    box.fill("repair")
    box.press("Enter")
    found = page.locator("#search-results").get_by_role("link", name="Connection before correction")
    found.first.click()
    expect(page.locator("h1")).to_have_text("Connection before correction")


def test_a_search_without_a_find_says_so_kindly(open_page, axe):
    page = open_page("search.html?q=zzzzqqq")
    expect(page.locator("#search-results")).to_contain_text("Nothing was found. Try another word")
    assert axe(page) == []


def test_the_search_works_from_a_folder_too(open_page, built_book):
    page = open_page("search.html?q=repair", base=built_book.site.as_uri(), offline=True)
    expect(page.locator("#search-results").get_by_role("link").first).to_be_visible()


def test_a_trainers_note_is_folded_until_it_is_opened(open_page):
    page = open_page(MODULE)
    note = page.locator("details.trainer-note").first
    words = note.locator("p").first
    expect(words).to_be_hidden()
    note.get_by_text("For trainers").click()
    expect(words).to_be_visible()


def test_paper_is_light_shows_what_is_folded_and_no_buttons_of_the_frame(open_page):
    page = open_page(MODULE, color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("details:not([open])").count() == 0
    expect(page.locator("details.trainer-note p").first).to_be_visible()
    expect(page.locator("role-play .story").first).to_be_visible()
    for frame in (".bd-header-article", "#pst-primary-sidebar", ".prev-next-footer"):
        expect(page.locator(frame)).to_be_hidden()
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details.trainer-note[open]").count() == 0
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_a_page_becomes_a_pdf_of_several_sheets(open_page):
    """Chromium sends the events itself here: what was folded is in the text of the sheets."""
    page = open_page(MODULE)
    sheets = page.pdf(format="A4")
    assert sheets.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", sheets)) > 5
    assert page.locator("details.trainer-note[open]").count() == 0
