"""A course folder with real submissions, marked once by stock nbgrader for all tests that read it."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from roleplay import exercises, grading, routes, scenario, scoring, sorts
from roleplay.responses import Responses, Sorting
from tests.carers import EXERCISE, WHEN, harmful_run, model_runs, responses, run

ROOT = Path(__file__).resolve().parent.parent
NASTY = (
    "I sit down near him & wait. £5 – “quiet”\n\n"
    "<script>document.title='pwned'</script> <img src=x onerror=document.title='pwned'>\n"
    "[link](javascript:alert(1)) </pre><iframe srcdoc='<script>parent.pwned=1</script>'></iframe>\n"
    "{{ cell }} {% raw %} $x$ \\(y\\)\n\n    indented"
)
EXERCISES = (EXERCISE, "01-starting-safely", "06-minds-in-mind")
"""Those that tests ask for; making each takes a second, twice."""
SORT = "two-hands"
HALF_SORTED = {"shoe": "both", "tablet": "warmth", "wall": "warmth", "gone": "both"}
"""Two cards as we would, one elsewhere, one that there is no more."""
FIRST = datetime(2026, 11, 21, 20, 15, tzinfo=UTC)


@dataclass(frozen=True)
class Course:
    """The folder, and what stock nbgrader said while it marked."""

    root: Path
    project: Path
    said: str
    feedback_said: str


def half_way() -> tuple[str, ...]:
    """Give picks that start as the model run does, and then leave the good replies out."""
    story = scenario.load("theo-hidden-food")
    picks = list(scoring.model_run(story)[:3])
    scene = story.scenes[routes.last_scene(story, picks)]
    while scene.choices:
        poorest = min(scene.choices.items(), key=lambda one: sum(one[1].pace.values()))
        picks.append(poorest[0])
        scene = story.scenes[poorest[1].leads_to]
    return tuple(picks)


def with_a_sort(source: Path) -> None:
    """Put a sort into the sources of an exercise, as an author would."""
    text = source.read_text(encoding="utf-8")
    call = f'## Two hands\n\n```{{code-cell}}\npractice.sort_cards("{SORT}")\n```\n\n'
    source.write_text(
        text.replace("## A plan of your own", f"{call}## A plan of your own"), "utf-8"
    )


def placed(work: Responses, picks: dict[str, str]) -> Responses:
    """Return the same work, with cards placed."""
    sorting = Sorting(picks=picks, version=sorts.load(SORT).version, changed=WHEN)
    return work.model_copy(update={"sorts": {SORT: sorting}})


def stock(folder: Path, *arguments: str) -> str:
    """Run stock nbgrader as a trainer would: in the folder, with nothing else set up."""
    env = {k: v for k, v in os.environ.items() if k not in ("COURSE_ROOT", "JUPYTER_PATH")}
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    return said


def make(place: Path) -> Course:
    """Make the exercises from their sources, hand in six carers' work, and have it marked."""
    project, root = place / "project", place / "course"
    project.mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", project)
    clone = shutil.ignore_patterns("*.ipynb", ".*")
    for name in EXERCISES:
        shutil.copytree(ROOT / "solutions" / name, project / "solutions" / name, ignore=clone)
    with_a_sort(project / "solutions" / EXERCISE / exercises.SOURCE)
    exercises.build(project)
    assert grading.prepare(root, project) == []
    theo = run("theo-hidden-food", half_way())
    work = {
        "model": responses(
            model_runs(own_words=NASTY), what_would_you_say=NASTY, reflection="Short."
        ),
        "by-hand": responses(model_runs(own_words=NASTY), what_would_you_say=NASTY),
        "untouched": responses(),
        "partial": responses(
            (theo,), plan=("I hear the door <b>", "I breathe out"), reflection=" \n"
        ),
        "harmful": responses((harmful_run("kwame-after-school"),)),
        "broken": responses(model_runs()),
    }
    cards = sorts.load(SORT).cards
    work["model"] = placed(work["model"], {name: card.belongs for name, card in cards.items()})
    work["partial"] = placed(work["partial"], HALF_SORTED)
    assert half_way() != scoring.model_run(scenario.load("theo-hidden-food"))
    for carer, found in work.items():
        grading.receive(root, EXERCISE, carer, found, FIRST)
    spoiled = root / "submitted" / "broken" / EXERCISE
    (spoiled / "responses.json").write_text('{"format": "connection-first/', encoding="utf-8")
    plant(spoiled, root)
    said = stock(root, "autograde", EXERCISE)
    return Course(root, project, said, stock(root, "generate_feedback", EXERCISE))


_made: list[Course] = []


def made_once(factory: pytest.TempPathFactory) -> Course:
    """Make the course folder for the first test that asks, and give the same to the others.

    They share the mark ``xdist_group("nbgrader")``, and so the process.
    """
    if not _made:
        _made.append(make(factory.mktemp("nbgrader")))
    return _made[0]


def of_ones_own(factory: pytest.TempPathFactory) -> Course:
    """Give a copy of that folder to a file of tests that changes what is in it."""
    made = made_once(factory)
    root = factory.mktemp("own") / "course"
    shutil.copytree(made.root, root, symlinks=True)
    return replace(made, root=root)


def plant(folder: Path, root: Path) -> None:
    """Put beside a submission what a carer could try: code, a page, a notebook of their own."""
    ran = f"open({str(root / 'ran')!r}, 'w').write('ran')\n"
    (folder / "roleplay").mkdir()
    (folder / "roleplay" / "__init__.py").write_text(ran, encoding="utf-8")
    (folder / "sitecustomize.py").write_text(ran, encoding="utf-8")
    (folder / "evil.html").write_text("<script>1</script>", encoding="utf-8")
    notebook = folder / "practice.ipynb"
    own = notebook.read_text(encoding="utf-8")
    own = own.replace("from roleplay.practice import Practice", ran.strip().replace("\n", ""))
    notebook.write_text(own.replace("Connection before correction", "My own"), encoding="utf-8")
