"""A course folder: set it up, so that nbgrader and we can work in it."""

import shutil
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook, MissingEntry

from roleplay import grading_submissions as submissions
from roleplay.grading_run import CONFIG, GradingError, nbgrader
from roleplay.grading_where import database, has_gradebook

PROJECT = Path(__file__).parent.parent
NOTEBOOK = submissions.NOTEBOOK


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
    if not has_gradebook(course_root):
        return {}, False
    with Gradebook(database(course_root)) as book:
        try:
            notebook = book.find_notebook(Path(NOTEBOOK).stem, exercise)
        except MissingEntry:
            return {}, False
        return {c.name: c.checksum for c in notebook.source_cells}, bool(notebook.submissions)
