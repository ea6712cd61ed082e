"""A sign-in name is a folder's name: one rule, on every disk, and no two carers in one folder."""

import json
from datetime import UTC, datetime

import pytest

from hub import checks, passwords
from hub.accounts import CourseAuthenticator
from hub.places import Places
from hub.store import NameRefusedError, Store
from roleplay import grading_submissions, names, titles
from roleplay.grading_run import GradingError
from roleplay.responses import Answer, Responses
from tests import apart

EXERCISE = "05-connection-before-correction"
GOOD = ("ann", "Ann.B@example.org", "a_b-c", "7", "console", "com10", "a" * 80)
BAD = ("", ".", "..", "-a", "a b", "a/b", "a\\b", "a..b", "a.", "CON", "nul.txt", "Lpt1", "a" * 81, "é", "a\n", "a\u202eb")  # fmt: skip


def work() -> Responses:
    words = Answer(text="Mine.", changed="2026-11-21T20:20:00Z")
    return Responses(exercise=EXERCISE, answers={"what-would-you-say": words})


@pytest.mark.parametrize("name", GOOD)
def test_a_name_that_comes_by_file_is_one_that_the_desk_keeps_work_for(tmp_path, name):
    assert names.fault(name) == ""
    Store(tmp_path).keep(name, EXERCISE, work())
    assert Store(tmp_path).read(name, EXERCISE).answers == work().answers


@pytest.mark.parametrize("name", BAD)
def test_a_name_that_is_no_safe_folder_is_refused_with_a_reason(tmp_path, name):
    assert "sign-in name" in names.fault(name)
    with pytest.raises(NameRefusedError, match="sign-in name"):
        Store(tmp_path / "kept").keep(name, EXERCISE, work())
    with pytest.raises(GradingError, match="sign-in name"):
        grading_submissions.submitted(tmp_path, EXERCISE, name)


def test_two_names_that_differ_in_capitals_only_never_share_a_folder(tmp_path):
    store = Store(tmp_path)
    store.keep("Ann", EXERCISE, work())
    for refused in ("ann", "ANN"):
        with pytest.raises(NameRefusedError, match="differ only in capital letters"):
            store.keep(refused, EXERCISE, Responses(exercise=EXERCISE))
        with pytest.raises(NameRefusedError, match="'Ann' was here first"):
            store.read(refused, EXERCISE)
    assert [path.name for path in tmp_path.iterdir()] == ["Ann"]
    assert store.read("Ann", EXERCISE).answers == work().answers


def test_the_second_of_two_such_names_cannot_hand_in(tmp_path):
    released = tmp_path / "exercises" / EXERCISE / "practice.ipynb"
    released.parent.mkdir(parents=True)
    released.write_text("{}", encoding="utf-8")
    when = datetime(2026, 11, 21, 20, 15, tzinfo=UTC)
    grading_submissions.receive(tmp_path, EXERCISE, "ann@home", work(), when)
    with pytest.raises(GradingError, match="'ann@home' was here first"):
        grading_submissions.receive(tmp_path, EXERCISE, "Ann@Home", work(), when)
    assert grading_submissions.carers(tmp_path, EXERCISE) == ["ann@home"]


def test_of_two_such_folders_the_one_that_was_marked_goes_on_and_the_other_is_named(tmp_path):
    for name in ("Ann", "ann", "bea"):
        (tmp_path / "submitted" / name / EXERCISE).mkdir(parents=True)
    assert grading_submissions.carers(tmp_path, EXERCISE) == ["Ann", "bea"]
    (tmp_path / "autograded" / "ann").mkdir(parents=True)
    assert grading_submissions.carers(tmp_path, EXERCISE) == ["ann", "bea"]
    (other,) = grading_submissions.strangers(tmp_path, EXERCISE)
    assert other.shown == "Ann" and "differ only in capital letters" in other.reason
    assert "Nothing is lost" in other.reason


def test_accounts_hold_the_same_rule_and_the_course_says_so_before_it_starts(tmp_path):
    places = Places(tmp_path, tmp_path)
    entry = {"shown": "Ann", "role": "carer", "scrambled": "x"}
    places.accounts.parent.mkdir()
    places.accounts.write_text(json.dumps(dict.fromkeys(("Ann", "bea"), entry)), encoding="utf-8")
    found = passwords.read(places.accounts)
    assert passwords.spelled(found, "ANN ") == "Ann" and passwords.spelled(found, "Bea") == "bea"
    assert passwords.spelled(found, "nobody") == "nobody"
    assert passwords.refused(places.accounts) == ()
    double = dict.fromkeys(("Ann", "ann", "a/b"), entry)
    places.accounts.write_text(json.dumps(double), encoding="utf-8")
    assert list(passwords.read(places.accounts)) == ["Ann"], "nobody signs in as the second"
    with pytest.raises(checks.CannotStartError, match="differ only in capital letters"):
        checks.check(checks.Settings(places))


@pytest.mark.parametrize(
    ("exercise", "title"),
    [
        ("05-connection-before-correction", "5. Connection before correction"),
        ("04-pace", "4. PACE: a way of being with a child"),
        ("07-homes-and-the-plan", "7. HOMES and the child's own plan"),
        ("09a-harm-to-self", "9a. Harm to self"),
        ("13-towards-tsd", "13. Towards TSD"),
        ("pace-and-spaces", "PACE and spaces"),
        ("../../README", "../../readme"),
    ],
)
def test_an_exercise_is_called_as_its_page_is(exercise, title):
    assert titles.title(exercise) == title


@pytest.mark.parametrize(
    ("typed", "known"),
    [("Ann@Home", "Ann@Home"), ("ann@home", "Ann@Home"), ("Bea", "bea"), ("cem", None)],
)
def test_whoever_signs_in_may_type_capitals_as_they_like(tmp_path, typed, known):
    file = tmp_path / "accounts.json"
    entry = {"shown": "Ann", "role": "carer", "scrambled": passwords.scramble("amber-bread")}
    file.write_text(json.dumps(dict.fromkeys(("Ann@Home", "bea"), entry)), encoding="utf-8")
    authenticator = CourseAuthenticator(accounts_file=str(file), allow_all=True)

    async def signed_in(password: str) -> str | None:
        told = {"username": typed, "password": password}
        found = await authenticator.get_authenticated_user(None, told)
        return found and found["name"]

    assert apart.run(signed_in("amber-bread")) == known
    assert apart.run(signed_in("wrong")) is None
