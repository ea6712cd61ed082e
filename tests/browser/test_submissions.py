"""Nothing that a carer writes runs or is drawn as markup, on any page that a trainer or a carer opens.

The texts are those of ``tests/submissions/words.py``; the first test shows that they would be noticed.
"""

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import Browser, Page, expect

from roleplay import grading, rubric
from roleplay.grading_link import notebook_id
from roleplay.grading_where import database
from roleplay.responses import Responses
from roleplay.sorts import PLACED
from tests.carers import WHEN
from tests.hub_course import Running
from tests.submissions.words import TEXTS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.hub,
    pytest.mark.slow,
    pytest.mark.xdist_group("desk"),
]
EXERCISE = "11-looking-after-yourself"
DESKTOP = {"width": 1280, "height": 900}
FIRES = ("script", "picture", "svg", "frame", "handlers", "quotes", "script-after-a-box")
"""Those that run as soon as they are drawn as markup."""
TURNS = ("page-turner",)
"""Those that would lead the whole page elsewhere."""
ALONE = ("script", "quotes", "comment", "page-turner", "terminal", "control", "right-to-left")
"""Those that get a carer of their own, because another text before them could hide them."""
SHORT = {name: text for name, text in TEXTS.items() if len(text) < 2_000}
TOGETHER = "\n\n".join(SHORT.values())
READS = "carer-demo"
"""The carer who reads a reply: all texts in every field, and in the trainer's words."""
MARKUP = """() => [...document.querySelectorAll('*')].filter((one) =>
  [...one.attributes].some((a) => /^on/i.test(a.name) && /fired|alert/.test(a.value))
  || /^javascript:.*(fired|alert)/i.test(one.getAttribute('href') || '')
  || (one.tagName === 'SCRIPT' && /^\\s*(parent\\.)?window\\.fired/.test(one.textContent))
  || /canary\\.example/.test((one.getAttribute('src') || '') + (one.getAttribute('action') || '')
    + (one.tagName === 'A' ? '' : one.getAttribute('href') || '')))
  .map((one) => one.outerHTML.slice(0, 200))"""


@pytest.fixture
def watched(new_context):
    """Return what opens a page that notes whatever fires; other hosts are watched by ``new_context``."""

    def make(page: Page | None = None) -> tuple[Page, list[str]]:
        page = page or new_context(viewport=DESKTOP).new_page()
        page.set_default_timeout(30_000)
        boxes: list[str] = []
        page.on("dialog", lambda box: (boxes.append(box.message), box.dismiss()))
        return page, boxes

    return make


def fired(page: Page) -> bool:
    return any(frame.evaluate("() => Boolean(window.fired)") for frame in page.frames)


def quiet(page: Page, boxes: list[str], address: str) -> None:
    """Nothing fired, nothing is there as markup, and the page is still the one that was opened."""
    page.wait_for_load_state("networkidle")
    assert boxes == []
    assert not fired(page)
    assert page.evaluate(MARKUP) == []
    assert re.split("[#?]", page.url)[0] == address
    assert page.locator("iframe[srcdoc], base, marquee, meta[http-equiv=refresh i]").count() == 0


def written(course: Running) -> tuple[list[str], list[str]]:
    """Return the questions and role-plays of the exercise, from the released notebook."""
    cells = nbformat.read(course.root / "exercises" / EXERCISE / "practice.ipynb", 4).cells
    kinds = [cell.metadata.get("nbgrader", {}) for cell in cells]
    graded = [kind for kind in kinds if kind.get("grade")]
    questions = {rubric.split(k["grade_id"])[0] for k in graded if k["solution"]}
    counted = [rubric.split(k["grade_id"]) for k in graded if not k["solution"]]
    plays = {name for name, criterion in counted if criterion != PLACED}
    return sorted(questions), sorted(plays)


def work(course: Running, text: str) -> Responses:
    """Make work with one text in every field where a carer writes, runs and their scripts too."""
    from roleplay import scenario, scoring
    from tests.carers import run

    questions, plays = written(course)
    line = text[:2_000]
    moment = {
        **dict.fromkeys(("text", "inside", "said", "feedback"), line),
        "temperature": 5,
        "step": "x",
    }
    script: dict[str, Any] = {
        "title": line,
        "child": line,
        "moments": [moment],
        "ending": dict.fromkeys(("title", "text", "inside", "debrief"), line),
    }
    runs = [run(p, scoring.model_run(scenario.load(p)), n, text) for n, p in enumerate(plays)]
    return Responses.model_validate(
        {
            "exercise": EXERCISE,
            "runs": [{**one.model_dump(), "script": script} for one in runs],
            "answers": {q: {"text": text, "changed": WHEN} for q in questions},
            "plan": {"if": text, "then": text, "changed": WHEN},
        }
    )


@pytest.fixture(scope="module")
def course(running_course):
    """Hand in and mark the hostile words; the trainer's own words to one carer are as hostile."""
    root = running_course.root
    for name in ALONE:
        grading.receive(root, EXERCISE, f"words-{name}", work(running_course, TEXTS[name]))
    grading.receive(root, EXERCISE, READS, work(running_course, TOGETHER))
    odd = root / "submitted" / f"<img src=x onerror={'alert(1)'}>" / EXERCISE
    odd.mkdir(parents=True)
    broken = root / "submitted" / "unread" / EXERCISE
    broken.mkdir(parents=True)
    (broken / "responses.json").write_text(f'{{"<script>{TEXTS["script"]}": 1}}', "utf-8")
    report = grading.autograde(root, EXERCISE)
    assert set(report.problems) == {"<img src=x onerror=alert(1)>", "unread"}
    with Gradebook(database(root)) as book:
        found = book.find_submission_notebook("practice", EXERCISE, READS)
        by_hand = {cell.name for cell in found.notebook.solution_cells}
        for grade in found.grades:
            if grade.name in by_hand:
                grade.manual_score, grade.needs_manual_grade = 3, False
        for comment in found.comments:
            comment.manual_comment = TOGETHER
        book.db.commit()
    return running_course


def sign_in(page: Page, course: Running, name: str, where: str) -> None:
    page.goto(f"{course.desk}{where}")
    if page.get_by_role("link", name="Sign in", exact=True).count():
        page.get_by_role("link", name="Sign in", exact=True).click()
    page.get_by_label("Your name for signing in").fill(name)
    page.get_by_label("Password", exact=True).fill(course.passwords[name])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile(re.escape(where)))


@pytest.mark.parametrize("name", FIRES)
def test_each_text_would_be_noticed_where_it_is_drawn_as_markup(browser: Browser, watched, name):
    """The control: without our care the canary sings."""
    context = browser.new_context()
    try:
        page, boxes = watched(context.new_page())
        page.route("**/*canary.example/**", lambda route: route.abort())
        inside = f'<p title="{TEXTS[name]}">' if name == "quotes" else TEXTS[name]
        page.set_content(f"<div>{inside}</div>")
        page.wait_for_function("() => Boolean(window.fired)")
        assert boxes
        assert fired(page)
        assert page.evaluate(MARKUP)
    finally:
        context.close()


@pytest.mark.parametrize("name", TURNS)
def test_a_page_that_is_led_elsewhere_would_be_noticed(browser: Browser, watched, name):
    context = browser.new_context()
    try:
        page, _ = watched(context.new_page())
        page.route("**/*", lambda route: route.abort())
        with page.expect_request(lambda request: "canary.example" in request.url):
            page.set_content(TEXTS[name], wait_until="commit")
    finally:
        context.close()


CARERS = [*(f"words-{name}" for name in ALONE), READS]


def test_formgrader_shows_words_as_words(course, watched):
    page, boxes = watched()
    sign_in(page, course, "trainer-demo", "trainer")
    for carer in CARERS:
        link = notebook_id(course.root, EXERCISE, carer)
        address = f"{course.url}/services/connection-first/formgrader/submissions/{link}/"
        page.goto(address)
        page.wait_for_function("() => window.formgrader && formgrader.loaded")
        expect(page.locator("body")).to_contain_text("The carer's own words")
        if carer in (READS, "words-script"):
            expect(page.locator("pre", has_text="<script>window.fired").first).to_be_visible()
        quiet(page, boxes, address)


def test_the_desks_marking_page_shows_words_as_words(course, watched):
    page, boxes = watched()
    sign_in(page, course, "trainer-demo", "trainer")
    for carer in CARERS:
        address = f"{course.desk}trainer/{EXERCISE}/mark/{carer}"
        page.goto(address)
        if carer in (READS, "words-script"):
            expect(page.locator("main")).to_contain_text("<script>window.fired")
        quiet(page, boxes, address)


def test_the_trainers_page_shows_names_and_reasons_as_words_and_sends_a_reply(course, watched):
    page, boxes = watched()
    sign_in(page, course, "trainer-demo", "trainer")
    address = f"{course.desk}trainer"
    part = page.locator(f"section[id='{EXERCISE}']")
    odd = part.locator("tr", has_text="<img src=x onerror=alert(1)>")
    expect(odd).to_contain_text("give the folder the carer's sign-in name")
    unread = part.locator("tr", has_text="unread")
    expect(unread).to_contain_text("Could not be marked")
    expect(unread).to_contain_text("Nothing is lost")
    expect(unread.get_by_role("button")).to_have_count(0)
    quiet(page, boxes, address)
    part.locator("form", has=page.locator(f"input[value='{READS}']")).get_by_role("button").click()
    expect(page.get_by_role("status")).to_contain_text("The reply is sent.")
    assert not fired(page)


def test_the_carers_reply_shows_words_as_words(course, watched):
    from hub import replies

    if replies.read(course.root, READS, EXERCISE) is None:
        replies.send(course.root, READS, EXERCISE, "Trainer")
    page, boxes = watched()
    address = f"{course.desk}replies/{EXERCISE}"
    sign_in(page, course, READS, f"replies/{EXERCISE}")
    page.goto(address)
    expect(page.locator("main")).to_contain_text("<script>window.fired")
    quiet(page, boxes, address)


def test_nbgraders_own_feedback_shows_words_as_words(course, watched):
    report = grading.generate_feedback(course.root, EXERCISE, CARERS)
    assert report.problems == {}
    page, boxes = watched()
    for carer in CARERS:
        path = Path(course.root, "feedback", carer, EXERCISE, "practice.html")
        page.goto(path.as_uri())
        if carer in (READS, "words-script"):
            expect(page.locator("body")).to_contain_text("<script>window.fired")
        quiet(page, boxes, path.as_uri())
