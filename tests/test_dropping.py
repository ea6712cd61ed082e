"""Files at the desk, tried from outside: a trainer hands one in for a carer, a carer brings their own."""

import io
import re
import time
import zipfile

import httpx
import pytest

from hub.batches import Batches
from roleplay import grading, grading_collect, responses
from tests import carers
from tests.hub_course import Browser, Running, hidden

pytestmark = [pytest.mark.hub, pytest.mark.slow, pytest.mark.xdist_group("desk")]
EXERCISE = "10-belonging"
SAVED = "connection-first-saved.json"
CANARY = "<img src=x onerror=fired()>"
TOO_LATE = 24 * 60 * 60 + 60


def saved(**answers: str) -> bytes:
    """Return a saved file of an exercise that no other test of the desk uses."""
    work = carers.responses(**answers).model_copy(update={"exercise": EXERCISE})
    return work.to_json().encode()


def dropped(
    browser: Browser, *files: tuple[str, bytes], page: str = "trainer/files"
) -> httpx.Response:
    """Choose files and press the button, as a browser does: a page that moves on is read anew."""
    form = {"_xsrf": hidden(browser.get(page).text)}
    sent = [("files", one) for one in files] or [("files", ("", b""))]
    answer = browser.post(page, data=form, files=sent, follow_redirects=False)
    return browser.get(answer.headers["Location"]) if answer.status_code == 303 else answer


def handed_in(browser: Browser, page: httpx.Response, **fields: str) -> str:
    form = {"_xsrf": hidden(page.text), **{k.replace("_", "-"): v for k, v in fields.items()}}
    return browser.post(str(page.url), data=form).text


@pytest.fixture
def trainer(running_course: Running) -> Browser:
    return running_course.signed_in("trainer-demo")


@pytest.fixture
def carer(running_course: Running) -> Browser:
    return running_course.signed_in("carer-two")


def test_a_trainer_hands_files_in_and_nothing_goes_before_it_is_said_whose_it_is(
    running_course, trainer
):
    root = running_course.root
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(
            f"Demo carer_12_assignsubmission_file_/{SAVED}", saved(reflection="Guessed")
        )
        archive.writestr("../up.json", saved(reflection="Up"))
        archive.writestr("notes.txt", "x")
    phone = saved(reflection="Ring 07700 900123")
    page = dropped(
        trainer, ("all.zip", made.getvalue()), ("a.json", phone), (f"{CANARY}.json", b"x")
    )
    assert grading.carers(root, EXERCISE) == [], "nothing goes before it is confirmed"
    assert re.search(r'value="carer-demo" selected', page.text)
    for said in ("points outside", "damaged", "1 other file", "a phone number"):
        assert said in page.text, said
    assert CANARY not in page.text and "&lt;img src=x" in page.text

    after = handed_in(trainer, page, carer_0="carer-demo", new_1="Not A Name")
    assert "cannot be a sign-in name" in after and ">Handed in</h2>" in after
    assert "Handed in." not in after, "the heading says it once"
    assert grading.carers(root, EXERCISE) == ["carer-demo"]
    again = handed_in(trainer, page, carer_0="carer-two", new_1="dropped-new")
    assert grading.carers(root, EXERCISE) == ["carer-demo", "dropped-new"], "the first is done"
    assert "Whose is it?" not in again
    held = root / ".course" / "dropped"
    assert not any("Guessed" in path.read_text("utf-8") for path in held.glob("*.json"))
    assert {path.stat().st_mode & 0o077 for path in held.glob("*.json")} == {0}

    reply = b"<html><title>5. Nia: a reply to Demo carer \xc2\xb7 Connection First</title></html>"
    told = dropped(trainer, ("reply-05.html", reply), ("other.html", b"<html></html>")).text
    assert told.count("This is a reply, not saved work.") == 1, "another page is no reply"

    page = dropped(trainer, ("carer-demo.json", saved(reflection="Guessed")))
    assert "Nothing new" in handed_in(trainer, page, carer_0="carer-demo")
    assert len(grading.sent(root, EXERCISE, "carer-demo")) == 1
    assert "dropped-new" in trainer.get("trainer").text


def test_too_much_at_once_is_refused_with_a_reason(trainer):
    assert "larger than 4 MB" in dropped(trainer, ("big.json", b" " * 4_000_001)).text
    many = [(f"{n}.json", b" " * 3_900_000) for n in range(6)]
    assert "larger than 20 MB" in dropped(trainer, *many).text
    assert "too many files" in dropped(trainer, *[(f"{n}.json", b"x") for n in range(51)]).text
    assert "No file was chosen" in dropped(trainer).text


def test_a_drop_is_the_trainers_own_and_the_form_needs_the_pages_token(
    running_course, trainer, carer
):
    page = dropped(trainer, ("a.json", saved(reflection="Mine")))
    key = page.url.path.rsplit("/", 1)[1]
    for address in ("trainer/files", f"trainer/files/{key}"):
        assert carer.get(address).status_code == 403
        assert Browser(running_course).get(address).url.path == "/hub/login"
    for browser, status in ((trainer, 403), (carer, 403), (Browser(running_course), 401)):
        for form in ({}, {"_xsrf": "made up"}):
            files = [("files", ("a.json", saved(reflection="x")))]
            assert browser.post("trainer/files", data=form, files=files).status_code == status
    assert trainer.get("trainer/files/" + "A" * 22).status_code == 404
    held = Batches(running_course.root / ".course" / "dropped")
    assert held.read(key, "trainer-demo") is not None
    assert held.read(key, "trainer-two") is None


def test_what_is_not_handed_in_goes_after_a_day(tmp_path, monkeypatch):
    held = Batches(tmp_path)
    old = held.hold("one", [grading_collect.look("a.json", saved(reflection="Old"))], {})
    assert held.read(old.key, "one").parts[0].work
    then = time.time() + TOO_LATE
    monkeypatch.setattr("hub.batches.time.time", lambda: then)
    held.hold("one", [], {})
    assert held.read(old.key, "one") is None


def test_a_carer_brings_a_file_from_another_phone_and_it_joins_what_they_have(
    running_course, carer
):
    root = running_course.root
    here = carers.responses(what_would_you_say="On this one").model_copy(
        update={"exercise": EXERCISE}
    )
    kept = root / "responses" / "carer-two" / EXERCISE / "current.json"
    responses.save(kept, here)
    assert "I have a file from another phone" in carer.get("replies").text
    page = dropped(carer, (SAVED, saved(reflection="On the other")), page="my-file")
    assert page.status_code == 200 and "Thank you" in page.text
    sent = grading_collect.newest(root, EXERCISE, "carer-two")
    assert {one.text for one in sent.answers.values()} == {"On this one", "On the other"}
    assert responses.read(kept, EXERCISE).responses == sent
    again = dropped(carer, (SAVED, saved(reflection="On the other")), page="my-file")
    assert "Nothing new" in again.text
    assert len(grading.sent(root, EXERCISE, "carer-two")) == 1

    private = dropped(carer, (SAVED, saved(reflection="Ring 07700 900123")), page="my-file")
    assert private.status_code == 400 and "a phone number" in private.text
    foreign = saved(reflection="x").replace(EXERCISE.encode(), b"99-nowhere")
    foreign = dropped(carer, (SAVED, foreign), page="my-file")
    assert foreign.status_code == 400 and "not an exercise of this course" in foreign.text
    assert grading_collect.newest(root, EXERCISE, "carer-two") == sent
    assert Browser(running_course).get("my-file").url.path == "/hub/login"
