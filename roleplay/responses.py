"""What a carer did, kept in one small file: read it, save it, join two copies without loss.

A carer's work is data, never code. Whatever arrives, only a valid ``responses.json`` is taken;
a broken or foreign file is kept aside, never overwritten. Format: ``docs/formats.md``, section 4.
"""

import contextlib
import os
import tempfile
from codecs import BOM_UTF8
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from roleplay import COURSE_VERSION

FORMAT = "connection-first/responses/1"
MOST_BYTES = 1_000_000
MOST_RUNS = 200
MOST_SCRIPTS = 30
MOST_SORTS = 50
MOST_CARDS = 12

Text = Annotated[str, StringConstraints(max_length=20_000)]
Line = Annotated[str, StringConstraints(max_length=2_000)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
RunId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{8,32}$")]


def _real(moment: str) -> str:
    """Refuse a moment that no calendar has."""
    datetime.fromisoformat(moment)
    return moment


When = Annotated[
    str,
    StringConstraints(
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z$"
    ),
    AfterValidator(_real),
]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Pick(_Part):
    """A choice made, and the carer's own words before it, if they gave any."""

    scene: Key
    choice: Key
    own_words: Text = ""
    closest: Key | Literal[""] = ""


class ScriptMoment(_Part):
    """One moment of a run as it read when it was played."""

    text: Line
    temperature: Annotated[int, Field(ge=0, le=10)]
    inside: Line
    step: Annotated[str, StringConstraints(max_length=20)]
    said: Line
    feedback: Line


class ScriptEnding(_Part):
    """The ending of a run as it read when it was played."""

    title: Line
    text: Line
    inside: Line
    debrief: Line


class Script(_Part):
    """The texts of a finished run, so that it can still be read after the scenario has changed."""

    title: Line
    child: Line
    moments: Annotated[tuple[ScriptMoment, ...], Field(max_length=40)]
    ending: ScriptEnding


class Run(_Part):
    """One playing of a scenario, from its start; not ended while ``ended`` is empty."""

    id: RunId
    scenario: Key
    version: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}$")]
    started: When
    ended: When | None = None
    picks: Annotated[tuple[Pick, ...], Field(max_length=40)] = ()
    script: Script | None = None

    @property
    def choices(self) -> tuple[str, ...]:
        """The names of the choices made, in order."""
        return tuple(pick.choice for pick in self.picks)


class Answer(_Part):
    """The carer's own text, and when it last changed."""

    text: Text
    changed: When


class Plan(_Part):
    """An if-then plan: kept for the carer, not marked."""

    if_: Annotated[Text, Field(alias="if")]
    then: Text
    changed: When
    rehearsed: bool = False

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Sorting(_Part):
    """Where the carer put the cards of a sort, and whether they looked at what we would say."""

    picks: Annotated[dict[Key, Key], Field(max_length=MOST_CARDS)]
    version: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}$")]
    looked: bool = False
    changed: When


class Responses(_Part):
    """Everything a carer did in one exercise."""

    format: Literal["connection-first/responses/1"] = "connection-first/responses/1"
    exercise: Key
    course: Annotated[str, StringConstraints(max_length=20)] = COURSE_VERSION
    runs: Annotated[tuple[Run, ...], Field(max_length=MOST_RUNS)] = ()
    answers: Annotated[dict[Key, Answer], Field(max_length=50)] = Field(default_factory=dict)
    plan: Plan | None = None
    sorts: Annotated[dict[Key, Sorting], Field(max_length=MOST_SORTS)] = Field(default_factory=dict)

    def to_json(self) -> str:
        """Return the file's text."""
        return self.model_dump_json(by_alias=True, indent=1)

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was done yet."""
        written = any(a.text for a in self.answers.values())
        placed = any(s.picks for s in self.sorts.values())
        return not self.runs and self.plan is None and not written and not placed


class ResponsesError(ValueError):
    """A file or message that is not a carer's responses, said in plain words."""


@dataclass(frozen=True)
class Reading:
    """What was found: the responses, and a message when something had to be put aside."""

    responses: Responses
    message: str = ""
    kept_aside: Path | None = None


def now() -> str:
    """Return this moment as the format writes it (UTC, to the second)."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse(text: str | bytes, exercise: str) -> Responses:
    """Turn a file's text into responses for one exercise.

    Raises:
        ResponsesError: too large, not JSON, another format, or another exercise.
    """
    size = len(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    if size > MOST_BYTES:
        raise ResponsesError("The file is larger than 1 MB, so it is not one of ours.")
    # Some editors put a mark in front of a file that they save: nothing of the carer's is lost with it.
    text = text.removeprefix(BOM_UTF8) if isinstance(text, bytes) else text.removeprefix("\ufeff")
    try:
        responses = Responses.model_validate_json(text)
    except (ValidationError, ValueError, RecursionError) as error:
        raise ResponsesError(_reason(error)) from error
    if responses.exercise != exercise:
        raise ResponsesError(f"The file belongs to '{responses.exercise}', not to '{exercise}'.")
    return responses


WITHIN = {
    "runs": " (in a role-play)",
    "answers": " (in an answer)",
    "plan": " (in the plan)",
    "sorts": " (in the cards)",
}
AMISS = {
    "missing": "something is missing",
    "extra_forbidden": "something is there that we do not know",
    "string_too_long": "a text is longer than {:,} letters",
    "too_long": "there are more than {:,} of them",
}


def _reason(error: Exception) -> str:
    """Say the first thing that does not fit, without repeating what the carer wrote."""
    if not isinstance(error, ValidationError):
        return "The file cannot be read as a Connection First file."
    first = error.errors(include_url=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        return "The file is damaged or is not a Connection First file."
    part = str(first["loc"][0]) if first["loc"] else ""
    if part in ("format", "exercise"):
        return (
            "The file is not a Connection First file, or comes from a newer version of the course."
        )
    most = first.get("ctx", {}).get("max_length", 0)
    what = AMISS.get(first["type"], "something is written in a way that we do not know")
    return f"The file does not fit the course's form{WITHIN.get(part, '')}: {what.format(most)}."


def read(path: Path, exercise: str) -> Reading:
    """Read a carer's file; never raises for a bad one.

    A file that cannot be used is renamed ``responses.broken-<time>.json`` and an empty
    ``Responses`` comes back with a plain message. A missing file is simply empty.
    """
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return Reading(Responses(exercise=exercise))
    except OSError as error:
        return Reading(
            Responses(exercise=exercise), f"The file could not be opened ({error.strerror})."
        )
    try:
        return Reading(parse(text, exercise))
    except ResponsesError as error:
        aside = _put_aside(path)
        kept = f" It is kept as {aside.name}." if aside else ""
        return Reading(Responses(exercise=exercise), f"{error}{kept}", aside)


def _put_aside(path: Path) -> Path | None:
    """Rename a broken file so that nothing writes over it; the first free name of that second."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    for number in range(100):
        extra = f"-{number}" if number else ""
        aside = path.with_name(f"{path.stem}.broken-{stamp}{extra}.json")
        if not aside.exists():
            try:
                return path.rename(aside)
            except OSError:
                return None
    return None


def save(path: Path, responses: Responses) -> None:
    """Write the file whole or not at all, readable by a collector under another account.

    Raises:
        OSError: the folder cannot be written; what was there before is untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".responses-", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(responses.to_json())
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def merge(first: Responses, second: Responses) -> Responses:
    """Join two copies of one exercise so that neither loses anything.

    Runs are joined by id, the longer one winning (``second`` on a tie); of each answer, each sort
    and the plan, the one changed last wins, but an empty one never replaces another
    that was changed at the same moment. Above ``MOST_RUNS`` the oldest unfinished runs go first.

    Raises:
        ResponsesError: the copies belong to different exercises.
    """
    if first.exercise != second.exercise:
        raise ResponsesError(f"'{first.exercise}' and '{second.exercise}' are different exercises.")
    runs = {run.id: run for run in first.runs}
    for run in second.runs:
        known = runs.get(run.id)
        if known is None or (len(run.picks), run.ended or "") >= (
            len(known.picks),
            known.ended or "",
        ):
            runs[run.id] = run
    answers = dict(first.answers)
    for key, answer in second.answers.items():
        old = answers.get(key)
        if old is None or (answer.changed, bool(answer.text)) >= (old.changed, bool(old.text)):
            answers[key] = answer
    sorts = dict(first.sorts)
    for key, sort in second.sorts.items():
        known_sort = sorts.get(key)
        if known_sort is None or (sort.changed, bool(sort.picks)) >= (
            known_sort.changed,
            bool(known_sort.picks),
        ):
            sorts[key] = sort
    plans = [plan for plan in (first.plan, second.plan) if plan]
    return Responses(
        exercise=first.exercise,
        runs=_as_many_as_fit(list(runs.values())),
        answers=answers,
        plan=max(plans, key=lambda plan: plan.changed) if plans else None,
        sorts=sorts,
    )


def _as_many_as_fit(runs: list[Run]) -> tuple[Run, ...]:
    """Order runs by their start; when there are too many, leave out the oldest unfinished ones.

    The newest runs keep their script, so that the file stays small.
    """
    newest_first = sorted(runs, key=lambda run: (run.ended is not None, run.started), reverse=True)
    in_order = sorted(newest_first[:MOST_RUNS], key=lambda run: run.started)
    told = [run.id for run in in_order if run.script][-MOST_SCRIPTS:]
    return tuple(
        run if run.script is None or run.id in told else run.model_copy(update={"script": None})
        for run in in_order
    )
