"""A trainer marks by hand in nbgrader's own formgrader, in a real browser, without the internet."""

import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import expect

from roleplay import grading, rubric, scoring
from roleplay.grading_course import database
from tests import course as making
from tests.browser.servers import jupyter
from tests.carers import EXERCISE

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("nbgrader")]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return making.of_ones_own(tmp_path_factory)


@pytest.fixture(scope="module")
def formgrader(course, tmp_path_factory):
    extension = "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}"
    place = tmp_path_factory.mktemp("formgrader")
    with jupyter("jupyter-server", course.root, place, extension) as address:
        yield f"{address}/formgrader"


@pytest.fixture
def desktop(new_context):
    return new_context(viewport={"width": 1280, "height": 900}).new_page()


def open_work(page, formgrader, course, carer):
    with Gradebook(database(course.root)) as book:
        which = book.find_submission_notebook("practice", EXERCISE, carer).id
    page.goto(f"{formgrader}/submissions/{which}/")
    page.wait_for_function("() => window.formgrader && formgrader.loaded")


def test_the_answer_and_the_rubric_stand_side_by_side(desktop, formgrader, course):
    open_work(desktop, formgrader, course, "model")
    cell = desktop.locator(".nbgrader_cell", has_text="connection first")
    expect(cell.locator("pre")).to_contain_text("I sit down near him & wait. £5 – “quiet”")
    for word, says in zip(
        rubric.rubric().levels, rubric.rubric().criteria["order"].levels, strict=True
    ):
        row = cell.locator("tr", has_text=says)
        expect(row).to_contain_text(word)
        expect(row).to_be_visible()
    expect(cell.locator("input.score")).to_be_visible()


def test_nothing_a_carer_writes_runs_in_the_trainers_page(desktop, formgrader, course):
    open_work(desktop, formgrader, course, "model")
    shown = desktop.locator("body")
    expect(shown).to_contain_text("<script>document.title='pwned'</script>")
    assert desktop.title() == "practice"
    assert desktop.evaluate("() => window.pwned") is None
    assert desktop.locator("iframe, a[href^='javascript'], img[src='x']").count() == 0


def test_the_trainer_reads_the_run_and_the_safety_gate(desktop, formgrader, course):
    open_work(desktop, formgrader, course, "harmful")
    expect(desktop.locator("pre", has_text=scoring.NOT_YET)).to_be_visible()


def test_a_level_and_a_word_given_here_reach_the_reply(desktop, formgrader, course):
    open_work(desktop, formgrader, course, "by-hand")
    cell = desktop.locator(".nbgrader_cell", has_text="words that respect the child")
    saved = lambda kind: lambda r: f"/api/{kind}/" in r.url and r.request.method == "PUT"  # noqa: E731
    # formgrader marks what waits for a person once its boxes listen.
    expect(cell.locator("input.score.needs_manual_grade")).to_be_visible()
    with desktop.expect_response(saved("grade")):
        cell.locator("input.score").fill("3")
        cell.locator("input.score").press("Tab")
    with desktop.expect_response(saved("comment")):
        cell.locator("textarea.comment").fill("She could read this.")
        cell.locator("textarea.comment").press("Tab")
    with desktop.expect_response(saved("comment")):
        overall = desktop.locator("#to-the-carer-comment")
        overall.fill("Thank you. Next time, try waiting.")
        overall.press("Tab")

    reply = grading.reply(course.root, EXERCISE, "by-hand")
    given = next(c for c in reply["questions"][0]["criteria"] if c["id"] == "dignity")
    assert (given["word"], given["comment"]) == ("Connecting", "She could read this.")
    assert reply["comment"] == "Thank you. Next time, try waiting."
    assert reply["complete"] is False, "the other criteria still wait"
