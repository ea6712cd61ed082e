"""The player on the course desk: work is kept there, comes back elsewhere, and is never shown to another."""

import re

import pytest
from playwright.sync_api import Page, expect

from roleplay.responses import Responses
from tests import stories, tiny
from tests.browser import bare_page
from tests.browser.bare_page import EXERCISE, KEY
from tests.browser.test_player import pick, play

pytestmark = pytest.mark.browser

OUT = {
    "api": "/api/",
    "signIn": "/sign-in",
    "signOut": "/signed-out",
    "replies": "/replies",
    "signedIn": False,
    "name": "",
    "role": "",
}


def signed_in(name: str = "Demo carer") -> dict[str, object]:
    return {**OUT, "signedIn": True, "name": name, "role": "carer"}


@pytest.fixture
def desk(tmp_path):
    """Serve the page with a desk; ``show(meta)`` says who is signed in."""
    folder = tmp_path / "site"
    folder.mkdir()
    story = stories.load("tiny", tmp_path)
    with bare_page.serving(folder) as (address, work):
        work.address = address
        work.show = staticmethod(lambda meta: bare_page.write(folder, story, meta))
        work.show(signed_in())
        yield work


def on_device(page: Page) -> list[str]:
    return page.evaluate("() => Object.keys(localStorage).sort()")


def wait_until_kept(page: Page, desk, ready) -> Responses:
    """Wait until the desk has what is expected."""
    for _ in range(100):
        found = desk.kept.get("carer", Responses(exercise=EXERCISE))
        if ready(found):
            return found
        page.wait_for_timeout(50)
    raise AssertionError(f"the desk never got it: {desk.calls}")


def test_a_published_page_asks_no_server_for_anything(phone, desk):
    desk.show(None)
    phone.goto(desk.address)
    play(phone, "near")
    phone.wait_for_timeout(1500)  # longer than the player waits before keeping
    assert desk.calls == []
    assert phone.locator("course-desk").get_by_role("link").count() == 0


def test_signed_out_the_page_invites_and_asks_nothing(phone, desk, axe):
    desk.show(OUT)
    phone.goto(desk.address)
    expect(phone.get_by_text("You can read and play without signing in.")).to_be_visible()
    link = phone.get_by_role("link", name="Sign in to send")
    expect(link).to_have_attribute("href", "/sign-in?next=%2F")
    play(phone, "near")
    assert desk.calls == []
    assert on_device(phone) == [KEY]
    assert axe(phone) == []


def test_the_line_at_the_top_follows_the_dark(new_context, desk):
    desk.show(OUT)
    page = new_context(color_scheme="dark").new_page()
    page.goto(desk.address)
    expect(page.locator("course-desk .cf-desk")).to_have_attribute("data-theme", "dark")


def test_work_is_kept_on_the_desk_and_comes_back_on_another_device(new_context, desk):
    one = new_context().new_page()
    one.goto(desk.address)
    expect(
        one.get_by_text("Signed in as Demo carer · Your work is kept on the course desk")
    ).to_be_visible()
    play(one, *tiny.MODEL_RUN)
    one.get_by_label("What would you say?").fill("I'm here.")
    one.get_by_label("What would you say?").blur()
    wait_until_kept(one, desk, lambda r: "what-would-you-say" in r.answers)
    two = new_context().new_page()
    two.goto(desk.address)
    expect(two.get_by_role("heading", name="Swept up together")).to_be_visible()
    expect(two.get_by_label("What would you say?")).to_have_value("I'm here.")
    calls = len(desk.calls)
    two.wait_for_timeout(2000)
    assert len(desk.calls) == calls, "nothing new, yet the page keeps calling"


def test_what_was_done_before_signing_in_is_brought_along_and_left_for_nobody(new_context, desk):
    page = new_context().new_page()
    desk.show(OUT)
    page.goto(desk.address)
    play(page, "near", "limit")
    desk.show(signed_in())
    page.goto(desk.address)
    found = wait_until_kept(page, desk, lambda r: len(r.runs) == 1)
    assert found.runs[0].choices == ("near", "limit")
    assert on_device(page) == [f"{KEY}@Demo carer"]


def test_another_carer_on_the_same_device_sees_nothing_of_the_first(new_context, desk):
    page = new_context().new_page()
    page.goto(desk.address)
    play(page, "near")
    wait_until_kept(page, desk, lambda r: len(r.runs) == 1)
    desk.kept.clear()
    desk.show(signed_in("Another carer"))
    page.goto(desk.address)
    expect(page.get_by_role("button", name="Begin")).to_be_visible()
    page.wait_for_timeout(1500)
    assert desk.kept == {}


def test_signing_out_leaves_the_work_on_the_desk_and_not_on_the_device(new_context, desk):
    page = new_context().new_page()
    page.goto(desk.address)
    play(page, "near")
    page.get_by_role("link", name="Sign out").click()
    page.wait_for_url(re.compile("signed-out"))
    assert len(desk.kept["carer"].runs) == 1
    desk.show(OUT)
    page.goto(desk.address)
    assert on_device(page) == []
    expect(page.get_by_role("button", name="Begin")).to_be_visible()


def test_work_is_sent_and_the_carer_sees_when_how_often_and_the_reply(new_context, desk, axe):
    page = new_context(timezone_id="Europe/London").new_page()
    page.goto(desk.address)
    send = page.locator("send-work")
    expect(send).to_contain_text("has not been played to an end yet")
    play(page, *tiny.MODEL_RUN)
    button = send.get_by_role("button", name="Send")
    button.click()
    expect(send).to_contain_text("Sent on 21 November 2026 at 20:10")
    expect(send.get_by_role("status").last).to_have_text("Sent to your trainer.")
    assert desk.kept["carer"].runs[0].choices == tiny.MODEL_RUN, "sent before it was kept"
    expect(button).to_have_text("Send again")
    expect(button).to_be_focused()
    button.click()
    expect(send).to_contain_text("Sent on 21 November 2026 at 20:11")
    expect(send).to_contain_text("You have sent this 2 times.")
    link = send.get_by_role("link", name="Read the reply from my trainer")
    expect(link).to_have_attribute("href", "/replies")
    expect(send).to_contain_text("Nothing is written yet for “What would you say?”.")
    assert axe(page) == []


def test_off_line_the_work_stays_on_the_device_and_goes_to_the_desk_later(new_context, desk):
    context = new_context()
    page = context.new_page()
    page.goto(desk.address)
    expect(page.get_by_text("Signed in as")).to_be_visible()
    play(page, "near")
    wait_until_kept(page, desk, lambda r: len(r.runs) == 1)
    context.set_offline(True)
    pick(page, "limit")
    expect(page.get_by_text("You seem to be offline.").first).to_be_visible(timeout=8000)
    page.locator("send-work").get_by_role("button", name="Send").click()
    expect(page.locator("send-work")).to_contain_text("You seem to be offline.")
    context.set_offline(False)
    found = wait_until_kept(page, desk, lambda r: len(r.runs[0].picks) == 2)
    assert found.runs[0].choices == ("near", "limit")
    expect(page.locator("course-desk .cf-trouble")).to_be_empty()


def test_being_signed_out_meanwhile_is_said_plainly(phone, desk):
    phone.goto(desk.address)
    expect(phone.get_by_text("Signed in as")).to_be_visible()
    desk.down.add("gone")
    play(phone, "near")
    expect(phone.get_by_text("You have been signed out.").first).to_be_visible()
    assert on_device(phone) == [f"{KEY}@Demo carer"]


def test_what_was_done_last_reaches_the_desk_although_the_page_is_left(new_context, desk):
    context = new_context()
    page = context.new_page()
    page.goto(desk.address)
    play(page, "near")
    wait_until_kept(page, desk, lambda r: len(r.runs) == 1)
    pick(page, "limit")
    page.goto("about:blank")
    other = context.new_page()
    wait_until_kept(other, desk, lambda r: len(r.runs[0].picks) == 2)
