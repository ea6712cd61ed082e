"""A new role-play, YAML as authors write it, and the description of the fields for their editors."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from roleplay import model, scenario, scoring, writing
from roleplay.__main__ import main, schemas
from tests.tiny import tiny, write

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = json.loads(schemas()["scenario.schema.json"])
PARTS = (model.Scenario, model.Child, model.Line, model.Scene, model.Choice)


def run(*words):
    return CliRunner().invoke(main, list(map(str, words)))


def test_a_new_role_play_is_sound_as_it_is_and_says_what_to_do_next(tmp_path):
    done = run("new", "lost-glove", "--folder", tmp_path)
    assert done.exit_code == 0
    made = tmp_path / "lost-glove.yaml"
    for word in ("check", "play", "draw"):
        assert f"python -m roleplay {word} " in done.stdout
    story = scenario.load(made)
    assert set(scoring.best(story)) >= {"order", "limit", "repair"}, "it shows what is looked for"
    assert story.reviewed_by == (), "nobody has reviewed it, and it says so"
    assert run("check", made).exit_code == 0
    assert run("play", made, "--picks", ",".join(scoring.model_run(story))).exit_code == 0
    assert run("draw", made, "--out", tmp_path / "a.svg").exit_code == 0


def test_its_notes_lead_through_every_field_that_must_be_written(tmp_path):
    run("new", "lost-glove", "--folder", tmp_path)
    lines = (tmp_path / "lost-glove.yaml").read_text(encoding="utf-8").splitlines()
    for field in ("title", "child", "minutes", "about", "content_note", "homes", "teaches", "line", "authors",
                  "reviewed_by", "start", "temperature", "inside", "ask", "choices", "text", "step", "feedback",
                  "leads_to", "pace", "limit"):  # fmt: skip
        first = next(i for i, line in enumerate(lines) if re.match(rf" *{field}:", line))
        near = lines[max(0, first - 3) : first]
        assert any(line.lstrip().startswith("#") for line in near), f"nothing leads to '{field}'"


def test_a_new_role_play_never_writes_over_another(tmp_path):
    (tmp_path / "mine.yaml").write_text("title: my evening's work\n", encoding="utf-8")
    done = run("new", "mine", "--folder", tmp_path)
    assert (done.exit_code, "was left as it is" in done.stderr) == (1, True)
    assert (tmp_path / "mine.yaml").read_text(encoding="utf-8") == "title: my evening's work\n"
    assert run("new", "kwame-after-school").exit_code == 1


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("Lost Glove", "lost-glove"),
        ("lost--glove", "lost-glove"),
        ("../../up", "up"),
        ("x" * 61, "x" * 60),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_one_that_can(tmp_path, name, better):
    done = run("new", name, "--folder", tmp_path)
    assert (done.exit_code, f"Perhaps '{better}'?" in done.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_with_make_it_says_the_words_of_make(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "roleplay", "new", "lost-glove", "--folder", str(tmp_path)],
        cwd=ROOT, env={**os.environ, "AS_TYPED": "make"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert f"make check FILE={tmp_path / 'lost-glove.yaml'}" in done.stdout
    assert "python -m" not in done.stdout


@pytest.mark.parametrize("name", scenario.names())
def test_a_role_play_written_again_is_the_same_and_reads_like_an_authors(name, tmp_path):
    story = scenario.load(name)
    made = tmp_path / f"{name}.yaml"
    made.write_text(writing.scenario_text(story), encoding="utf-8")
    assert scenario.load(made).version == story.version
    own = (scenario.FOLDER / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
    # One place to change is one line to read in a diff: most lines are as the author wrote them.
    same = set(own) & set(made.read_text(encoding="utf-8").splitlines())
    assert len(same) >= 0.95 * len(set(own))


@pytest.mark.parametrize(
    "said", ["yes", "12", "2020-01-01", " # not a note", "a: b", "- a", "null", "", "'", '"', "a\n\nb", "tab\there", "x\r", "end ", "\x85", "🙂"]
)  # fmt: skip
def test_any_text_is_written_so_that_it_is_read_back(said):
    data = {"title": said, "text": said, "homes": [said], "scenes": {"a": {"feedback": said}}}
    assert yaml.safe_load(writing.text(data)) == data


def test_a_note_is_a_line_of_its_own():
    text = writing.text(
        {
            "a": "b",
            "n": writing.Note("one\ntwo"),
            "scenes": {"s": {"m": writing.Note("three"), "c": 1}},
        }
    )
    assert text == "a: b\n# one\n# two\n\nscenes:\n  s:\n    # three\n    c: 1\n"


@pytest.mark.parametrize("name", scenario.names())
def test_the_schema_takes_each_role_play_of_the_course(name):
    text = (scenario.FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(yaml.safe_load(text), SCHEMA, jsonschema.Draft202012Validator)


def test_the_schema_takes_a_new_role_play(tmp_path):
    text = writing.new_text(tmp_path / "a.yaml")
    jsonschema.validate(yaml.safe_load(text), SCHEMA, jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    "wrong",
    [{"name": "tiny"}, {"minutes": 31}, {"homes": ["X"]}, {"colour": "red"}, {"start": "The Table"}, {"line": {"says": "x"}}],
)  # fmt: skip
def test_the_schema_refuses_what_the_check_refuses(wrong, tmp_path):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tiny() | wrong, SCHEMA, jsonschema.Draft202012Validator)
    assert run("check", write(tmp_path, tiny() | wrong)).exit_code == 1


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_an_editor_can_explain_every_field(part):
    described = SCHEMA if part is model.Scenario else SCHEMA["$defs"][part.__name__]
    for name in part.model_fields:
        if (part, name) != (model.Scenario, "name"):
            said = described["properties"][name].get("description", "")
            assert len(said) > 20 and said.endswith("."), f"{part.__name__}.{name}: {said}"


def test_a_new_file_names_the_schema_where_it_is(tmp_path):
    for folder in (scenario.FOLDER, tmp_path):
        line = writing.schema_line(folder / "new.yaml")
        way = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)\n", line).group(1)
        assert (folder / way).resolve() == ROOT / "docs" / "schemas" / "scenario.schema.json"


def test_every_word_explains_itself():
    said = run("--help").stdout
    for word in ("new", "check", "play", "draw", "import", "export", "exercises", "schema"):
        assert re.search(rf"(?m)^  {word} ", said)
        assert len(run(word, "--help").stdout.split()) > 20
