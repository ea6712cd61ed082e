"""ink: what is exported compiles with a real ink compiler, and plays the same story to the same endings."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from roleplay import ink, scenario
from roleplay.__main__ import main
from tests.tiny import tiny, write

ROOT = Path(__file__).resolve().parent.parent
NODE = next(filter(None, (shutil.which(str(ROOT / ".venv/bin/node")), shutil.which("node"))), "node")  # fmt: skip
# Everything ink might take for its own: in the middle, at the start of a line, in pairs.
NASTY = (
    "* star", "+ plus", "- gather", "-> END", "<- thread", "=== knot ===", "= stitch", "~ x = 1",
    "{x: y|z}", "[bracket] ]] [[", "# tag", "a # b", "// comment", "/* open", "a\\b", "|bar|", "<>glue<>",
    "TODO: ring", "VAR x = 1", "INCLUDE x.ink", "(label) text", "!bang", "a -> b -> c", "$x & y @ 5% ^",
    "naïve café “quoted” – dash — 🙂", "CONST", "LIST a = b", "else:", "a--b---c",
)  # fmt: skip


def walked(story, folder, how="every-run"):
    """Compile a scenario's ink, and walk every run of it, or only each step of it once."""
    path = folder / f"{story.name}.ink"
    path.write_text(ink.text(story), encoding="utf-8")
    done = subprocess.run(
        [NODE, "tests/walk_ink.cjs", path, how],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def one_line(text):
    return " ".join(text.split())


def runs(story):
    """List every run as the numbers of its choices, with the scene in which it ended."""
    ways, found = [((), story.start)], []
    while ways:
        way, name = ways.pop()
        choices = list(story.scenes[name].choices.values())
        if not choices:
            found.append(([*way], name))
        ways += [((*way, i), choice.leads_to) for i, choice in enumerate(choices)]
    return sorted(found)


def test_every_run_ends_where_it_does_with_us(tmp_path):
    """Nothing in an export depends on what was chosen earlier, so two stories show it for all."""
    for name in ("kwame-after-school", "theo-hidden-food"):
        story = scenario.load(name)
        assert sorted(map(tuple, walked(story, tmp_path)["runs"])) == runs(story)


@pytest.mark.parametrize("name", scenario.names())
def test_every_step_leads_where_it_does_with_us_and_says_the_same(name, tmp_path):
    story = scenario.load(name)
    found = walked(story, tmp_path, "each-step")
    assert found["said"] == [], "the compiler had nothing to say"
    assert set(map(tuple, found["steps"])) == {
        (name, number, choice.leads_to)
        for name, scene in story.scenes.items()
        for number, choice in enumerate(scene.choices.values())
    }
    assert set(found["scenes"]) == set(story.scenes)
    for scene_name, scene in story.scenes.items():
        there = found["scenes"][scene_name]
        assert there["lines"] == [one_line(p) for p in scene.text.split("\n") if p.strip()]
        assert f"temperature: {scene.temperature}" in there["tags"]
        assert f"inside: {one_line(scene.inside)}" in there["tags"]
        for (pick, choice), shown in zip(scene.choices.items(), there["choices"], strict=True):
            assert shown["text"] == one_line(choice.text)
            assert {f"choice: {pick}", f"step: {choice.step}"} <= set(shown["tags"])
            assert f"feedback: {one_line(choice.feedback)}" in shown["tags"]
            assert (f"harm: {one_line(choice.harm or '')}" in shown["tags"]) == bool(choice.harm)


def test_what_ink_would_take_for_its_own_is_only_text(tmp_path):
    data = tiny()
    data["title"] = "A # title -> {x} // here"
    data["scenes"]["table"]["text"] = "\n\n".join(NASTY)
    data["scenes"]["table"]["inside"] = " ".join(NASTY)
    choices = data["scenes"]["mend"]["choices"]
    for i, nasty in enumerate(NASTY):
        choices["done"] |= {"text": nasty, "feedback": nasty}
        data["scenes"][f"end-warm-{i}"] = data["scenes"]["end-warm"] | {"text": nasty}
        data["scenes"]["softer" if i == 0 else f"s{i - 1}"]["choices"]["leave"]["leads_to"] = (
            f"s{i}"
        )
        data["scenes"][f"s{i}"] = {
            "text": nasty, "temperature": 4, "inside": nasty,
            "choices": {
                "go": {"text": nasty, "step": "settle", "feedback": nasty, "leads_to": f"end-warm-{i}"},
                "leave": {"text": f"On from {i}", "step": "settle", "feedback": "On.", "leads_to": "end-quiet"},
            },
        }  # fmt: skip
    story = scenario.load(write(tmp_path, data))
    found = walked(story, tmp_path)
    assert found["said"] == []
    assert found["scenes"]["table"]["lines"] == [one_line(n) for n in NASTY]
    assert f"inside: {' '.join(NASTY)}" in found["scenes"]["table"]["tags"]
    for i, nasty in enumerate(NASTY):
        assert found["scenes"][f"s{i}"]["lines"] == [nasty]
        assert found["scenes"][f"s{i}"]["choices"][0]["text"] == nasty
        assert f"feedback: {nasty}" in found["scenes"][f"s{i}"]["choices"][0]["tags"]
        assert found["scenes"][f"end-warm-{i}"]["lines"] == [nasty]


def test_what_does_not_come_along_is_named(tmp_path):
    data = tiny()
    data["scenes"]["table"]["choices"]["near"]["text"] = "You breathe.\n\nThat was loud."
    data["scenes"]["softer"]["text"] = "Sam  looks   up."
    done = CliRunner().invoke(main, ["export", str(write(tmp_path, data)), "--to", "ink"])
    assert done.exit_code == 0
    assert "Scene 'table', choice 'near': its lines become one line." in done.stderr
    assert "Scene 'softer': rows of spaces or empty lines become one." in done.stderr
    assert "ink has no place to type" in done.stderr
    assert "points and the safety gate" in done.stderr
    assert "left out" not in done.stdout
