"""Several at once, on SQLite and on PostgreSQL, and cut off in the middle: nothing twice, nothing lost."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from nbgrader.api import Gradebook

from roleplay import commands_grade, grading, grading_engine
from roleplay import grading_submissions as submissions
from roleplay.grading_where import KEPT, SETTING, database
from tests import course as making
from tests import postgres, sendings
from tests.carers import EXERCISE
from tests.test_grade_same import rows

pytestmark = [pytest.mark.xdist_group("nbgrader"), pytest.mark.slow]
OTHER = "06-minds-in-mind"
MANY = 120
"""More than two batches."""


@pytest.fixture(scope="module")
def server():
    with postgres.running() as found:
        yield found


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Give a course folder that knows two exercises and has nobody's work."""
    place = tmp_path_factory.mktemp("together") / "course"
    return sendings.without_work(making.made_once(tmp_path_factory).root, place)


def copied(course: Path, place: Path) -> Path:
    return Path(shutil.copytree(course, place, symlinks=True))


def on_postgres(root: Path, server: postgres.Server) -> Path:
    """Set the one setting, and carry the gradebook over."""
    address = server.new()
    sendings.carried_over(database(root), address)
    (root / "gradebook.db").unlink()
    (root / KEPT).parent.mkdir(exist_ok=True)
    (root / KEPT).write_text(f"{address}\n", encoding="utf-8")
    return root


def grade(root: Path, *arguments: str, **more: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "roleplay", "grade", *arguments, "--course-root", str(root)]
    return subprocess.Popen(
        [*command, "--json"],
        env={**os.environ, "COURSE_ROOT": "", **more},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextlib.contextmanager
def in_the_middle(root: Path) -> Iterator["subprocess.Popen[str]"]:
    """Begin to grade, and hold it up once a first batch is done: it cannot be over too soon."""
    process = grade(root)
    while not list((root / "autograded").glob(f"*/{EXERCISE}")):
        assert process.poll() is None, process.communicate()
        time.sleep(0.005)
    with submissions.one_at_a_time(root):
        assert process.poll() is None, "it waits for us before the next carer"
        yield process


def finished(process: "subprocess.Popen[str]", code: int = 0) -> dict:
    out, err = process.communicate(timeout=180)
    assert process.returncode == code, err
    assert "Traceback" not in err
    return json.loads(out) if out else {}


def whole(root: Path, exercise: str, carers: list[str]) -> None:
    """Check that each carer is marked once, in the gradebook and in the folder."""
    found = rows(root)
    mine = [r for r in found["submitted_assignment"] if f"/assignment:{exercise}" in str(r["id"])]
    assert sorted(str(r["student_id"]) for r in mine) == sorted(carers)
    for table in ("submitted_notebook", "grade", "comment"):
        ids = [str(r["id"]) for r in found[table] if f"assignment:{exercise}" in str(r["id"])]
        assert len(ids) == len(set(ids)), f"{table}: twice"
        assert len(ids) % len(carers) == 0, f"{table}: not all"
    with Gradebook(database(root)) as book:
        notebook = book.find_notebook("practice", exercise)
        cells = len(notebook.grade_cells)
    grades = [r for r in found["grade"] if f"assignment:{exercise}" in str(r["id"])]
    assert len(grades) == len(carers) * cells
    for carer in carers:
        assert grading.is_counted(root, exercise, carer)
    assert not list((root / "autograded").rglob(".*")), "something half-made is left"


def test_postgresql_by_one_setting_gives_the_rows_that_sqlite_gives(course, server, tmp_path):
    first = copied(course, tmp_path / "first")
    carers = sendings.hand_in(first, 25)
    second = on_postgres(copied(first, tmp_path / "second"), server)
    for root in (first, second):
        report = grading.autograde(root, EXERCISE)
        assert set(report.marked) == set(carers)
        sendings.by_hand(root, carers[3], "reflection--moment", 2.0, "Thank you.")
        assert grading.autograde(root, EXERCISE, again=True).problems == {}
    expected, found = rows(first), rows(second)
    assert {n: found[n] for n in expected} == expected
    assert not (second / "gradebook.db").exists()
    assert grading.marks(second, EXERCISE, carers[3]) == grading.marks(first, EXERCISE, carers[3])
    # Stock nbgrader reads the same setting: it marks the same carers, and nothing changes.
    before = rows(second)
    assert grading.autograde_stock(second, EXERCISE, carers[:2], again=True).problems == {}
    assert rows(second) == before
    assert grading.generate_feedback(second, EXERCISE, carers[:1]).problems == {}


def test_the_environment_names_the_database_too(course, server, monkeypatch):
    monkeypatch.setenv(SETTING, "postgresql+psycopg://someone@somewhere/course")
    assert database(course) == "postgresql+psycopg://someone@somewhere/course"
    monkeypatch.setenv(SETTING, "")
    assert database(course) == f"sqlite:///{course / 'gradebook.db'}"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_several_trainers_mark_at_once(course, server, tmp_path, kind):
    root = copied(course, tmp_path / "one")
    carers = sendings.hand_in(root, 60)
    others = sendings.hand_in(root, 60, exercise=OTHER)
    assert carers == others, "the same people: their names are new to both"
    early = carers[:4]
    if kind == "postgresql":
        on_postgres(root, server)
    assert set(grading.autograde(root, EXERCISE, early).marked) == set(early)
    # On PostgreSQL the third works in a folder of its own, on another machine: no lock is shared.
    apart = copied(root, tmp_path / "two") if kind == "postgresql" else root
    running = [grade(root, EXERCISE), grade(root, OTHER), grade(apart, EXERCISE)]
    given = 0
    while any(process.poll() is None for process in running) or not given:
        carer = early[given % 4]
        sendings.by_hand(root, carer, "reflection--moment", float(given % 4), f"Word {given}.")
        given += 1
    told = [finished(process) for process in running]
    assert not any(found["problems"] for one in told for found in one.values())
    whole(root, EXERCISE, carers)
    whole(root, OTHER, others)
    if kind == "sqlite":
        both = [set(told[n][EXERCISE]["counted"]) for n in (0, 2)]
        assert both[0] | both[1] == set(carers) - set(early)
    assert given > 3
    for back in range(4):
        last = given - 1 - back
        cells = grading.marks(root, EXERCISE, early[last % 4]).cells
        found = cells["reflection--moment"]
        assert (found.points, found.comment) == (float(last % 4), f"Word {last}.")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_killed_in_the_middle_it_goes_on_without_loss(course, server, tmp_path, kind):
    root = copied(course, tmp_path / "cut")
    carers = sendings.hand_in(root, MANY)
    if kind == "postgresql":
        on_postgres(root, server)
    with in_the_middle(root) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
    done = [carer for carer in carers if grading.is_counted(root, EXERCISE, carer)]
    assert 0 < len(done) < MANY
    told = finished(grade(root))[EXERCISE]
    assert told["counted_already"] == done
    assert told["counted"] == sorted(set(carers) - set(done))
    whole(root, EXERCISE, carers)
    again = finished(grade(root))[EXERCISE]
    assert (again["counted"], len(again["counted_already"])) == ([], MANY)


def test_ctrl_c_says_that_nothing_is_lost(course, tmp_path):
    root = copied(course, tmp_path / "stopped")
    carers = sendings.hand_in(root, MANY)
    with in_the_middle(root) as process:
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "What was counted is kept" in said
    assert "Traceback" not in said
    finished(grade(root))
    whole(root, EXERCISE, carers)


def here(*arguments: str, **more: str) -> Result:
    """Say the word in this process, which has nbgrader already."""
    return CliRunner().invoke(commands_grade.grade, [*arguments, "--json"], env=more)


def test_one_that_cannot_be_opened_stops_nobody_and_is_named(course, tmp_path):
    root = copied(course, tmp_path / "one-bad")
    carers = sendings.hand_in(root, 5)
    spoiled = root / "submitted" / carers[2] / EXERCISE / "responses.json"
    spoiled.write_text("{", encoding="utf-8")
    answer = here(EXERCISE, "--course-root", str(root))
    assert answer.exit_code == 1
    told = json.loads(answer.stdout)[EXERCISE]
    assert list(told["problems"]) == [carers[2]]
    assert told["problems"][carers[2]] in answer.stderr
    assert len(told["counted"]) == 4
    assert grading.marks(root, EXERCISE, carers[4]).most > 0


def test_a_database_that_is_not_there_is_said_plainly(course, tmp_path):
    root = copied(course, tmp_path / "nowhere")
    sendings.hand_in(root, 1)
    nowhere = {SETTING: f"postgresql+psycopg:///x?host={tmp_path}"}
    answer = here("--course-root", str(root), **nowhere)
    assert answer.exit_code == 1
    assert "The gradebook could not be reached" in answer.stderr
    assert isinstance(answer.exception, SystemExit)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [(["no-such"], 2, "There is no exercise 'no-such'"), ([], 0, "No carer has sent anything")],
)
def test_asked_for_what_is_not_there(course, arguments, code, says):
    answer = here(*arguments, "--course-root", str(course))
    assert (answer.exit_code, says in answer.stderr) == (code, True), answer.stderr


def test_a_database_that_ended_our_connection_is_reached_again(server, monkeypatch):
    # nbgrader runs alembic for a new gradebook.
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    address = server.new()

    def carers() -> list[str]:
        with grading_engine.gradebook(address) as book:
            return [one.id for one in book.students]

    assert carers() == []
    with Gradebook(address) as other:
        other.add_student("ann")
        ended = other.db.connection().exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )
        assert ended.rowcount == 1, "the connection was kept"
    assert carers() == ["ann"]
    grading_engine.close_all()
