"""What the marking page shows of one carer's exercise, made ready for its template. Framework-free."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from roleplay import (
    grading,
    grading_hand,
    grading_phrases,
    grading_work,
    practice,
    practice_text,
    sorts,
    titles,
)
from roleplay import rubric as rubrics
from roleplay.grading_cells import TO_THE_CARER
from roleplay.grading_hand import Clash, Held, Standing
from roleplay.responses import Responses
from roleplay.sorts import PLACED, SortError

STEPS = {
    "settle": "settles",
    "safe": "makes safe",
    "connect": "connects",
    "correct": "corrects",
    "repair": "puts right",
}
"""What a reply does: "corrects" cannot be read as "right"."""


@dataclass(frozen=True)
class Mine:
    """What a trainer typed and chose that could not be saved: the page keeps it."""

    marks: dict[str, str] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    clashes: tuple[Clash, ...] = ()

    def clash(self, cell: str, what: str) -> Clash | None:
        """Return what somebody else did in this field meanwhile."""
        return next((c for c in self.clashes if (c.cell, c.field) == (cell, what)), None)


def values(course_root: Path, exercise: str, carer: str, mine: Mine) -> dict[str, Any]:
    """Return everything the template needs.

    Raises:
        GradingError: nothing of this carer's was counted yet, or a name cannot be used.
    """
    standing = grading_hand.standing(course_root, exercise, carer)
    folder = course_root / "autograded" / carer / exercise
    work, reason = practice.look(folder, exercise)
    order = {cell: place for place, cell in enumerate(grading_work.order(course_root, exercise))}
    cells = sorted(standing.cells.values(), key=lambda held: order.get(held.cell, len(order)))
    asked = grading_work.asked(course_root, exercise)
    plays: dict[str, dict[str, Any]] = {}
    questions: dict[str, dict[str, Any]] = {}
    for held in cells:
        whole, criterion = rubrics.split(held.cell)
        if held.by_hand:
            shown = questions.setdefault(whole, _question(whole, asked, work))
            note = shown["asked"].notes.get(criterion, "")
            shown["criteria"].append(_criterion(held, criterion, note, mine))
        else:
            shown = plays.setdefault(whole, _play(whole, criterion, work))
            shown["counted"].append(_counted(held, criterion, mine))
    return {
        "exercise": exercise,
        "carer": carer,
        "standing": standing,
        "again": any(held.given and held.waits for held in cells),
        "plays": list(plays.values()),
        "questions": list(questions.values()),
        "plan": work.plan,
        "reason": reason,
        "newer": not grading.is_counted(course_root, exercise, carer),
        "overall": _overall(standing, mine),
        "phrases": grading_phrases.read(course_root),
        "reminders": rubrics.rubric().trainer,
        "steps": STEPS,
        "unanswered": rubrics.rubric().unanswered,
    }


def _overall(standing: Standing, mine: Mine) -> dict[str, Any]:
    return {
        "cell": TO_THE_CARER,
        "comment": mine.comments.get(TO_THE_CARER, standing.comment),
        "was": grading_hand.fingerprint(standing.comment),
        "clash": mine.clash(TO_THE_CARER, "comment"),
    }


def _question(name: str, asked: dict[str, grading_work.Asked], work: Responses) -> dict[str, Any]:
    question = asked.get(name, grading_work.Asked())
    answer = work.answers.get(name)
    return {
        "name": name,
        "label": question.label or titles.spoken(name),
        "asked": question,
        "answer": answer.text.strip() if answer else "",
        "criteria": [],
    }


def _criterion(held: Held, criterion: str, note: str, mine: Mine) -> dict[str, Any]:
    looked_for = rubrics.rubric().criteria.get(criterion)
    level = None if held.points is None else rubrics.level_of(held.points)
    # Radio buttons carry the exact points, so that half a point given elsewhere is not lost.
    worth = {n: f"{n}" for n in range(rubrics.MOST + 1)}
    if level is not None:
        worth[level] = f"{held.points:g}"
    chosen = mine.marks.get(held.cell, "" if held.waits else held.mark)
    return {
        "cell": held.cell,
        "id": criterion,
        "name": looked_for.name if looked_for else criterion,
        "says": looked_for.levels if looked_for else (),
        "worth": worth,
        "chosen": chosen,
        "was": held.mark,
        "before": level if held.waits else None,
        "waits": held.waits,
        "note": note,
        "comment": mine.comments.get(held.cell, held.comment),
        "was_comment": grading_hand.fingerprint(held.comment),
        "clash": mine.clash(held.cell, "mark"),
        "clash_comment": mine.clash(held.cell, "comment"),
    }


def _play(name: str, criterion: str, work: Responses) -> dict[str, Any]:
    if criterion == PLACED:
        title, text = _sort(name, work)
        return {"name": name, "title": title, "cards": text, "told": None, "counted": []}
    told = grading_work.told(name, work)
    return {"name": name, "title": told.title, "cards": "", "told": told, "counted": []}


def _sort(name: str, work: Responses) -> tuple[str, str]:
    try:
        sort = sorts.load(name)
    except SortError:
        return titles.spoken(name), "These cards cannot be loaded just now."
    sorting = work.sorts.get(name)
    if sorting is None or not sorting.picks:
        return sort.title, practice.NO_CARD
    return sort.title, practice_text.cards(sort, sorting)


def _counted(held: Held, criterion: str, mine: Mine) -> dict[str, Any]:
    return {
        "cell": held.cell,
        "name": rubrics.rubric().counted.get(criterion, criterion),
        "most": held.most,
        "points": f"{held.points or 0:g}",
        "counted": f"{held.counted or 0:g}",
        "given": held.given,
        "waits": held.waits,
        "shown": mine.marks.get(held.cell, f"{held.points or 0:g}"),
        "was": held.mark,
        "clash": mine.clash(held.cell, "mark"),
    }


def cell_words(course_root: Path, exercise: str, cell: str) -> str:
    """Name a cell for people: its question or role-play, and what is looked at."""
    if cell == TO_THE_CARER:
        return "Your words to the carer"
    course = rubrics.rubric()
    whole, criterion = rubrics.split(cell)
    if whole in grading_work.asked(course_root, exercise) and criterion in course.criteria:
        return f"{titles.spoken(whole)}: {course.criteria[criterion].name}"
    told = grading_work.told(whole, Responses(exercise=exercise)) if criterion != PLACED else None
    title = told.title if told else titles.spoken(whole)
    return f"{title}: {course.counted.get(criterion, criterion)}"
