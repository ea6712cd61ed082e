"""From what authors write to what carers get: ``solutions/*/practice.md`` → ``exercises/*/practice.ipynb``.

An author writes text, calls of ``roleplay.practice`` and model answers. The rest is made here:
the mark cells after each role-play and sort (with their points), the cells that a trainer marks by hand,
and ids that stay the same. Then nbgrader's own ``generate_assignment`` takes the answers out.
"""

import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from rich.console import Console
from rich.progress import Progress

from roleplay import rubric, scenario, scoring, sorts
from roleplay.grading_cells import TO_THE_CARER
from roleplay.grading_run import CONFIG, GradingError, nbgrader
from roleplay.scenario import ScenarioError

SOURCE = "practice.md"
NOTEBOOK = "practice.ipynb"
CALL = re.compile(r'^practice\.(\w+)\(\s*(?:"([^"]*)")?', re.MULTILINE)
BEGIN, END = "<!-- BEGIN SOLUTION -->", "<!-- END SOLUTION -->"
FIRST_LINES = {
    "set_up": "# Getting ready",
    "role_play": "# A role-play to play",
    "sort_cards": "# Cards to sort",
    "own_words": "# A box for your own words",
    "if_then": "# A plan of your own",
    "send": "# Sending your work",
}
"""What a folded cell shows of itself in JupyterLab: plain words in place of code."""
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


class MakingError(ValueError):
    """An exercise cannot be made; says where and what to change."""


@dataclass(frozen=True)
class Made:
    """The two notebooks of one exercise, as the files' text."""

    exercise: str
    solution: str
    files: dict[str, bytes]
    """What stands in ``exercises/<exercise>/``, by path."""


def sources(root: Path) -> list[Path]:
    """List the exercises' sources, in the order of the modules."""
    return sorted((root / "solutions").glob(f"*/{SOURCE}"))


def build(root: Path) -> list[Path]:
    """Make every exercise and return the notebooks that carers get.

    Files are written only when all exercises could be made, and each one whole.

    Raises:
        MakingError: an exercise has a fault, or nbgrader refused it.
    """
    written = []
    for made in _make(root):
        _write(root / "solutions" / made.exercise / NOTEBOOK, made.solution.encode())
        for name, content in made.files.items():
            path = root / "exercises" / made.exercise / name
            _write(path, content)
            if path.suffix == ".ipynb":
                written.append(path)
    return written


def check(root: Path) -> list[str]:
    """Say what in ``exercises/`` differs from a fresh making; an empty list is right.

    Raises:
        MakingError: as for ``build``.
    """
    differing = []
    expected: set[Path] = set()
    for made in _make(root):
        for name, content in made.files.items():
            path = root / "exercises" / made.exercise / name
            expected.add(path)
            if not path.is_file():
                differing.append(f"{path.relative_to(root)} is missing.")
            elif path.read_bytes() != content:
                differing.append(f"{path.relative_to(root)} differs from its source.")
    there = {path for path in (root / "exercises").rglob("*") if path.is_file()}
    mine = {p for p in there if ".ipynb_checkpoints" not in p.parts and p.name != "responses.json"}
    differing += [
        f"{path.relative_to(root)} has no source in solutions/." for path in sorted(mine - expected)
    ]
    return differing


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, and leave it alone when it is right already."""
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.part")
    try:
        half.write_bytes(content)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


def _make(root: Path) -> list[Made]:
    """Make all exercises in a folder of their own, with one nbgrader command."""
    found = sources(root)
    if not found:
        raise MakingError(f"There is no {SOURCE} under {root / 'solutions'}.")
    with (
        Progress(console=Console(stderr=True), transient=True) as progress,
        tempfile.TemporaryDirectory(prefix="exercises-") as place,
    ):
        task = progress.add_task("Making exercises", total=len(found) + 1)
        course = Path(place).resolve()
        shutil.copy(root / CONFIG, course / CONFIG)
        texts = {}
        for source in found:
            exercise = source.parent.name
            texts[exercise] = solution(source)
            shutil.copytree(
                source.parent,
                course / "solutions" / exercise,
                ignore=shutil.ignore_patterns("*.ipynb", "*.md", ".*"),
            )
            (course / "solutions" / exercise / NOTEBOOK).write_text(texts[exercise], "utf-8")
            progress.advance(task)
        try:
            nbgrader(course, "generate_assignment", "*")
        except GradingError as error:
            raise MakingError(f"{error}\n{error.log}") from error
        progress.advance(task)
        return [
            Made(exercise, text, _files(course / "exercises" / exercise))
            for exercise, text in texts.items()
        ]


def _files(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def solution(source: Path) -> str:
    """Turn one ``practice.md`` into the notebook that nbgrader starts from, as text.

    Raises:
        MakingError: an unknown role-play or criterion, or two cells of one name.
    """
    written = jupytext.reads(source.read_text(encoding="utf-8"), fmt="md:myst")
    cells: list[NotebookNode] = []
    for cell in written.cells:
        cells += _code(source, cell) if cell.cell_type == "code" else [_text(source, cell)]
    cells.append(_to_the_carer())
    names: set[str] = set()
    for place, cell in enumerate(cells, 1):
        name = cell.metadata.get("nbgrader", {}).get("grade_id", f"text-{place:02}")
        if name in names:
            raise MakingError(f"{_named(source)}: two cells are called '{name}'.")
        names.add(name)
        cell["id"] = _cell_id(name)
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    book = nbformat.from_dict(
        {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    )
    nbformat.validate(book)
    return str(nbformat.writes(book)) + "\n"


def _named(source: Path) -> str:
    return f"solutions/{source.parent.name}/{source.name}"


def _cell_id(name: str) -> str:
    """Make a cell id, which the notebook format keeps to 64 characters."""
    return name if len(name) <= 64 else f"{name[:55]}-{sha256(name.encode()).hexdigest()[:8]}"


def _nbgrader(name: str, **kind: bool | int) -> dict[str, Any]:
    locked = not kind.get("solution", False)
    plain = {"grade": False, "solution": False, "task": False, "locked": locked}
    return {"grade_id": name, "schema_version": 3, **plain, **kind}


def _code(source: Path, cell: NotebookNode) -> list[NotebookNode]:
    """Fold a code cell away; after a role-play or a sort, add the cells that mark it."""
    call = CALL.search(cell.source)
    word, name = (call.group(1), call.group(2)) if call else ("set_up", None)
    tag = "remove-input" if call else "remove-cell"
    cell.metadata = _folded(tag, _nbgrader(name or word.replace("_", "-")))
    cell.outputs = []
    cell.execution_count = None
    if word in FIRST_LINES:
        cell.source = f"{FIRST_LINES[word]}\n{cell.source}"
    if word in ("role_play", "sort_cards"):
        return [cell, *_marks(name or "", _best(source, word, name or ""))]
    return [cell]


def _folded(tag: str, about: dict[str, Any]) -> NotebookNode:
    made = {"tags": [tag], "jupyter": {"source_hidden": True}, "nbgrader": about}
    return nbformat.from_dict(made)


def _best(source: Path, word: str, name: str) -> Mapping[str, int]:
    """Give the criteria that a role-play or a sort can earn points in, and the most of each."""
    try:
        if word == "sort_cards":
            return {sorts.PLACED: len(sorts.load(name).cards)}
        return scoring.best(scenario.load(name))
    except ScenarioError as error:
        raise MakingError(f"{_named(source)}: {error}") from error


def _marks(name: str, best: Mapping[str, int]) -> list[NotebookNode]:
    """Make one mark cell for each criterion."""
    cells = []
    for criterion, most in best.items():
        text = (
            "# Counted for you: there is nothing to do here.\n"
            f'practice.mark("{name}", "{criterion}", of={most})'
        )
        about = _nbgrader(f"{name}--{criterion}", grade=True, points=most)
        cells.append(new_code_cell(text, metadata=_folded("remove-cell", about)))
    return cells


def _text(source: Path, cell: NotebookNode) -> NotebookNode:
    """Keep a text cell; one with ``mark`` becomes a cell that a trainer marks by hand."""
    name = cell.metadata.get("mark")
    if not name:
        return cell
    criterion = rubric.split(name)[1]
    known = rubric.rubric().criteria
    if criterion not in known:
        raise MakingError(
            f"{_named(source)}: '{name}' has no criterion of the rubric. Known: {', '.join(known)}."
        )
    about = _nbgrader(name, solution=True, grade=True, points=rubric.MOST)
    first = f"Your trainer will look at: {known[criterion].name}."
    # Always a region: nbgrader would otherwise empty the whole cell.
    cell.source = "\n".join([first, "", BEGIN, cell.source, END])
    cell.metadata = nbformat.from_dict({"tags": ["remove-cell"], "nbgrader": about})
    return cell


def _to_the_carer() -> NotebookNode:
    """Make the last cell, where a trainer writes the overall word to the carer.

    A code cell, because nbgrader lets no other kind have a comment without points.
    """
    text = f"# Your trainer's words to you.\n# {BEGIN}\n# {END}"
    return new_code_cell(
        text, metadata=_folded("remove-cell", _nbgrader(TO_THE_CARER, solution=True))
    )
