"""The player in a notebook: restored from the file, kept in it, and nothing invalid believed."""

import json
import stat

import pytest

from roleplay import responses, scoring, widget
from roleplay.playable import playable
from tests import stories

EXERCISE = "05-connection-before-correction"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "work" / "responses.json"


@pytest.fixture
def story(tmp_path):
    return stories.load("tiny", tmp_path)


def role_play(story, file):
    return widget.part("role-play", EXERCISE, story.name, playable(story), file, "<p>Read it.</p>")


def own_words(file, name="what-would-you-say"):
    data = {"id": name, "label": "What would you say?", "help": "", "rows": 4}
    return widget.part("own-words", EXERCISE, name, data, file)


def a_run(story, *picks, **other):
    scenes = ["table", "softer", "mend"]
    made = [
        {"scene": s, "choice": c, "own_words": "", "closest": ""}
        for s, c in zip(scenes, picks, strict=False)
    ]
    return {
        "id": "abcdefgh12345678",
        "scenario": story.name,
        "version": story.version,
        "started": "2026-11-21T20:15:00.000Z",
        "ended": None,
        "picks": made,
        "script": None,
        **other,
    }


def test_making_a_part_writes_nothing(story, file):
    role_play(story, file)
    own_words(file)
    assert not file.exists()
    assert not file.parent.exists()


def test_a_pick_is_in_the_file_at_once_and_comes_back(story, file):
    role_play(story, file).value = {"runs": [a_run(story, "near", "limit", "own")]}
    kept = responses.read(file, EXERCISE).responses
    assert kept.runs[0].choices == scoring.model_run(story)
    assert stat.S_IMODE(file.stat().st_mode) == 0o644
    again = role_play(story, file)
    assert again.value == {"runs": [a_run(story, "near", "limit", "own")], "plan": None}


def test_parts_of_one_notebook_share_the_file_without_losing_anything(story, file):
    play, words = role_play(story, file), own_words(file)
    plan = widget.part("if-then", EXERCISE, "plan", {"label": "My plan"}, file)
    play.value = {"runs": [a_run(story, "near")]}
    words.value = {"text": "I'm here.", "changed": "2026-11-21T20:16:00.000Z"}
    plan.value = {"if": "it is loud", "then": "breathe", "changed": "2026-11-21T20:17:00.000Z"}
    kept = responses.read(file, EXERCISE).responses
    assert (len(kept.runs), kept.answers["what-would-you-say"].text) == (1, "I'm here.")
    assert kept.plan is not None
    assert kept.plan.then == "breathe"
    assert own_words(file).value["text"] == "I'm here."
    made = widget.part("if-then", EXERCISE, "plan", {"label": "My plan"}, file)
    assert made.value["if"] == "it is loud"


def test_text_that_was_deleted_stays_deleted(file):
    words = own_words(file)
    words.value = {"text": "A real name", "changed": "2026-11-21T20:16:00.000Z"}
    words.value = {"text": "", "changed": "2026-11-21T20:17:00.000Z"}
    assert "A real name" not in file.read_text(encoding="utf-8")
    assert own_words(file).value["text"] == ""


@pytest.mark.parametrize(
    "value",
    [
        {"runs": "many"},
        {"runs": [{"id": "short"}]},
        {"runs": [7]},
        {"runs": [["a"]]},
    ],
)
def test_what_does_not_fit_is_not_written_and_is_said_plainly(story, file, value):
    part = role_play(story, file)
    part.value = {"runs": [a_run(story, "near")]}
    before = file.read_bytes()
    part.value = value
    assert file.read_bytes() == before
    assert part.data["message"] == widget.NOT_KEPT
    part.value = {"runs": [a_run(story, "near", "limit")]}
    assert part.data["message"] == ""
    assert len(responses.read(file, EXERCISE).responses.runs[0].picks) == 2


def test_runs_of_another_role_play_are_not_taken(story, file):
    part = role_play(story, file)
    part.value = {"runs": [a_run(story, "near", scenario="another")]}
    assert not file.exists()
    assert part.data["message"] == widget.NOT_KEPT


def test_sending_keeps_nothing(file):
    part = widget.part("send-work", EXERCISE, "send", {"needs": [], "scenarios": []}, file)
    part.value = {"answers": {"x": {"text": "y", "changed": "2026-11-21T20:16:00Z"}}}
    assert not file.exists()


def test_a_broken_file_is_kept_aside_and_told(story, file):
    file.parent.mkdir()
    file.write_text("{ half a file", encoding="utf-8")
    part = role_play(story, file)
    assert part.value == {"runs": [], "plan": None}
    assert "kept as responses.broken-" in part.data["message"]
    [aside] = file.parent.glob("responses.broken-*.json")
    assert aside.read_text(encoding="utf-8") == "{ half a file"


def test_a_full_folder_is_told_and_the_old_file_stays(story, file, monkeypatch):
    part = role_play(story, file)
    part.value = {"runs": [a_run(story, "near")]}
    before = file.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(responses, "save", full)
    part.value = {"runs": [a_run(story, "near", "limit")]}
    assert part.data["message"] == widget.NO_ROOM
    assert file.read_bytes() == before


def test_the_book_shows_the_static_part_and_a_notebook_the_live_one(story, file):
    part = role_play(story, file)
    part.say("Your file was broken.")
    bundle, _ = part._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    text = bundle["text/html"]
    assert text.startswith(f'<role-play exercise="{EXERCISE}" name="tiny">')
    assert "Your file was broken." not in text
    found = text.split('type="application/json">')[1].split("</script>")[0]
    assert json.loads(found) == playable(story)


def test_only_value_is_believed_from_the_browser(story, file):
    part = role_play(story, file)
    assert set(part.keys) >= {"kind", "data", "value"}
    part.set_state({"kind": "own-words", "data": {}})
    part.value = {"runs": [a_run(story, "near")]}
    assert responses.read(file, EXERCISE).responses.runs[0].scenario == "tiny"


def test_an_unknown_part_is_refused(file):
    with pytest.raises(ValueError, match="There is no part 'quiz'"):
        widget.part("quiz", EXERCISE, "x", {}, file)
