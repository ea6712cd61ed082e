"""The one door to nbgrader: everything else in the project asks here.

nbgrader keeps the record (its stages, its gradebook, its formgrader); this module family stands
at its edge and never changes it. Formats: ``docs/formats.md``, sections 7 and 8.
"""

from roleplay.grading_cells import InjectAnswers, RebuildFromRelease, safe_markdown2html
from roleplay.grading_config import COURSE_ID, configure
from roleplay.grading_course import prepare
from roleplay.grading_dates import due_dates, set_due
from roleplay.grading_marking import (
    Outcome,
    Report,
    autograde,
    autograde_stock,
    generate_feedback,
    is_counted,
)
from roleplay.grading_reply import CellMark, Marks, marks, reply
from roleplay.grading_run import GradingError, jupyter_path
from roleplay.grading_submissions import carers, doubts, obstacle, receive, sent, strangers

__all__ = [
    "COURSE_ID",
    "CellMark",
    "GradingError",
    "InjectAnswers",
    "Marks",
    "Outcome",
    "RebuildFromRelease",
    "Report",
    "autograde",
    "autograde_stock",
    "carers",
    "configure",
    "doubts",
    "due_dates",
    "generate_feedback",
    "is_counted",
    "jupyter_path",
    "marks",
    "obstacle",
    "prepare",
    "receive",
    "reply",
    "safe_markdown2html",
    "sent",
    "set_due",
    "strangers",
]
