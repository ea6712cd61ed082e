"""Marking what came in, beside the desk and not inside it: one process an exercise, one after another.

``python -m hub.marking <course root> <exercise>`` is that process: it prints one line of JSON.
A submission that cannot be marked has its reason noted and holds up nobody else's.
"""

import asyncio
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

NOT_FINISHED = "Marking did not finish. Nothing is lost: please press the button once more."


@dataclass(frozen=True)
class Result:
    """How the last marking of an exercise went."""

    marked: tuple[str, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()
    message: str = ""

    def problem(self, carer: str) -> str:
        """Return why a carer's work could not be marked; nothing when it could."""
        return dict(self.problems).get(carer, "")


class Marking:
    """The markings that run, and how the last ones went."""

    def __init__(self, course_root: Path) -> None:
        """Take the course folder."""
        self._root = course_root
        self._one_at_a_time = asyncio.Lock()
        self._running: dict[str, asyncio.Task[None]] = {}

    def is_running(self, exercise: str) -> bool:
        """Say whether this exercise is being marked just now."""
        return exercise in self._running

    def start(self, exercise: str) -> None:
        """Begin marking all new work of an exercise; a second press changes nothing."""
        if exercise not in self._running:
            task = asyncio.get_running_loop().create_task(self._mark(exercise))
            self._running[exercise] = task
            task.add_done_callback(lambda _: self._running.pop(exercise))

    def last(self, exercise: str) -> Result:
        """Return how the last marking went; also after the desk was started anew."""
        try:
            kept = json.loads(self._note(exercise).read_text(encoding="utf-8"))
            problems = tuple((str(who), str(why)) for who, why in kept["problems"])
            return Result(tuple(kept["marked"]), problems, kept["message"])
        except (FileNotFoundError, ValueError, KeyError):
            return Result()

    async def _mark(self, exercise: str) -> None:
        async with self._one_at_a_time:
            worker = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "hub.marking", str(self._root), exercise),
                stdout=asyncio.subprocess.PIPE,
                env={**os.environ, "COURSE_ROOT": str(self._root)},
            )
            said, _ = await worker.communicate()
        lines = said.decode("utf-8", "replace").strip().splitlines()
        told = (
            lines[-1] if worker.returncode == 0 and lines else _told(Result(message=NOT_FINISHED))
        )
        self._note(exercise).parent.mkdir(parents=True, exist_ok=True)
        self._note(exercise).write_text(told, encoding="utf-8")

    def _note(self, exercise: str) -> Path:
        return self._root / ".course" / "marking" / f"{exercise}.json"


def _told(result: Result) -> str:
    return json.dumps(
        {"marked": result.marked, "problems": result.problems, "message": result.message}
    )


def mark(course_root: Path, exercise: str) -> Result:
    """Mark all new work of an exercise, and say how it went."""
    from roleplay import grading  # late: it brings nbgrader along, and only the worker needs it

    try:
        report = grading.autograde(course_root, exercise)
    except grading.GradingError as error:
        return Result(message=str(error))
    return Result(tuple(report.marked), tuple(report.problems.items()))


if __name__ == "__main__":
    print(_told(mark(Path(sys.argv[1]), sys.argv[2])))
