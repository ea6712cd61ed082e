"""The picture of the group on the desk, and a carer's choice of lines: real hub, real files."""

import html
import re

import pytest

from roleplay import responses
from tests import carers, group_made
from tests.hub_course import Browser, Running

pytestmark = [pytest.mark.hub, pytest.mark.slow, pytest.mark.xdist_group("desk")]

EXERCISE = "02-seeing-the-whole-child"
"""Not the exercise that the other tests of the desk send and mark."""
STORY = "theo-hidden-food"
CANARY = '<img src=x onerror="fired()"> I sit with him.'


@pytest.fixture
def course(running_course: Running):
    """The running course, with six people's sendings that no other test sees."""
    names = [f"group-{n}" for n in range(6)]
    for n, name in enumerate(names):
        group_made.send(running_course.root, name, EXERCISE, [group_made.played(STORY, n)])
    yield running_course
    for name in names:
        for file in (running_course.root / "submitted" / name / EXERCISE).iterdir():
            file.unlink()
        (running_course.root / "submitted" / name / EXERCISE).rmdir()
        (running_course.root / "submitted" / name).rmdir()


def words(page):
    return html.unescape(re.sub("<[^>]*>", " ", page.text))


def test_only_a_trainer_sees_the_picture(course):
    for address in (
        f"trainer/{EXERCISE}/group",
        f"trainer/{EXERCISE}/group/sheet",
        "trainer/group",
    ):
        assert course.signed_in("carer-demo").get(address).status_code == 403
        assert "trainer" not in Browser(course).get(address).url.path.split("/")[-2:]
    trainer = course.signed_in("trainer-demo")
    assert trainer.get("trainer/no-such-exercise/group").status_code == 404


def test_the_trainer_finds_the_picture_the_sheet_and_who_is_silent(course):
    trainer = course.signed_in("trainer-demo")
    assert f"trainer/{EXERCISE}/group" in trainer.get("trainer").text
    page = trainer.get(f"trainer/{EXERCISE}/group")
    assert 'role="img"' in page.text and "A question to ask:" in page.text
    assert "'unsafe-inline'" not in page.headers["Content-Security-Policy"]
    assert " style=" not in page.text, "the page's policy would not allow it"
    before, for_you = page.text.split('id="for-you"')
    assert "group-0" not in before and "Second carer" not in before
    assert "Second carer" in for_you
    sheet = trainer.get(f"trainer/{EXERCISE}/group/sheet")
    assert "What our group chose" in sheet.text and "group-0" not in sheet.text
    assert ".split" in trainer.get("trainer/group.css").text


def most_people(page):
    """Return how many came to the moment to which most came: other tests' carers play it too."""
    return max(int(count) for count in re.findall(r"(\d+) people", words(page)))


def test_the_picture_changes_when_a_file_does(course):
    trainer = course.signed_in("trainer-demo")
    before = most_people(trainer.get(f"trainer/{EXERCISE}/group"))
    assert before >= 6
    file = course.root / "submitted" / "group-5" / EXERCISE / "responses.json"
    kept = file.read_text(encoding="utf-8")
    file.write_text("{", encoding="utf-8")
    page = trainer.get(f"trainer/{EXERCISE}/group")
    assert most_people(page) == before - 1
    assert "Could not be read" in words(page)
    file.write_text(kept, encoding="utf-8")
    assert most_people(trainer.get(f"trainer/{EXERCISE}/group")) == before


def test_a_line_is_shown_only_after_its_carer_ticked_it_and_no_longer_when_they_took_it_back(
    course,
):
    carer, trainer = course.signed_in("carer-demo"), course.signed_in("trainer-demo")
    run = carers.run(STORY, ["sit-low"], 1, CANARY)
    folder = course.root / "submitted" / "carer-demo" / EXERCISE
    responses.save(folder / "responses.json", responses.Responses(exercise=EXERCISE, runs=(run,)))
    shown = "I sit with him."
    assert shown not in trainer.get(f"trainer/{EXERCISE}/group").text

    page = carer.get(f"replies/{EXERCISE}/lines")
    assert "Nothing is shown unless you tick it here" in page.text
    assert "&lt;img src=x" in page.text and "<img" not in page.text
    marks = re.findall(r'name="line" value="([0-9a-f]{64})"( checked)?', page.text)
    assert [checked for _, checked in marks] == [""], "nothing is ticked beforehand"
    token = re.search(r'name="_xsrf" value="([^"]*)"', page.text).group(1)
    address = f"replies/{EXERCISE}/lines"

    refused = carer.post(address, data={"line": marks[0][0]})
    assert refused.status_code == 403, "a page of someone else's cannot tick for a carer"
    kept = carer.post(address, data={"_xsrf": token, "line": [marks[0][0], "f" * 64]})
    assert "Kept." in kept.text and " checked" in kept.text
    page = trainer.get(f"trainer/{EXERCISE}/group").text
    assert shown in page and "<img" not in page
    assert "ffff" not in next((course.root / "shared-words").rglob("*.json")).read_text("utf-8")

    carer.post(address, data={"_xsrf": token})
    assert shown not in trainer.get(f"trainer/{EXERCISE}/group").text
    (folder / "responses.json").unlink()


def test_another_carer_sees_none_of_these_lines(course):
    run = carers.run(STORY, ["sit-low"], 1, "Only mine.")
    folder = course.root / "submitted" / "carer-demo" / EXERCISE
    responses.save(folder / "responses.json", responses.Responses(exercise=EXERCISE, runs=(run,)))
    page = course.signed_in("carer-two").get(f"replies/{EXERCISE}/lines")
    assert "Only mine." not in page.text and "There are no lines of yours" in page.text
    assert Browser(course).get(f"replies/{EXERCISE}/lines").url.path.endswith("login")
    (folder / "responses.json").unlink()
