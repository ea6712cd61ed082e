"""What a carer did, set beside the seven standards: it supports what they show their service, and certifies nothing.

Counted points stay out, and so do role-plays that are "Not yet". Levels and words of a trainer come
from replies that the carer has read, and only when asked for.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from roleplay import (
    grading,
    out_marks,
    out_replies,
    practice,
    rubric,
    scenario,
    scoring,
    sorts,
    titles,
)
from roleplay.practice_text import seen
from roleplay.responses import Responses
from roleplay.scenario import ScenarioError
from roleplay.sorts import SortError

FILE = Path(__file__).parent / "data" / "standards.json"
ROOM = 1_400
"""Letters of a trainer's comments that fit on the sheet; each exercise gets its share."""
NAME = 80


@dataclass(frozen=True)
class Standard:
    """One of the seven, and what the course could and could not show of it."""

    number: int
    name: str
    modules: tuple[int, ...]
    shows: str
    hides: str


@dataclass(frozen=True)
class Piece:
    """What a carer did in one exercise."""

    exercise: str
    module: int | None
    title: str
    sent: datetime
    role_plays: tuple[str, ...]
    sorts: tuple[str, ...]
    answers: int
    """How many questions were answered in own words; the words are not here."""
    levels: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """The trainer's levels in words, each with the criteria that reached it."""
    comment: str = ""
    unread: bool = False
    """What was sent could not be read, so the sheet says that and nothing else about it."""


@dataclass(frozen=True)
class Evidence:
    """The content of one sheet."""

    carer: str
    pieces: tuple[Piece, ...]
    standards: tuple[Standard, ...]
    shortened: bool = False
    """A comment was cut; the whole stands in the reply."""

    def towards(self, standard: Standard) -> tuple[Piece, ...]:
        """Return the pieces that could support a standard."""
        return tuple(piece for piece in self.pieces if piece.module in standard.modules)


@cache
def standards() -> tuple[Standard, ...]:
    """Read the seven standards and the modules that could support each."""
    data = json.loads(FILE.read_text(encoding="utf-8"))
    return tuple(Standard(**{**one, "modules": tuple(one["modules"])}) for one in data["standards"])


def sent(course_root: Path, carer: str) -> list[str]:
    """Name the exercises that a carer has sent.

    Raises:
        GradingError: a name that cannot be used.
    """
    names = out_marks.exercises(course_root)
    return [name for name in names if grading.sent(course_root, name, carer)]


def evidence(
    course_root: Path,
    carer: str,
    called: str = "",
    only: Collection[str] | None = None,
    levels: bool = False,
    comments: bool = False,
) -> Evidence:
    """Gather what one carer did.

    Args:
        course_root: the course folder.
        carer: the sign-in name.
        called: how the course calls them; the sign-in name, if left out.
        only: the exercises to show; all that were sent, if left out.
        levels: say the rubric's levels in words, from the replies the carer has read.
        comments: show the trainer's words from those replies.

    Raises:
        GradingError: the carer has sent nothing, or a name cannot be used.
    """
    names = sent(course_root, carer)
    if not names:
        raise grading.GradingError(
            f"{carer} has not sent anything yet, so there is nothing to show."
        )
    shown = [name for name in names if only is None or name in only]
    pieces = [_piece(course_root, name, carer, levels, comments) for name in shown]
    share = ROOM // max(1, sum(bool(piece.comment) for piece in pieces))
    cut = [_shortened(piece, share) for piece in pieces]
    name = " ".join(seen(called or carer).split())
    name = name if len(name) <= NAME else f"{name[: NAME - 1]}…"
    return Evidence(name, tuple(cut), standards(), cut != pieces)


def _piece(course_root: Path, exercise: str, carer: str, levels: bool, comments: bool) -> Piece:
    work = practice.look(course_root / "submitted" / carer / exercise, exercise)[0]
    reply = out_replies.read(course_root, carer, exercise) if levels or comments else None
    number = exercise.partition("-")[0]
    return Piece(
        exercise,
        int(number) if number.isdigit() else None,
        titles.title(exercise),
        grading.sent(course_root, exercise, carer)[-1],
        _played(work),
        _sorted(work),
        sum(bool(answer.text.strip()) for answer in work.answers.values()),
        _levels(reply) if reply and levels else (),
        " ".join(seen(str(reply.get("comment") or "")).split()) if reply and comments else "",
        bool(grading.obstacle(course_root, exercise, carer)),
    )


def _played(work: Responses) -> tuple[str, ...]:
    """Title the role-plays that were played to an end with the child kept safe."""
    titles = []
    for name in dict.fromkeys(run.scenario for run in work.runs):
        try:
            story = scenario.load(name)
        except ScenarioError:
            continue
        run = scoring.marked_run(story, work.runs)
        if run and scoring.gate(story, run.choices).is_open:
            titles.append(story.title)
    return tuple(titles)


def _sorted(work: Responses) -> tuple[str, ...]:
    titles = []
    for name, sorting in work.sorts.items():
        try:
            titles += [sorts.load(name).title] if sorting.picks else []
        except SortError:
            continue
    return tuple(titles)


def _levels(reply: dict[str, Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Gather the levels of a reply: "Connecting" in "connection first" and "acceptance and empathy"."""
    found: dict[int, dict[str, None]] = {}
    for question in reply.get("questions", ()):
        for one in question["criteria"]:
            if one["level"]:
                found.setdefault(one["level"], {})[one["name"]] = None
    words = rubric.rubric().levels
    return tuple((words[level - 1], tuple(found[level])) for level in sorted(found, reverse=True))


def _shortened(piece: Piece, most: int) -> Piece:
    if len(piece.comment) <= most:
        return piece
    return Piece(**{**vars(piece), "comment": f"{piece.comment[: most - 2].rstrip()} …"})
