"""A carer's work is kept whole, joined without loss, and a broken file is put aside, never overwritten."""

import json
import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roleplay import responses
from roleplay.responses import Answer, Pick, Plan, Responses, ResponsesError, Run, Sorting

EXERCISE = "05-connection-before-correction"


def run(run_id="abcdefgh", picks=("near",), ended=None, started="2026-11-21T20:00:00Z"):
    made = tuple(Pick(scene="table", choice=pick) for pick in picks)
    return Run(
        id=run_id, scenario="tiny", version="0123abcd", started=started, ended=ended, picks=made
    )


def answer(text, changed="2026-11-21T20:00:00Z"):
    return Answer(text=text, changed=changed)


FULL = Responses(
    exercise=EXERCISE,
    runs=(run(),),
    answers={"reflection": answer('I said "no" <b>& left</b> \u202e żółw 🐢')},
    plan=Plan(if_="the plate flies", then="breathe", changed="2026-11-21T20:00:00Z"),
    sorts={
        "two-hands": Sorting(
            picks={"shoe": "both"}, version="0123abcd", changed="2026-11-21T20:00:00Z"
        )
    },
)


def test_what_is_saved_is_read_back_letter_for_letter(tmp_path):
    path = tmp_path / "responses.json"
    responses.save(path, FULL)
    assert responses.read(path, EXERCISE) == responses.Reading(FULL)
    assert json.loads(path.read_text())["plan"]["if"] == "the plate flies"


def test_a_missing_file_is_simply_empty(tmp_path):
    reading = responses.read(tmp_path / "responses.json", EXERCISE)
    assert reading.responses.is_empty
    assert reading.message == ""


def test_the_saved_file_can_be_read_by_a_collector(tmp_path):
    path = tmp_path / "responses.json"
    responses.save(path, FULL)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert [p.name for p in tmp_path.iterdir()] == ["responses.json"]


def test_a_save_that_cannot_finish_leaves_the_old_file_whole(tmp_path, monkeypatch):
    path = tmp_path / "responses.json"
    responses.save(path, FULL)

    def no_space(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(OSError, match="No space left"):
        responses.save(path, Responses(exercise=EXERCISE))
    assert responses.read(path, EXERCISE).responses == FULL
    assert [p.name for p in tmp_path.iterdir()] == ["responses.json"]


GOOD = json.loads(FULL.to_json())
BROKEN = {
    "empty": b"",
    "cut off": FULL.to_json().encode()[:-40],
    "not json": b"<html>404</html>",
    "wrong encoding": FULL.to_json().encode("utf-16"),
    "another format": json.dumps({**GOOD, "format": "h5p/1"}).encode(),
    "a newer format": json.dumps({**GOOD, "format": "connection-first/responses/2"}).encode(),
    "another exercise": json.dumps({**GOOD, "exercise": "04-pace"}).encode(),
    "an unknown field": json.dumps({**GOOD, "admin": True}).encode(),
    "a list": b"[]",
    "too large": b" " * 1_000_001,
    "deeply nested": b"[" * 100_000,
    "too many runs": json.dumps({**GOOD, "runs": GOOD["runs"] * 201}).encode(),
    "a run with a path for a name": json.dumps({**GOOD, "runs": [{**GOOD["runs"][0], "scenario": "../../etc"}]}).encode(),
    "too long a text": json.dumps({**GOOD, "answers": {"a": {"text": "x" * 20_001, "changed": "2026-11-21T20:00:00Z"}}}).encode(),
    "a time in another form": json.dumps({**GOOD, "plan": {**GOOD["plan"], "changed": "yesterday"}}).encode(),
}  # fmt: skip


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_or_foreign_file_is_kept_aside_with_a_plain_message(tmp_path, fault):
    path = tmp_path / "responses.json"
    path.write_bytes(BROKEN[fault])
    reading = responses.read(path, EXERCISE)
    assert reading.responses.is_empty
    assert reading.kept_aside.read_bytes() == BROKEN[fault]
    assert not path.exists()
    assert reading.message.startswith("The file ")
    assert reading.kept_aside.name in reading.message
    assert "Traceback" not in reading.message
    assert "pydantic" not in reading.message


def test_two_broken_files_in_one_second_are_both_kept(tmp_path):
    path = tmp_path / "responses.json"
    for content in (b"one", b"two"):
        path.write_bytes(content)
        responses.read(path, EXERCISE)
    assert sorted(p.read_bytes() for p in tmp_path.iterdir()) == [b"one", b"two"]


def test_a_message_never_repeats_what_the_carer_wrote(tmp_path):
    path = tmp_path / "responses.json"
    path.write_text(
        json.dumps({**GOOD, "answers": {"reflection": {"text": "her name is Xq", "change": 1}}})
    )
    assert "Xq" not in responses.read(path, EXERCISE).message


def test_joining_keeps_every_run_and_the_longer_of_two_copies():
    one = Responses(exercise=EXERCISE, runs=(run("aaaaaaaa", ("near",)), run("bbbbbbbb")))
    two = Responses(exercise=EXERCISE, runs=(run("aaaaaaaa", ("near", "limit")), run("cccccccc")))
    joined = responses.merge(one, two)
    assert {r.id: len(r.picks) for r in joined.runs} == {
        "aaaaaaaa": 2,
        "bbbbbbbb": 1,
        "cccccccc": 1,
    }
    assert {r.id: len(r.picks) for r in responses.merge(two, one).runs} == {
        r.id: len(r.picks) for r in joined.runs
    }


def test_joining_takes_the_text_changed_last():
    early = Responses(exercise=EXERCISE, answers={"a": answer("old", "2026-11-21T20:00:00Z")})
    late = Responses(exercise=EXERCISE, answers={"a": answer("new", "2026-11-21T20:00:05Z")})
    assert responses.merge(late, early).answers["a"].text == "new"
    assert responses.merge(early, late).answers["a"].text == "new"


def test_an_empty_text_never_replaces_a_written_one_of_the_same_moment():
    written = Responses(exercise=EXERCISE, answers={"a": answer("mine")})
    empty = Responses(exercise=EXERCISE, answers={"a": answer("")})
    assert responses.merge(written, empty).answers["a"].text == "mine"
    assert responses.merge(empty, written).answers["a"].text == "mine"


def placed(second=0, **picks):
    changed = f"2026-11-21T20:00:{second:02}Z"
    sorting = Sorting(picks=picks, version="0123abcd", changed=changed)
    return Responses(exercise=EXERCISE, sorts={"two-hands": sorting})


def test_joining_takes_the_cards_placed_last_and_keeps_every_sort():
    early, late = placed(1, shoe="limit"), placed(2, shoe="both")
    other = Responses(exercise=EXERCISE, sorts={"second": early.sorts["two-hands"]})
    for one, two in ((early, late), (late, early)):
        assert responses.merge(one, two).sorts == late.sorts
    assert set(responses.merge(early, other).sorts) == {"two-hands", "second"}


def test_cards_all_taken_back_later_stay_so_and_never_by_a_copy_of_the_same_moment():
    full, empty = placed(1, shoe="limit"), placed(1)
    assert responses.merge(full, empty).sorts == full.sorts
    assert responses.merge(empty, full).sorts == full.sorts
    assert responses.merge(full, placed(2)).sorts["two-hands"].picks == {}
    assert (full.is_empty, empty.is_empty) == (False, True)


@pytest.mark.parametrize(
    "fault",
    [
        {"picks": {f"card-{n}": "both" for n in range(13)}},
        {"picks": {"Shoe": "both"}},
        {"picks": {"shoe": "both <b>"}},
        {"version": "new"},
        {"points": 9},
    ],
)
def test_a_sort_that_does_not_fit_is_refused(fault):
    work = json.loads(FULL.to_json())
    work["sorts"]["two-hands"].update(fault)
    with pytest.raises(ResponsesError, match="does not fit the course's form"):
        responses.parse(json.dumps(work), EXERCISE)


def test_more_sorts_than_fit_are_refused():
    work = json.loads(FULL.to_json())
    work["sorts"] = {f"sort-{n}": work["sorts"]["two-hands"] for n in range(51)}
    with pytest.raises(ResponsesError, match="does not fit the course's form"):
        responses.parse(json.dumps(work), EXERCISE)


def test_two_exercises_are_not_joined():
    with pytest.raises(ResponsesError, match="different exercises"):
        responses.merge(Responses(exercise="one"), Responses(exercise="two"))


@given(st.binary(max_size=400))
def test_any_bytes_are_either_responses_or_a_plain_refusal(content):
    with pytest.raises(ResponsesError, match="file"):
        responses.parse(content, EXERCISE)


@given(text=st.text(max_size=200))
def test_any_text_a_carer_can_type_comes_back_as_typed(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("any") / "responses.json"
    kept = Responses(exercise=EXERCISE, answers={"a": answer(text)})
    responses.save(path, kept)
    assert responses.read(path, EXERCISE).responses.answers["a"].text == text


def test_joining_more_runs_than_fit_keeps_the_finished_ones():
    def many(letter, ended):
        return tuple(
            run(f"{letter}{i:08}", ended=ended, started=f"2026-11-21T20:{i // 60:02}:{i % 60:02}Z")
            for i in range(150)
        )

    finished = Responses(exercise=EXERCISE, runs=many("f", "2026-11-21T21:00:00Z"))
    begun = Responses(exercise=EXERCISE, runs=many("b", None))
    joined = responses.merge(begun, finished)
    assert len(joined.runs) == 200
    assert sum(r.ended is not None for r in joined.runs) == 150
    assert responses.parse(joined.to_json(), EXERCISE) == joined


SCRIPT = {
    "title": "The dropped cup",
    "child": "Sam",
    "moments": [
        {
            "text": "The cup is on the floor.",
            "temperature": 7,
            "inside": "I am in trouble.",
            "step": "connect",
            "said": "I'm here.",
            "feedback": "Sam hears you.",
        }
    ],
    "ending": {"title": "Warm", "text": "Breakfast.", "inside": "Mm.", "debrief": "Warmth first."},
}


def told(number, ended="2026-11-21T20:09:00Z"):
    made = run(f"run{number:08d}", ended=ended, started=f"2026-11-21T20:{number:02d}:00Z")
    return Run.model_validate({**made.model_dump(), "script": SCRIPT})


def test_a_file_from_before_scripts_and_rehearsals_is_still_read():
    old = json.loads(FULL.to_json())
    del old["runs"][0]["script"]
    del old["plan"]["rehearsed"]
    del old["sorts"]["two-hands"]["looked"]
    assert responses.parse(json.dumps(old), EXERCISE) == FULL
    del old["sorts"]
    assert responses.parse(json.dumps(old), EXERCISE).sorts == {}


def test_the_texts_of_a_finished_run_come_back_as_they_were():
    whole = Responses(exercise=EXERCISE, runs=(told(1),))
    assert json.loads(responses.parse(whole.to_json(), EXERCISE).to_json())["runs"][0][
        "script"
    ] == (SCRIPT)


def test_only_the_newest_runs_keep_their_texts_and_no_run_is_lost():
    many = Responses(exercise=EXERCISE, runs=tuple(told(n) for n in range(40)))
    joined = responses.merge(many, Responses(exercise=EXERCISE))
    assert [bool(one.script) for one in joined.runs] == [False] * 10 + [True] * 30
    assert [one.id for one in joined.runs] == [one.id for one in many.runs]


def test_a_text_that_is_too_long_for_a_script_is_refused():
    long = {**SCRIPT, "title": "x" * 2001}
    text = json.dumps(
        {
            **json.loads(FULL.to_json()),
            "runs": [{**json.loads(told(1).model_dump_json()), "script": long}],
        }
    )
    with pytest.raises(ResponsesError, match="2,000 letters"):
        responses.parse(text, EXERCISE)
