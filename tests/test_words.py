"""The words people type: python -m roleplay, make help, and the set-up's plain sentences."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from roleplay import scenario, sheets, sorts
from roleplay.__main__ import schemas
from tests.tiny import tiny, write
from tools import setup

ROOT = Path(__file__).resolve().parent.parent


def run(*words, **options):
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False, **options
    )


def test_check_says_what_is_in_each_role_play_sort_and_sheet_of_the_course():
    done = run("-m", "roleplay", "check")
    assert done.returncode == 0, done.stderr
    names = [*scenario.names(), *sorts.names(), *sheets.names()]
    for name in names:
        assert f"{name}: " in done.stdout
    assert f"{len(names)} sound, 0 to mend" in done.stdout


def test_check_of_a_broken_file_ends_with_1_and_the_place(tmp_path):
    data = tiny()
    data["start"] = "tabel"
    done = run("-m", "roleplay", "check", str(write(tmp_path, data)))
    assert done.returncode == 1
    assert "Did you mean 'table'?" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_as_json_can_be_read_by_a_script(tmp_path):
    done = run("-m", "roleplay", "check", "--json", str(write(tmp_path, tiny())))
    (report,) = json.loads(done.stdout)
    assert (report["scenes"], report["endings"], report["runs"]) == (6, 2, 9)
    assert report["span"]["empathy"] == [0, 2]
    assert report["model_run"] == ["near", "limit", "own"]


def test_the_published_schemas_are_those_of_the_code():
    for name, text in schemas().items():
        kept = (ROOT / "docs" / "schemas" / name).read_text(encoding="utf-8")
        assert kept == text, "run 'python -m roleplay schema' and commit what changes"


def test_make_alone_lists_the_words():
    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)
    for word in ("course", "test", "book", "help", "exercises"):
        assert f"make {word}" in done.stdout


PIP_SAID = {
    "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device": "The disk is full",
    "ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: '/x'": "no permission to write",
    "building 'x' extension\nerror: command 'gcc' failed: No such file or directory": "install gcc",
    "unable to execute 'x86_64-linux-gnu-gcc': No such file or directory": "A compiler is missing",
    "WARNING: Retrying … NewConnectionError('…: Failed to establish a new connection')": "cannot be reached",
    "something odd\nERROR: No matching distribution found for x==1": "No matching distribution found for x==1",
}


@pytest.mark.parametrize("said", PIP_SAID)
def test_trouble_while_installing_becomes_one_sentence(said):
    sentence = setup.reason(said)
    assert PIP_SAID[said] in sentence
    assert "\n" not in sentence


def test_a_folder_where_nothing_can_be_made_is_one_sentence():
    done = run("tools/setup.py", env={**os.environ, "COURSE_VENV": "/proc/nowhere/.venv"})
    assert done.returncode == 1
    assert done.stderr.startswith("Cannot go on. ")
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_a_nearly_full_disk_is_said_before_anything_is_installed(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(setup, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(setup, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(setup, "NEED_BYTES", 10**18)
    monkeypatch.setattr(sys, "argv", ["setup.py"])
    assert setup.main() == 1
    assert "The disk is nearly full" in capsys.readouterr().err
    assert not (tmp_path / ".venv").exists()
