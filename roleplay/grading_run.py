"""Start one stock nbgrader command in a course folder, and say plainly how it went."""

import os
import subprocess
import sys
from pathlib import Path

CONFIG = "nbgrader_config.py"


class GradingError(RuntimeError):
    """Something in the course folder or in nbgrader did not work, said in plain words.

    ``log`` holds what nbgrader wrote, for the person who keeps the course.
    """

    def __init__(self, message: str, log: str = "") -> None:
        super().__init__(message)
        self.log = log


def jupyter_path() -> Path:
    """Return the folder to put first in ``JUPYTER_PATH``.

    It holds our stand-in for MathJax, so that formgrader and feedback ask no other host.
    """
    return Path(__file__).parent / "jupyter"


def with_ours_first(paths: str) -> str:
    """Put our folder first in a search path like ``JUPYTER_PATH``, once."""
    others = [path for path in paths.split(os.pathsep) if path and path != str(jupyter_path())]
    return os.pathsep.join([str(jupyter_path()), *others])


def nbgrader(course_root: Path, *arguments: str) -> str:
    """Run ``nbgrader`` with these arguments in the course folder and return its log.

    Raises:
        GradingError: the command said that something went wrong.
    """
    here = Path(sys.executable).parent
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(here), os.environ.get("PATH", "")]),
        "COURSE_ROOT": str(course_root),
        "JUPYTER_PATH": with_ours_first(os.environ.get("JUPYTER_PATH", "")),
    }
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=course_root,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    log = done.stdout + done.stderr
    if done.returncode:
        raise GradingError(f"nbgrader {arguments[0]} did not finish. {_last_error(log)}", log)
    return log


def _last_error(log: str) -> str:
    """Find the line of a log that says most about what went wrong."""
    errors = [line.strip() for line in log.splitlines() if "Error" in line or "ERROR" in line]
    return errors[-1] if errors else "It gave no reason."
