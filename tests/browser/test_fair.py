"""A reply, a second look and moderation as people see them: both sizes, both colours, on paper and in a file."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from hub import second_look, second_marks
from roleplay import grading
from tests import carers, fair
from tests.hub_course import EXERCISE, Running

pytestmark = [
    pytest.mark.browser,
    pytest.mark.hub,
    pytest.mark.slow,
    pytest.mark.xdist_group("desk"),
]

MARKED = "08-the-team-around-the-child"
CANARY = '<img src="x" onerror="window.fired = true">'
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
SHOTS = Path(__file__).resolve().parents[2] / ".course-test" / "fair"
OWN = (
    "I sit on the stairs, two steps down. I can see how cross you are, and I am staying near. "
    "We will talk about the tablet after tea. "
)


@pytest.fixture
def sign_in(running_course: Running, new_context: Callable[..., BrowserContext]):
    """Return what opens a page as a person, at a size and in a colour."""

    def make(name: str, where: str, size: dict[str, int], colour: str) -> Page:
        page = new_context(viewport=size, color_scheme=colour).new_page()
        page.set_default_timeout(20_000)
        page.goto(f"{running_course.desk}{where}")
        if page.get_by_role("link", name="Sign in", exact=True).count():
            page.get_by_role("link", name="Sign in", exact=True).click()
        page.get_by_label("Your name for signing in").fill(name)
        page.get_by_label("Password", exact=True).fill(running_course.passwords[name])
        page.get_by_role("button", name="Sign in").click()
        page.goto(f"{running_course.desk}{where}")
        return page

    SHOTS.mkdir(parents=True, exist_ok=True)
    return make


@pytest.fixture
def check(axe: Callable[[Page], list[str]]) -> Callable[[Page, str], None]:
    """Return what is asked of each page: axe finds nothing, it fits, nothing fired; and a picture of it."""

    def run(page: Page, name: str) -> None:
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
        assert axe(page) == [], name
        assert page.evaluate("window.fired") is None, f"{name}: a carer's words were run"
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        ), f"{name} is wider than the screen"

    return run


def pages_of(pdf: bytes) -> int:
    """Count the pages of a PDF as Chromium writes it."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_a_reply_is_read_printed_saved_and_looked_at_again(running_course, sign_in, check, browser):
    root = running_course.root
    work = carers.responses(
        (*carers.model_runs()[:1], carers.harmful_run("theo-hidden-food")),
        ("If the bag hits the floor", "I put the toast on"),
        what_would_you_say=f"{OWN * 3}{CANARY}",
        reflection=OWN * 6,
    )
    grading.receive(root, EXERCISE, "carer-two", work)
    grading.autograde(root, EXERCISE, ["carer-two"])
    cells = [n for n, c in grading.marks(root, EXERCISE, "carer-two").cells.items() if c.by_hand]
    levels = {name: 2 + place % 3 for place, name in enumerate(cells)}
    fair.mark(root, EXERCISE, "carer-two", "trainer-demo", levels, "You stayed near. Thank you.")

    trainer = sign_in("trainer-demo", "trainer", DESKTOP, "dark")
    trainer.locator(
        f"form[action$='{EXERCISE}/reply']:has(input[value='carer-two']) button"
    ).click()
    expect(trainer.get_by_text("The reply is sent.")).to_be_visible()

    carer = sign_in("carer-two", f"replies/{EXERCISE}", PHONE, "light")
    check(carer, "reply-phone-light")
    main = carer.get_by_role("main")
    expect(main).to_contain_text("You stayed near. Thank you.")
    picture = carer.get_by_role("img", name="What you practised in")
    expect(picture).to_have_count(1)  # a run that is "not yet" keeps its counted points folded
    carer.get_by_text("What the course counted in this run").click()
    expect(picture).to_have_count(2)
    carer.get_by_text("What the course counted in this run").click()
    assert "Empathy: " in (picture.first.locator("desc").text_content() or "")
    expect(main).to_contain_text("What you might try next")
    expect(main).to_contain_text("are not a judgement of you")
    expect(carer.get_by_role("button", name="Print this reply")).to_be_visible()

    # On paper: one to three pages of A4, every word there, and nothing of the buttons.
    carer.emulate_media(media="print")
    pdf = carer.pdf(prefer_css_page_size=True)
    assert 1 <= pages_of(pdf) <= 3
    (SHOTS / "reply.pdf").write_bytes(pdf)
    carer.set_viewport_size({"width": 688, "height": 1000})  # the width of A4 between its margins
    carer.screenshot(path=SHOTS / "reply-paper.png", full_page=True)
    assert carer.evaluate("document.documentElement.scrollWidth <= 688"), "cut on the right"
    expect(carer.get_by_role("button", name="Ask for a second look")).to_be_hidden()
    expect(picture.first).to_be_visible()
    carer.emulate_media(media="screen")
    carer.set_viewport_size(PHONE)

    # As a file: opened with no network at all, it asks for nothing and shows the same.
    with carer.expect_download() as saved:
        carer.get_by_role("link", name="Save this reply as a file").click()
    file = SHOTS / saved.value.suggested_filename
    saved.value.save_as(file)
    alone = browser.new_context(viewport=PHONE, offline=True, color_scheme="dark")
    try:
        opened, asked = alone.new_page(), []
        opened.on("request", lambda request: asked.append(request.url))
        opened.goto(file.as_uri())
        assert asked == [file.as_uri()]
        expect(opened.get_by_role("main")).to_contain_text(
            "A reply to Second carer, from Demo trainer"
        )
        expect(opened.get_by_role("img", name="What you practised in").first).to_be_visible()
        check(opened, "file-phone-dark")
        assert 1 <= pages_of(opened.pdf(prefer_css_page_size=True)) <= 3
    finally:
        alone.close()

    # A second look: asked, seen, answered, read.
    carer.get_by_label("What should we look at?").fill(f"The limit was there. {CANARY}")
    carer.get_by_role("button", name="Ask for a second look").click()
    expect(carer.get_by_role("button", name="Take it back")).to_be_visible()
    check(carer, "reply-phone-asked")
    trainer.goto(f"{running_course.desk}trainer")
    expect(trainer.get_by_text("The limit was there.")).to_be_visible()
    check(trainer, "trainer-desktop-dark")
    trainer.set_viewport_size(PHONE)
    trainer.emulate_media(color_scheme="light")
    check(trainer, "trainer-phone-light")
    trainer.get_by_label("A word to Second carer").fill("I read it again.")
    trainer.get_by_role("button", name="Looked again: it stays as it is").click()
    expect(
        trainer.get_by_text("Your answer stands at the top of the carer's reply now.")
    ).to_be_visible()
    carer.set_viewport_size(DESKTOP)
    carer.emulate_media(color_scheme="dark")
    carer.goto(f"{running_course.desk}replies/{EXERCISE}")
    expect(carer.get_by_role("main")).to_contain_text("I read it again.")
    check(carer, "reply-desktop-dark")
    assert second_look.waiting(root, "carer-two", EXERCISE) is None


def test_a_sample_is_marked_blind_and_compared(running_course, sign_in, check):
    root, page = running_course.root, f"trainer/{MARKED}/moderation"
    for place in range(6):
        name = f"seen-{place}"
        fair.hand_in(root, MARKED, name, reflection=f"{OWN * 3}{CANARY}", jigsaw_page=OWN)
        fair.mark(root, MARKED, name, "trainer-demo", 1 + place % 3)
    second = sign_in("trainer-two", page, PHONE, "light")
    check(second, "moderation-begin-phone-light")
    second.get_by_role("button", name="Draw a sample, and mark it").click()
    check(second, "moderation-sample-phone-light")
    second.get_by_role("link", name="Answer 1", exact=True).click()
    check(second, "moderation-piece-phone-light")
    second.emulate_media(color_scheme="dark")
    second.set_viewport_size(DESKTOP)
    found = second_marks.current(root, MARKED)
    first = list(found.pieces[0].first)
    second.get_by_role("group", name="The child's own voice").first.get_by_text("Confident").check()
    second.get_by_role("button", name="Keep my levels").click()
    expect(second.get_by_text("Some lines are still open")).to_be_visible()
    check(second, "moderation-piece-desktop-dark")
    for place, piece in enumerate(found.pieces):
        wanted = {
            cell: min(4, level + (place + turn) % 3)
            for turn, (cell, level) in enumerate(piece.first.items())
        }
        second_marks.mark(root, MARKED, "trainer-two", place, wanted)
    second.goto(f"{running_course.desk}{page}")
    second.get_by_role("button", name="I have finished: compare").click()
    expect(second.get_by_role("heading", name="To talk about")).to_be_visible()
    check(second, "moderation-compared-desktop-dark")
    second.set_viewport_size(PHONE)
    second.emulate_media(color_scheme="light")
    check(second, "moderation-compared-phone-light")
    box = second.get_by_label("The level you two agreed on").first
    box.select_option(label="Connecting")
    second.get_by_role("button", name="Enter it").first.click()
    expect(second.get_by_text("The level is entered.")).to_be_visible()
    expect(second.get_by_text("Agreed: Connecting, entered by Second trainer")).to_be_visible()
    assert first
