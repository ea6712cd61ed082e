"""Made-up carers whose work is marked, for the tests of replies, second looks, dates and moderation."""

from pathlib import Path

from roleplay import grading, grading_hand
from roleplay.grading_hand import Wish
from tests import carers

QUESTIONS = ("what-would-you-say", "reflection")


def hand_in(root: Path, exercise: str, carer: str, **more) -> None:
    """Hand in written answers of a carer, and have what can be counted counted."""
    answers = {name: f"{name} of nobody in particular" for name in QUESTIONS}
    work = carers.responses(**{**answers, **more}).model_copy(update={"exercise": exercise})
    grading.receive(root, exercise, carer, work)
    grading.autograde(root, exercise, [carer])


def mark(
    root: Path, exercise: str, carer: str, by: str, levels: int | dict[str, int], word=""
) -> None:
    """Give every level by hand, as the desk's own page does, and a word to the carer."""
    stands = grading_hand.standing(root, exercise, carer)
    cells = [cell for cell in stands.cells.values() if cell.by_hand]
    given = levels if isinstance(levels, dict) else {cell.cell: levels for cell in cells}
    wishes = {
        cell.cell: Wish(cell.mark, str(given[cell.cell])) for cell in cells if cell.cell in given
    }
    words = {"to-the-carer": Wish(grading_hand.fingerprint(stands.comment), word)} if word else {}
    assert not grading_hand.save(root, exercise, carer, stands.sent, wishes, words, by)
