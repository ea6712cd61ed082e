"""A carer's own change: rated at several times, kept on the device, drawn, in words, on paper, never sent."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_player_access import small
from tests.browser.test_tool_sheets import button, kept, load_file, pages_of, said, write

pytestmark = pytest.mark.browser
NAME = "before-and-after"
FIRST = "Notice my own temperature rising and steady myself before I speak"
RISK = "Ask directly, and act, if I think a child is at risk"


def open_time(page: Page, title: str):
    """Open one of the times and give its questions."""
    fold = page.locator("details.cf-fold").filter(has=page.locator("summary", has_text=title)).first
    fold.evaluate("(one) => { one.open = true; }")
    return fold


def rate(page: Page, title: str, **numbers: int) -> None:
    """Answer the questions whose words begin so (an underscore is a space)."""
    here = open_time(page, title)
    for begins, number in numbers.items():
        here.get_by_role("slider", name=begins.replace("_", " ")).first.fill(str(number))


def picture(page: Page):
    return page.locator(".part-tool-sheet .sheet-change-rows > li")


def test_a_second_time_stands_beside_the_first_after_a_reload(phone, tmp_path):
    phone.goto(write(tmp_path, NAME).as_uri())
    expect(phone.get_by_text("Your picture begins with your first number.")).to_be_visible()
    rate(phone, "Before", Notice=4, Think=6)
    expect(said(phone)).to_have_text("Kept on this device")
    expect(phone.locator("summary", has_text="Before")).to_contain_text("2 of 10")
    phone.reload()
    expect(picture(phone)).to_have_count(2)
    rate(phone, "After", Notice=8)
    rate(phone, "Looking back", Notice=3)
    rate(phone, "Six weeks later", Notice=8)
    line = picture(phone).first
    expect(line).to_contain_text(FIRST)
    expect(line).to_contain_text("Before: 4 of 10 · After: 8 of 10 · Looking back: 3 of 10 · Six weeks later: 8 of 10")  # fmt: skip
    expect(said(phone)).to_have_text("Kept on this device")
    # The word may still be that of the number before: what counts is what is kept.
    phone.wait_for_function(
        "() => Object.values(localStorage).join().includes('confidence/later/my-temperature')"
    )
    assert kept(phone, NAME)["confidence/looking-back/my-temperature"] == 3
    # Four marks, none upon another, and what each mark is.
    boxes = line.locator("svg path[class]").evaluate_all(
        "(all) => all.map((one) => { const { x, y, right, bottom } = one.getBoundingClientRect(); return [x, y, right, bottom]; })"
    )
    assert len(boxes) == 4
    for i, (x, y, right, bottom) in enumerate(boxes):
        for x2, y2, right2, bottom2 in boxes[:i]:
            assert right <= x2 + 1 or right2 <= x + 1 or bottom <= y2 + 1 or bottom2 <= y + 1
    legend = phone.locator(".part-tool-sheet .sheet-marks > span")
    assert legend.all_inner_texts() == ["Before", "After", "Looking back", "Six weeks later"]
    # There is no total anywhere.
    assert "total" not in phone.locator(".part-tool-sheet").inner_text().lower()


def test_a_number_can_be_changed_and_taken_away(phone, tmp_path):
    phone.goto(write(tmp_path, NAME).as_uri())
    rate(phone, "Before", Notice=4)
    here = open_time(phone, "Before")
    button(here, f"{FIRST} One up").click()
    expect(picture(phone)).to_contain_text(["Before: 5 of 10"])
    button(here, f"{FIRST} Take the reading away").click()
    expect(picture(phone)).to_have_count(0)


def test_a_low_number_today_is_met_kindly_and_one_about_the_past_is_not(phone, tmp_path):
    phone.goto(write(tmp_path, NAME).as_uri())
    kindly = phone.locator(".cf-low")
    rate(phone, "Before", Ask_directly=3)
    expect(kindly).to_be_hidden()
    rate(phone, "Looking back", Ask_directly=0)
    expect(kindly).to_be_hidden()
    rate(phone, "After", Ask_directly=2)
    expect(kindly).to_contain_text("Please do not carry this one alone.")
    expect(kindly).to_have_role("status")
    rate(phone, "Six weeks later", Ask_directly=6)
    expect(kindly).to_be_hidden()


def test_a_file_brings_the_picture_to_another_device_and_nothing_is_sent(new_context, tmp_path):
    page_file = write(tmp_path, NAME).as_uri()
    page = new_context().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page_file)
    rate(page, "Before", Notice=4)
    rate(page, "After", Notice=7)
    with page.expect_download() as download:
        button(page, "Save to a file").click()
    saved = tmp_path / "saved.json"
    download.value.save_as(saved)
    assert json.loads(saved.read_text())["values"]["confidence/after/my-temperature"]["asked"] == f"After: {FIRST}"  # fmt: skip
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    other = new_context().new_page()
    other.goto(page_file)
    load_file(other, saved)
    expect(picture(other)).to_contain_text(["Before: 4 of 10 · After: 7 of 10"])


def test_a_number_outside_0_to_10_in_a_file_changes_nothing(phone, tmp_path):
    phone.goto(write(tmp_path, NAME).as_uri())
    bad = tmp_path / "bad.json"
    one = {"is": 11, "changed": "2026-11-22T07:40:00Z"}
    bad.write_text(json.dumps({"format": "connection-first/sheet/1", "sheet": NAME, "version": "x", "changed": "", "values": {"confidence/before/wonder": one}}))  # fmt: skip
    load_file(phone, bad)
    expect(said(phone)).to_contain_text("nothing was changed")
    expect(picture(phone)).to_have_count(0)


def test_the_whole_picture_is_one_page_of_paper_with_its_words(phone, tmp_path):
    phone.goto(write(tmp_path, NAME).as_uri())
    for title, number in (("Before", 4), ("After", 8), ("Looking back", 4), ("Six weeks later", 8)):
        here = open_time(phone, title)
        for slider in here.get_by_role("slider").all():
            slider.fill(str(number))
    phone.evaluate("window.print = () => {}")
    button(phone, "Print").click()
    assert pages_of(phone.pdf(prefer_css_page_size=True)) == 1
    phone.emulate_media(media="print")
    paper = phone.locator(".sheet")
    expect(paper.locator(".sheet-change-rows svg")).to_have_count(10)
    expect(paper).to_contain_text("Before: 4 of 10 · After: 8 of 10")
    expect(paper).not_to_contain_text("Before you begin the course")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_on_a_small_phone_with_everything_open(
    colours, new_context, axe, tmp_path
):
    page = new_context(viewport={"width": 320, "height": 800}, color_scheme=colours).new_page()
    page.goto(write(tmp_path, NAME).as_uri())
    rate(page, "Before", Notice=4, Ask_directly=1)
    for title in ("After", "Looking back", "Six weeks later"):
        rate(page, title, Notice=8)
    rate(page, "Six weeks later", Ask_directly=1)
    expect(page.locator(".cf-low")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert small(page) == []


def test_with_keys_alone_a_number_is_set_and_read_out(phone, tmp_path):
    phone.goto(write(tmp_path, NAME).as_uri())
    slider = phone.get_by_role("group", name="Before").get_by_role("slider", name=RISK)
    expect(slider).to_have_attribute("aria-valuetext", "Not set yet. Tap the line.")
    slider.focus()
    phone.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "6 of 10: mostly")
