"""A course folder: set it up, have nbgrader mark what was sent, have it write feedback."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import nbformat
from nbgrader.api import Gradebook, MissingEntry

from roleplay import grading_submissions as submissions
from roleplay.grading_run import CONFIG, GradingError, nbgrader

PROJECT = Path(__file__).parent.parent
NOTEBOOK = submissions.NOTEBOOK
FAILED = re.compile(r"There was an error processing assignment '([^']*)' for student '([^']*)'")


class Outcome(NamedTuple):
    """How nbgrader fared with one carer's work."""

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


def database(course_root: Path) -> str:
    """Return the address of a course folder's gradebook."""
    return f"sqlite:///{course_root / 'gradebook.db'}"


def prepare(course_root: Path, project: Path = PROJECT) -> list[str]:
    """Make a folder ready for stock nbgrader: settings, exercises and a gradebook that knows them.

    Quick when nothing has changed. An exercise whose cells changed after carers sent work
    stays as it was in this folder, and a plain message says so.

    Returns:
        Messages for the person who keeps the course; usually none.

    Raises:
        GradingError: the exercises are not made yet, or nbgrader refused one.
    """
    course_root, project = course_root.resolve(), project.resolve()
    (course_root / "exchange").mkdir(parents=True, exist_ok=True)
    _copy(project / CONFIG, course_root / CONFIG)
    released = sorted((project / "exercises").glob(f"*/{NOTEBOOK}"))
    if not released:
        raise GradingError("There are no exercises yet. Run 'make exercises' first.")
    messages, new = [], []
    for path in released:
        exercise = path.parent.name
        source = project / "solutions" / exercise / NOTEBOOK
        if not source.is_file():
            raise GradingError("The exercises are not made yet. Run 'make exercises' first.")
        known, sent = _known(course_root, exercise)
        wanted = _checksums(path)
        if known == wanted:
            _copy_folder(path.parent, course_root / "exercises" / exercise)
            _copy_folder(source.parent, course_root / "solutions" / exercise)
        elif sent and set(known) != set(wanted):
            messages.append(
                f"'{exercise}' has changed since carers sent work. "
                "This course folder keeps the exercise as it was; use a new folder for a new group."
            )
        else:
            _copy_folder(source.parent, course_root / "solutions" / exercise)
            new.append(exercise)
    # One start of nbgrader for all, where that touches no other exercise: a start takes seconds.
    there = {path.name for path in (course_root / "solutions").iterdir() if path.is_dir()}
    for which in ["*"] if new and there == set(new) else new:
        nbgrader(course_root, "generate_assignment", which, "--force")
    return messages


def _copy_folder(source: Path, target: Path) -> None:
    for path in source.rglob("*"):
        kept = path.suffix != ".md" and not any(p.startswith(".") for p in path.parts[-2:])
        if path.is_file() and kept and path.name != "responses.json":
            _copy(path, target / path.relative_to(source))


def _copy(source: Path, target: Path) -> None:
    if source == target or (target.is_file() and source.read_bytes() == target.read_bytes()):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(f".{target.name}.part")
    shutil.copyfile(source, half)
    half.replace(target)


def _checksums(notebook: Path) -> dict[str, str]:
    """Read nbgrader's own fingerprints of an exercise's cells."""
    cells = nbformat.read(notebook, as_version=4).cells
    about = [cell.metadata.get("nbgrader", {}) for cell in cells]
    return {a["grade_id"]: a["checksum"] for a in about if "checksum" in a}


def _known(course_root: Path, exercise: str) -> tuple[dict[str, str], bool]:
    """Read the same fingerprints from the gradebook, and whether work was sent already."""
    if not (course_root / "gradebook.db").is_file():
        return {}, False
    with Gradebook(database(course_root)) as book:
        try:
            notebook = book.find_notebook(Path(NOTEBOOK).stem, exercise)
        except MissingEntry:
            return {}, False
        return {c.name: c.checksum for c in notebook.source_cells}, bool(notebook.submissions)


def autograde(
    course_root: Path, exercise: str, carers: Sequence[str] | None = None, again: bool = False
) -> Report:
    """Have stock nbgrader count what can be counted, for the carers given or for all.

    Work that was counted since it was last sent is left alone, so that marks given by hand
    are not asked for twice; ``again`` counts it anew.

    Raises:
        GradingError: a carer has sent nothing, or a name cannot be used.
    """
    sent = submissions.carers(course_root, exercise)
    wanted = sorted(set(sent if carers is None else carers))
    for carer in wanted:
        if carer not in sent:
            submissions.submitted(course_root, exercise, carer)
            raise GradingError(f"{carer} has not sent this exercise.")
    waiting = [c for c in wanted if again or not is_counted(course_root, exercise, c)]
    if not waiting:
        return Report(Outcome(carer, True, "Counted already.") for carer in wanted)
    broken = _run_for(course_root, "autograde", exercise, waiting, sent)
    return Report(
        Outcome(carer, False, broken[carer])
        if carer in broken
        else Outcome(carer, True, "Counted." if carer in waiting else "Counted already.")
        for carer in wanted
    )


def is_counted(course_root: Path, exercise: str, carer: str) -> bool:
    """Say whether nbgrader has marked the newest work of this carer."""
    newest = submissions.submitted(course_root, exercise, carer)
    done = course_root / "autograded" / carer / exercise
    try:
        same = all((newest / n).read_bytes() == (done / n).read_bytes() for n in submissions.WORK)
    except OSError:
        return False
    return same and (done / NOTEBOOK).is_file()


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
