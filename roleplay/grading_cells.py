"""What nbgrader runs on the way to the trainer: our own notebook, and the carer's words as plain text.

Nothing that a carer sends is run or rendered: the notebook is always the released one, and of
the submission only ``responses.json`` is looked at (``docs/formats.md``, sections 4 and 7).
"""

import html
import re
from pathlib import Path
from typing import Any

import bleach
import nbformat
from bleach.css_sanitizer import CSSSanitizer
from nbconvert.filters import markdown2html
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from roleplay import practice, rubric
from roleplay.grading_arrived import TRAVELS as TRAVELS
from roleplay.grading_arrived import files
from roleplay.practice_text import seen
from roleplay.responses import Responses

Resources = dict[str, Any]
"""What nbconvert hands on from step to step."""
TO_THE_CARER = "to-the-carer"
"""The cell whose comment is the trainer's overall word to the carer."""
# fmt: off
TAGS = [
    "a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em", "h1", "h2",
    "h3", "h4", "h5", "h6", "hr", "i", "img", "li", "ol", "p", "pre", "s", "span", "strong", "sub",
    "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
]
# fmt: on
OWN_PICTURE = re.compile(r"(?!//)[\w./-]+")


def _of_a_picture(_tag: str, name: str, value: str) -> bool:
    """Let a picture through only from beside the page: no page asks another host for one."""
    return name == "alt" or (name == "src" and bool(OWN_PICTURE.fullmatch(value)))


ATTRIBUTES = {
    "*": ["class", "id", "title", "style"],
    "a": ["href"],
    "img": _of_a_picture,
    "th": ["scope"],
}
CSS = CSSSanitizer(allowed_css_properties=["white-space", "text-align"])


def safe_markdown2html(text: str) -> str:
    """Turn Markdown into HTML that can hold no script: the second wall behind escaping."""
    return str(
        bleach.clean(
            markdown2html(text),
            tags=TAGS,
            attributes=ATTRIBUTES,
            protocols=["http", "https", "mailto"],
            css_sanitizer=CSS,
        )
    )


def _copied(about: Resources) -> Path:
    """Return where nbgrader, which stands in the course folder, has copied a submission's files."""
    return Path("autograded", about["student"], about["assignment"])


class RebuildFromRelease(NbGraderPreprocessor):  # type: ignore[misc]
    """Put the released notebook in the place of whatever was submitted.

    Runs first. nbgrader stands in the course folder then, and has just copied the submission's
    other files along: those that we do not know are taken out again before anything runs.
    """

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Return the released notebook instead of ``nb``."""
        about = resources["nbgrader"]
        copied = _copied(about)
        for path in sorted(copied.rglob("*"), reverse=True):
            if path.is_dir() and not path.is_symlink():
                path.rmdir()
            elif path.parent != copied or path.name not in TRAVELS or path.is_symlink():
                path.unlink()
        # nbgrader follows links when it copies; what only a link led to is not this carer's.
        sent = files(Path("submitted", about["student"], about["assignment"]))
        for name in TRAVELS:
            if name not in sent:
                (copied / name).unlink(missing_ok=True)
        released = Path("exercises", about["assignment"], f"{about['notebook']}.ipynb")
        return nbformat.read(released, as_version=4), resources


class InjectAnswers(NbGraderPreprocessor):  # type: ignore[misc]
    """Put the carer's words, escaped, and the rubric into the cells that are marked by hand.

    An unanswered cell stays as it was released, so nbgrader gives it 0 and "No response." itself.
    """

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Fill the cells of ``nb`` from the submission's responses."""
        about = resources["nbgrader"]
        # The copy that is marked, not the original: a carer may send again at this very moment.
        found, reason = practice.look(_copied(about), about["assignment"])
        fill(nb, found, reason)
        return nb, resources


def fill(nb: NotebookNode, found: Responses, reason: str) -> None:
    """Write a carer's answers, and the rubric's rows beside them, into the cells marked by hand.

    ``reason`` says why the carer's file could not be read, where it could not.
    """
    shown: set[str] = set()
    for cell in nb.cells:
        kind = cell.metadata.get("nbgrader", {})
        name = kind.get("grade_id", "")
        if name == TO_THE_CARER:
            cell.source = to_the_carer(reason)
        elif kind.get("solution") and kind.get("grade"):
            question, criterion = rubric.split(name)
            answer = found.answers.get(question)
            if answer and answer.text.strip():
                text = "" if question in shown else answer.text
                cell.source = marking_text(cell.source, criterion, text)
                shown.add(question)


def to_the_carer(reason: str) -> str:
    """Write the cell where the trainer writes to the carer; ``reason`` of a file not read.

    It is a code cell, so every line is a comment.
    """
    lines = ["Your words to the carer: what went well, with an example, and one next step.", reason]
    return "\n".join(f"# {part}" for line in lines for part in line.splitlines())


def marking_text(released: str, criterion: str, answer: str) -> str:
    """Write a cell for the trainer: the answer (once for a question), and the rubric's row."""
    course = rubric.rubric()
    looked_for = course.criteria[criterion]
    parts = []
    if answer:
        reminders = "".join(f"<li>{html.escape(line)}</li>" for line in course.trainer)
        parts += [
            "<p><strong>The carer's own words</strong></p>",
            f'<pre style="white-space: pre-wrap">{html.escape(seen(answer.strip()))}</pre>',
            f"<ul>{reminders}</ul>",
        ]
    rows = "".join(
        f'<tr><th scope="row">{level}&nbsp;{word}</th><td>{html.escape(says)}</td></tr>'
        for level, (word, says) in enumerate(zip(course.levels, looked_for.levels, strict=True), 1)
    )
    parts.append(f'<table class="table table-condensed"><tbody>{rows}</tbody></table>')
    return "\n\n".join([released.strip(), *parts])
