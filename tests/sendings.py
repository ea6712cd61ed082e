"""Made-up work to be marked, as varied as a real group's: any number of it, the same every time."""

import random
import shutil
from collections.abc import Container, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nbgrader.api import Base, Gradebook
from sqlalchemy import Column, MetaData, String, Table, create_engine, insert, select

from roleplay import grading, scenario, sorts
from roleplay.grading_where import database
from roleplay.practice import FILE
from roleplay.responses import Responses, Run
from tests.carers import EXERCISE, ROLE_PLAYS, harmful_run, model_runs, responses, run
from tests.course import NASTY, SORT, half_way, placed

START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
DUE = START + timedelta(hours=3)
NOBODYS = ("comment", "grade", "submitted_notebook", "submitted_assignment", "student")
"""The tables that hold carers' rows; without them a gradebook knows only exercises."""
SAID = (
    "I get down to his height and wait.",
    "You did not want to come in. That was hard.\n\nWe will mend it together – later.",
    "أنتظر بهدوء وأجلس بجانبه",
    "Poczekam chwilę. “Jestem tu” & nie pójdę <nigdzie>.",
    "  \n\t ",
    "# In [1]: print('x')\n```python\nx\n```\n\n$a_b$ | a | b |",
    NASTY,
    "word " * 3_000,
)


def walked(name: str, chance: random.Random, number: int, steps: int | None = None) -> Run:
    """Make a run that takes any choice at each scene, to the end or only so many steps."""
    story = scenario.load(name)
    scene, picks = story.start, []
    while (choices := story.scenes[scene].choices) and (steps is None or len(picks) < steps):
        picks.append(chance.choice(list(choices)))
        scene = choices[picks[-1]].leads_to
    return run(name, picks, number, chance.choice(SAID))


def work(number: int) -> Responses:
    """Make one carer's work: nothing, half of it, all of it, twice; this number's is always the same."""
    chance = random.Random(number)  # noqa: S311 (varied, not secret)
    runs = [
        walked(name, chance, 10 * place + again, chance.choice((None, None, None, 2)))
        for place, name in enumerate(ROLE_PLAYS)
        for again in range(chance.choice((0, 1, 1, 2)))
    ]
    said = {
        name: chance.choice(SAID)
        for name in ("what_would_you_say", "reflection", "not_asked_for")
        if chance.random() < 0.7
    }
    plan = ("I hear the door", chance.choice(SAID[:3])) if chance.random() < 0.5 else None
    made = responses(tuple(runs), plan, **said)
    if chance.random() < 0.5:
        sort = sorts.load(SORT)
        cards = {
            name: chance.choice(list(sort.places_of(name)))
            for name in sort.cards
            if chance.random() < 0.8
        }
        made = placed(made, cards)
    return made


def hand_in(root: Path, carers: int, exercise: str = EXERCISE) -> list[str]:
    """Hand in so many carers' work, quickly: the files of one real sending, with other answers."""
    names = [f"carer-{number:05}" for number in range(carers)]
    first = root / "submitted" / names[0] / exercise
    made = [work(n).model_copy(update={"exercise": exercise}) for n in range(min(carers, 200))]
    texts = [one.to_json() for one in made]
    grading.receive(root, exercise, names[0], made[0], START)
    for number, name in enumerate(names[1:], start=1):
        folder = root / "submitted" / name / exercise
        shutil.copytree(first, folder)
        (folder / FILE).write_text(texts[number % len(texts)], encoding="utf-8")
        sent = START + timedelta(seconds=number)
        (folder / "timestamp.txt").write_text(sent.strftime("%Y-%m-%d %H:%M:%S.%f UTC"), "utf-8")
    return names


def forty(root: Path) -> list[str]:
    """Hand in forty carers' work to a copy of the marked course folder, some of it damaged."""
    with Gradebook(database(root)) as book:
        book.update_or_create_assignment(EXERCISE, duedate=DUE.replace(tzinfo=None).isoformat())
    # Marked before by stock nbgrader ("model", "partial", "harmful") or by us; then by hand; then sent again.
    before = ["before-1", "before-2", "before-3", "before-4"]
    for number, name in enumerate(before):
        grading.receive(root, EXERCISE, name, work(100 + number), START)
    grading.autograde(root, EXERCISE, before)
    by_hand(root, "model", "what-would-you-say--order", 3.0, "You waited for him.")
    by_hand(root, "partial", "reflection--moment", 0.0, "")
    by_hand(root, "before-1", "reflection--moment", 2.0, "Thank you.")
    by_hand(root, "before-2", "kwame-after-school--order", 1.0, "I saw it otherwise.")
    names = ["model", "partial", "harmful", *before]
    for number, name in enumerate(names):
        # One is sent as it was, one is sent as good as empty.
        newer = {0: responses(), 6: work(103)}.get(number, work(200 + number))
        grading.receive(root, EXERCISE, name, newer, DUE - timedelta(minutes=number))
    for name, made in _sent_once():
        names.append(name)
        late = timedelta(days=2) if len(names) % 5 == 0 else timedelta()
        if len(names) % 7 == 0:
            grading.receive(root, EXERCISE, name, work(500 + len(names)), START)
        grading.receive(root, EXERCISE, name, made, START + timedelta(seconds=7.25) + late)
    _damage(root)
    assert len(set(names)) == 40
    return names


def _sent_once() -> Iterator[tuple[str, Responses]]:
    for number in range(14):
        yield f"any-{number}", work(number)
    yield "best", responses(model_runs(NASTY), ("I", "wait"), reflection=SAID[0])
    yield "part", responses((run(ROLE_PLAYS[1], half_way()),), what_would_you_say=SAID[7])
    yield "harm", responses((harmful_run(ROLE_PLAYS[0]),), reflection="No.")
    yield "empty-1", responses()
    yield "empty-2", responses(what_would_you_say="", reflection="\n")
    yield "elsewhere", placed(responses(), {"shoe": "gone", "gone": "both"})
    for number in range(13):
        yield f"hurt-{number}", work(300 + number)


def _damage(root: Path) -> None:
    """Hurt some files in ways that stock nbgrader gets through too."""
    at = [root / "submitted" / f"hurt-{number}" / EXERCISE for number in range(13)]
    whole = (at[0] / FILE).read_bytes()
    (at[0] / FILE).write_bytes(whole[: len(whole) // 2])
    (at[1] / FILE).write_bytes(b"")
    (at[2] / FILE).write_bytes(whole.decode().encode("utf-16"))
    (at[3] / FILE).unlink()
    (at[4] / FILE).write_text("[]", encoding="utf-8")
    (at[5] / FILE).write_text(
        whole.decode().replace(EXERCISE, "06-minds-in-mind"), encoding="utf-8"
    )
    (at[6] / FILE).write_text(whole.decode().replace('"scene": "', '"scene": "no-'), "utf-8")
    (at[7] / FILE).write_text("[" * 20_000, encoding="utf-8")
    (at[8] / "timestamp.txt").unlink()
    notebook = (at[9] / "practice.ipynb").read_text(encoding="utf-8")
    (at[9] / "practice.ipynb").write_text(notebook.replace("Practice(", "1/0;("), "utf-8")
    (at[10] / "submission_secret.txt").unlink()
    (at[11] / "nbgrader_config.py").write_text("1 / 0\n", encoding="utf-8")
    (at[11] / "more").mkdir()
    (at[11] / "more" / "page.html").write_text("<script>1</script>", encoding="utf-8")
    (at[12] / FILE).write_bytes(b"\xef\xbb\xbf" + (at[12] / FILE).read_bytes())


def by_hand(root: Path, carer: str, cell: str, points: float, comment: str) -> None:
    """Mark one cell by hand, as formgrader does."""
    with Gradebook(database(root)) as book:
        grade = book.find_grade(cell, "practice", EXERCISE, carer)
        grade.manual_score, grade.needs_manual_grade = points, False
        if comment:
            known = [one for one in grade.notebook.comments if one.name == cell]
            if known:
                known[0].manual_comment = comment
        book.db.commit()


def without_work(marked: Path, target: Path) -> Path:
    """Copy a course folder without anybody's work: its exercises, and a gradebook that knows them."""
    for name in ("exercises", "solutions"):
        shutil.copytree(marked / name, target / name)
    shutil.copyfile(marked / "nbgrader_config.py", target / "nbgrader_config.py")
    (target / "exchange").mkdir()
    carried_over(database(marked), database(target), without=NOBODYS)
    return target


def carried_over(source: str, target: str, without: Container[str] = ()) -> None:
    """Copy a gradebook's rows to another database, whose tables nbgrader makes."""
    old, new, tables = create_engine(source), create_engine(target), MetaData()
    Table("alembic_version", tables, Column("version_num", String(32)))
    for table in Base.metadata.sorted_tables:
        table.to_metadata(tables)
    tables.create_all(new)
    with old.connect() as reading, new.begin() as writing:
        for table in tables.sorted_tables:
            found = [
                {
                    k: v.replace("\0", "") if isinstance(v, str) else v
                    for k, v in row._mapping.items()
                }
                for row in reading.execute(select(table))
            ]  # what one database takes and the other refuses
            if found and table.name not in without:
                writing.execute(insert(table), found)
    old.dispose()
    new.dispose()
