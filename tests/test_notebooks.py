"""Every notebook runs in a real kernel: no traceback, no warning, nothing written, nothing forgotten."""

import json
import os
import re
import shutil
import subprocess
import sys

import nbformat
import pytest
import yaml
from nbclient import NotebookClient

from roleplay import responses, scenario, scoring
from tests.carers import EXERCISE, model_runs
from tests.carers import responses as made_responses
from tests.course import ROOT

pytestmark = pytest.mark.slow
EXERCISES = sorted((ROOT / "exercises").glob("*/*.ipynb"))
WIDGET = "application/vnd.jupyter.widget-view+json"


def in_the_book():
    """List the notebooks of the book that are not exercises, by the book's own contents."""
    names = re.findall(r"file: (\S+)", (ROOT / "_toc.yml").read_text(encoding="utf-8"))
    found = [ROOT / f"{name}.ipynb" for name in names]
    return [path for path in found if path.is_file() and path not in EXERCISES]


NOTEBOOKS = EXERCISES + in_the_book()


def copied(path, folder):
    """Copy a notebook alone, as a carer has it."""
    return shutil.copy(path, folder / path.name)


def executed(path, kept=None):
    """Run a notebook in its own folder and return it with the client's widgets."""
    if kept:
        responses.save(path.parent / "responses.json", kept)
    book = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(book, timeout=60, kernel_name="python3", resources=resources)
    client.execute()
    return book, [state for state in client.widget_state.values() if "kind" in state]


def test_there_is_an_exercise_and_the_book_holds_it():
    contents = yaml.safe_dump(yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8")))
    assert EXERCISES
    for path in EXERCISES:
        assert str(path.relative_to(ROOT).with_suffix("")) in contents


def test_nbval_runs_over_every_notebook(tmp_path):
    copies = []
    for number, path in enumerate(NOTEBOOKS):
        place = tmp_path / str(number)
        place.mkdir()
        copies.append(copied(path, place))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbval-lax", "-q", "-p", "no:cacheprovider", *copies],
        cwd=tmp_path,
        env={k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")},
        capture_output=True,
        text=True,
        check=False,
    )
    cells = sum(
        cell.cell_type == "code" for path in NOTEBOOKS for cell in nbformat.read(path, 4).cells
    )
    assert done.returncode == 0, done.stdout
    assert f"{cells} passed" in done.stdout


@pytest.mark.parametrize("path", EXERCISES, ids=lambda p: p.parent.name)
def test_opening_an_exercise_shows_its_parts_and_writes_nothing(path, tmp_path):
    copy = copied(path, tmp_path)
    book, parts = executed(copy)
    assert [p.name for p in tmp_path.iterdir()] == [copy.name]
    sort = {"sort-cards"} if "practice.sort_cards(" in path.read_text(encoding="utf-8") else set()
    always = {"role-play", "own-words", "if-then", "send-work"}
    assert {part["kind"] for part in parts} == always | sort
    for cell in book.cells:
        hidden = "remove-cell" in cell.metadata.get("tags", [])
        outputs = cell.get("outputs", [])
        assert [o for o in outputs if o.output_type in ("error", "stream")] == []
        assert not (hidden and outputs), "what is marked shows the carer nothing"
        for output in outputs:
            assert WIDGET in output.data
            assert output.data["text/html"].startswith("<")


def test_what_was_done_is_there_again_after_a_new_start(tmp_path):
    path = next(p for p in EXERCISES if p.parent.name == EXERCISE)
    kept = made_responses(
        model_runs(), plan=("I hear the door", "I breathe out"), reflection="I waited & sat <down>."
    )
    copy = copied(path, tmp_path)
    before = kept.to_json()
    book, parts = executed(copy, kept)
    values = {
        part["data"].get("id", part["data"].get("name", part["kind"])): part["value"]
        for part in parts
    }
    assert values["reflection"]["text"] == "I waited & sat <down>."
    assert values["if-then"]["then"] == "I breathe out"
    picks = [p["choice"] for p in values["kwame-after-school"]["runs"][0]["picks"]]
    assert tuple(picks) == kept.runs[0].choices
    assert len(picks) == len(scoring.model_run(scenario.load("kwame-after-school")))
    assert (tmp_path / "responses.json").read_text(encoding="utf-8") == before
    shown = json.dumps([cell.get("outputs", []) for cell in book.cells])
    assert "I waited" not in shown, "the page of the book never holds somebody's answers"


def test_a_broken_file_is_kept_aside_and_the_carer_gets_plain_words(tmp_path):
    path = next(p for p in EXERCISES if p.parent.name == EXERCISE)
    copy = copied(path, tmp_path)
    (tmp_path / "responses.json").write_text("{broken", encoding="utf-8")
    book, parts = executed(copy)
    assert len(list(tmp_path.glob("responses.broken-*.json"))) == 1
    assert any("damaged" in part["data"].get("message", "") for part in parts)
    assert "Traceback" not in json.dumps([cell.get("outputs", []) for cell in book.cells])
