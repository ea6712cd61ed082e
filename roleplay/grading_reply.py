"""Read a carer's marks from nbgrader's gradebook, and turn them into a reply in plain words."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy import func, select

from roleplay import grading_next, grading_sorts, grading_work, practice, rubric, scenario, scoring
from roleplay import grading_submissions as submissions
from roleplay.grading_cells import TO_THE_CARER
from roleplay.grading_course import NOTEBOOK
from roleplay.grading_engine import gradebook
from roleplay.grading_run import GradingError
from roleplay.grading_where import database, has_gradebook
from roleplay.practice_text import seen
from roleplay.responses import Responses
from roleplay.scenario import ScenarioError
from roleplay.scoring_doubts import DOES_NOT_FIT, is_lost
from roleplay.sorts import PLACED

COUNTED_NOTE = (
    "The course counted these from the choices you made. They show what you practised, "
    "and are not a judgement of you. The words of your trainer count for more."
)

_graded, _tasks = GradeCell.__table__, TaskCell.__table__
TO_CARER = f"{DOES_NOT_FIT} That is not your doing. You can play it again, and send it once more."
"""A carer's role-play that was played, and that is no zero."""


@dataclass(frozen=True)
class CellMark:
    """The marks of one cell, and what the trainer wrote beside it."""

    points: float
    most: float
    needs_manual: bool
    by_hand: bool
    """A person gives these points; the others the course counts."""
    comment: str
    given: bool = False
    """A person has given points here (also when they changed what the course counted)."""


@dataclass(frozen=True)
class Marks:
    """Everything the gradebook and the responses say about one carer's exercise."""

    carer: str
    exercise: str
    cells: dict[str, CellMark]
    comment: str
    """The trainer's overall word to the carer."""
    sent: str
    """When the work that was marked was sent (UTC, ISO 8601)."""
    late: bool
    gates: dict[str, scoring.Gate]
    """The safety gate of each role-play that was played to an ending."""
    seconds_late: float = 0
    """How long after the date it was sent; it costs nothing."""
    notebook: str = field(default="", compare=False)
    """Where it is in formgrader: ``formgrader/submissions/<notebook>``."""

    @property
    def needs_manual(self) -> bool:
        """Say whether something still waits for the trainer."""
        return any(cell.needs_manual for cell in self.cells.values())

    @property
    def points(self) -> float:
        """Return the sum of all points."""
        return sum(cell.points for cell in self.cells.values())

    @property
    def most(self) -> float:
        """Return the most that could be earned."""
        return sum(cell.most for cell in self.cells.values())

    @property
    def levels(self) -> dict[str, str]:
        """Name the level of each cell that is marked by hand, by cell."""
        course = rubric.rubric()
        return {
            name: rubric.NOT_MARKED_YET if cell.needs_manual else course.word(cell.points)
            for name, cell in self.cells.items()
            if cell.by_hand
        }


def marks(course_root: Path, exercise: str, carer: str) -> Marks:
    """Read one carer's marks.

    Raises:
        GradingError: nothing of this carer's was counted yet, or a name cannot be used.
    """
    submissions.submitted(course_root, exercise, carer)
    folder = course_root / "autograded" / carer / exercise
    nothing = GradingError(f"{carer}'s work has not been counted yet.")
    if not has_gradebook(course_root) or not (folder / NOTEBOOK).is_file():
        raise nothing
    about = (
        select(
            SubmittedNotebook.id,
            SubmittedNotebook.notebook_id,
            SubmittedAssignment.timestamp,
            SubmittedAssignment.extension,
            Assignment.duedate,
        )
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(
            Notebook.name == Path(NOTEBOOK).stem,
            Assignment.name == exercise,
            SubmittedAssignment.student_id == carer,
        )
    )
    with gradebook(database(course_root)) as book:
        found = book.db.execute(about).first()
        if found is None:
            raise nothing
        cells, comment = _cells(book, found.id, found.notebook_id)
    in_order = {name: place for place, name in enumerate(grading_work.order(course_root, exercise))}
    names = sorted(cells, key=lambda name: in_order.get(name, len(in_order)))
    time = found.timestamp
    due = found.duedate and found.duedate + (found.extension or timedelta())
    late = max(0, (time - due).total_seconds()) if time and due else 0
    return Marks(
        carer,
        exercise,
        {name: cells[name] for name in names},
        comment,
        time.strftime("%Y-%m-%dT%H:%M:%SZ") if time else "",
        late > 0,
        _gates(practice.look(folder, exercise)[0], cells),
        late,
        found.id,
    )


def _cells(book: Gradebook, submitted: str, released: str) -> tuple[dict[str, CellMark], str]:
    """Read a notebook's marks and comments in three questions: a page of the desk shows many carers."""
    solutions = select(BaseCell.name).where(
        BaseCell.notebook_id == released, BaseCell.type == "SolutionCell"
    )
    by_hand = set(book.db.scalars(solutions))
    words = (
        select(BaseCell.name, Comment.manual_comment)
        .join(BaseCell, BaseCell.id == Comment.cell_id)
        .where(BaseCell.notebook_id == released, Comment.notebook_id == submitted)
    )
    comments = {name: (said or "").strip() for name, said in book.db.execute(words)}
    points = (
        select(
            BaseCell.name,
            Grade.score,
            func.coalesce(_graded.c.max_score, _tasks.c.max_score, 0.0),
            Grade.needs_manual_grade,
            Grade.manual_score,
        )
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .outerjoin(_graded, _graded.c.id == BaseCell.id)
        .outerjoin(_tasks, _tasks.c.id == BaseCell.id)
        .where(BaseCell.notebook_id == released, Grade.notebook_id == submitted)
    )
    cells = {
        name: CellMark(
            float(score or 0),
            float(most),
            bool(waits),
            name in by_hand,
            comments.get(name, ""),
            given is not None,
        )
        for name, score, most, waits, given in book.db.execute(points)
    }
    return cells, comments.get(TO_THE_CARER, "")


def _gates(work: Responses, cells: dict[str, CellMark]) -> dict[str, scoring.Gate]:
    gates = {}
    for name in _role_plays(cells):
        try:
            story = scenario.load(name)
        except ScenarioError:
            continue
        run = scoring.marked_run(story, work.runs)
        if run:
            gates[name] = scoring.gate(story, run.choices)
    return gates


def _role_plays(cells: dict[str, CellMark]) -> list[str]:
    counted = [rubric.split(name) for name, cell in cells.items() if not cell.by_hand]
    return list(dict.fromkeys(name for name, criterion in counted if criterion != PLACED))


def reply(
    course_root: Path, exercise: str, carer: str, found: Marks | None = None
) -> dict[str, Any]:
    """Make what the carer reads: plain JSON data, complete when nothing waits for the trainer.

    Shape::

        {"exercise", "sent", "complete",
         "role_plays": [{"name", "title", "child", "played", "note",
                         "criteria": [{"id", "name", "points", "best", "words"}],
                         "gate": {"open", "words", "reasons": […]} or null}],
         "asked": {question id: its words},
         "questions": [{"id", "answer",
                        "criteria": [{"id", "name", "level", "word", "says", "comment"}]}],
         "sorts": [{"name", "title", "placed", "of", "words", "again", "open", "note"}],
         "plan": {"if", "then"} or null, "comment", "next": see ``grading_next.after``}

    ``sorts`` is there when the exercise has some (``grading_sorts.told``). All texts are plain text. ``level`` is null while it waits for the trainer.
    ``found`` are the carer's marks, when they were read just before.

    Raises:
        GradingError: nothing of this carer's was counted yet, or a name cannot be used.
    """
    found = found or marks(course_root, exercise, carer)
    work = practice.look(course_root / "autograded" / carer / exercise, exercise)[0]
    plan = work.plan
    sorts = [
        grading_sorts.told(rubric.split(name)[0], cell.points, cell.most, work)
        for name, cell in found.cells.items()
        if rubric.split(name)[1] == PLACED
    ]
    role_plays = [_role_play(found, name, work) for name in _role_plays(found.cells)]
    questions = _questions(found, work)
    return {
        "exercise": exercise,
        "sent": found.sent,
        "complete": not found.needs_manual,
        "role_plays": role_plays,
        "asked": _asked(course_root, exercise, questions),
        "questions": questions,
        **({"sorts": sorts} if sorts else {}),
        "plan": {"if": seen(plan.if_), "then": seen(plan.then)} if plan else None,
        "comment": found.comment,
        "next": grading_next.after(questions, role_plays),
    }


def _role_play(found: Marks, name: str, work: Responses) -> dict[str, Any]:
    names = rubric.rubric().counted
    try:
        story = scenario.load(name)
        title, child = story.title, story.child.name
        missing = TO_CARER if is_lost(story, work.runs) else practice.NO_RUN
    except ScenarioError:
        title, child, missing = name, "", practice.NO_RUN
    gate = found.gates.get(name)
    criteria = []
    for cell_name, cell in found.cells.items():
        whole, criterion = rubric.split(cell_name)
        if whole == name and not cell.by_hand:
            called = names.get(criterion, criterion)
            criteria.append(
                {
                    "id": criterion,
                    "name": called,
                    "points": cell.points,
                    "best": cell.most,
                    "words": f"{called}: {cell.points:g} of {cell.most:g}",
                }
            )
    return {
        "name": name,
        "title": title,
        "child": child,
        "played": gate is not None,
        "note": COUNTED_NOTE if gate else missing,
        "criteria": criteria,
        "gate": gate
        and {
            "open": gate.is_open,
            "words": "" if gate.is_open else scoring.NOT_YET,
            "reasons": list(gate.reasons),
        },
    }


def _asked(course_root: Path, exercise: str, questions: list[dict[str, Any]]) -> dict[str, str]:
    """Return each question as the marking page calls it; one without words there is left out."""
    asked = grading_work.asked(course_root, exercise)
    ids = [question["id"] for question in questions]
    return {name: asked[name].label for name in ids if name in asked and asked[name].label}


def _questions(found: Marks, work: Responses) -> list[dict[str, Any]]:
    course = rubric.rubric()
    questions: dict[str, dict[str, Any]] = {}
    for cell_name, cell in found.cells.items():
        if not cell.by_hand:
            continue
        question, criterion = rubric.split(cell_name)
        answer = work.answers.get(question)
        whole = questions.setdefault(
            question,
            {"id": question, "answer": seen(answer.text) if answer else "", "criteria": []},
        )
        level = None if cell.needs_manual else rubric.level_of(cell.points)
        looked_for = course.criteria[criterion]
        whole["criteria"].append(
            {
                "id": criterion,
                "name": looked_for.name,
                "level": level,
                "word": rubric.NOT_MARKED_YET if level is None else course.word(cell.points),
                "says": looked_for.says(level or 0),
                "comment": cell.comment,
            }
        )
    return list(questions.values())
