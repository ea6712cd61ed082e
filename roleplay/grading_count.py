"""Count one exercise's work in this process: the released notebook's own cells run, and no kernel starts.

What is run is only what the course released; of a carer's work only ``responses.json`` is looked at.
The notebook that comes out is the one that stock ``nbgrader autograde`` writes, but for the times of day.
"""

import ast
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

import nbformat
from ipykernel.ipkernel import IPythonKernel
from IPython.core.formatters import DisplayFormatter
from nbformat import NotebookNode
from nbgrader.preprocessors import (
    ClearOutput,
    DeduplicateIds,
    LimitOutput,
    OverwriteCells,
    OverwriteKernelspec,
)

from roleplay import practice
from roleplay.grading_cells import fill
from roleplay.grading_submissions import NOTEBOOK

SHOWN = ("text/plain", "text/html")
"""What a mark shows of itself: the only kinds that our cells give."""


@dataclass(frozen=True)
class Step:
    """One code cell, ready to run: its statements, and the last line when it is an expression."""

    place: int
    statements: CodeType
    value: CodeType | None


class Counter:
    """One released exercise, read once and counted for any number of carers.

    Args:
        course_root: the course folder.
        exercise: the exercise's name, as in ``exercises/``.
        db_url: the address of the gradebook, which knows the exercise's cells.

    Raises:
        OSError: the exercise was not released in this course folder.
    """

    def __init__(self, course_root: Path, exercise: str, db_url: str) -> None:
        self.exercise = exercise
        path = course_root / "exercises" / exercise / NOTEBOOK
        self.released = _sanitised(nbformat.read(path, as_version=4), exercise, db_url)
        self.steps = [
            _step(place, cell.source, cell.id)
            for place, cell in enumerate(self.released.cells)
            if cell.cell_type == "code"
        ]
        self._show = DisplayFormatter()
        # A very long script is cut short, as nbgrader does: no page of formgrader's grows without end.
        self._limit = LimitOutput()

    def notebook(self, folder: Path) -> NotebookNode:
        """Return the marked notebook of the work in ``folder`` (its ``responses.json``).

        The process stands in ``folder`` meanwhile, as a marking kernel would: one at a time.
        """
        made = NotebookNode(
            self.released, cells=[NotebookNode(cell) for cell in self.released.cells]
        )
        found, reason = practice.look(folder, self.exercise)
        fill(made, found, reason)
        names: dict[str, Any] = {"__name__": "__main__"}
        with _marking_in(folder):
            for count, step in enumerate(self.steps, start=1):
                cell = made.cells[step.place]
                cell.execution_count = count
                cell.outputs = self._run(step, names, count)
                self._limit.preprocess_cell(cell, {}, step.place)
        return made

    def _run(self, step: Step, names: dict[str, Any], count: int) -> list[NotebookNode]:
        """Run one cell and return what it shows, as a kernel would report it."""
        out, err = io.StringIO(), io.StringIO()
        value = None
        with redirect_stdout(out), redirect_stderr(err):
            exec(step.statements, names)  # noqa: S102 (the course's own cell, never a carer's)
            if step.value:
                value = eval(step.value, names)  # noqa: S307 (the same)
        shown = [
            NotebookNode(output_type="stream", name=name, text=stream.getvalue())
            for name, stream in (("stdout", out), ("stderr", err))
            if stream.getvalue()
        ]
        if value is not None:
            data, about = self._show.format(value, include=SHOWN)  # type: ignore[no-untyped-call]
            # Made by hand: checking each small output against the schema takes as long as all the rest.
            shown.append(
                NotebookNode(
                    output_type="execute_result",
                    data=NotebookNode(data),
                    metadata=NotebookNode(about),
                    execution_count=count,
                )
            )
        return shown


def _sanitised(released: NotebookNode, exercise: str, db_url: str) -> NotebookNode:
    """Prepare the released notebook once, with nbgrader's own steps."""
    about = {"notebook": Path(NOTEBOOK).stem, "assignment": exercise, "db_url": db_url}
    for step in (ClearOutput(), DeduplicateIds(), OverwriteKernelspec(), OverwriteCells()):
        released, _ = step.preprocess(released, {"nbgrader": about})
    language = dict(IPythonKernel.language_info)
    language["codemirror_mode"] = {"name": "ipython", "version": sys.version_info[0]}
    released.metadata["language_info"] = nbformat.from_dict(language)
    return released


def _step(place: int, source: str, name: str) -> Step:
    tree = ast.parse(source, filename=name)
    value = None
    if tree.body and isinstance(last := tree.body[-1], ast.Expr):
        tree.body.pop()
        value = compile(ast.Expression(last.value), name, "eval")
    return Step(place, compile(tree, name, "exec"), value)


@contextmanager
def _marking_in(folder: Path) -> Iterator[None]:
    """Stand in a folder and say, as nbgrader does, that this is marking."""
    before, said = Path.cwd(), os.environ.get("NBGRADER_EXECUTION")
    os.chdir(folder)
    os.environ["NBGRADER_EXECUTION"] = "autograde"
    try:
        yield
    finally:
        os.chdir(before)
        if said is None:
            del os.environ["NBGRADER_EXECUTION"]
        else:
            os.environ["NBGRADER_EXECUTION"] = said
