"""Cards to sort, in a real browser: placed, looked at, changed, kept, and usable by everybody."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from roleplay import element, element_sorts, sorts
from roleplay.playable import sortable
from tests.browser import bare_page
from tests.browser.bare_page import EXERCISE, KEY
from tests.browser.test_player_access import small
from tests.browser.test_player_desk import signed_in, wait_until_kept
from tests.tiny import write
from tests.tiny_sort import tiny_sort

pytestmark = pytest.mark.browser
LOOK = "See what we would say"


def page_of(folder, sort, desk=None):
    """Write a page with one sort, and the way to send it."""
    send = {"exercise": EXERCISE, "title": "Module 5", "needs": [], "scenarios": [], "sorts": [sort.name]}  # fmt: skip
    parts = [
        element.html(
            "sort-cards", EXERCISE, sort.name, sortable(sort), element_sorts.sort_html(sort)
        ),
        "<h2>Sending</h2>",
        element.html("send-work", EXERCISE, "send", send, "<p>Send your work.</p>"),
    ]
    return bare_page.write_parts(folder, parts, desk)


@pytest.fixture
def address(tmp_path):
    return page_of(tmp_path, sorts.load(write(tmp_path, tiny_sort()))).as_uri()


@pytest.fixture
def page(phone, address):
    phone.goto(address)
    return phone


def card(page: Page, number: int):
    return page.get_by_role("group", name=f"Card {number} of 3")


def put(page: Page, number: int, place: str) -> None:
    card(page, number).get_by_role("radio", name=place).check()


def told(page: Page, number: int):
    return page.locator(".cf-cards > li").nth(number - 1).locator(".cf-told")


def progress(page: Page):
    return page.get_by_role("status").filter(has_text=re.compile(r"placed$|are open again"))


def kept(page: Page):
    return json.loads(page.evaluate(f"localStorage.getItem('{KEY}')"))["sorts"]["tiny"]


def test_cards_are_placed_looked_at_changed_and_there_again_after_a_reload(page):
    look = page.get_by_role("button", name=LOOK)
    expect(look).to_be_disabled()
    expect(progress(page)).to_have_text("0 of 3 placed")
    put(page, 1, "Near")
    put(page, 2, "Near")
    expect(progress(page)).to_have_text("2 of 3 placed")
    assert kept(page)["picks"] == {"cup": "near", "moon": "near"}
    expect(told(page, 1)).to_be_hidden()

    look.click()
    expect(page.get_by_text("You placed 1 of 3 as we would.")).to_be_visible()
    expect(page.get_by_text("1 card is still open.")).to_be_visible()
    expect(told(page, 1)).to_contain_text("We would put it here too.")
    expect(told(page, 1)).to_contain_text("You can reach it with one hand")
    expect(told(page, 2)).to_contain_text("We would put it under “Far”.")
    expect(told(page, 3)).to_have_text("This card is still open.")
    assert kept(page)["looked"] is True

    put(page, 2, "Far")
    expect(told(page, 2)).to_have_text("You have changed this card. Look again when you like.")
    put(page, 3, "“Go to sleep now.”")
    page.get_by_role("button", name="Look again").click()
    expect(page.get_by_text("You placed 2 of 3 as we would.")).to_be_visible()
    expect(told(page, 2)).to_contain_text("We would put it here too.")
    expect(told(page, 3)).to_contain_text("Our answer: “I'm here. You can't sleep.”")

    page.reload()
    expect(progress(page)).to_have_text("3 of 3 placed")
    expect(card(page, 2).get_by_role("radio", name="Far")).to_be_checked()
    expect(page.get_by_text("You placed 2 of 3 as we would.")).to_be_visible()


def test_no_word_and_no_colour_judges(page):
    put(page, 1, "Far")
    put(page, 2, "Far")
    page.get_by_role("button", name=LOOK).click()
    assert not re.search(r"wrong|incorrect|fail|score|%", page.locator("sort-cards").inner_text())
    marks = [told(page, n).locator(".cf-mark").inner_text() for n in (1, 2)]
    assert marks == ["→", "✓"], "the mark is not colour alone"
    for n in (1, 2):
        line = told(page, n).evaluate("(e) => getComputedStyle(e).borderInlineStartColor")
        red, green, blue = map(int, re.findall(r"\d+", line)[:3])
        assert not (red > 150 and green < 100 and blue < 100), "never red"


def test_beginning_afresh_opens_every_card_and_can_be_taken_back(page):
    put(page, 1, "Near")
    page.get_by_role("button", name=LOOK).click()
    page.get_by_role("button", name="Begin afresh").click()
    expect(progress(page)).to_have_text("All cards are open again.")
    expect(page.get_by_text("as we would.")).to_be_hidden()
    assert kept(page)["picks"] == {}
    page.get_by_role("button", name="Put them back").click()
    expect(progress(page)).to_have_text("1 of 3 placed")
    assert (kept(page)["picks"], kept(page)["looked"]) == ({"cup": "near"}, True)
    expect(page.get_by_role("button", name="Put them back")).to_be_hidden()


def test_with_the_keyboard_alone(page):
    page.keyboard.press("Tab")
    first = card(page, 1).get_by_role("radio", name="Near")
    expect(first).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(card(page, 1).get_by_role("radio", name="Far")).to_be_checked()
    page.keyboard.press("ArrowUp")
    expect(first).to_be_checked()
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=LOOK)).to_be_focused()
    page.keyboard.press("Enter")
    focused = page.evaluate("document.activeElement.shadowRoot.activeElement.textContent")
    assert focused.startswith("You placed 1 of 3 as we would."), "a screen reader hears it at once"
    page.keyboard.press("Tab")
    expect(first).to_be_focused()


def test_a_screen_reader_hears_the_card_with_its_places(page):
    """Each group has its name, and the card's words, and later what we would say, as its description."""
    put(page, 1, "Near")
    page.get_by_role("button", name=LOOK).click()
    ids = card(page, 1).get_attribute("aria-describedby").split()
    said = " ".join(page.locator(f"#{one}").inner_text() for one in ids)
    assert "A cup on the table <b>in front</b> of you." in said
    assert "We would put it here too." in said
    expect(progress(page)).to_have_attribute("role", "status")


def test_two_tabs_agree(new_context, address):
    context = new_context()
    one, two = context.new_page(), context.new_page()
    for tab in (one, two):
        tab.goto(address)
    put(one, 1, "Near")
    expect(card(two, 1).get_by_role("radio", name="Near")).to_be_checked()
    expect(progress(two)).to_have_text("1 of 3 placed")
    put(two, 2, "Far")
    expect(progress(one)).to_have_text("2 of 3 placed")
    assert kept(one)["picks"] == {"cup": "near", "moon": "far"}


def test_what_was_placed_in_an_older_version_is_kept_where_it_still_fits(phone, tmp_path, address):
    phone.goto(address)
    put(phone, 1, "Near")
    put(phone, 2, "Far")
    newer = tiny_sort()
    newer["places"] = {"near": "Near by", "away": "Away"}
    newer["cards"]["moon"]["belongs"] = "away"
    page_of(tmp_path, sorts.load(write(tmp_path, newer)))
    phone.reload()
    expect(progress(phone)).to_have_text("1 of 3 placed")
    expect(card(phone, 1).get_by_role("radio", name="Near by")).to_be_checked()


def test_on_the_desk_it_is_kept_and_sending_names_what_is_open(phone, tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    sort = sorts.load(write(tmp_path, tiny_sort()))
    with bare_page.serving(folder) as (address, desk):
        page_of(folder, sort, signed_in())
        phone.goto(address)
        open_still = phone.get_by_text("No card is placed yet in “Near or far?”.")
        expect(open_still).to_be_visible()
        put(phone, 3, "“I'm here. You can't sleep.”")
        expect(open_still).to_be_hidden()
        found = wait_until_kept(phone, desk, lambda work: work.sorts)
        assert found.sorts["tiny"].picks == {"reply": "two"}
        assert found.sorts["tiny"].version == sort.version


@pytest.mark.parametrize(("colours", "width"), [("light", 320), ("dark", 320), ("light", 1280)])
@pytest.mark.parametrize("name", ["two-hands", "pace-or-not"])
def test_axe_finds_nothing_and_all_is_large_enough(
    new_context, axe, tmp_path, name, colours, width
):
    page = new_context(
        viewport={"width": width, "height": 844}, color_scheme=colours, reduced_motion="reduce"
    ).new_page()
    page.goto(page_of(tmp_path, sorts.load(name)).as_uri())
    for step in ("open", "placed", "looked at"):
        if step == "placed":
            for group in page.locator("fieldset").all()[:-1]:
                group.get_by_role("radio").last.check()
        if step == "looked at":
            page.get_by_role("button", name=LOOK).click()
        assert axe(page) == [], step
        assert small(page) == [], step
        for label in page.locator(".cf-place").all():
            assert label.bounding_box()["height"] >= 44, step
        assert page.evaluate("document.documentElement.scrollWidth") <= width, step


def test_twice_as_large_nothing_scrolls_sideways(new_context, tmp_path):
    page = new_context(viewport={"width": 195, "height": 422}).new_page()
    page.goto(page_of(tmp_path, sorts.load("two-hands")).as_uri())
    page.locator("fieldset").first.get_by_role("radio").first.check()
    page.get_by_role("button", name=LOOK).click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 195


def test_without_a_script_it_can_be_read_and_thought_about(new_context, address, axe):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(address)
    expect(page.get_by_text("A cup on the table <b>in front</b> of you.").first).to_be_visible()
    reason = page.get_by_text("You can reach it with one hand")
    expect(reason).to_be_hidden()
    page.get_by_text("What we would say").click()
    expect(reason).to_be_visible()


def test_paper_shows_the_cards_as_text_until_the_carer_has_looked(page):
    page.emulate_media(media="print")
    expect(page.locator(".sort")).to_be_visible()
    expect(page.locator(".cf-cards")).to_be_hidden()
    page.emulate_media(media="screen")
    put(page, 1, "Far")
    page.get_by_role("button", name=LOOK).click()
    page.emulate_media(media="print")
    expect(page.locator(".sort")).to_be_hidden()
    expect(told(page, 1)).to_contain_text("We would put it under “Near”.")
    expect(page.get_by_role("button", name="Look again")).to_be_hidden()
