"""The whole corpus, laid out in a course folder: each case's damaged work under its own name."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from roleplay import grading
from tests.carers import EXERCISE
from tests.submissions import files, folders, notebooks, runs, words
from tests.submissions.case import CASES, OTHER, Case, Place, good

PARTS = (files, folders, notebooks, runs, words)
"""Where the cases are written; to import them is to have them in ``CASES``."""
WHEN = datetime(2026, 11, 21, 20, 15, tzinfo=UTC)
GOOD = (OTHER, "good-two")


@dataclass(frozen=True)
class Laid:
    """A course folder with the corpus in it."""

    root: Path
    canary: Path

    def folder(self, case: Case) -> Path:
        """Where a case's work stands."""
        return self.root / "submitted" / case.carer / EXERCISE


def lay_out(root: Path, canary: Path, names: tuple[str, ...] = ()) -> Laid:
    """Hand in good work for each case and spoil it; two good carers' stands beside.

    Args:
        root: a course folder that knows the exercise.
        canary: what code of a carer's would write, if it ran.
        names: only these cases; all, if left out.
    """
    for carer in GOOD:
        grading.receive(root, EXERCISE, carer, good(), WHEN)
    laid = Laid(root, canary)
    for case in CASES.values():
        if names and case.name not in names:
            continue
        grading.receive(root, EXERCISE, case.name, good(), WHEN + timedelta(minutes=1))
        if not case.is_carer:
            standing = root / "submitted" / case.name
            os.rename(standing, root / "submitted" / case.carer)  # noqa: PTH104 (any name)
        case.spoil(Place(root, laid.folder(case), canary))
    return laid


def tree(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Tell a folder as it is now from the same folder changed, without opening or following anything."""
    found = {}
    for path in [folder.parent, folder, *sorted(folder.rglob("*"))]:
        if os.path.lexists(path):
            about = path.lstat()
            found[str(path)] = (about.st_mode, about.st_size, about.st_mtime_ns)
    return found
