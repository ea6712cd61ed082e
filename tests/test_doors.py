"""Every door leads to the same place: a dropped file, ``zip_collect``, and nbgrader's exchange."""

import io
import json
import os
import shutil
import stat
import zipfile
from pathlib import Path

import pytest

from roleplay import grading, grading_collect, responses
from roleplay.responses import Responses
from tests import carers, course
from tests.carers import EXERCISE, model_runs

pytestmark = [pytest.mark.xdist_group("nbgrader"), pytest.mark.slow]
SAVED = f"connection-first-{EXERCISE}.json"
ONES_OWN = {"timestamp.txt", "submission_secret.txt"}
"""What may differ from door to door: when it came, and the secret that finds the feedback again."""
CARERS_SETTINGS = """
c = get_config()
c.CourseDirectory.course_id = {course!r}
c.Exchange.root = {exchange!r}
c.Exchange.cache = {cache!r}
"""


def work(**answers: str) -> Responses:
    return carers.responses(model_runs(), **{"reflection": "I waited.", **answers})


def zipped(entries: dict[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return made.getvalue()


def refusal(name: str, content: bytes) -> str:
    """Return the one reason for which a file was refused; nothing of it may have been read."""
    seen = grading_collect.look(name, content)
    assert seen.found == ()
    (only,) = seen.refused
    return only.reason


@pytest.fixture
def root(tmp_path_factory, tmp_path):
    """Give a course folder of one's own; who sent something before has other names than here."""
    made = course.made_once(tmp_path_factory)
    kept = shutil.ignore_patterns("submitted*", "autograded", "feedback")
    return shutil.copytree(made.root, tmp_path / "course", ignore=kept)


# --- the same work through each door ---------------------------------------------------------------


def by_desk(root: Path, carer: str, content: bytes) -> None:
    (found,) = grading_collect.look(SAVED, content).found
    assert grading_collect.hand_in(root, carer, found.work).is_new


def by_zip_collect(root: Path, files: dict[str, bytes], *more: str) -> str:
    archive = root / "downloaded" / EXERCISE / "archive"
    archive.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (archive / name).write_bytes(content)
    return course.stock(root, "zip_collect", EXERCISE, *more)


def fetched(root: Path, home: Path) -> Path:
    """Release the exercise and fetch it, as trainer and carer do in JupyterLab; return its folder."""
    course.stock(root, "release_assignment", EXERCISE)
    home.mkdir()
    settings = CARERS_SETTINGS.format(
        course=grading.COURSE_ID, exchange=str(root / "exchange"), cache=str(home / "cache")
    )
    (home / "nbgrader_config.py").write_text(settings, encoding="utf-8")
    course.stock(home, "fetch_assignment", EXERCISE)
    return home / EXERCISE


def submit(folder: Path, carer: str, sent: Responses) -> None:
    responses.save(folder / "responses.json", sent)
    course.stock(folder.parent, "submit", EXERCISE, f"--CourseDirectory.student_id={carer}")


def stage(root: Path, carer: str) -> dict[str, bytes]:
    folder = root / "submitted" / carer / EXERCISE
    return {path.name: path.read_bytes() for path in folder.rglob("*")}


def test_the_same_work_through_every_door_ends_in_the_same_files_and_the_same_marks(root, tmp_path):
    sent = work(what_would_you_say="I sit down.")
    saved = sent.to_json().encode()
    grading.receive(root, EXERCISE, "by-button", sent)
    by_desk(root, "by-file", saved)
    by_zip_collect(root, {"cohort.zip": zipped({f"by-zip_{SAVED}": saved})})
    folder = fetched(root, tmp_path / "home")
    (folder / "evil.html").write_text("<script>1</script>", encoding="utf-8")
    notebook = folder / "practice.ipynb"
    notebook.write_text(notebook.read_text("utf-8").replace("Connection", "Mine"), "utf-8")
    submit(folder, "by-exchange", sent)
    said = course.stock(root, "collect", EXERCISE)
    assert "cheating" not in said

    everyone = ["by-button", "by-exchange", "by-file", "by-zip"]
    assert grading.carers(root, EXERCISE) == everyone
    first = stage(root, "by-button")
    for carer in everyone:
        files = stage(root, carer)
        assert set(files) == {"practice.ipynb", "responses.json", *ONES_OWN}, carer
        assert {n: files[n] for n in set(files) - ONES_OWN} == {
            n: first[n] for n in set(first) - ONES_OWN
        }, carer
        assert len(grading.sent(root, EXERCISE, carer)) == 1
        assert not grading.is_counted(root, EXERCISE, carer)
    assert len({stage(root, carer)["submission_secret.txt"] for carer in everyone}) == 4

    report = grading.autograde(root, EXERCISE)
    assert set(report.marked) >= set(everyone)
    marks = [grading.marks(root, EXERCISE, carer) for carer in everyone]
    assert marks[0].points > 0
    assert all(one.cells == marks[0].cells for one in marks)
    assert all(grading.is_counted(root, EXERCISE, carer) for carer in everyone)


# --- a saved file ------------------------------------------------------------------------------------


def test_the_same_file_twice_is_one_sending_and_an_older_one_takes_nothing_away(root):
    older = work(reflection="Half a thought")
    newer = work(what_would_you_say="Later words")
    by_desk(root, "twice", newer.to_json().encode())
    assert not grading_collect.hand_in(root, "twice", newer).is_new
    assert len(grading.sent(root, EXERCISE, "twice")) == 1
    only_runs = older.model_copy(update={"answers": {}})
    assert not grading_collect.hand_in(root, "twice", only_runs).is_new

    more = carers.responses(plan=("I hear the door", "I breathe out"))
    assert grading_collect.hand_in(root, "twice", more).is_new
    kept = grading_collect.newest(root, EXERCISE, "twice")
    assert kept.answers["what-would-you-say"].text == "Later words"
    assert kept.plan.then == "I breathe out"
    assert len(grading.sent(root, EXERCISE, "twice")) == 2
    earlier = root / "submitted-earlier" / "twice" / EXERCISE
    assert len(list(earlier.glob("*/responses.json"))) == 1


def test_a_file_that_was_opened_and_saved_in_a_text_editor_is_still_read():
    content = b"\xef\xbb\xbf" + work().to_json().encode()
    assert grading_collect.look("a.json", content).found[0].work == work()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "damaged"),
        (b"no json", "damaged"),
        (b"[" * 100_000, "damaged"),
        (b'{"format": "connection-first/sheet/1", "sheet": "mind-check"}', "a carer keeps for"),
        (b'{"cells": [], "nbformat": 4}', "not a Connection First file"),
        (work().to_json().encode("utf-16"), "damaged"),
        (carers.responses().to_json().encode(), "nothing in it yet"),
        (b" " * 1_000_001, "larger than 1 MB"),
        (b" " * 4_000_001, "larger than 4 MB"),
    ],
)
def test_what_is_not_saved_work_is_refused_with_a_reason(content, says):
    assert says in refusal("a.json", content)


def test_work_for_an_exercise_that_is_not_here_is_refused(root):
    foreign = work().model_copy(update={"exercise": "99-nowhere"})
    with pytest.raises(grading.GradingError, match="no such exercise"):
        grading_collect.hand_in(root, "lost", foreign)
    assert not (root / "submitted" / "lost").exists()


def test_more_than_the_course_keeps_is_refused_and_what_stands_is_untouched(root):
    long = "x" * 19_000
    first = work(**{f"a{n}": long for n in range(26)})
    by_desk(root, "much", first.to_json().encode())
    second = work(**{f"b{n}": long for n in range(40)})
    with pytest.raises(grading.GradingError, match="more than the course can keep"):
        grading_collect.hand_in(root, "much", second)
    assert grading_collect.newest(root, EXERCISE, "much") == first


# --- zips: nothing but saved work is read, and nothing is unpacked ---------------------------------


def test_from_a_zip_only_saved_work_is_taken_and_the_rest_is_said():
    seen = grading_collect.look(
        "all.zip",
        zipped(
            {
                f"Demo carer_12_assignsubmission_file_/{SAVED}": work().to_json(),
                "bad.json": "half a fi",
                "onlinetext.html": "<script>1</script>",
                f"__MACOSX/._{SAVED}": "noise",
            }
        ),
    )
    assert [one.work for one in seen.found] == [work()]
    assert [one.source for one in seen.refused] == ["all.zip: bad.json"]
    assert seen.left == 1


def entry(name: str, mode: int = 0) -> bytes:
    """Make a zip with one entry, as a person with bad intentions would."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        archive.writestr(info, work().to_json())
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (entry("../up.json"), "points outside"),
        (entry("/etc/up.json"), "points outside"),
        (entry("a\\..\\..\\up.json"), "points outside"),
        (entry("C:\\up.json"), "points outside"),
        (entry("link.json", stat.S_IFLNK | 0o777), "It is a link"),
        (zipped({"in.zip": zipped({"a.json": "{}"})}), "A zip in a zip"),
        (zipped({"bomb.json": b" " * 5_000_000}), "far more than it should"),
        (zipped({f"{n}.json": os.urandom(9000) * 700 for n in range(4)}), "more than 20 MB"),
        (zipped({f"{n}.txt": "" for n in range(301)}), "300 is the most"),
        (zipped({"only.txt": "x"}), "no saved work"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (
            entry("a.json").replace(b"connection-first/responses", b"connection-f1rst/responses"),
            "damaged",
        ),
    ],
)
def test_a_zip_that_plays_tricks_is_refused_with_a_reason(content, says, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert says in refusal("trick.zip", content)
    assert list(tmp_path.rglob("*")) == []


def test_a_zip_that_lies_about_its_size_is_not_read_to_its_end():
    content = zipped({"a.json": b" " * 1_500_000})
    size = (1_500_000).to_bytes(4, "little")
    lying = content.replace(size, (90_000).to_bytes(4, "little"))
    assert lying != content
    assert refusal("lie.zip", lying) == "This file in the zip is damaged."


def test_a_locked_zip_says_that_it_is_locked():
    content = bytearray(zipped({"a.json": work().to_json()}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + at] |= 1
    assert "password" in refusal("locked.zip", bytes(content))


def test_a_name_on_a_page_holds_no_hidden_characters():
    assert grading_collect.shown_name("a\u202egnp.json\x00\n") == "agnp.json"


# --- whose it is --------------------------------------------------------------------------------------

KNOWN = {"carer-demo": "Demo carer", "mary": "Mary Ó Sé", "ann-1": "Ann Lee", "ann-2": "Ann Lee"}


@pytest.mark.parametrize(
    ("source", "whose"),
    [
        ("carer-demo.json", "carer-demo"),
        (f"mary_{EXERCISE}.json", "mary"),
        (f"all.zip: mary/{SAVED}", "mary"),
        (f"all.zip: Mary O Se_12_assignsubmission_file_/{SAVED}", "mary"),
        ("all.zip: Demo carer_7_assignsubmission_file_x.json", "carer-demo"),
        (f"{SAVED[:-5]} (1).json", ""),
        ("Ann Lee.json", ""),
        ("nobody-we-know.json", ""),
    ],
)
def test_a_guess_names_only_somebody_who_is_known_and_only_one(source, whose):
    assert grading_collect.guess(source, KNOWN) == whose


# --- nbgrader zip_collect -------------------------------------------------------------------------------


def test_zip_collect_takes_what_it_can_says_why_not_and_keeps_what_was_sent_before(root):
    grading.receive(root, EXERCISE, "anna", work(reflection="Older"))
    saved = work().to_json()
    told = by_zip_collect(
        root,
        {
            "anna.json": work(what_would_you_say="New").to_json().encode(),
            f"ben_{EXERCISE}.zip": zipped({SAVED: saved, "../up.json": saved}),
            "moodle.zip": zipped(
                {
                    f"Jo Smith_12_assignsubmission_file_/{SAVED}": saved,
                    f"Jo Smith_14_assignsubmission_file_/{SAVED}": saved,
                    f"Zoë Brown_13_assignsubmission_file_{SAVED}": saved,
                }
            ),
            SAVED: saved.encode(),
            f"foe_{EXERCISE}.json": b"half a fi",
            "other_06-x.json": saved.replace(EXERCISE, "06-x").encode(),
        },
    )
    assert grading.carers(root, EXERCISE) == ["anna", "ben", "zoe-brown"]
    assert not (root / "downloaded" / EXERCISE / "up.json").exists()
    lines = [line for line in told.splitlines() if "Not taken in" in line]
    for words in ("points outside", "whose it is", "two people", "damaged", "belongs to '06-x'"):
        assert any(words in line for line in lines), words
    assert len(grading.sent(root, EXERCISE, "anna")) == 2
    earlier = root / "submitted-earlier" / "anna" / EXERCISE
    (kept,) = earlier.glob("*/responses.json")
    assert "Older" in kept.read_text("utf-8")

    before = {carer: stage(root, carer) for carer in ("anna", "ben", "zoe-brown")}
    again = by_zip_collect(root, {}, "--force")
    assert "nothing new in it" in again
    assert {carer: stage(root, carer) for carer in before} == before


# --- nbgrader's exchange ---------------------------------------------------------------------------------


def test_collect_keeps_what_was_sent_before_and_nobodys_folder_stops_the_rest(root, tmp_path):
    folder = fetched(root, tmp_path / "home")
    grading.receive(root, EXERCISE, "eve-two", work(reflection="A secret of eve-two"))
    submit(folder, "anna", work(reflection="First"))
    inbound = root / "exchange" / grading.COURSE_ID / "inbound"
    (hers,) = inbound.iterdir()
    name = "{}+" + EXERCISE + "+2026-11-22 06:00:00.0 UTC+abc"
    shutil.copytree(hers, inbound / f"bob+{EXERCISE}+no time+abc")
    spy = inbound / name.format("eve")
    spy.mkdir()
    target = root / "submitted" / "eve-two" / EXERCISE / "responses.json"
    (spy / "responses.json").symlink_to(target)
    empty = inbound / name.format("zed")
    empty.mkdir()
    (empty / "timestamp.txt").write_text("2026-11-22 06:00:00.0 UTC", encoding="utf-8")

    said = course.stock(root, "collect", EXERCISE)
    assert grading.carers(root, EXERCISE) == ["anna", "eve-two", "zed"]
    assert "'responses.json' is a link" in said
    assert "bob+" in said
    assert grading_collect.newest(root, EXERCISE, "zed").is_empty

    submit(folder, "anna", work(reflection="Second"))
    course.stock(root, "collect", EXERCISE, "--update")
    assert len(grading.sent(root, EXERCISE, "anna")) == 2
    assert "Second" in stage(root, "anna")["responses.json"].decode()
    (kept,) = (root / "submitted-earlier" / "anna" / EXERCISE).glob("*/responses.json")
    assert "First" in kept.read_text("utf-8")
    course.stock(root, "collect", EXERCISE, "--update")
    assert len(grading.sent(root, EXERCISE, "anna")) == 2, "collected once more, nothing is new"


# --- one bad submission -------------------------------------------------------------------------------------


def test_one_bad_file_among_five_stops_neither_marking_nor_feedback_of_the_others(root):
    for number in range(4):
        by_desk(root, f"good-{number}", work(reflection=str(number)).to_json().encode())
    by_desk(root, "bad", work().to_json().encode())
    folder = root / "submitted" / "bad" / EXERCISE
    (folder / "responses.json").write_text("half a fi", encoding="utf-8")
    (folder / "practice.ipynb").write_text("no notebook", encoding="utf-8")
    (folder / "timestamp.txt").write_text("never", encoding="utf-8")

    good = {f"good-{number}" for number in range(4)}
    report = grading.autograde(root, EXERCISE)
    assert good <= set(report.marked)
    points = {grading.marks(root, EXERCISE, carer).points for carer in good}
    assert len(points) == 1 and points.pop() > 0
    told = json.dumps(dict(report.problems), ensure_ascii=False)
    assert "bad" in told or "could not be read" in (
        (root / "autograded" / "bad" / EXERCISE / "practice.ipynb").read_text("utf-8")
    )

    # And one whose marked notebook was spoiled afterwards: the feedback of the others is written.
    spoiled = root / "autograded" / "good-0" / EXERCISE / "practice.ipynb"
    spoiled.chmod(0o644)
    spoiled.write_text("no notebook", encoding="utf-8")
    feedback = grading.generate_feedback(root, EXERCISE)
    assert good - {"good-0"} <= set(feedback.marked)
    assert "good-0" in feedback.problems
    for carer in good - {"good-0"}:
        assert (root / "feedback" / carer / EXERCISE / "practice.html").is_file()
