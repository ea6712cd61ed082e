"""A second trainer's marks: a sample marked blind, kept apart from the gradebook until people agree.

``moderation/<exercise>.json`` holds one round: who marks, the sample with its first marks as they stood when
it was drawn, the second marks, and what was agreed. Framework-free.
"""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hub import kept
from hub.store import Store
from roleplay import agreement, grading, grading_audit, grading_hand, rubric
from roleplay.grading import GradingError

FORMAT = "connection-first/moderation/1"
MORE = 5
"""How many more pieces are drawn at a time."""
NOTHING_MARKED = "Nothing can be drawn yet: no work is marked completely."
ALL_YOURS = (
    "You gave the first marks of all the work that is marked. Another trainer has to be the second."
)
RUNNING = "A sample is being marked already."
NOT_YOURS = "This sample is marked by somebody else."
SENT_AGAIN = "The carer has sent this again since the sample was drawn; please mark the new work."


@dataclass(frozen=True)
class Piece:
    """One carer's work in the sample."""

    carer: str
    sent: str
    """When the work was sent whose answers are marked (as the gradebook says it)."""
    first: dict[str, int]
    """The first level of each cell, as it stood when the sample was drawn."""
    second: dict[str, int]
    agreed: dict[str, dict[str, Any]]
    """``{"level", "by", "at"}`` by cell, once two people have talked."""

    @property
    def done(self) -> bool:
        """Say whether the second trainer has given every level."""
        return self.first.keys() <= self.second.keys()


@dataclass(frozen=True)
class Round:
    """One sample: drawn, marked, compared."""

    by: str
    """The second trainer's sign-in name."""
    begun: str
    seed: int
    finished: str
    pieces: tuple[Piece, ...]

    @property
    def can_finish(self) -> bool:
        """Say whether everything is marked."""
        return bool(self.pieces) and all(piece.done for piece in self.pieces)


@dataclass(frozen=True)
class Pair:
    """One line of the rubric in one carer's work, as two people saw it."""

    piece: int
    carer: str
    cell: str
    first: int
    second: int

    @property
    def gap(self) -> int:
        """How many levels lie between them."""
        return abs(self.first - self.second)


def current(course_root: Path, exercise: str) -> Round | None:
    """Return the round of an exercise, or nothing.

    Raises:
        NameRefusedError: not a safe name.
    """
    return _round(kept.read(_file(course_root, exercise)))


def closed(course_root: Path, exercise: str, trainer: str) -> frozenset[str]:
    """Name the carers whose first marks this trainer should not open until they have finished."""
    found = current(course_root, exercise)
    if found is None or found.finished or found.by != trainer:
        return frozenset()
    return frozenset(piece.carer for piece in found.pieces)


def covers(course_root: Path, exercise: str, trainer: str, page: str) -> bool:
    """Say whether a page of the trainer's (what follows the exercise in its address) shows covered marks."""
    if not page.startswith(("mark/", "changes", "marks.")):
        return False
    carers = closed(course_root, exercise, trainer)
    return bool(carers) and (not page.startswith("mark/") or page.removeprefix("mark/") in carers)


def can_be_drawn(course_root: Path, exercise: str, by: str = "") -> dict[str, float]:
    """Return whose work is marked completely, with the sum of the points given by hand.

    Work that cannot be read is never drawn. Work is left out in which ``by`` gave a first mark, as far as the record of changes knows.
    """
    found = {}
    for carer in grading.carers(course_root, exercise):
        if grading.obstacle(course_root, exercise, carer):
            continue
        try:
            stands = grading_hand.standing(course_root, exercise, carer)
        except GradingError:
            continue
        cells = [cell for cell in stands.cells.values() if cell.by_hand]
        if cells and not any(cell.waits or cell.points is None for cell in cells):
            found[carer] = sum(cell.points or 0 for cell in cells)
    changes = grading_audit.changes(course_root, exercise) if by else []
    own = {one.carer for one in changes if one.who == by and one.what != "comment"}
    return {carer: points for carer, points in found.items() if carer not in own}


def begin(course_root: Path, exercise: str, by: str, seed: int | None = None) -> None:
    """Draw a sample for ``by`` to mark; a finished round before it is kept beside.

    Raises:
        GradingError: a sample is being marked, or there is nothing that this trainer can mark as second.
    """
    points = can_be_drawn(course_root, exercise, by)
    if not points:
        raise GradingError(ALL_YOURS if can_be_drawn(course_root, exercise) else NOTHING_MARKED)
    seed = secrets.randbelow(10**9) if seed is None else seed
    drawn = agreement.draw(points, agreement.how_many(len(points)), seed)
    file = _file(course_root, exercise)
    with kept.changing(file) as whole:
        old = _round(whole)
        if old and not old.finished:
            raise GradingError(RUNNING)
        if old:
            _keep_beside(file, whole)
        pieces = [_piece(course_root, exercise, carer) for carer in drawn]
        whole.update(
            format=FORMAT,
            exercise=exercise,
            by=by,
            begun=_now(),
            seed=seed,
            finished="",
            pieces=pieces,
        )


def more(course_root: Path, exercise: str, by: str) -> int:
    """Draw some more work into a sample that is being marked, and say how many pieces came.

    Raises:
        GradingError: there is no such sample, or it is somebody else's.
    """
    points = can_be_drawn(course_root, exercise, by)
    with _mine(course_root, exercise, by) as whole:
        there = {piece["carer"] for piece in whole["pieces"]}
        left = {carer: value for carer, value in points.items() if carer not in there}
        drawn = agreement.draw(left, MORE, whole["seed"] + len(there))
        whole["pieces"] += [_piece(course_root, exercise, carer) for carer in drawn]
    return len(drawn)


def mark(course_root: Path, exercise: str, by: str, place: int, levels: Mapping[str, int]) -> None:
    """Keep the second trainer's levels of one piece; marking it again changes them.

    Raises:
        GradingError: not this trainer's sample, no such piece, or no such level.
    """
    with _mine(course_root, exercise, by) as whole:
        if not 0 <= place < len(whole["pieces"]):
            raise GradingError("There is no such piece in the sample.")
        piece = whole["pieces"][place]
        if any(not 0 <= level <= rubric.MOST for level in levels.values()):
            raise GradingError(f"A level is between 0 and {rubric.MOST}.")
        known = {cell: level for cell, level in levels.items() if cell in piece["first"]}
        piece["second"] = {**piece["second"], **known}


def finish(course_root: Path, exercise: str, by: str) -> None:
    """End the blind marking: from now on both marks are seen, and none changes any more.

    Raises:
        GradingError: not this trainer's sample, or something is not marked yet.
    """
    with _mine(course_root, exercise, by) as whole:
        found = _round(whole)
        if not found or not found.can_finish:
            raise GradingError("Some of the sample is not marked yet.")
        whole["finished"] = _now()


def give_up(course_root: Path, exercise: str, by: str) -> None:
    """Put a sample away that nobody will finish (any trainer may); what was marked is kept beside."""
    file = _file(course_root, exercise)
    with kept.changing(file) as whole:
        found = _round(whole)
        if found and not found.finished:
            _keep_beside(file, {**whole, "given_up_by": by})
            whole.clear()


def pairs(found: Round) -> list[Pair]:
    """Return both levels of each line that two people marked, in the order of the sample."""
    return [
        Pair(place, piece.carer, cell, first, piece.second[cell])
        for place, piece in enumerate(found.pieces)
        for cell, first in piece.first.items()
        if cell in piece.second
    ]


def agree(course_root: Path, exercise: str, place: int, cell: str, level: int, by: str) -> None:
    """Enter a level that two people agreed on into the gradebook, signed with the name of who enters it.

    Raises:
        GradingError: the round is not finished, there is no such line, or the work was sent again.
    """
    file = _file(course_root, exercise)
    with kept.changing(file) as whole:
        found = _round(whole)
        if not found or not found.finished:
            raise GradingError("The sample is not marked to its end yet.")
        if not 0 <= place < len(found.pieces) or cell not in found.pieces[place].first:
            raise GradingError("There is no such line in the sample.")
        if not 0 <= level <= rubric.MOST:
            raise GradingError(f"A level is between 0 and {rubric.MOST}.")
        piece = found.pieces[place]
        stands = grading_hand.standing(course_root, exercise, piece.carer)
        if stands.sent != piece.sent:
            raise GradingError(SENT_AGAIN)
        wish = grading_hand.Wish(stands.cells[cell].mark, str(level))
        try:
            clashes = grading_hand.save(
                course_root, exercise, piece.carer, piece.sent, {cell: wish}, {}, by
            )
        except grading_hand.SentAgainError:
            raise GradingError(SENT_AGAIN) from None
        if clashes:
            raise GradingError("Somebody changed this mark just now. Please look once more.")
        whole["pieces"][place]["agreed"][cell] = {"level": level, "by": by, "at": _now()}


def _piece(course_root: Path, exercise: str, carer: str) -> dict[str, Any]:
    stands = grading_hand.standing(course_root, exercise, carer)
    first = {
        cell.cell: rubric.level_of(cell.points or 0)
        for cell in stands.cells.values()
        if cell.by_hand
    }
    return {"carer": carer, "sent": stands.sent, "first": first, "second": {}, "agreed": {}}


def _round(whole: dict[str, Any]) -> Round | None:
    if whole.get("format") != FORMAT:
        return None
    pieces = tuple(Piece(**piece) for piece in whole["pieces"])
    return Round(whole["by"], whole["begun"], whole["seed"], whole["finished"], pieces)


@contextmanager
def _mine(course_root: Path, exercise: str, by: str) -> Iterator[dict[str, Any]]:
    """Open the running round of one trainer for a change."""
    with kept.changing(_file(course_root, exercise)) as whole:
        found = _round(whole)
        if not found or found.finished:
            raise GradingError("There is no sample being marked here.")
        if found.by != by:
            raise GradingError(NOT_YOURS)
        yield whole


def _keep_beside(file: Path, whole: dict[str, Any]) -> None:
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    with kept.changing(file.with_suffix("") / f"{stamp}.json") as old:
        old.update(whole)


def _file(course_root: Path, exercise: str) -> Path:
    # The store's rule for names of exercises holds here too.
    return Store(course_root).place("moderation", exercise).with_suffix(".json")


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
