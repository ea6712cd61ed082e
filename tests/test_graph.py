"""A role-play as a picture: everything is in it, nothing lies on anything else, and words say the same."""

import json
import re
import xml.etree.ElementTree as ET

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings

from roleplay import figures_graph, graph, graph_layout, routes, scenario, scoring
from roleplay.__main__ import main
from tests.test_any_scenario import sound_scenarios
from tests.test_figures import contrast
from tests.tiny import MODEL_RUN, tiny, write

SVG = "{http://www.w3.org/2000/svg}"
STORIES = {name: scenario.load(name) for name in scenario.names()}
each_story = pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)


def draw(*words):
    return CliRunner().invoke(main, ["draw", *map(str, words)])


def apart(one, two):
    return (
        abs(one.x - two.x) >= (one.width + two.width) / 2
        or one.top + one.height <= two.top
        or two.top + two.height <= one.top
    )


def keeps_its_promises(story):
    placed = graph_layout.layout(story)
    assert set(placed.scenes) == set(story.scenes)
    assert (
        len(placed.choices)
        == len(placed.ways)
        == sum(len(s.choices) for s in story.scenes.values())
    )
    boxes = list(placed.scenes.values())
    for i, box in enumerate(boxes):
        assert box.x - box.width / 2 >= 0 and box.x + box.width / 2 <= placed.width
        assert box.top >= 0 and box.top + box.height <= placed.height
        assert all(apart(box, other) for other in boxes[:i]), "no scene lies on another"
    for (name, _), chip in placed.choices.items():
        home = placed.scenes[name]
        assert home.top < chip.top and chip.top + chip.height < home.top + home.height
        assert abs(chip.x - home.x) + chip.width / 2 <= home.width / 2, (
            "each choice is inside its scene"
        )
    for way in placed.ways:
        to = placed.scenes[story.scenes[way.scene].choices[way.pick].leads_to]
        assert way.points[-1] == (to.x, to.top), "each way ends where the choice leads"
        assert [y for _, y in way.points] == sorted(y for _, y in way.points), (
            "ways lead down the page"
        )
        # Where a way runs straight down past a row, no scene of that row is under it.
        for (x, top), (_, bottom) in zip(way.points[1:-1:2], way.points[2:-1:2], strict=True):
            for box in boxes:
                beside = abs(box.x - x) >= box.width / 2
                assert beside or box.top >= bottom or box.top + box.height <= top


@each_story
def test_every_scene_and_choice_has_its_own_place(story):
    keeps_its_promises(story)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)  # fmt: skip
@given(data=sound_scenarios())
def test_so_it_is_for_stories_nobody_wrote(tmp_path, data):
    keeps_its_promises(scenario.load(write(tmp_path, data, "any")))


@each_story
def test_the_model_run_is_one_unbroken_line(story):
    model = [(w.scene, w.pick) for w in graph_layout.layout(story).ways if w.is_model]
    walked = [(m.scene_name, m.pick) for m in routes.walk(story, scoring.model_run(story))]
    assert sorted(model) == sorted(walked)


@each_story
def test_the_picture_says_in_words_what_is_hot_what_is_never_allowed_and_where_the_line_is(
    story, tmp_path
):
    figures_graph.draw(story, tmp_path / "story.svg")
    text = (tmp_path / "story.svg").read_text(encoding="utf-8")
    root = ET.fromstring(text)  # noqa: S314 - our own file
    words = ["".join(t.itertext()) for t in root.iter(f"{SVG}text")]
    assert story.title in words
    for name, scene in story.scenes.items():
        assert graph.heading(story, name) in words
        assert ("hot" in graph.heading(story, name)) == (scene.temperature > 5)
        assert scene.title is None or scene.title in words
        for pick, choice in scene.choices.items():
            assert pick in words
            assert graph.marks(choice) in words
    assert sum("harm: never" in word for word in words) >= 2
    assert sum("line met" in word for word in words) >= 2
    assert not re.search(r"dc:date|(?:href|src)=\"https?:|@import", text)
    sizes = [float(re.search(r"font-size: ([\d.]+)px", t.get("style")).group(1)) for t in root.iter(f"{SVG}text")]  # fmt: skip
    assert min(sizes) >= 11


def test_the_words_stand_out_from_their_grounds():
    for ground in figures_graph.WARMTH:
        assert contrast(figures_graph.INK, ground) >= 4.5
    assert contrast(figures_graph.WHITE, figures_graph.CLAY) >= 4.5
    assert contrast(figures_graph.TEAL, figures_graph.WHITE) >= 4.5


def test_drawing_again_gives_the_same_bytes_and_png_is_a_png(tmp_path):
    made = write(tmp_path, tiny())
    for kind in ("svg", "png"):
        assert draw(made, "--out", tmp_path / f"a.{kind}").exit_code == 0
        assert draw(made, "--out", tmp_path / f"b.{kind}").exit_code == 0
        assert (tmp_path / f"a.{kind}").read_bytes() == (tmp_path / f"b.{kind}").read_bytes()
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_what_an_author_writes_is_never_taken_for_mathematics_or_markup(tmp_path):
    data = tiny()
    data["title"] = "Five $ and $x^2$ <b>&amp;"
    data["scenes"]["end-warm"]["title"] = r"\frac{1}{2} $"
    assert draw(write(tmp_path, data), "--out", tmp_path / "a.svg").exit_code == 0
    root = ET.parse(tmp_path / "a.svg").getroot()  # noqa: S314 - our own file
    words = ["".join(t.itertext()) for t in root.iter(f"{SVG}text")]
    assert {data["title"], data["scenes"]["end-warm"]["title"]} <= set(words)


def test_the_same_in_words(tmp_path):
    done = draw(write(tmp_path, tiny()), "--text")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "The dropped cup (tiny): 6 scenes, 2 of them endings"
    assert "table: temperature 7, hot, the start" in lines
    assert "  * near (connect) leads to softer" in lines
    assert "    grab (correct, harm: never) leads to colder" in lines
    assert "  * limit (correct, line met) leads to mend" in lines
    assert 'end-warm: temperature 2, an ending: "Swept up together"' in lines
    assert sum(line.startswith("  * ") for line in lines) == len(MODEL_RUN)


def test_a_script_gets_the_graph_as_json(tmp_path):
    found = json.loads(draw(write(tmp_path, tiny()), "--json").stdout)
    assert [s["name"] for s in found["scenes"] if s["hot"]] == ["table", "colder"]
    assert [c["name"] for c in found["choices"] if c["model"]] == ["near", "limit", "own"]
    assert [c["name"] for c in found["choices"] if c["harm"]] == ["grab"]


def test_a_picture_that_cannot_be_is_refused_plainly(tmp_path):
    made = write(tmp_path, tiny())
    wrong = draw(made, "--out", tmp_path / "a.gif")
    assert (wrong.exit_code, wrong.stderr) == (2, "'a.gif' must end in .svg or .png.\n")
    nowhere = draw(made, "--out", tmp_path / "none" / "a.svg")
    assert (nowhere.exit_code, "cannot be written" in nowhere.stderr) == (1, True)
    broken = draw(write(tmp_path, tiny() | {"start": "tabel"}), "--out", tmp_path / "a.svg")
    assert (broken.exit_code, "Did you mean 'table'?" in broken.stderr) == (1, True)
    asked = draw().stderr
    assert asked.startswith("Which role-play? There are: ")
    assert "kwame-after-school," in asked
