"""A scenario is loaded whole, or refused with the place and the likely fix."""

from pathlib import Path
from typing import Any

import pytest

from roleplay import scenario
from roleplay.scenario import ScenarioError
from tests.tiny import tiny, write


def refusal(path: Path) -> str:
    """Return what is said when a file is refused."""
    with pytest.raises(ScenarioError) as caught:
        scenario.load(path)
    return str(caught.value)


def test_a_sound_scenario_loads_with_its_name_and_all_its_scenes(tmp_path):
    loaded = scenario.load(write(tmp_path, tiny()))
    assert loaded.name == "tiny"
    assert list(loaded.scenes) == ["table", "softer", "colder", "mend", "end-warm", "end-quiet"]
    assert loaded.scenes["end-warm"].is_ending


def test_the_version_changes_with_the_content_and_only_then(tmp_path):
    first = scenario.load(write(tmp_path, tiny()))
    again = scenario.load(write(tmp_path, tiny()))
    data = tiny()
    data["scenes"]["table"]["text"] = "The cup lies on the floor."
    assert first.version == again.version
    assert scenario.load(write(tmp_path, data)).version != first.version


def test_a_choice_may_be_called_no_or_on(tmp_path):
    text = write(tmp_path, tiny()).read_text().replace("wait:", "no:")
    path = tmp_path / "tiny.yaml"
    path.write_text(text)
    assert "no" in scenario.load(path).scenes["colder"].choices


def test_a_wrong_name_is_met_with_the_nearest_right_one():
    with pytest.raises(ScenarioError, match="There is no scenario 'nope'"):
        scenario.load("nope")


SCENE, CHOICE = ("scenes", "table"), ("scenes", "table", "choices", "near")
REFUSED: dict[str, tuple[tuple[str | int, ...], Any, str]] = {
    "unknown scene": (
        (*CHOICE, "leads_to"),
        "softr",
        "leads to 'softr', but there is no such scene. Did you mean 'softer'?",
    ),
    "unknown start": (
        ("start",),
        "tabel",
        "starts at 'tabel', but there is no such scene. Did you mean 'table'?",
    ),
    "unknown field": (
        (*CHOICE, "feedbak"),
        "x",
        "'feedbak' is not a field here. Did you mean 'feedback'?",
    ),
    "unknown top field": (("titel",), "x", "'titel' is not a field here. Did you mean 'title'?"),
    "unknown field in child": (("child", "agee"), 3, "Did you mean 'age'?"),
    "name given": (("name",), "tiny", "the file's name is the scenario's name"),
    "unknown step": ((*CHOICE, "step"), "connekt", "'connekt' is not one of"),
    "unknown pace letter": ((*CHOICE, "pace"), {"emphaty": 1}, "'emphaty' is not one of"),
    "too many points": (
        (*CHOICE, "pace"),
        {"empathy": 3},
        "3 is out of range: it must be at most 2",
    ),
    "too hot": ((*SCENE, "temperature"), 11, "11 is out of range: it must be at most 10"),
    "too cold": ((*SCENE, "temperature"), -1, "-1 is out of range: it must be at least 0"),
    "temperature as text": ((*SCENE, "temperature"), "7", "a whole number without quotes"),
    "age as text": (("child", "age"), "six", "a whole number without quotes"),
    "text as number": (
        (*SCENE, "text"),
        5,
        "This must be text, but it is a number. Put it in quotes.",
    ),
    "empty text": ((*SCENE, "inside"), "", "This is empty"),
    "long text": ((*SCENE, "inside"), "x" * 4001, "longer than 4000"),
    "bad name": (("scenes", "Bad Name"), {}, "is not a name we can use"),
    "limit not true": ((*CHOICE, "limit"), "perhaps", "true or false without quotes"),
    "wrong line word": ((*CHOICE, "line"), "kept", "'kept' is not one of"),
    "needed not true": (("line", "needed"), 1, "true or false without quotes"),
    "homes letter": (("homes",), ["X"], "'X' is not one of"),
    "homes empty": (("homes",), [], "This is empty"),
    "homes as text": (("homes",), "S", "a list, like [one, two]"),
    "scenes as list": (("scenes",), [], "lines of 'name: value'"),
    "unknown item": (
        ("teaches",),
        ["AFC-CBX"],
        "There is no teachable item 'AFC-CBX'. Did you mean 'AFC-CBC'?",
    ),
    "minutes": (("minutes",), 90, "at most 30"),
    "one choice": (
        (*SCENE, "choices"),
        {"near": tiny()["scenes"]["table"]["choices"]["near"]},
        "Give two, three or four",
    ),
    "ending asks": (("scenes", "end-warm", "ask"), "What now?", "An ending asks nothing"),
    "scene with debrief": ((*SCENE, "debrief"), "x", "Only an ending has 'debrief'"),
    "scene with title": ((*SCENE, "title"), "x", "Only an ending has 'title'"),
    "circle": (
        ("scenes", "mend", "choices", "done", "leads_to"),
        "softer",
        "goes round in a circle",
    ),
    "same words twice": (
        (*CHOICE, "text"),
        "Come out now. (You pull his arm.)",
        "have the same words",
    ),
    "nothing meets the line": (
        ("scenes", "softer", "choices", "limit", "line"),
        None,
        "no choice has 'line: met'",
    ),
    "nothing misses the line": (
        ("scenes", "softer", "choices", "leave", "line"),
        None,
        "no choice has 'line: missed'",
    ),
    "no correction after connecting": (
        ("scenes", "softer", "choices", "limit", "step"),
        "settle",
        "corrects after connecting",
    ),
    "no model run": (
        ("scenes", "colder", "choices", "wait", "pace"),
        {"playfulness": 1},
        "No single run earns the best of every criterion",
    ),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_each_rule_refuses_with_its_place_and_its_fix(tmp_path, fault):
    place, value, said = REFUSED[fault]
    data = tiny()
    part: Any = data
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = value
    message = refusal(write(tmp_path, data))
    assert said in message
    assert message.startswith("tiny.yaml, line ")


REQUIRED = [
    ("title",), ("child",), ("minutes",), ("about",), ("content_note",), ("homes",), ("teaches",), ("line",),
    ("authors",), ("reviewed_by",), ("start",), ("scenes",), ("child", "name"), ("child", "age"),
    ("line", "says"), ("line", "tell"), ("line", "by"), ("line", "needed"),
    (*SCENE, "text"), (*SCENE, "temperature"), (*SCENE, "inside"),
    (*CHOICE, "text"), (*CHOICE, "step"), (*CHOICE, "feedback"), (*CHOICE, "leads_to"),
    ("scenes", "end-warm", "title"), ("scenes", "end-warm", "debrief"),
]  # fmt: skip


@pytest.mark.parametrize("place", REQUIRED, ids=".".join)
def test_each_needed_field_is_asked_for_by_name(tmp_path, place):
    data = tiny()
    part: Any = data
    for step in place[:-1]:
        part = part[step]
    del part[place[-1]]
    message = refusal(write(tmp_path, data))
    assert f"'{place[-1]}'" in message
    assert "Add a line" in message


def test_a_scene_that_nobody_meets_is_pointed_out(tmp_path):
    data = tiny()
    data["scenes"]["lost"] = {**data["scenes"]["end-quiet"]}
    assert "scene 'lost': No choice leads to this scene" in refusal(write(tmp_path, data))


def test_a_hot_scene_without_a_way_to_repair_is_refused(tmp_path):
    data = tiny()
    data["scenes"]["colder"]["choices"]["sorry"]["step"] = "settle"
    data["scenes"]["colder"]["choices"]["wait"]["leads_to"] = "end-quiet"
    message = refusal(write(tmp_path, data))
    assert (
        "scene 'colder': The child's temperature is 9 here, and no way to put things right"
        in message
    )


def test_the_best_choice_is_not_always_the_first(tmp_path):
    data = tiny()
    choices = data["scenes"]["table"]["choices"]
    data["scenes"]["table"]["choices"] = {"near": choices["near"], "shout": choices["shout"]}
    assert "always the first one" in refusal(write(tmp_path, data))


def test_the_best_choice_is_not_always_the_longest(tmp_path):
    data = tiny()
    data["scenes"]["table"]["choices"]["near"]["text"] = "That was a very loud bang. " * 9
    assert "always the longest one" in refusal(write(tmp_path, data))


def test_several_faults_are_all_told_at_once(tmp_path):
    data = tiny()
    data["scenes"]["table"]["choices"]["near"]["leads_to"] = "nowhere"
    data["scenes"]["softer"]["choices"]["limit"]["leads_to"] = "nothing"
    assert refusal(write(tmp_path, data)).count("there is no such scene") == 2


BROKEN_TEXT = {
    "empty file": (b"", "The file is empty"),
    "only a word": (b"hello", "A scenario is lines of 'name: value'"),
    "bad indent": (b"title: a\n  child: b\n", "The spaces at the start of this line"),
    "tab": (b"title:\n\tx: 1\n", "There is a tab at the start"),
    "control character": (b"title: a\x07b\n", "hidden control character"),
    "not utf-8": (b"title: caf\xe9\n", "not UTF-8"),
    "written twice": (b"title: a\ntitle: b\n", "'title' is written twice"),
    "alias": (b"a: &x [1]\nb: *x\n", "shortcuts are not used here"),
    "tag": (b"a: !!python/object:os.system x\n", "starting with '!'"),
    "too deep": (b"[" * 50 + b"]" * 50, "too many levels"),
    "too large": (b"#" * 300_000, "larger than 256 kB"),
    "list as a name": (b"? [a]\n: b\n", "must be plain text before the colon"),
    "impossible date": (b"title: 2026-99-99\n", "cannot be read. Put it in quotes"),
}  # fmt: skip


@pytest.mark.parametrize("fault", BROKEN_TEXT)
def test_a_damaged_file_is_refused_in_plain_words(tmp_path, fault):
    content, said = BROKEN_TEXT[fault]
    path = tmp_path / "damaged.yaml"
    path.write_bytes(content)
    message = refusal(path)
    assert message.startswith("damaged.yaml")
    assert said in message
