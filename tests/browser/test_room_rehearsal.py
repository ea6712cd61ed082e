"""A facilitator practises alone, as they see it: every screen says that it is a rehearsal."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.hub_course import Running

pytestmark = [
    pytest.mark.browser,
    pytest.mark.hub,
    pytest.mark.slow,
    pytest.mark.xdist_group("desk"),
]
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
SHOTS = Path(__file__).resolve().parents[2] / ".course-test" / "rehearsal"
SAYS = "This is a rehearsal."


def test_a_whole_rehearsal_on_the_screen(
    running_course: Running,
    new_context: Callable[..., BrowserContext],
    axe: Callable[[Page], list[str]],
):
    SHOTS.mkdir(parents=True, exist_ok=True)
    context = new_context(viewport=DESKTOP)
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{running_course.desk}sign-in?next=/services/desk/trainer")
    page.get_by_label("Your name for signing in").fill("trainer-demo")
    page.get_by_label("Password", exact=True).fill(running_course.passwords["trainer-demo"])
    page.get_by_role("button", name="Sign in").click()

    def look(where: Page, name: str, size: dict[str, int] = PHONE, colour: str = "light") -> None:
        where.set_viewport_size(size)
        where.emulate_media(color_scheme=colour)
        where.screenshot(path=SHOTS / f"{name}-{size['width']}-{colour}.png", full_page=True)
        assert axe(where) == [], f"{name} {size} {colour}"
        assert where.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        ), f"{name} is wider than the screen"

    page.goto(f"{running_course.desk}trainer")
    page.get_by_role("link", name="Live rooms").first.click()
    expect(page.get_by_role("heading", name="Practise alone")).to_be_visible()
    look(page, "rooms", DESKTOP, "dark")
    look(page, "rooms")
    page.get_by_label("How many made-up carers").select_option("7")
    page.get_by_role("button", name="Practise alone with made-up carers").click()
    expect(page.get_by_text("7 people here")).to_be_visible()
    expect(page.get_by_role("button", name="guests")).to_have_count(0)
    wall = context.new_page()
    wall.goto(page.url.replace("/lead", "/screen"))
    mine = context.new_page()
    mine.goto(page.url.replace("/lead", ""))
    for each in (page, wall, mine):
        expect(each.get_by_text(SAYS)).to_be_visible()
    look(page, "lobby")
    look(wall, "wall-lobby", DESKTOP, "dark")
    code = wall.locator(".code-large")
    assert code.evaluate("(e) => e.clientHeight < 200"), "the code is cut in two"

    page.get_by_role("button", name="Start the story").click()
    page.get_by_role("button", name="Open the vote").click()
    page.get_by_role("button", name="Do not wait").click()
    expect(page.locator("#voted")).to_have_text("6 of 8 have voted")  # one of seven never votes
    expect(mine.get_by_text(SAYS)).to_be_visible()
    look(page, "vote", DESKTOP, "dark")
    look(mine, "my-phone", PHONE, "dark")
    page.get_by_role("button", name="Close the vote").click()
    expect(wall.get_by_text("of 6").first).to_be_visible()
    page.get_by_text("More", exact=True).click()
    page.get_by_role("button", name="Stop the story here").click()
    expect(page.get_by_text("All of it is deleted.")).to_be_visible()
    page.get_by_role("button", name="Close the room").click()
    for each in (page, wall, mine):
        expect(each.get_by_text("Nothing of it was kept.")).to_be_visible()
        expect(each.get_by_text("counts")).to_have_count(0)
    look(page, "closed")
