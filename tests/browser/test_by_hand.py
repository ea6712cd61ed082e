"""A trainer marks on the desk in a real browser: by keyboard alone, and with no script at all."""

import re

import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import Page, expect

from roleplay import grading, grading_phrases
from roleplay.grading_where import database
from tests import carers
from tests.hub_course import Running

pytestmark = [
    pytest.mark.browser,
    pytest.mark.hub,
    pytest.mark.slow,
    pytest.mark.xdist_group("desk"),
]

EXERCISE = "12-into-practice"
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
CANARY = "<img src=x onerror='window.fired=1'>"


@pytest.fixture(scope="module")
def course(running_course: Running) -> Running:
    """Hand in three carers' work in an exercise that no other test uses."""
    for carer in ("keys-one", "keys-two", "no-script"):
        answers = dict.fromkeys(questions(running_course), f"I sit down near you. {CANARY}")
        work = carers.responses(**{k.replace("-", "_"): v for k, v in answers.items()})
        work = work.model_copy(update={"exercise": EXERCISE})
        grading.receive(running_course.root, EXERCISE, carer, work)
    assert not grading.autograde(running_course.root, EXERCISE).problems
    return running_course


def questions(course: Running) -> set[str]:
    from roleplay.grading_work import asked

    return set(asked(course.root, EXERCISE))


def sign_in(page: Page, course: Running, where: str) -> None:
    page.goto(f"{course.desk}{where}")
    page.get_by_label("Your name for signing in").fill("trainer-demo")
    page.get_by_label("Password", exact=True).fill(course.passwords["trainer-demo"])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile(re.escape(where)))


def tab_to(page: Page, what: str) -> None:
    """Press Tab until the keyboard is there, as a person would."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("(what) => document.activeElement.matches(what)", what):
            return
    raise AssertionError(f"Tab never came to {what}")


def levels(course: Running, carer: str) -> list[float | None]:
    with Gradebook(database(course.root)) as book:
        found = book.find_submission_notebook("practice", EXERCISE, carer)
        hand = {cell.name for cell in found.notebook.solution_cells}
        return [grade.manual_score for grade in found.grades if grade.name in hand]


def comments(course: Running, carer: str) -> dict[str, str]:
    with Gradebook(database(course.root)) as book:
        found = book.find_submission_notebook("practice", EXERCISE, carer)
        return {one.name: one.manual_comment for one in found.comments if one.manual_comment}


@pytest.mark.parametrize(("size", "turn"), [(DESKTOP, 0), (PHONE, 1)])
def test_the_pages_can_be_used_by_everyone(course, new_context, axe, size, turn):
    """Axe looks at each page at both sizes and in both colours, its neighbour the other way round."""
    page = new_context(viewport=size).new_page()
    sign_in(page, course, f"trainer/{EXERCISE}/changes")
    marking = f"trainer/{EXERCISE}/mark/no-script"
    for number, where in enumerate((marking, f"trainer/{EXERCISE}/changes", "trainer/phrases")):
        page.emulate_media(color_scheme=("light", "dark")[(number + turn) % 2])
        page.goto(f"{course.desk}{where}")
        for folded in page.locator("details").all()[:6]:
            folded.evaluate("(one) => (one.open = true)")
        assert axe(page) == [], where
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        ), f"{where} is wider than the screen"
    assert page.evaluate("window.fired") is None


def test_two_carers_are_marked_by_keyboard_alone(course, new_context):
    page = new_context(viewport=DESKTOP).new_page()
    page.set_default_timeout(20_000)
    sign_in(page, course, f"trainer/{EXERCISE}/mark/keys-one")
    for carer in ("keys-one", "keys-two"):
        if carer == "keys-two":
            page.goto(f"{course.desk}trainer/{EXERCISE}/mark/keys-two")
        expect(page.get_by_role("heading", level=1)).to_have_text(carer)
        tab_to(page, "#to-levels")
        page.keyboard.press("Enter")
        count = page.locator("[data-criterion]").count()
        for number in range(count):
            # One press a line: it goes on by itself.
            page.keyboard.press("4" if number % 2 else "3")
        expect(page.locator("#progress")).to_contain_text(f"{count} of {count} chosen")
        page.locator("[id='comment-to-the-carer']").focus()
        page.keyboard.type("You stayed near.")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")  # unfolds the phrases
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        phrase = grading_phrases.read(course.root).phrases["to-the-carer"][0]
        box = page.locator("[id='comment-to-the-carer']")
        expect(box).to_have_value(f"You stayed near. {phrase}")
        with page.expect_navigation():
            page.keyboard.press("Control+Enter")
        assert None not in levels(course, carer) and set(levels(course, carer)) == {3.0, 4.0}
        assert comments(course, carer)["to-the-carer"] == f"You stayed near. {phrase}", "once only"
    assert page.evaluate("window.fired") is None


def test_what_was_written_is_not_lost_by_a_wrong_click(course, new_context):
    page = new_context(viewport=DESKTOP).new_page()
    sign_in(page, course, f"trainer/{EXERCISE}/mark/no-script")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.locator("[id='comment-to-the-carer']").fill("Half a thought")
    page.get_by_role("link", name="Who changed what").click()
    page.wait_for_function("() => document.querySelector('#marking')")
    assert asked == ["beforeunload"]
    assert page.locator("[id='comment-to-the-carer']").input_value() == "Half a thought"


def test_all_of_it_works_without_a_script(course, new_context):
    page = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    sign_in(page, course, f"trainer/{EXERCISE}/mark/no-script")
    first = page.locator("[data-criterion]").first
    first.locator(".level", has_text="Connecting").click()
    first.locator("details.own-words > summary").click()
    first.locator("textarea").fill("Good.")
    first.locator("details.phrases > summary").click()
    first.locator("details.phrases .tick").first.click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(first.locator("input[data-level='3']")).to_be_checked()
    assert 3.0 in levels(course, "no-script")
    cell = (first.get_attribute("id") or "").removeprefix("c-")
    phrase = grading_phrases.read(course.root).phrases[cell.partition("--")[2]][0]
    assert comments(course, "no-script")[cell] == f"Good.\n{phrase}"
