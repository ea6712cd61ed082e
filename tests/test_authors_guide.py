"""The author's guide keeps its word: each field is there, each example does what is said of it.

An example is a YAML block. One with ``scenes`` and ``start`` is a whole role-play; any other is a
change to it. A text block right after it is the message that its author will read.
"""

import ast
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from pygments.lexers import get_lexer_by_name
from pygments.token import Error

from roleplay import model, reading, scenario
from roleplay.__main__ import main
from roleplay.scenario import ScenarioError
from tests.tiny import write

ROOT = Path(__file__).resolve().parent.parent
GUIDE = (ROOT / "book" / "trainers" / "writing-a-role-play.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(yaml|text|console)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
PAIRS = list(zip(BLOCKS, [*BLOCKS[1:], ("", "")], strict=True))
(WHOLE,) = [
    text
    for kind, text in BLOCKS
    if kind == "yaml" and re.search("^start:", text, re.M) and re.search("^scenes:", text, re.M)
]
REFUSED = [
    (one, after)
    for (kind, one), (next_kind, after) in PAIRS
    if kind == "yaml" and next_kind == "text"
]
TAKEN = [
    one
    for (kind, one), (next_kind, _) in PAIRS
    if kind == "yaml" and next_kind != "text" and one != WHOLE
]


def changed(base: Any, change: Any) -> Any:
    """Lay a change over the whole role-play; '(left out)' takes a line out."""
    if not (isinstance(base, dict) and isinstance(change, dict)):
        return change
    merged = dict(base)
    for key, value in change.items():
        if value == "(left out)":
            del merged[key]
        else:
            merged[key] = changed(merged.get(key), value)
    return merged


def load(folder: Path, example: str) -> model.Scenario:
    """Load the whole role-play with an example's change, as its author would."""
    path = folder / "mug.yaml"
    path.write_text(example, encoding="utf-8")
    reading.read(path)
    return scenario.load(
        write(folder, changed(yaml.safe_load(WHOLE), yaml.safe_load(example)), "mug")
    )


def test_the_whole_example_is_sound_and_its_report_is_the_one_shown(tmp_path, monkeypatch):
    (tmp_path / "mug.yaml").write_text(WHOLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (console,) = [text for kind, text in BLOCKS if kind == "console"]
    command, _, shown = console.partition("\n")
    done = CliRunner().invoke(main, command.removeprefix("$ python -m roleplay ").split())
    assert done.exit_code == 0
    assert done.output == shown


@pytest.mark.parametrize("example", TAKEN)
def test_each_change_without_a_message_is_taken(tmp_path, example):
    load(tmp_path, example)


@pytest.mark.parametrize(("example", "message"), REFUSED, ids=lambda text: text.strip()[:60])
def test_each_change_with_a_message_gets_it(tmp_path, example, message):
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path, example)
    assert message.strip() in str(caught.value)


def test_the_book_can_colour_every_example():
    """What its highlighter cannot read would be a warning, and stop the book."""
    for kind, text in BLOCKS:
        wrong = [said for token, said in get_lexer_by_name(kind).get_tokens(text) if token is Error]
        assert wrong == [], text


def test_the_words_with_make_are_the_same_as_those_without():
    """Each row of the last table: make prints, when asked what it would do, what stands beside it."""
    rows = re.findall(r"^\| `(make [^`]+)` \| `([^`]+)` \|$", GUIDE, re.MULTILINE)
    assert len(rows) == 6
    for with_make, without in rows:
        said = subprocess.run(
            [*with_make.split(), "-n", "-o", "setup"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        assert " ".join(said.stdout.split()).endswith(without), with_make
        word = main.commands[without.split()[3]]
        word.make_context(word.name, without.split()[4:])


def test_there_are_examples_of_both_kinds():
    assert len(TAKEN) >= 2
    assert len(REFUSED) >= 25


@pytest.mark.parametrize(
    ("part", "field"),
    [
        (part, field)
        for part in (model.Scenario, model.Child, model.Line, model.Scene, model.Choice)
        for field in part.model_fields
        # A scenario's name is its file's name; the guide says so, and that 'name:' is refused.
        if not (part is model.Scenario and field == "name")
    ],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_every_field_of_the_format_is_in_the_guide(part, field):
    section = GUIDE.split("## 4. Every field")[1].split("## 5.")[0]
    assert f"`{field}`" in section


@pytest.mark.parametrize(
    "value", [*model.Step.__args__, *model.PACE, *model.HomesLetter.__args__, "met", "missed"]
)
def test_every_word_a_field_can_take_is_in_the_guide(value):
    assert f"`{value}`" in GUIDE


def messages() -> set[str]:
    """List the fixed wording of each message in the checks: the longest piece between the blanks."""
    tree = ast.parse((Path(scenario.__file__).parent / "checking.py").read_text(encoding="utf-8"))
    helpers = {"item_ids", "did_you_mean", "where", "_kind", "_fields"}
    found = set()
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef) or function.name in helpers:
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                piece = node.value.strip()
                if len(piece) > 12 and " " in piece and piece != ast.get_docstring(function):
                    found.add(piece)
    return found


def test_the_guide_shows_every_message_that_the_checks_give():
    shown = " ".join(message for _, message in REFUSED)
    assert len(messages()) > 30
    for piece in messages():
        assert piece in shown, f"no example in the guide has the message '{piece}'"


def test_the_guide_names_files_that_are_there():
    for path in set(re.findall(r"`((?:roleplay|book|docs|tests)/[\w./-]+)`", GUIDE)):
        if "lost-glove" not in path:
            assert (ROOT / path).exists(), path
    assert (ROOT / "roleplay/scenarios/theo-hidden-food.yaml").is_file()
