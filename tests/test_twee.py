"""Twine: a role-play goes to Twee 3 and comes back just as it was; a stranger's story comes as far as it can."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roleplay import scenario, twee, twee_reading, writing
from roleplay.__main__ import main
from roleplay.scenario import ScenarioError
from tests.test_any_scenario import sound_scenarios
from tests.tiny import tiny, write

# What Twine and its formats would take for their own, and what files and editors like to change.
TRAPS = (
    ":: Header", "\\:: x", "[[link->x]]", "[[a|b]]", "]]", "->", "<-", "<!-- c -->", "-->", "<<if $a>>",
    "(set: $a to 1)", "(if: true)[x]", "$var", "_tmp", "''bold''", "//it//", "**b**", "{x}", "<b>h</b>",
    "&lt; &#93; &amp;", "&", "# h", "! h", "---", "* item", "  two spaces", "\ttab", "a\n\n\n\nb", "trailing  \nx",
    "inside: no", "\n  choice: x", "\r", "\x85", "\u2028", "\ufeff", "\xa0", "🙂", "é", "|name>", "`c`", "~~s~~", "^^u^^",
    '"', "'", "\\", "#", ": ", "- a", "? b", "no", "null", "12", "2020-01-01", "true", "|-", ">", "%", "@", "\x07", "{", "[",
)  # fmt: skip
pieces = st.one_of(
    st.sampled_from(TRAPS),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8),
    st.sampled_from([" ", "\n", "\n\n", "x"]),
)
texts = st.lists(pieces, min_size=1, max_size=5).map("".join)


@st.composite
def sound_scenarios_with_any_text(draw):
    """Build a sound scenario, and put any text at all wherever a text may stand."""
    data = draw(sound_scenarios())
    any_text = texts.map(lambda t: f"x{t}x")  # a text is never empty
    data |= {"title": draw(any_text), "about": draw(any_text), "authors": [draw(any_text), "B"]}
    data["line"] = {
        **data["line"],
        "says": draw(any_text),
        "by": draw(texts.map(lambda t: f"{t}!")),
    }
    data["sources"], data["reviewed_by"] = draw(st.lists(any_text, max_size=2)), [draw(any_text)]
    for scene in data["scenes"].values():
        scene |= {"text": draw(any_text), "inside": draw(any_text)}
        if "choices" not in scene:
            scene |= {"title": draw(any_text), "debrief": draw(any_text)}
        elif draw(st.booleans()):
            scene["ask"] = draw(any_text)
        for name, choice in scene.get("choices", {}).items():
            choice["feedback"] = draw(any_text)
            if name == "sharp":
                choice |= {"text": choice["text"] + draw(any_text), "harm": draw(any_text)}
    return data


def there_and_back(story, folder):
    """Export to Twee, import it, write it as a role-play, and load that."""
    read = twee_reading.read(twee.text(story))
    assert read.lost == []
    path = folder / "back" / f"{story.name}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(writing.text(read.data), encoding="utf-8", newline="\n")
    return scenario.load(path)


@pytest.mark.parametrize("name", scenario.names())
def test_each_role_play_of_the_course_comes_back_just_as_it_was(name, tmp_path):
    story = scenario.load(name)
    back = there_and_back(story, tmp_path)
    assert back == story
    assert back.version == story.version, "the order of everything is the same too"
    assert twee.text(back) == twee.text(story)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)  # fmt: skip
@given(data=sound_scenarios_with_any_text())
def test_any_role_play_with_any_text_comes_back_just_as_it_was(tmp_path, data):
    made = tmp_path / "any.yaml"
    made.write_text(writing.text(data), encoding="utf-8", newline="\n")
    story = scenario.load(made)
    assert story.scenes["s0"].text == data["scenes"]["s0"]["text"], "written and read as it was"
    assert there_and_back(story, tmp_path).model_dump_json() == story.model_dump_json()


@settings(max_examples=200, deadline=None)
@given(said=texts)
def test_escaped_text_holds_nothing_that_twine_would_obey(said):
    safe = twee.escape(said)
    assert twee.unescape(safe) == said
    assert not re.search(r"\[\[|\]\]|<<|>>|<!--|-->|\$|''|//|\(set:|\(if:|(?m:^::)", safe)


def test_twine_finds_what_it_needs():
    text = twee.text(scenario.load("kwame-after-school"))
    story = json.loads(text.split(":: StoryData\n")[1].split("\n\n")[0])
    assert re.fullmatch(
        r"[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}", story["ifid"]
    )
    assert story["start"] == "plates"
    assert ":: StoryTitle\nThe wrong pasta\n" in text
    headers = re.findall(r"(?m)^:: (\S+) \[(temperature-\d+)( ending)?\] (\{.*\})$", text)
    assert len(headers) == 14
    assert sum(bool(ending) for _, _, ending, _ in headers) == 3
    places = [json.loads(place)["position"] for *_, place in headers]
    assert len(set(places)) == 14, "no passage lies on another in Twine's map"
    outside = re.sub(r"<!--.*?-->", "", text, flags=re.S)
    assert "inside:" not in outside
    assert "feedback:" not in outside


FOREIGN = r""":: StoryTitle
The lost shoe

:: StoryData
{"ifid": "D674C58C-DEFA-4F70-B7A2-27742230C0FC", "format": "Harlowe", "start": "The hall"}

:: UserScript [script]
window.x = 1;

:: StoryInit
<<set $trust to 0>>

:: The hall {"position":"100,100"}
(set: $calm to 3)
It is //late//, and Ada's shoe is gone. She is ''furious''.

<img src="shoe.png">
(if: $calm > 2)[She looks at you.]
You could [[look under the bed->Under the bed]] with her.

[[Tell her to hurry|The door]]
[[The sofa<-Sit down]]
* [[The door]]

:: Under the bed [dusty temperature-4]
<<if $trust gte 1>>She smiles.<<endif>> There it is & the other one &lt;3.
\:: not a passage
[[Back to the hall->The hall]]
[[Put them on->The door][$trust += 1]]

:: The door
You go out. {embed passage: 'x'}

:: The sofa
/* a note to myself */
You sit.
[[On we go->Nowhere at all]]
"""


def imported(tmp_path, text, name="shoe", *more):
    file = tmp_path / f"{name}.twee"
    file.write_text(text, encoding="utf-8")
    return CliRunner().invoke(main, ["import", str(file), "--folder", str(tmp_path / "in"), *more])


def test_a_story_from_twine_comes_with_its_scenes_and_choices(tmp_path):
    done = imported(tmp_path, FOREIGN)
    assert done.exit_code == 1, "something is still to be written"
    data = twee_reading.read(FOREIGN).data
    assert data["title"] == "The lost shoe"
    assert data["start"] == "the-hall"
    assert list(data["scenes"]) == ["the-hall", "under-the-bed", "the-door", "the-sofa"]
    hall = data["scenes"]["the-hall"]
    assert " ".join(hall["text"].split()) == (
        "It is late, and Ada's shoe is gone. She is furious. She looks at you. You could look under the bed with her."
    )
    said = [(c["text"], c["leads_to"]) for c in hall["choices"].values()]
    assert said == [
        ("look under the bed", "under-the-bed"),
        ("Tell her to hurry", "the-door"),
        ("Sit down", "the-sofa"),
        ("The door", "the-door"),
    ]
    bed = data["scenes"]["under-the-bed"]
    assert bed["temperature"] == 4
    assert bed["text"] == "She smiles. There it is & the other one <3.\n:: not a passage"
    assert data["scenes"]["the-door"]["title"] == "The door"


@pytest.mark.parametrize(
    ("line", "passage", "what"),
    [
        (7, "UserScript", "a passage of code"),
        (10, "StoryInit", "a passage of code"),
        (14, "The hall", "a macro: (set: $calm to 3)"),
        (17, "The hall", 'a picture: <img src="shoe.png">'),
        (18, "The hall", "a condition: (if: $calm > 2)"),
        (26, "Under the bed", "a condition: <<if $trust gte 1>>"),
        (29, "Under the bed", "code in a link: [$trust += 1]"),
        (26, "Under the bed", "a way back to 'the-hall' ('Back to the hall')"),
        (32, "The door", "an insert: {embed passage: 'x'}"),
        (35, "The sofa", "a comment: /* a note to myself */"),
    ],
)
def test_what_cannot_come_along_is_named_with_its_passage_and_line(tmp_path, line, passage, what):
    done = imported(tmp_path, FOREIGN)
    assert f"left out: shoe.twee, line {line}, passage '{passage}': {what}" in done.stderr
    made = (tmp_path / "in" / "shoe.yaml").read_text(encoding="utf-8")
    story = "\n".join(row for row in made.splitlines() if not row.lstrip().startswith("#"))
    assert not re.search(r"\$\w|<<|\(set|\(if|img|embed|window", story), (
        "nothing of it is in the story"
    )


def test_the_file_says_what_is_to_be_written_and_the_check_leads_on(tmp_path):
    imported(tmp_path, FOREIGN)
    path = tmp_path / "in" / "shoe.yaml"
    made = path.read_text(encoding="utf-8")
    for field in ("child", "minutes", "about", "line", "temperature", "inside", "feedback", "step", "debrief"):  # fmt: skip
        assert re.search(rf"(?m)^ *# TODO {field}: [A-Z\w].+\.$", made), field
    with pytest.raises(ScenarioError) as caught:
        scenario.load(path)
    said = [str(problem) for problem in caught.value.problems]
    assert any(
        "scene 'the-hall', choice 'tell-her-to-hurry': 'step' is missing" in one for one in said
    )
    assert all(problem.line for problem in caught.value.problems)


def test_an_import_never_writes_over_a_role_play_and_says_what_a_file_is_not(tmp_path):
    assert imported(tmp_path, FOREIGN).exit_code == 1
    before = (tmp_path / "in" / "shoe.yaml").read_bytes()
    again = imported(tmp_path, FOREIGN)
    assert "is there already, and was left as it is" in again.stderr
    assert (tmp_path / "in" / "shoe.yaml").read_bytes() == before
    assert "There are no passages in it" in imported(tmp_path, "Dear diary", "diary").stderr
    (tmp_path / "picture.twee").write_bytes(b"\x89PNG\xff\xfe")
    done = CliRunner().invoke(main, ["import", str(tmp_path / "picture.twee"), "--folder", str(tmp_path)])  # fmt: skip
    assert (done.exit_code, "is not UTF-8 text" in done.stderr) == (1, True)
    gone = CliRunner().invoke(
        main, ["import", str(tmp_path / "none.twee"), "--folder", str(tmp_path)]
    )
    assert (gone.exit_code, "cannot be read" in gone.stderr) == (1, True)


def test_the_words_export_and_import_go_round(tmp_path):
    made, back = write(tmp_path, tiny()), tmp_path / "tiny.twee"
    runner = CliRunner()
    assert (
        runner.invoke(main, ["export", str(made), "--to", "twee", "--out", str(back)]).exit_code
        == 0
    )
    again = runner.invoke(main, ["export", str(made), "--to", "twee", "--out", str(back)])
    assert (again.exit_code, "is there already" in again.stderr) == (1, True)
    done = runner.invoke(main, ["import", str(back), "--folder", str(tmp_path / "in"), "--json"])
    assert (done.exit_code, json.loads(done.stdout)["left_out"], json.loads(done.stdout)["problems"]) == (0, [], [])  # fmt: skip
    assert scenario.load(tmp_path / "in" / "tiny.yaml") == scenario.load(made)


def test_a_strange_block_is_left_for_the_check_to_point_out(tmp_path):
    text = twee.text(scenario.load(write(tmp_path, tiny())))
    for change, said in {
        "step: connect": "'conect' is not one of",
        "temperature-7": "71 is out of range",
        "child.age: 6": "This must be a whole number without quotes, but it is text.",
        "limit: true": "This must be true or false without quotes, but it is text.",
    }.items():
        to = {"step: connect": "step: conect", "temperature-7": "temperature-71", "child.age: 6": "child.age: six", "limit: true": "limit: yes please"}[change]  # fmt: skip
        path = tmp_path / "odd.yaml"
        path.write_text(
            writing.text(twee_reading.read(text.replace(change, to, 1)).data), encoding="utf-8"
        )
        with pytest.raises(ScenarioError, match=re.escape(said)):
            scenario.load(path)


@pytest.mark.parametrize("text", ["", "::", ":: \n", ":: a [\n[[", ":: a\n[[->]]\n[[x->]]", ":: RolePlay\n<!--\nchild: x\nchild.age: 3\n  y\n-->\n:: a\nb", ":: StoryData\n{nonsense\n:: a\nb", ":: a\nx\n:: a\ny", ":: a\n[[a]]", Path(__file__).read_text(encoding="utf-8")])  # fmt: skip
def test_no_file_at_all_ends_in_a_traceback(tmp_path, text):
    done = imported(tmp_path, text, "odd")
    assert done.exit_code == 1
    assert done.exception is None or isinstance(done.exception, SystemExit)
