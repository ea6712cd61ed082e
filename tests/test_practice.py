"""Cells of an exercise: marks are plain numbers, nothing raises, nothing is written to stderr."""

import os
import subprocess
import sys

import pytest

from roleplay import scenario, scoring
from roleplay.practice import Practice, look, script
from tests.carers import EXERCISE, harmful_run, model_runs, responses, run

KWAME = "kwame-after-school"


@pytest.fixture
def cell(tmp_path, monkeypatch):
    """Give a practice in a folder of its own, as nbgrader runs it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    return Practice(EXERCISE, "Connection before correction")


def write(work, folder):
    (folder / "responses.json").write_text(work.to_json(), encoding="utf-8")


def test_the_model_run_earns_the_best_of_every_criterion(cell, tmp_path):
    write(responses(model_runs()), tmp_path)
    for criterion, most in scoring.best(scenario.load(KWAME)).items():
        mark = cell.mark(KWAME, criterion, of=most)
        assert (mark, repr(mark)) == (most, f"{most}.0")


def test_nothing_sent_earns_nothing_and_says_so(cell):
    mark = cell.mark(KWAME, "order", of=2)
    assert repr(mark) == "0.0"
    assert (
        mark._repr_html_() == "Connection before correction: 0 of 2. Nothing was sent."
    )  # what the trainer reads


def test_a_run_that_has_not_ended_earns_nothing(cell, tmp_path):
    picks = scoring.model_run(scenario.load(KWAME))[:-1]
    write(responses((run(KWAME, picks),)), tmp_path)
    mark = cell.mark(KWAME, "order", of=2)
    assert mark == 0
    assert "Not played to an ending yet." in mark.text


@pytest.mark.parametrize("content", ['{"broken', "[]", "\x00\xff", "9" * 5000, "[" * 90_000])
def test_a_broken_file_earns_nothing_says_why_and_is_left_alone(cell, tmp_path, content):
    path = tmp_path / "responses.json"
    path.write_text(content, encoding="utf-8")
    mark = cell.mark(KWAME, "empathy", of=5)
    assert mark == 0
    assert "could not be read" in mark.text
    assert [p.name for p in tmp_path.iterdir()] == ["responses.json"]
    assert path.read_text(encoding="utf-8") == content


def test_a_folder_in_place_of_the_file_earns_nothing(cell, tmp_path):
    (tmp_path / "responses.json").mkdir()
    assert "could not be opened" in cell.mark(KWAME, "empathy", of=5).text


def test_a_role_play_that_is_gone_earns_nothing(cell):
    assert cell.mark("no-such-role-play", "empathy", of=5) == 0


def test_a_mark_never_passes_what_the_exercise_says_it_is_worth(cell, tmp_path):
    write(responses(model_runs()), tmp_path)
    assert repr(cell.mark(KWAME, "acceptance", of=1)) == "1.0"


def test_a_criterion_that_nobody_can_earn_gives_nothing(cell, tmp_path):
    write(responses(model_runs()), tmp_path)
    assert cell.mark(KWAME, "charm", of=2) == 0


def test_the_trainer_reads_the_run_as_a_script_with_the_safety_gate(cell, tmp_path, capsys):
    write(responses((harmful_run(KWAME),)), tmp_path)
    assert cell.role_play(KWAME) is None
    said = capsys.readouterr()
    assert "Not yet, talk with your trainer" in said.out
    assert "Ending:" in said.out
    assert said.err == ""


def test_own_words_stand_in_the_script_word_for_word():
    story = scenario.load(KWAME)
    said = script(story, model_runs(own_words="<b>I'm here</b>")[0])
    assert "In the carer's own words: <b>I'm here</b>" in said
    assert max(len(line) for line in said.splitlines()) <= 88


def test_the_trainer_sees_which_choice_was_closest_to_the_own_words():
    story = scenario.load(KWAME)
    played = model_runs(own_words="I'm here")[0]
    near = next(
        name for name in story.scenes[story.start].choices if name != played.picks[0].choice
    )
    first = played.picks[0].model_copy(update={"closest": near})
    said = script(story, played.model_copy(update={"picks": (first, *played.picks[1:])}))
    words = story.scenes[story.start].choices[near].text
    assert "Closest to their own words, they said:" in said
    assert " ".join(words.split())[:40] in " ".join(said.split())
    assert "Closest to" not in script(story, played)


def test_a_run_of_an_older_version_says_so():
    old = model_runs()[0].model_copy(update={"version": "00000000"})
    assert "before this role-play was last changed" in script(scenario.load(KWAME), old)


def test_while_marking_no_part_is_shown(cell, capsys):
    shown = [cell.own_words("q", label="What?"), cell.send(), cell.if_then(label="Plan")]
    assert shown == [None, None, None]
    assert "Nothing was sent." in capsys.readouterr().out


def test_a_carer_sees_the_player_and_no_marks(cell, tmp_path, monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION")
    part = cell.role_play(KWAME)
    assert (part.kind, part.name, part.exercise) == ("role-play", KWAME, EXERCISE)
    mark = cell.mark(KWAME, "order", of=2)
    assert mark == 0
    assert mark._ipython_display_() is None
    assert list(tmp_path.iterdir()) == [], "showing a part writes nothing"


def test_sending_knows_what_the_exercise_asks_for(cell, monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION")
    cell.role_play(KWAME)
    cell.own_words("reflection", label="Looking back")
    assert cell.send().data == {
        "exercise": EXERCISE,
        "title": "Connection before correction",
        "needs": ["reflection"],
        "scenarios": [KWAME],
        "sorts": [],
    }


def test_every_box_asks_the_carer_to_make_the_child_up(cell, monkeypatch):
    monkeypatch.delenv("NBGRADER_EXECUTION")
    line = "Make the child up. If a real child could be recognised, delete it."
    assert cell.own_words("q", label="What?", help="Short is fine.").data["help"].endswith(line)
    assert cell.if_then(label="Plan").data["help"] == line


def test_a_role_play_that_does_not_load_meets_the_carer_with_plain_words(cell, monkeypatch, capsys):
    monkeypatch.delenv("NBGRADER_EXECUTION")
    assert cell.role_play("no-such-role-play") is None
    assert "being mended" in capsys.readouterr().out


def test_looking_gives_what_was_sent(tmp_path):
    write(responses(reflection="I waited."), tmp_path)
    found, reason = look(tmp_path, EXERCISE)
    assert (found.answers["reflection"].text, reason) == ("I waited.", "")


def test_marking_is_silent_on_stderr_even_when_warnings_are_errors(tmp_path):
    code = (
        "from roleplay.practice import Practice\n"
        f"practice = Practice({EXERCISE!r}, 'Title')\n"
        f"practice.role_play({KWAME!r})\n"
        f"print(repr(practice.mark({KWAME!r}, 'order', of=2)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=tmp_path,
        env={**os.environ, "NBGRADER_EXECUTION": "autograde"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    assert done.stdout.endswith("0.0\n")
