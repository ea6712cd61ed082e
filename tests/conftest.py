"""Shared by all tests: where the project is, and the book built once."""

import os
from pathlib import Path

import pytest

from tests import book_build

ROOT = Path(__file__).resolve().parent.parent


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
