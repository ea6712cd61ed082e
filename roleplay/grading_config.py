"""nbgrader's settings for a course folder, with the reason for each."""

import os
import warnings
from pathlib import Path
from typing import Any

from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearOutput,
    DeduplicateIds,
    OverwriteCells,
    OverwriteKernelspec,
)

from roleplay.grading_cells import TRAVELS, InjectAnswers, RebuildFromRelease
from roleplay.grading_run import with_ours_first
from roleplay.grading_where import database

COURSE_ID = "connection-first"


def configure(c: Any, folder: Path) -> None:  # noqa: ANN401 (it makes its own attributes)
    """Set up nbgrader for the course in ``folder`` (or in ``COURSE_ROOT``, when that is set)."""
    root = Path(os.environ.get("COURSE_ROOT") or folder).resolve()
    # Two trainers may share the folder: what one makes, the other can write again.
    os.umask(0o002)
    # Our stand-in for MathJax: no page of the trainer's asks another host.
    os.environ["JUPYTER_PATH"] = with_ours_first(os.environ.get("JUPYTER_PATH", ""))
    # nbgrader 0.9.6 with SQLAlchemy 2.1: harmless, and it frightens people.
    warnings.filterwarnings("ignore", message=r"(?s)Object of type <Submitted.*")

    c.CourseDirectory.course_id = COURSE_ID
    c.CourseDirectory.root = str(root)
    c.CourseDirectory.db_url = database(root)
    c.CourseDirectory.source_directory = "solutions"
    c.CourseDirectory.release_directory = "exercises"
    # The text of the solution stays out of exercises/. Setting the list replaces nbgrader's own.
    c.CourseDirectory.ignore = [".*", "*.pyc", "__pycache__", "feedback", "*.md"]
    # Whatever is collected, only this goes on: no module, page or picture of a carer's making.
    c.CourseDirectory.include = ["*.ipynb", *TRAVELS]

    # The third way to hand in, fetching and submitting in JupyterLab, goes through this folder.
    c.Exchange.root = str(root / "exchange")
    # Nothing that was sent before is lost, no link is followed, and nobody's folder stops the rest.
    c.ExchangeFactory.collect = "roleplay.grading_doors.KeepingCollect"
    # 'nbgrader zip_collect' takes saved files in as the desk does.
    c.ZipCollectApp.extractor_plugin = "roleplay.grading_doors.SafeExtractor"
    c.ZipCollectApp.collector_plugin = "roleplay.grading_doors.StageCollector"

    c.ClearSolutions.code_stub = {"python": "# They come with your reply."}
    c.ClearSolutions.text_stub = ""

    c.Autograde.sanitize_preprocessors = [
        RebuildFromRelease,
        ClearOutput,
        DeduplicateIds,
        OverwriteKernelspec,
        OverwriteCells,
        InjectAnswers,
        CheckCellMetadata,
    ]
    # Nothing is lost when a marking kernel is not asked kindly to stop, and it saves a third.
    c.Execute.shutdown_kernel = "immediate"
    # The submission's folder is never a place to import from.
    c.Execute.extra_arguments = [
        "--InteractiveShellApp.ignore_cwd=True",
        "--HistoryManager.hist_file=:memory:",
    ]
    # Carers are busy: late work costs nothing.
    c.LateSubmissionPlugin.penalty_method = "none"

    c.HTMLExporter.sanitize_html = True
    # Formgrader shows the model answer and the trainers' phrases beside an answer.
    c.HTMLExporter.preprocessors = ["roleplay.grading_beside.Beside"]
    c.HTMLExporter.filters = {"markdown2html": "roleplay.grading_cells.safe_markdown2html"}
    # The settings page would show paths and keys of the machine.
    c.FormgradeExtension.debug = False
