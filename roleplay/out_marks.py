"""Marks as a table: one row for each carer and exercise, headings in plain words.

Framework-free: what is written as CSV and XLSX stands here as headings and rows.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from roleplay import grading, out_replies, rubric
from roleplay.out_cells import Cell
from roleplay.scoring import NOT_YET
from roleplay.scoring_doubts import DOES_NOT_FIT
from roleplay.titles import spoken, title

UK = ZoneInfo("Europe/London")
CARER, SIGN_IN, EXERCISE = "Carer", "Sign-in name", "Exercise"
UNREAD, UNCOUNTED = "Could not be read", "Could not be counted"
STANDS, SAID = "Where it stands", "Trainer's words to the carer"
WAITS, TO_MARK, COMPLETE = "Not counted yet", "Waits for a trainer", "Complete"
FIRST = (CARER, SIGN_IN, EXERCISE, "Sent (UTC)", "Sent (UK time)", "Times sent", "Days after the date (costs nothing)", STANDS, "Reply sent (UTC)")  # fmt: skip
Shown = Callable[[str], str]
"""Says how a carer is called, from their sign-in name."""


@dataclass(frozen=True)
class Table:
    """One table: a title, the headings, and rows as long as the headings."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def exercises(course_root: Path) -> list[str]:
    """Name the exercises of a course folder, in its order."""
    return sorted(path.parent.name for path in (course_root / "exercises").glob("*/*.ipynb"))


def table(course_root: Path, exercise: str, shown: Shown = str) -> Table:
    """Make the table of one exercise, a row for each carer who has sent it.

    Raises:
        GradingError: a name that cannot be used.
    """
    rows = [
        _row(course_root, exercise, who, shown) for who in grading.carers(course_root, exercise)
    ]
    return _joined(title(exercise), rows)


def whole(course_root: Path, names: Sequence[str], shown: Shown = str) -> Table:
    """Make one table of several exercises; a heading that an exercise does not have stays empty in its rows.

    Raises:
        GradingError: a name that cannot be used.
    """
    rows = [
        _row(course_root, exercise, who, shown)
        for exercise in names
        for who in grading.carers(course_root, exercise)
    ]
    return _joined("Marks", rows)


def overview(tables: Sequence[Table]) -> Table:
    """Make the first sheet of a workbook: who has sent what, and where it stands."""
    carers: dict[tuple[Cell, Cell], dict[str, Cell]] = {}
    for one in tables:
        for row in one.rows:
            cells = dict(zip(one.headings, row, strict=True))
            carers.setdefault((cells[CARER], cells[SIGN_IN]), {})[one.title] = cells[STANDS]
    headings = (CARER, SIGN_IN, *(one.title for one in tables))
    rows = [
        (*who, *(stands.get(one.title, "Not sent") for one in tables))
        for who, stands in sorted(carers.items(), key=lambda item: str(item[0][1]))
    ]
    return Table("Overview", headings, tuple(rows))


def _joined(called: str, rows: Sequence[dict[str, Cell]]) -> Table:
    between = dict.fromkeys(name for row in rows for name in row if name not in (*FIRST, SAID))
    headings = (*FIRST, *between, SAID)
    return Table(called, headings, tuple(tuple(row.get(n) for n in headings) for row in rows))


def _row(course_root: Path, exercise: str, carer: str, shown: Shown) -> dict[str, Cell]:
    times = grading.sent(course_root, exercise, carer)
    released = out_replies.read(course_root, carer, exercise)
    row: dict[str, Cell] = {
        CARER: shown(carer),
        SIGN_IN: carer,
        EXERCISE: title(exercise),
        FIRST[3]: f"{times[-1]:%Y-%m-%d %H:%M}" if times else "",
        FIRST[4]: _uk(times[-1]) if times else "",
        FIRST[5]: len(times),
        STANDS: WAITS,
        FIRST[8]: str(released["released"])[:16].replace("T", " ") if released else "",
    }
    if unread := grading.obstacle(course_root, exercise, carer):
        # Its points stay empty: whatever was counted is not what the carer did.
        row[STANDS] = f"{UNREAD}: {unread}"
        return row
    if not grading.is_counted(course_root, exercise, carer):
        return row
    try:
        marks = grading.marks(course_root, exercise, carer)
        found, late = grading.reply(course_root, exercise, carer, marks), marks.seconds_late
    except grading.GradingError:
        return row
    row[FIRST[6]] = _whole(round(late / 86_400, 1))
    row[STANDS] = COMPLETE if found["complete"] else TO_MARK
    row[SAID] = found["comment"]
    return row | dict(_counted(found)) | dict(_by_hand(found))


def _uk(when: datetime) -> str:
    return f"{when.astimezone(UK):%Y-%m-%d %H:%M}"


def _counted(found: dict[str, Any]) -> Iterator[tuple[str, Cell]]:
    """Give what the course counted: of each role-play and each sort."""
    for play in found["role_plays"]:
        gate = play["gate"]
        lost = play["note"].startswith(DOES_NOT_FIT)
        standing = "Not played to an end" if gate is None else "Played" if gate["open"] else NOT_YET
        yield f"{play['title']}: played", f"{UNCOUNTED}: {DOES_NOT_FIT}" if lost else standing
        for one in play["criteria"]:
            called = f"{play['title']}: {one['name']}, counted of {one['best']:g}"
            yield called, None if lost and not one["points"] else _whole(one["points"])
    for sort in found.get("sorts", ()):
        yield f"{sort['title']}: cards placed, of {sort['of']:g}", _whole(sort["placed"])


def _by_hand(found: dict[str, Any]) -> Iterator[tuple[str, Cell]]:
    """Give what a person marked: the level as a number and in words, and the comment."""
    for question in found["questions"]:
        for one in question["criteria"]:
            called = f"{spoken(question['id'])}: {one['name']}"
            yield f"{called}, level 0 to {rubric.MOST}", one["level"]
            yield f"{called}, in words", one["word"]
            yield f"{called}, comment", one["comment"]


def _whole(points: float) -> int | float:
    return int(points) if points == int(points) else points


def for_moodle(table: Table) -> Table:
    """Make the short table that Moodle's gradebook can import (``docs/lti.md``): complete work only.

    1 says that the work is marked and the reply sent; it is no mark for how good it was.
    """
    found = [dict(zip(table.headings, row, strict=True)) for row in table.rows]
    done = [row for row in found if row[STANDS] == COMPLETE and row["Reply sent (UTC)"]]
    tasks = list(dict.fromkeys(row[EXERCISE] for row in done))
    people = dict.fromkeys(row[SIGN_IN] for row in done)
    by = {(row[SIGN_IN], row[EXERCISE]): row for row in done}
    headings = ["Username", *(f"{task}{part}" for task in tasks for part in ("", " (feedback)"))]
    rows = [[who, *(cell for task in tasks for cell in ((1, by[who, task][SAID]) if (who, task) in by else (None, None)))] for who in people]  # fmt: skip
    return Table("Moodle", tuple(headings), tuple(map(tuple, rows)))
