"""The gradebook is opened once: it notices another file, another process and another thread, and is closed well."""

import multiprocessing
import os
import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import event

from hub import overview
from hub.marking import Result
from roleplay import grading, grading_engine
from tests import sendings
from tests.carers import EXERCISE
from tests.course import made_once


@pytest.fixture(scope="module", autouse=True)
def bare(tmp_path_factory) -> Path:
    """Make one empty gradebook: nbgrader takes seconds for a new one."""
    path = tmp_path_factory.mktemp("bare") / "gradebook.db"
    with pytest.MonkeyPatch.context() as patch:
        # nbgrader runs alembic for a new gradebook.
        patch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
        with Gradebook(f"sqlite:///{path}"):
            pass
    BARE.append(path)
    return path


BARE: list[Path] = []


def made(path: Path, *carers: str) -> str:
    shutil.copyfile(BARE[-1], path)
    address = f"sqlite:///{path}"
    with Gradebook(address) as book:
        for carer in carers:
            book.add_student(carer)
    return address


def carers(address: str) -> list[str]:
    with grading_engine.gradebook(address) as book:
        return sorted(one.id for one in book.students)


def test_it_is_opened_once_and_sees_what_others_write(tmp_path):
    address = made(tmp_path / "gradebook.db", "ann")
    opened: list[object] = []
    event.listen(grading_engine.engine(address), "connect", lambda *_: opened.append(1))
    assert carers(address) == ["ann"]
    with Gradebook(address) as other:
        other.add_student("bea")
    for _ in range(20):
        assert carers(address) == ["ann", "bea"]
    assert len(opened) == 1


def test_a_gradebook_that_was_deleted_or_replaced_is_another_one(tmp_path):
    path = tmp_path / "gradebook.db"
    address = made(path, "ann")
    assert carers(address) == ["ann"]
    path.unlink()
    made(path, "bea")
    assert carers(address) == ["bea"]
    made(tmp_path / "other.db", "cem")
    shutil.move(tmp_path / "other.db", path)
    assert carers(address) == ["cem"]
    path.unlink()
    made(path)
    assert carers(address) == [], "nothing of the deleted one is shown"


def test_only_so_many_are_kept_open(tmp_path):
    addresses = [made(tmp_path / f"{n}.db", f"carer-{n}") for n in range(grading_engine.MOST + 3)]
    for n, address in enumerate(addresses):
        assert carers(address) == [f"carer-{n}"]
    assert len(grading_engine._kept) <= grading_engine.MOST
    assert carers(addresses[0]) == ["carer-0"], "one that was closed is opened again"
    grading_engine.close_all()
    assert carers(addresses[1]) == ["carer-1"]


def test_threads_ask_at_once(tmp_path):
    address = made(tmp_path / "gradebook.db", "ann")
    with ThreadPoolExecutor(8) as threads:
        assert set(map(tuple, threads.map(lambda _: carers(address), range(200)))) == {("ann",)}


def _in_a_child(address: str, found) -> None:
    found.put((len(grading_engine._kept), carers(address)))


def test_a_process_that_was_forked_opens_its_own(tmp_path):
    address = made(tmp_path / "gradebook.db", "ann")
    assert carers(address) == ["ann"]
    fork = multiprocessing.get_context("fork")
    found = fork.Queue()
    child = fork.Process(target=_in_a_child, args=(address, found))
    child.start()
    assert found.get(timeout=30) == (0, ["ann"])
    child.join(30)
    assert child.exitcode == 0 and carers(address) == ["ann"]


@pytest.mark.xdist_group("nbgrader")
def test_the_trainers_page_of_150_carers_takes_no_time_to_speak_of(tmp_path, tmp_path_factory):
    root = tmp_path / "course"
    shutil.copytree(made_once(tmp_path_factory).root, root)
    sendings.hand_in(root, 150)
    grading.autograde(root, EXERCISE)
    overview.rows(root, EXERCISE, Result())
    before = time.process_time()
    rows = overview.rows(root, EXERCISE, Result())
    assert len(rows) >= 150
    assert time.process_time() - before < 3
