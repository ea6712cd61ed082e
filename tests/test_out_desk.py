"""Files from the desk, tried from outside: a trainer gets any carer's, a carer only their own."""

import csv
import io
import re

import openpyxl
import pytest

from hub import replies
from roleplay import grading
from tests import carers
from tests.hub_course import Browser, Running

pytestmark = [pytest.mark.hub, pytest.mark.slow, pytest.mark.xdist_group("desk")]

EXERCISE = "12-into-practice"
WHO = "o.brien"


@pytest.fixture(scope="module")
def course(running_course: Running) -> Running:
    """The running course, with one more carer's work in an exercise that no other test uses."""
    work = carers.responses(carers.model_runs()).model_copy(update={"exercise": EXERCISE})
    for name in (WHO, "carer-two"):
        grading.receive(running_course.root, EXERCISE, name, work)
    assert grading.autograde(running_course.root, EXERCISE).problems == {}
    replies.send(running_course.root, WHO, EXERCISE, "=Trainer")
    return running_course


@pytest.fixture(scope="module")
def trainer(course: Running) -> Browser:
    return course.signed_in("trainer-demo")


@pytest.fixture(scope="module")
def carer(course: Running) -> Browser:
    return course.signed_in("carer-two")


def test_a_trainer_saves_the_marks_of_an_exercise_from_its_link(trainer):
    page = trainer.get("trainer").text
    for form in ("csv", "xlsx"):
        address = f"/services/desk/trainer/{EXERCISE}/marks.{form}"
        assert f'href="{address}"' in page
        got = trainer.get(address)
        assert f'attachment; filename="marks-{EXERCISE}.{form}"' == got.headers["Content-Disposition"]  # fmt: skip
        assert got.headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in got.headers["Cache-Control"]
        if form == "csv":
            rows = list(csv.DictReader(io.StringIO(got.content.decode("utf-8-sig"), newline="")))
            found = {row["Sign-in name"]: row["Carer"] for row in rows}
        else:
            sheet = openpyxl.load_workbook(io.BytesIO(got.content))["12. Into practice"]
            found = {row[1]: row[0] for row in sheet.iter_rows(min_row=2, values_only=True)}
        assert (found[WHO], found["carer-two"]) == (WHO, "Second carer")


def test_all_marks_come_as_one_workbook(trainer):
    assert 'href="/services/desk/trainer/marks.xlsx"' in trainer.get("trainer").text
    got = trainer.get("trainer/marks.xlsx")
    assert openpyxl.load_workbook(io.BytesIO(got.content)).sheetnames[0] == "Overview"


@pytest.mark.parametrize(
    "address",
    [
        f"trainer/{EXERCISE}/marks.csv", f"trainer/{EXERCISE}/marks.xlsx", "trainer/marks.xlsx",
        f"trainer/carer/{WHO}/evidence", f"trainer/carer/{WHO}/evidence/sheet?piece={EXERCISE}",
        "trainer/carer/carer-two/evidence",
    ],
)  # fmt: skip
def test_a_carer_is_refused_everybodys_files(carer, address):
    got = carer.get(address)
    assert got.status_code == 403
    assert WHO not in got.text.replace(address, "") and "attachment" not in str(got.headers)


def test_somebody_not_signed_in_is_asked_to_sign_in(course):
    for address in ("evidence", f"trainer/{EXERCISE}/marks.csv", f"trainer/carer/{WHO}/evidence"):
        assert "/hub/login" in str(Browser(course).get(address).url)


@pytest.mark.parametrize("address", ["trainer/nothing/marks.csv", "trainer/carer/nobody/evidence", "trainer/carer/..%2f..%2fx/evidence", "trainer/carer/%3Cscript%3E/evidence"])  # fmt: skip
def test_what_is_not_there_is_said_kindly(trainer, address):
    got = trainer.get(address)
    assert got.status_code == 404 and "There is no such page" in got.text
    assert "<script>" not in got.text.split("<main")[1]


def test_a_trainer_makes_a_carers_sheet_that_needs_nothing_else(trainer):
    page = trainer.get("trainer").text
    address = re.search(r'href="([^"]*/trainer/carer/[^"]*brien[^"]*/evidence)"', page)
    assert address, "the link stands in the carer's row"
    form = trainer.get(address[1])
    assert form.status_code == 200 and f'value="{EXERCISE}" checked' in form.text
    action = re.search(r'action="([^"]*)" class="card"', form.text)
    assert action
    sheet = trainer.get(action[1], params={"piece": EXERCISE, "levels": "yes"})
    assert "It does not certify that any standard is met." in sheet.text
    assert WHO in sheet.text
    policy = sheet.headers["Content-Security-Policy"]
    assert "'sha256-" in policy and "unsafe-inline" not in policy
    assert not re.search(r"(src|href)=", sheet.text)


def test_a_carer_makes_their_own_sheet_and_cannot_choose_another_name(carer):
    assert 'href="/services/desk/evidence"' in carer.get("replies").text
    assert "My evidence sheet" in carer.get("evidence").text
    sheet = carer.get("evidence/sheet", params={"piece": EXERCISE, "carer": WHO})
    assert "12. Into practice" in sheet.text and WHO not in sheet.text


def test_with_nothing_ticked_the_choice_is_shown_again(carer):
    again = carer.get("evidence/sheet")
    assert again.url.path == "/services/desk/evidence" and "Make the sheet" in again.text
    unknown = carer.get("evidence/sheet", params={"piece": "../../x"})
    assert unknown.url.path == "/services/desk/evidence"
