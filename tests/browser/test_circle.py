"""The whole circle in a real browser: read, play, sign in, send, mark, reply, read the reply."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from roleplay import scenario, scoring
from tests.book_build import BuiltBook
from tests.hub_course import EXERCISE, Running, running

pytestmark = [
    pytest.mark.browser,
    pytest.mark.hub,
    pytest.mark.slow,
    pytest.mark.xdist_group("circle"),
]

CANARY = '<img src="x" onerror="window.fired = true">'
OWN_WORDS = f"I can see how cross you are. I am staying near. {CANARY}"
REFLECTION = f"I was at seven out of ten, and I breathed out. {CANARY}"
TO_THE_CARER = f"You met the feeling first. {CANARY} Next: a small limit, later."
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
SHOTS = Path(__file__).resolve().parents[2] / ".course-test" / "circle"


@pytest.fixture(scope="module")
def course(built_book: BuiltBook, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Return a running course with the real book."""
    with running(tmp_path_factory.mktemp("circle") / "root", built_book.site) as one:
        yield one


@pytest.fixture
def check(axe: Callable[[Page], list[str]]) -> Callable[[Page, str], None]:
    """Return what is asked of each page of ours: axe finds nothing, it fits the phone, nothing fired."""

    def run(page: Page, name: str) -> None:
        assert axe(page) == [], name
        assert page.evaluate("window.fired") is None, f"{name}: a carer's words were run"
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        ), f"{name} is wider than the screen"

    return run


@pytest.fixture
def open_page(new_context: Callable[..., BrowserContext]) -> Iterator[Callable[..., Page]]:
    """Return what opens a browser of one person; on failure each leaves a picture."""
    pages: list[Page] = []

    def make(**options: object) -> Page:
        page = new_context(**options).new_page()
        page.set_default_timeout(20_000)
        pages.append(page)
        return page

    SHOTS.mkdir(parents=True, exist_ok=True)
    yield make
    for number, page in enumerate(pages):
        page.screenshot(path=SHOTS / f"last-{number}.png", full_page=True)


def play(page: Page, name: str) -> Locator:
    """Play a role-play along its model run, by the words on the buttons."""
    story = scenario.load(name)
    part = page.locator(f"role-play[name='{name}']")
    part.get_by_role("button", name=re.compile("^(Begin|Play again)$")).click()
    scene = story.start
    for pick in scoring.model_run(story):
        if story.scenes[scene].ask:
            part.get_by_role("button", name="Skip", exact=True).click()
        choice = story.scenes[scene].choices[pick]
        part.get_by_role("button", name=choice.text).click()
        scene = choice.leads_to
    expect(
        part.get_by_role("heading", name=story.scenes[scene].title or "", exact=True)
    ).to_be_visible()
    return part


def sign_in(page: Page, course: Running, name: str) -> None:
    """Fill in the sign-in form that is open."""
    page.get_by_label("Your name for signing in").fill(name)
    page.get_by_label("Password", exact=True).fill(course.passwords[name])
    page.get_by_role("button", name="Sign in").click()


def test_a_carers_work_goes_all_the_way_round(course, open_page, check):
    book = f"{course.desk}book"
    module = f"{book}/book/modules/{EXERCISE}.html"
    practice = f"{book}/exercises/{EXERCISE}/practice.html"

    # Signed out, on a phone: read and play.
    carer = open_page(viewport=PHONE)
    carer.goto(course.url)
    expect(carer).to_have_url(f"{book}/book/index.html")
    check(carer, "welcome")
    carer.goto(module)
    play(carer, "kwame-after-school")
    check(carer, "module, played")

    # Sign in from there: back on the page, and the work done before is kept.
    carer.get_by_role("link", name="Sign in").click()
    check(carer, "sign-in")
    sign_in(carer, course, "carer-demo")
    expect(carer).to_have_url(re.compile(re.escape(module)))
    expect(carer.get_by_text("Signed in as Demo carer")).to_be_visible()
    kept = course.root / "responses" / "carer-demo" / EXERCISE / "current.json"
    carer.wait_for_function(
        "async address => (await (await fetch(address)).json()).runs.length === 1",
        arg=f"{course.desk}api/responses/{EXERCISE}",
    )
    assert "kwame-after-school" in kept.read_text(encoding="utf-8")

    # The practice page: both role-plays, own words, reflection, plan.
    carer.goto(practice)
    played_before = carer.locator("role-play[name='kwame-after-school']")
    expect(played_before.get_by_role("button", name="Play again", exact=True)).to_be_visible()
    play(carer, "kwame-after-school")
    play(carer, "theo-hidden-food")
    carer.locator("own-words[name='what-would-you-say'] textarea").fill(OWN_WORDS)
    carer.locator("own-words[name='reflection'] textarea").fill(REFLECTION)
    for number, text in enumerate(["If the bag hits the floor", "I put the toast on"]):
        carer.locator("if-then textarea, if-then input").nth(number).fill(text)
    check(carer, "practice, filled in")

    # Send, see when, send again.
    send = carer.locator("send-work")
    send.get_by_role("button", name="Send to my trainer").click()
    expect(send.get_by_text(re.compile(r"Sent on \d+ \w+ \d{4}"))).to_be_visible()
    carer.locator("own-words[name='what-would-you-say'] textarea").fill(f"{OWN_WORDS} And a snack.")
    send.get_by_role("button", name="Send again").click()
    expect(send.get_by_text("You have sent this 2 times.")).to_be_visible()
    check(carer, "practice, sent")
    carer.goto(f"{course.desk}replies")
    expect(carer.get_by_text("Your trainer has not replied yet")).to_be_visible()
    check(carer, "replies, waiting")
    carer.get_by_role("link", name="Sign out").click()
    expect(carer.get_by_role("link", name="Sign in")).to_be_visible()

    # The trainer: see, mark, open formgrader, give levels and words, send the reply.
    trainer = open_page(viewport=DESKTOP)
    trainer.goto(f"{course.desk}trainer")
    sign_in(trainer, course, "trainer-demo")
    row = trainer.get_by_role("row", name="Demo carer")
    expect(row).to_contain_text("New")
    expect(row).to_contain_text("2 times")
    check(trainer, "trainer, new")
    trainer.get_by_role("button", name="Mark all new work").click()
    check(trainer, "trainer, marking")
    expect(row).to_contain_text("Needs your marking", timeout=60_000)
    check(trainer, "trainer, marked")
    row.get_by_role("link", name="Open for marking").click()
    trainer.get_by_role("link", name="The same work in formgrader").click()
    mark_by_hand(trainer)
    trainer.goto(f"{course.desk}trainer")
    expect(row).to_contain_text("Marked, reply not sent")
    row.get_by_role("button", name="Send reply").click()
    expect(trainer.get_by_text("The reply is sent.")).to_be_visible()
    expect(row).to_contain_text("Reply sent")
    check(trainer, "trainer, replied")

    # The carer again: marks, words and levels.
    carer.goto(f"{course.desk}replies")
    sign_in(carer, course, "carer-demo")
    check(carer, "replies")
    carer.get_by_role("link", name="Read your reply").click()
    main = carer.get_by_role("main")
    expect(main).to_contain_text(f"You met the feeling first. {CANARY}")
    expect(main).to_contain_text(f"{OWN_WORDS} And a snack.")
    expect(main).to_contain_text("I put the toast on")
    expect(main.locator("[aria-current=true]").first).to_have_text("Connecting")
    best = scoring.best(scenario.load("kwame-after-school"))["empathy"]
    expect(main).to_contain_text(f"{best} of {best}")
    check(carer, "reply")
    carer.goto(practice)
    expect(send.get_by_role("link", name="Read the reply from my trainer")).to_be_visible()
    check(carer, "practice, replied")

    # Nobody was given a server on the way.
    commands = [" ".join(process.cmdline()) for process in course.family()]
    assert sum("jupyterhub-singleuser" in command for command in commands) == 1, "only formgrader"


def mark_by_hand(page: Page) -> None:
    """Give 3 of 4 for each criterion, and a word to the carer, in formgrader's own page."""
    page.wait_for_function("window.formgrader && formgrader.loaded === true")
    expect(page.get_by_text("I can see how cross you are.").first).to_be_visible()
    waiting = page.locator("input.score.needs_manual_grade")
    # Every criterion of the two answers waits for the trainer, once formgrader's boxes listen.
    expect(waiting).to_have_count(9)
    names = [box.get_attribute("id") for box in waiting.all()]
    for name in names:
        box = page.locator(f"input[id='{name}']")
        with page.expect_response(lambda r: "/api/grade/" in r.url and r.request.method == "PUT"):
            box.fill("3")
            box.press("Tab")
    expect(waiting).to_have_count(0)
    comment = page.locator("textarea[id='to-the-carer-comment']")
    with page.expect_response(lambda r: "/api/comment/" in r.url and r.request.method == "PUT"):
        comment.fill(TO_THE_CARER)
        comment.press("Tab")
    assert page.evaluate("window.fired") is None, "formgrader ran a carer's words"
