"""Shared by all tests: where the project is, and the book built once."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadGroupScheduling

from tests import book_build, hub_course

ROOT = Path(__file__).resolve().parent.parent


GROUPS = {
    path.relative_to(ROOT).as_posix(): found[1]
    for path in (ROOT / "tests").rglob("test_*.py")
    if (found := re.search(r'xdist_group\("([a-z-]+)"\)', path.read_text(encoding="utf-8")))
}
"""The files whose tests share one process, and the name under which they do."""


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadGroupScheduling:
    """Keep the groups: pytest 9.2 no longer looks at the name by which xdist 3.8 tells them."""

    class OurGroups(LoadGroupScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return GROUPS.get(nodeid.split("::")[0], nodeid)

    return OurGroups(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests that must share a process: begun last, they would leave the other worker idle.

    Of those, the desk's own tests come first: they read the whole trainer's page of a new course.
    """
    items.sort(
        key=lambda item: (
            item.get_closest_marker("xdist_group") is None,
            item.path.name != "test_desk.py",
        )
    )


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def built_book(tmp_path_factory: pytest.TempPathFactory) -> book_build.BuiltBook:
    """Return the whole book, built once from a clean state, however many test workers there are."""
    base = tmp_path_factory.getbasetemp()
    in_worker = "PYTEST_XDIST_WORKER" in os.environ
    return book_build.built_once(base.parent if in_worker else base)


@pytest.fixture(scope="session")
def running_course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[hub_course.Running]:
    """Return a running course with a stand-in book, one for all tests of the desk.

    They share the mark ``xdist_group("desk")``, and so the process; starting a hub takes long.
    """
    folder = tmp_path_factory.mktemp("course")
    book = hub_course.stand_in_book(folder / "book")
    with hub_course.running(folder / "held", book) as course:
        yield course
