"""Playing in the terminal: by numbers, through a pipe, back and out, to a debrief that says it all."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from roleplay.__main__ import main
from tests.tiny import tiny, write

ROOT = Path(__file__).resolve().parent.parent


def play(story, typed="", *words):
    return CliRunner().invoke(
        main, ["play", str(story), *words], input=typed, env={"COLUMNS": "200"}
    )


@pytest.fixture
def tiny_file(tmp_path):
    return write(tmp_path, tiny())


def test_a_run_by_numbers_ends_in_a_debrief(tiny_file):
    done = play(tiny_file, "I would sit down.\n2\n1\n1\n")
    assert done.exit_code == 0, done.output
    said = done.stdout
    before, _, after = said.partition("Looking back, moment by moment")
    assert "About 2 minutes" in before
    assert "███████░░░  Sam's temperature: 7 of 10, hot" in before
    assert "I am in trouble." not in before, "what the child thinks is shown only when looking back"
    assert "How it ended: Swept up together" in before
    assert "Warmth first, then the limit." in before
    for words in (
        "Sam may have been thinking: I am in trouble.",
        "In your own words: I would sit down.",
        "You (Connect): That was a loud bang. I'm here.",
        "Sam hears that you are not angry.",
        "The roads not taken:",
        "Connect → Correct → Repair",
        "I connected first. Sam may have felt understood",
        "Empathy           ●●  2 of 2",
        "Connection first  ●●  2 of 2",
        "Write it down. Tell your service: the same day.",
        "You took that step.",
    ):
        assert words in after, words
    assert "Not yet, talk with your trainer" not in said
    assert "fail" not in said.lower()


def test_a_run_that_is_not_safe_says_whom_to_talk_with_and_why(tiny_file):
    done = play(tiny_file, "\n3\n1\n")
    assert done.exit_code == 0
    assert "Not yet, talk with your trainer" in done.stdout
    assert "Pulling a frightened child is never allowed." in done.stdout
    assert "This time that step was not taken." in done.stdout
    assert "This time no step met Sam's feeling." in done.stdout


def test_back_takes_back_one_step_and_own_words_are_asked_once(tiny_file):
    done = play(tiny_file, "\n1\nb\n2\n1\n1\n")
    assert done.exit_code == 0
    assert done.stdout.count("In your own words (Enter to skip)") == 1
    assert "Connect → Correct → Repair" in done.stdout


def test_q_stops_and_a_wrong_answer_is_asked_again(tiny_file):
    done = play(tiny_file, "\n7\nb\nwhat\nq\n")
    assert done.exit_code == 0
    assert done.stdout.count("Please type 1 to 3, q to stop.") == 3, (
        "there is nothing to go back to yet"
    )
    assert "Stopped. Nothing was kept." in done.stdout
    assert "Looking back" not in done.stdout


def test_choices_may_be_typed_by_name_or_given_beforehand(tiny_file):
    typed = play(tiny_file, "near\nlimit\nown\n", "--no-words", "--json")
    given = play(tiny_file, "", "--picks", "near,limit,own", "--json")
    assert typed.exit_code == given.exit_code == 0
    assert typed.stdout == given.stdout
    found = json.loads(given.stdout)
    assert found["scenes"] == ["table", "softer", "mend", "end-warm"]
    assert found["marks"] == found["best"]
    assert found["gate"] == {"open": True, "reasons": []}


@pytest.mark.parametrize(
    ("picks", "code", "said"),
    [
        ("neer", 2, "Scene 'table' has no choice 'neer'. Did you mean 'near'?"),
        ("near,limit,own,more", 2, "Scene 'end-warm' has no choice 'more'. The story ends there."),
        ("near", 1, "The story is not at its end: it stands at 'softer'."),
    ],
)
def test_picks_that_do_not_fit_and_input_that_ends_too_soon(tiny_file, picks, code, said):
    done = play(tiny_file, "", "--picks", picks)
    assert (done.exit_code, said in done.stderr) == (code, True)
    assert "Traceback" not in done.output


def test_what_a_file_holds_is_shown_and_never_obeyed(tmp_path):
    data = tiny()
    data["scenes"]["table"]["text"] = (
        "[bold red]Mind[/] the \x1b[2J\x1b]0;gone\x07 cup [link=x]here[/link] :smile:"
    )
    done = play(write(tmp_path, data), "q\nq\n")
    assert "[bold red]Mind[/] the [2J]0;gone cup [link=x]here[/link] :smile:" in done.stdout
    assert "\x1b" not in done.stdout


def test_in_a_real_terminal_it_asks_and_ctrl_d_ends_it_kindly(tiny_file):
    keeper, teller = pty.openpty()
    run = subprocess.Popen(
        [sys.executable, "-m", "roleplay", "play", str(tiny_file), "--no-words"],
        cwd=ROOT, stdin=teller, stdout=teller, stderr=subprocess.PIPE, env={**os.environ, "TERM": "xterm"},
    )  # fmt: skip
    os.close(teller)
    said = ""

    def until(words):
        nonlocal said
        while words not in said:
            said += os.read(keeper, 4096).decode(errors="ignore")

    until("q to stop): ")
    os.write(keeper, b"2\n")
    until("Sam looks up.")
    os.write(keeper, b"\x04")
    assert run.wait(timeout=20) == 1
    assert b"it stands at 'softer'" in run.stderr.read()
    run.stderr.close()
    os.close(keeper)
