"""The door to what leaves the course as a file: marks, an evidence sheet, choices (``docs/formats.md``).

Each form has its module: ``out_csv``, ``out_xlsx``, ``out_sheet``, ``out_xapi``. What may stand in a cell says ``out_cells``.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from roleplay import out_csv, out_marks, out_xlsx

Form = Literal["csv", "xlsx", "moodle"]


def marks(
    course_root: Path, exercises: Sequence[str], form: Form, shown: out_marks.Shown = str
) -> tuple[bytes, int]:
    """Make a file of marks, and say how many rows it has.

    Args:
        course_root: the course folder.
        exercises: whose marks; a workbook gets a sheet for each.
        form: ``csv``, ``xlsx``, or ``moodle`` for the short table of complete work.
        shown: says how a carer is called, from the sign-in name.

    Raises:
        GradingError: a name that cannot be used.
    """
    if form == "xlsx":
        tables = [out_marks.table(course_root, name, shown) for name in exercises]
        book = out_xlsx.written([out_marks.overview(tables), *tables])
        return book, sum(len(table.rows) for table in tables)
    table = out_marks.whole(course_root, exercises, shown)
    table = out_marks.for_moodle(table) if form == "moodle" else table
    return out_csv.written(table), len(table.rows)
