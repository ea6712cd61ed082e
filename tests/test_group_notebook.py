"""The trainer's notebook: nbval runs it in a real kernel, and its two controls show what the desk shows."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from roleplay import controls, debrief
from roleplay.commands_group import debrief as debrief_word
from roleplay.group import of_course
from tests import carers, group_made


@pytest.fixture
def course(tmp_path):
    """Six people who played each role-play twice, and one who began and stopped."""
    group_made.group(tmp_path / "course", 6, carers.ROLE_PLAYS)
    return tmp_path / "course"


@pytest.mark.slow
def test_nbval_runs_the_notebook(course, tmp_path):
    out = tmp_path / "out"
    done = CliRunner().invoke(
        debrief_word, [carers.EXERCISE, "--course-root", str(course), "--out", str(out)]
    )
    assert done.exit_code == 0, done.output
    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "--nbval-lax",
            "-q",
            "-p",
            "no:cacheprovider",
            "group.ipynb",
        ],
        cwd=out,
        env={k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
    assert "2 passed" in ran.stdout


def parts(course):
    """Return the notebook's two controls, and what they show."""
    box = controls.group(str(course), carers.EXERCISE)
    return box.children


def test_choosing_a_role_play_shows_that_one_only(course):
    which, _, shown = parts(course)
    assert "The wrong pasta" in shown.value and "Behind the bed" in shown.value
    which.value = "theo-hidden-food"
    assert "The wrong pasta" not in shown.value and "Behind the bed" in shown.value


def test_the_first_time_alone_shows_nothing_of_the_latest(course):
    _, when, shown = parts(course)
    assert "latest time" in shown.value
    when.value = controls.FIRST
    assert "latest time</th>" not in shown.value and "Striped" not in shown.value
    when.value = controls.BOTH
    assert str(debrief.body(of_course(course, carers.EXERCISE))) in shown.value


def test_the_rows_are_what_is_shown_and_no_more(course):
    rows = controls.rows(str(course), carers.EXERCISE)
    assert all(row["people"] >= 5 for row in rows)
    shown = of_course(course, carers.EXERCISE).decisions
    assert len(rows) == sum(len(d.replies) for d in shown)
    assert "carer-0" not in str(rows)


def test_carers_have_no_such_notebook():
    root = Path(__file__).resolve().parent.parent
    assert not [
        p
        for p in (root / "exercises").rglob("*")
        if p.suffix == ".ipynb" and "roleplay.controls" in p.read_text("utf-8")
    ]
    assert "group.md" not in (root / "_toc.yml").read_text(encoding="utf-8")
