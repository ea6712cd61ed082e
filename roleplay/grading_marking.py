"""Have what was sent counted, and nbgrader's feedback written, for some carers or for all."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.exc import SQLAlchemyError

from roleplay import grading_fast
from roleplay import grading_submissions as submissions
from roleplay.grading_run import GradingError, nbgrader
from roleplay.grading_where import UNREACHED, database

NOTEBOOK = submissions.NOTEBOOK
FAILED = re.compile(r"There was an error processing assignment '([^']*)' for student '([^']*)'")


class Outcome(NamedTuple):
    """How one carer's work fared."""

    carer: str
    ok: bool
    message: str


class Report(tuple[Outcome, ...]):
    """How it went: one outcome for each carer, in the order of their names."""

    @property
    def marked(self) -> tuple[str, ...]:
        """Name the carers whose work is done."""
        return tuple(one.carer for one in self if one.ok)

    @property
    def problems(self) -> dict[str, str]:
        """Say what stood in the way, by carer."""
        return {one.carer: one.message for one in self if not one.ok}


def autograde(
    course_root: Path,
    exercise: str,
    carers: Sequence[str] | None = None,
    again: bool = False,
    done: Callable[[int], None] = lambda _: None,
) -> Report:
    """Count what can be counted, for the carers given or for all, without starting a kernel.

    All is left as stock nbgrader would leave it (``autograde_stock``). Work that was counted since it
    was last sent is left alone, so that marks given by hand are not asked for twice; ``again`` counts
    it anew. The process stands in other folders meanwhile: call it in one that does nothing else.

    Args:
        course_root: the course folder.
        exercise: the exercise's name, as in ``exercises/``.
        carers: who, or everybody who has sent it.
        again: count also what was counted already.
        done: told how many more are finished, from time to time.

    Raises:
        GradingError: a carer has sent nothing, a name cannot be used, or the course folder does not
            know the exercise; or the gradebook cannot be written (the log says why).
    """
    root = course_root.resolve()
    wanted, waiting, _ = _asked_for(root, exercise, carers, again)
    done(len(wanted) - len(waiting))
    strangers = submissions.strangers(root, exercise) if carers is None else []
    problems = {one.shown: one.reason for one in strangers}
    if waiting:
        try:
            problems |= grading_fast.mark(root, exercise, waiting, database(root), done, again)
        except (SQLAlchemyError, ImportError) as error:
            raise GradingError(UNREACHED, str(error)) from error
    # What stands in the way is said even when it was looked at before: a zero has its reason each time.
    problems |= {c: said for c in wanted if (said := submissions.obstacle(root, exercise, c))}
    return _report(wanted, waiting, problems)


def autograde_stock(
    course_root: Path, exercise: str, carers: Sequence[str] | None = None, again: bool = False
) -> Report:
    """Have stock nbgrader do the same: a kernel for each carer, about a second each.

    Raises:
        GradingError: a carer has sent nothing, or a name cannot be used.
    """
    wanted, waiting, sent = _asked_for(course_root, exercise, carers, again)
    problems = _run_for(course_root, "autograde", exercise, waiting, sent)
    for carer in wanted:
        if said := submissions.obstacle(course_root, exercise, carer):
            problems[carer] = said
        elif carer not in problems and not is_counted(course_root, exercise, carer):
            problems[carer] = "nbgrader could not work on this one; the rest are done."
    return _report(wanted, waiting, problems)


def _asked_for(
    course_root: Path, exercise: str, carers: Sequence[str] | None, again: bool
) -> tuple[list[str], list[str], list[str]]:
    """List who is asked for, whose work waits, and who has sent the exercise."""
    sent = submissions.carers(course_root, exercise)
    wanted = sorted(set(sent if carers is None else carers))
    for carer in wanted:
        if carer not in sent:
            submissions.submitted(course_root, exercise, carer)
            raise GradingError(f"{carer} has not sent this exercise.")
    waiting = [c for c in wanted if again or not is_counted(course_root, exercise, c)]
    return wanted, waiting, sent


def _report(wanted: Sequence[str], waiting: Sequence[str], problems: Mapping[str, str]) -> Report:
    new = set(waiting)
    return Report(
        Outcome(carer, False, problems[carer])
        if carer in problems
        else Outcome(carer, True, "Counted." if carer in new else "Counted already.")
        for carer in sorted({*wanted, *problems})
    )


def is_counted(course_root: Path, exercise: str, carer: str) -> bool:
    """Say whether the newest work of this carer was counted."""
    return grading_fast.is_counted(course_root, exercise, carer)


def generate_feedback(
    course_root: Path, exercise: str, carers: Sequence[str] | None = None
) -> Report:
    """Have stock nbgrader write its feedback pages for work that was counted.

    Raises:
        GradingError: a name that cannot be used, or work that was not counted yet.
    """
    sent = submissions.carers(course_root, exercise)
    counted = [c for c in sent if (course_root / "autograded" / c / exercise / NOTEBOOK).is_file()]
    wanted = sorted(set(counted if carers is None else carers))
    for carer in wanted:
        if carer not in counted:
            raise GradingError(f"{carer}'s work has not been counted yet.")
    broken = _run_for(course_root, "generate_feedback", exercise, wanted, counted)
    return Report(
        Outcome(carer, carer not in broken, broken.get(carer, "Feedback written."))
        for carer in wanted
    )


def _run_for(
    course_root: Path, command: str, exercise: str, carers: Sequence[str], everyone: Sequence[str]
) -> dict[str, str]:
    """Run one command for some carers in one go; return what went wrong, by carer."""
    if not carers:
        return {}
    arguments = [command, exercise, "--force"]
    if len(carers) == 1:
        arguments.append(f"--CourseDirectory.student_id={carers[0]}")
    else:
        others = ",".join(sorted(set(everyone) - set(carers)))
        arguments.append(f"--CourseDirectory.student_id_exclude={others}")
    try:
        nbgrader(course_root.resolve(), *arguments)
    except GradingError as error:
        named = {carer for _, carer in FAILED.findall(error.log)}
        if not named:
            return dict.fromkeys(carers, str(error))
        return dict.fromkeys(named, "nbgrader could not work on this one; the rest are done.")
    return {}
