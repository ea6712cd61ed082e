"""What a trainer has before them while marking: the question as it was asked, model answers, notes, the run.

Questions, model answers and notes come from the course's own solutions (safe HTML); a carer's words stay plain text.
"""

import ast
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import nbformat

from roleplay import practice, rubric, scenario, scoring
from roleplay.grading_cells import safe_markdown2html
from roleplay.grading_submissions import NOTEBOOK
from roleplay.practice_text import seen
from roleplay.reading import as_it_is
from roleplay.responses import Responses
from roleplay.routes import walk
from roleplay.scenario import ScenarioError

SOLUTION = re.compile(r"<!-- BEGIN SOLUTION -->\s*(.*?)\s*<!-- END SOLUTION -->", re.DOTALL)
OWN_PAGES = re.compile(r"\[([^\]]*)\]\(\.\./[^)]*\)")
"""Links into the book: the words stay, the link would lead nowhere from a marking page."""


@dataclass(frozen=True)
class Asked:
    """One question: what stands before its box, the label of the box, and notes by criterion."""

    label: str = ""
    text: str = ""
    """Safe HTML."""
    notes: dict[str, str] = field(default_factory=dict)
    """Model answer and marking notes by criterion (safe HTML), in the order of the exercise."""


@dataclass(frozen=True)
class Moment:
    """One moment of a run, in words."""

    temperature: int
    own_words: str
    closest: str
    step: str
    chose: str


@dataclass(frozen=True)
class Told:
    """The run that counts, in words; without moments when there is none, and ``note`` says why."""

    name: str
    title: str
    child: str
    moments: tuple[Moment, ...] = ()
    ending: str = ""
    gate: scoring.Gate | None = None
    times: int = 0
    note: str = ""


def asked(course_root: Path, exercise: str) -> dict[str, Asked]:
    """Return the questions of an exercise, by name; none when its solution is not in the course folder."""
    path = course_root / "solutions" / exercise / NOTEBOOK
    try:
        return _asked(path, as_it_is(path))
    except (OSError, ValueError):
        return {}


def order(course_root: Path, exercise: str) -> list[str]:
    """List the cells that are marked, in the order of the exercise."""
    path = course_root / "exercises" / exercise / NOTEBOOK
    try:
        return _order(path, as_it_is(path))
    except (OSError, ValueError):
        return []


@lru_cache(maxsize=32)
def _order(path: Path, _as_it_is: tuple[int, ...]) -> list[str]:
    cells = nbformat.read(path, as_version=4).cells
    about = [cell.metadata.get("nbgrader", {}) for cell in cells]
    return [one["grade_id"] for one in about if one.get("grade")]


@lru_cache(maxsize=32)
def _asked(path: Path, _as_it_is: tuple[int, ...]) -> dict[str, Asked]:
    found: dict[str, Asked] = {}
    before: list[str] = []
    for cell in nbformat.read(path, as_version=4).cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if cell.cell_type == "code":
            if box := _box(cell.source):
                found[box[0]] = Asked(box[1], _html("\n\n".join(before)))
            before = []
        elif solution := SOLUTION.search(cell.source):
            question, criterion = rubric.split(name)
            found.setdefault(question, Asked()).notes[criterion] = _html(solution.group(1))
        else:
            # A question begins at its own heading.
            before = [] if cell.source.startswith("#") else before
            before.append(cell.source)
    return found


def _html(text: str) -> str:
    return safe_markdown2html(OWN_PAGES.sub(r"\1", text))


def _box(source: str) -> tuple[str, str] | None:
    """Read the name and label of a box for own words."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "own_words":
            name = ast.literal_eval(node.args[0])
            labels = [ast.literal_eval(k.value) for k in node.keywords if k.arg == "label"]
            return name, (labels or [""])[0]
    return None


def told(name: str, work: Responses) -> Told:
    """Tell the run of a role-play that counts; never raises."""
    try:
        story = scenario.load(name)
    except ScenarioError:
        return Told(name, name, "", note="This role-play cannot be loaded just now.")
    title, child = story.title, f"{story.child.name}, {story.child.age}"
    times = sum(run.scenario == name and run.ended is not None for run in work.runs)
    run = scoring.marked_run(story, work.runs)
    if run is None:
        return Told(name, title, child, times=times, note=practice.why_not_counted(story, work))
    moments, last = [], story.start
    for moment, pick in zip(walk(story, run.choices), run.picks, strict=True):
        near = moment.scene.choices.get(pick.closest) if pick.closest else None
        moments.append(
            Moment(
                moment.scene.temperature,
                seen(pick.own_words).strip(),
                near.text if near else "",
                moment.choice.step,
                moment.choice.text,
            )
        )
        last = moment.choice.leads_to
    note = "" if run.version == story.version else "Played before this role-play was last changed."
    gate = scoring.gate(story, run.choices)
    ending = story.scenes[last].title or ""
    return Told(name, title, child, tuple(moments), ending, gate, times, note)
