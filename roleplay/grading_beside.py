"""In formgrader, beside a carer's answer: the model answer with its notes, and the trainers' phrases, folded.

They are put in while formgrader shows the page. The marked notebook on the disk stays as nbgrader left it, and a
carer's feedback never holds them.
"""

import html
from pathlib import Path
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from roleplay import grading_phrases, grading_work, rubric
from roleplay.grading_cells import TO_THE_CARER

STAGES = 3
"""A marked notebook lies in ``autograded/<carer>/<exercise>/``, so many folders below the course's."""

LOOK = "btn btn-default btn-sm"
"""How formgrader's own buttons look: it hides the sign that something can be unfolded."""


class Beside(Preprocessor):  # type: ignore[misc]
    """Fold model answers, notes and phrases into a page that formgrader is about to show."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Return ``nb`` with them, when formgrader asks; for feedback and anything else as it is."""
        folder = resources.get("metadata", {}).get("path", "")
        if "submission_id" not in resources or not folder:
            return nb, resources
        root = Path(folder).resolve().parents[STAGES - 1]
        asked = grading_work.asked(root, resources["assignment_id"])
        phrases = grading_phrases.read(root).phrases
        cells = []
        for cell in nb.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
            question, criterion = rubric.split(name)
            if name == TO_THE_CARER:
                cells.append(new_markdown_cell(_phrases(phrases[name])))
            elif cell.cell_type == "markdown" and criterion in phrases:
                note = asked.get(question, grading_work.Asked()).notes.get(criterion, "")
                parts = [cell.source, _folded("Model answer and notes", note) if note else ""]
                cell.source = "\n\n".join([*filter(None, parts), _phrases(phrases[criterion])])
            cells.append(cell)
        nb.cells = cells
        return nb, resources


def _phrases(phrases: list[str]) -> str:
    lines = "".join(f"<li>{html.escape(phrase)}</li>" for phrase in phrases)
    return _folded("Phrases to use again, to copy", f"<ul>{lines}</ul>")


def _folded(title: str, inside: str) -> str:
    """Fold HTML away. A blank line would end it, as Markdown reads it."""
    lines = "\n".join(line for line in inside.splitlines() if line.strip())
    summary = f'<summary class="{LOOK}">{html.escape(title)}</summary>'
    return f"<details>{summary}\n{lines}\n</details>"
