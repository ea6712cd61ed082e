"""The parts on a page: what authors write, what stands in the page, and what is refused where."""

import json
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest
import snowballstemmer

from roleplay import scenario

SLUG = "05-connection-before-correction"
CONF = 'extensions = ["myst_parser", "roleplay.directive"]\nhtml_theme = "basic"\n'
NAME = scenario.names()[0] if scenario.names() else ""

GOOD = f"""# A page

```{{role-play}} {NAME}
```

```{{own-words}} what-would-you-say
:label: What would <you> say?
:rows: 7
```

```{{if-then}}
:label: My plan
:if: If Kwame kicks
```

```{{sort-cards}} two-hands
```

```{{send-work}}
:sorts: two-hands
:title: Send it
:needs: what-would-you-say, plan
:scenarios: {NAME}
```

```{{trainer-note}}
Ask what the **adult** felt.
```
"""
# What an author wrote, the line it stands on, and what we say.
REFUSED = {
    "a scenario that is nearly right": (
        f"# P\n\n```{{role-play}} {NAME[:-1]}x\n```\n",
        3,
        rf"role-play: {NAME[:-1]}x\.yaml: There is no scenario '{NAME[:-1]}x'\. .*{NAME}",
    ),
    "a sort that is nearly right": (
        "# P\n\n```{sort-cards} two-hand\n```\n",
        3,
        r"sort-cards: two-hand\.yaml: There is no sort 'two-hand'\. Did you mean 'two-hands'\?",
    ),
    "an answer that cannot be named": (
        "# P\n\nText.\n\n```{own-words} What Now?\n:label: Well?\n```\n",
        5,
        r"own-words: 'What Now\?' cannot name an answer\..*'what-would-you-say'",
    ),
    "a question that is missing": (
        "# P\n\n```{own-words} well\n```\n",
        3,
        r"own-words: a label is missing\. Add ':label:",
    ),
    "a plan without a label": ("# P\n\n\n```{if-then}\n```\n", 4, r"if-then: a label is missing"),
    "work to send that names no scenario": (
        "# P\n\n```{send-work}\n:scenarios: nobody\n```\n",
        3,
        r"send-work: nobody\.yaml: There is no scenario 'nobody'",
    ),
    "an exercise that is none": (
        f"# P\n\n```{{role-play}} {NAME}\n:exercise: five\n```\n",
        3,
        r"role-play: which exercise is this for\? 'five' is not the name of one",
    ),
    "an empty note": ("# P\n\n```{trainer-note}\n```\n", 3, r"Content block expected"),
}


def build(folder: Path, *, warnings_stop: bool = True) -> subprocess.CompletedProcess[str]:
    (folder / "conf.py").write_text(CONF, encoding="utf-8")
    words = ["-W", "--keep-going"] if warnings_stop else []
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", *words, folder, folder / "_out"]
    return subprocess.run(command, text=True, capture_output=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def refusals(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """Build one small project in which every page is refused for its own reason."""
    folder = tmp_path_factory.mktemp("refused")
    (folder / SLUG).mkdir()
    names = [f"page-{n}" for n, _ in enumerate(REFUSED)]
    for name, (text, _, _) in zip(names, REFUSED.values(), strict=True):
        (folder / SLUG / f"{name}.md").write_text(text, encoding="utf-8")
    (folder / "no-exercise.md").write_text(
        "# P\n\n```{if-then}\n:label: L\n```\n", encoding="utf-8"
    )
    pages = "\n".join([*(f"{SLUG}/{name}" for name in names), "no-exercise"])
    (folder / "index.md").write_text(f"# All\n\n```{{toctree}}\n{pages}\n```\n", encoding="utf-8")
    return build(folder)


@pytest.fixture(scope="module")
def good_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build one page with every part, and return the built site."""
    folder = tmp_path_factory.mktemp("good")
    (folder / SLUG).mkdir()
    (folder / SLUG / "page.md").write_text(GOOD, encoding="utf-8")
    (folder / "index.md").write_text(
        f"# All\n\n```{{toctree}}\n{SLUG}/page\n```\n", encoding="utf-8"
    )
    done = build(folder)
    assert done.returncode == 0, done.stderr
    return folder / "_out"


def test_a_build_with_refused_parts_ends_with_an_error(refusals):
    assert refusals.returncode != 0


@pytest.mark.parametrize("reason", REFUSED)
def test_a_part_that_cannot_be_used_is_refused_at_its_line(refusals, reason):
    number = list(REFUSED).index(reason)
    _, line, words = REFUSED[reason]
    said = re.search(rf"page-{number}\.md:{line}: ERROR: (.*?)(?=\n/|\Z)", refusals.stderr, re.S)
    assert said, refusals.stderr
    assert re.search(words, said[1].replace("\n", " ")), said[1]


def test_a_page_that_belongs_to_no_exercise_is_told_how_to_name_one(refusals):
    assert re.search(
        r"no-exercise\.md:3: ERROR: if-then: which exercise is this for\? .*Add ':exercise: 05-",
        refusals.stderr,
    )


def test_every_part_is_on_the_page_with_its_exercise_and_its_data(good_page):
    page = (good_page / SLUG / "page.html").read_text(encoding="utf-8")
    for kind in ("role-play", "own-words", "if-then", "send-work", "sort-cards"):
        assert re.search(rf'<{kind} [^>]*exercise="{SLUG}"', page), kind
    assert '"rows":7' in page.replace('": ', '":')
    assert "If Kwame kicks" in page
    assert "What would &lt;you&gt; say?" in page, "the text for readers is text, not markup"


def test_a_trainers_note_is_folded_and_its_text_is_formatted(good_page):
    page = (good_page / SLUG / "page.html").read_text(encoding="utf-8")
    note = re.search(r'<details class="trainer-note">(.*?)</details>', page, re.S)
    assert note
    assert "<summary>For trainers</summary>" in note[1]
    assert "<strong>adult</strong>" in note[1]


def test_every_word_of_the_first_scene_can_be_found_by_the_search(good_page):
    story = scenario.load(NAME)
    index = (good_page / "searchindex.js").read_text(encoding="utf-8")
    known = json.loads(index.removeprefix("Search.setIndex(").removesuffix(")"))["terms"]
    stem = snowballstemmer.stemmer("porter").stemWord
    words = re.findall(r"\b[a-z]{5,}\b", story.scenes[story.start].text)
    assert words
    unknown = {word for word in words if stem(word) not in known and word not in known}
    assert unknown <= {"about", "there", "their"}, "Sphinx leaves out only the commonest words"


def test_a_page_is_built_again_when_its_scenario_changes(good_page):
    environment = pickle.loads((good_page / ".doctrees/environment.pickle").read_bytes())  # noqa: S301
    found = {Path(p).name for p in environment.dependencies[f"{SLUG}/page"]}
    assert {f"{NAME}.yaml", "two-hands.yaml"} <= found
