"""What carers have done, kept on the desk: one folder a carer and exercise, and nothing is lost.

``responses/<carer>/<exercise>/current.json`` is the work as it stands. Before words are written over,
the version with them goes to ``history/`` (the last 20).
Framework-free; names are checked here, so no caller can leave the folder.
"""

import fcntl
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from roleplay import names, responses
from roleplay.responses import Responses, ResponsesError

HISTORY = 20
STAMP = "%Y%m%dT%H%M%S%fZ"
TOO_MUCH = "There is more here than the course can keep. Please tell your trainer."
_EXERCISE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class NameRefusedError(ValueError):
    """A carer's or exercise's name that is no safe name of a folder."""


@dataclass(frozen=True)
class Store:
    """The kept work of all carers, below one folder (``<course root>/responses``)."""

    folder: Path

    def read(self, carer: str, exercise: str) -> Responses:
        """Return the kept work; empty when there is none, or when the file was broken (kept aside).

        Raises:
            NameRefusedError: not a safe name.
        """
        return responses.read(self.place(carer, exercise) / "current.json", exercise).responses

    def keep(self, carer: str, exercise: str, arrived: Responses) -> Responses:
        """Join what arrived with what is kept, save it, and return the joined work.

        Raises:
            NameRefusedError: not a safe name.
            ResponsesError: another exercise, or more than the format allows.
            OSError: it could not be written; what was kept is untouched.
        """
        with _alone(self.place(carer, exercise)):
            return self._keep(carer, exercise, arrived)

    def _keep(self, carer: str, exercise: str, arrived: Responses) -> Responses:
        folder = self.place(carer, exercise)
        known = self.read(carer, exercise)
        try:
            joined = responses.merge(known, arrived)
        except ValidationError as error:
            raise ResponsesError(TOO_MUCH) from error
        if len(joined.to_json().encode()) > responses.MOST_BYTES:
            raise ResponsesError(TOO_MUCH)
        if _loses_something(known, joined):
            stamp = datetime.now(UTC).strftime(STAMP)
            responses.save(folder / "history" / f"{stamp}.json", known)
            for old in sorted((folder / "history").glob("*.json"))[:-HISTORY]:
                old.unlink()
        if joined != known or not (folder / "current.json").exists():
            responses.save(folder / "current.json", joined)
        return joined

    def history(self, carer: str, exercise: str) -> list[Responses]:
        """Return the earlier versions whose words were written over, oldest first."""
        files = sorted((self.place(carer, exercise) / "history").glob("*.json"))
        return [responses.read(file, exercise).responses for file in files]

    def place(self, carer: str, exercise: str) -> Path:
        """Return the folder of one carer's work in one exercise.

        Raises:
            NameRefusedError: not a safe name, or one that differs only in capital letters from another's.
        """
        if said := names.fault(carer):
            raise NameRefusedError(said)
        there = names.spelling(self.folder, carer)
        if there != carer:
            raise NameRefusedError(names.clash(carer, there))
        if len(exercise) > 80 or not _EXERCISE.fullmatch(exercise):
            raise NameRefusedError("There is no such exercise.")
        return self.folder / carer / exercise


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one keep after another: a phone, a file handed in, and another desk may come at the same moment."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".keeping.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _loses_something(before: Responses, after: Responses) -> bool:
    """Say whether a run or some words of the carer are no longer there (typing on only adds)."""
    if not {run.id for run in before.runs} <= {run.id for run in after.runs}:
        return True
    kept = {key: answer.text for key, answer in after.answers.items()}
    if any(not kept.get(key, "").startswith(a.text) for key, a in before.answers.items()):
        return True
    if not _words_in_runs(before) <= _words_in_runs(after):
        return True
    if before.plan is None:
        return False
    plan = after.plan
    return plan is None or not (
        plan.if_.startswith(before.plan.if_) and plan.then.startswith(before.plan.then)
    )


def _words_in_runs(work: Responses) -> set[str]:
    return {pick.own_words for run in work.runs for pick in run.picks if pick.own_words}
