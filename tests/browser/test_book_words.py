"""A word of the glossary says what it means where it is read: by tap, by key, at every width, and on paper not at all."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import book_build
from tests.browser.test_book_pages import book_address, open_page  # noqa: F401 - fixtures

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MODULE = next(name for name in book_build.page_names() if "/modules/05-" in name)
GLOSSARY = "book/reference/glossary.html"
WORD = "a[data-means]"


def box(page: Page):
    return page.get_by_role("dialog", name=re.compile("connection before correction", re.I))


def word(page: Page):
    return page.locator(WORD, has_text=re.compile("^connection before correction$", re.I)).first


def test_a_tap_shows_the_meaning_and_esc_closes_it_and_gives_the_focus_back(open_page):  # noqa: F811
    page = open_page(MODULE)
    where = page.url
    word(page).click()
    expect(box(page)).to_contain_text("First understand the child")
    expect(box(page)).to_be_focused()
    assert page.url == where
    page.keyboard.press("Escape")
    expect(box(page)).to_be_hidden()
    expect(word(page)).to_be_focused()


def test_a_tap_outside_or_on_close_shuts_it(open_page):  # noqa: F811
    page = open_page(MODULE)
    word(page).click()
    page.locator("h1").click()
    expect(box(page)).to_be_hidden()
    word(page).click()
    box(page).get_by_role("button", name="Close").click()
    expect(box(page)).to_be_hidden()
    expect(word(page)).to_be_focused()


def test_keys_alone_open_it_and_lead_to_all_words(open_page):  # noqa: F811
    page = open_page(MODULE)
    word(page).focus()
    page.keyboard.press("Enter")
    expect(box(page)).to_be_focused()
    page.keyboard.press("Tab")
    expect(box(page).get_by_role("link", name="All words")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"glossary\.html#term-connection-before-correction"))


def test_another_word_says_its_own_meaning(open_page):  # noqa: F811
    page = open_page(MODULE)
    for link in page.locator(WORD).all()[:6]:
        link.click()
        said = page.locator(".cf-word")
        expect(said).to_contain_text(link.get_attribute("data-means"))
        expect(said.locator("p").first).to_have_text(re.compile(re.escape(link.inner_text()), re.I))
        page.keyboard.press("Escape")


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_axe_finds_nothing_and_all_of_it_is_in_the_window(open_page, axe, width, colours):  # noqa: F811
    page = open_page(MODULE, viewport={"width": width, "height": 700}, color_scheme=colours)
    for link in page.locator(WORD).all()[::4]:
        link.click()
        at = page.locator(".cf-word").bounding_box()
        assert at["x"] >= 0
        assert at["x"] + at["width"] <= width
        assert at["y"] >= 0
        assert at["y"] + at["height"] <= 700
        for press in page.locator(".cf-word a, .cf-word button").all():
            size = press.bounding_box()
            assert min(size["width"], size["height"]) >= 44
        page.keyboard.press("Escape")
    word(page).click()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_with_forced_colours_it_keeps_an_edge(open_page):  # noqa: F811
    page = open_page(MODULE, forced_colors="active")
    word(page).click()
    assert page.locator(".cf-word").evaluate("(e) => getComputedStyle(e).borderTopWidth") == "2px"


def test_on_paper_it_is_not_there(open_page):  # noqa: F811
    page = open_page(MODULE)
    word(page).click()
    page.emulate_media(media="print")
    expect(page.locator(".cf-word")).to_be_hidden()


def test_without_a_script_the_word_leads_to_the_glossary(open_page):  # noqa: F811
    page = open_page(MODULE, java_script_enabled=False)
    expect(page.locator(".cf-word")).to_be_hidden()
    word(page).click()
    page.wait_for_url(re.compile(r"glossary\.html#term-"))


def test_from_a_folder_it_works_too(new_context, built_book):
    page = new_context().new_page()
    page.goto(f"{built_book.site.as_uri()}/{MODULE}")
    word(page).click()
    expect(box(page)).to_contain_text("First understand the child")


def test_the_glossary_itself_has_plain_links(open_page):  # noqa: F811
    page = open_page(GLOSSARY)
    assert page.locator(WORD).count() == 0
    assert page.locator(".cf-word").count() == 0
