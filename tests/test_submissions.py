"""A corpus of damaged and hostile submissions: each ends in marks or in a plain reason, and touches nobody else's work.

The cases are in ``tests/submissions/`` (README.md there). All are marked together, and then looked at one by one.
"""

import json
import re
import shutil
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import nbformat
import pytest
from sqlalchemy import create_engine, text

from hub import overview
from hub.marking import Result
from roleplay import grading, grading_collect, practice, scenario, scoring, sorts
from roleplay.grading_marking import Report
from roleplay.grading_where import database
from roleplay.responses import Responses
from tests import course as making
from tests.carers import EXERCISE, ROLE_PLAYS
from tests.submissions.case import CASES, Case, good
from tests.submissions.corpus import GOOD, WHEN, Laid, lay_out, tree
from tests.submissions.zips import ZIPS

pytestmark = [pytest.mark.xdist_group("nbgrader"), pytest.mark.slow]
ALL = sorted(CASES.values(), key=lambda case: case.name)
CARERS = [case for case in ALL if case.is_carer]
MOST = {
    f"{name}--{criterion}": most
    for name in ROLE_PLAYS
    for criterion, most in scoring.best(scenario.load(name)).items()
} | {f"{making.SORT}--placed": len(sorts.load(making.SORT).cards)}
JARGON = re.compile(
    r"Traceback|Error|Errno|None\b|pydantic|JSON|regex|pattern|\bfail|kernel|/tmp|{|}"
)
IN_A_ROW = 30.0
"""Seconds for all of them; a pipe that is waited for, or a file of 4 GB that is read, takes longer."""


@dataclass(frozen=True)
class Marked:
    """The corpus after it was marked once, and what stood there before."""

    laid: Laid
    report: Report
    rows: dict[str, overview.Row]
    sent: dict[str, dict[str, tuple[int, int, int]]]
    others: dict[str, list[tuple[object, ...]]]
    seconds: float
    marks: dict[str, dict[str, grading.CellMark]]
    """The cells of each carer whose work was counted."""
    work: dict[str, Responses]
    """What was marked, of each of them."""

    @property
    def root(self) -> Path:
        """The course folder."""
        return self.laid.root


def fresh_course(tmp_path_factory, name):
    """Copy the course folder in which nbgrader has marked six carers' work."""
    root = tmp_path_factory.mktemp(name) / "course"
    shutil.copytree(making.made_once(tmp_path_factory).root, root)
    return root


def rows_of_others(root):
    """List the gradebook's rows of everybody who is not in the corpus, nor newly marked."""
    found = {}
    others = "('model', 'by-hand', 'untouched', 'partial', 'harmful', 'broken')"
    with create_engine(database(root)).connect() as db:
        for table, join in {
            "submitted_assignment": "SELECT t.* FROM submitted_assignment t WHERE t.student_id IN {}",
            "submitted_notebook": "SELECT t.* FROM submitted_notebook t JOIN submitted_assignment a ON a.id = t.assignment_id WHERE a.student_id IN {}",
            "grade": "SELECT t.* FROM grade t JOIN submitted_notebook n ON n.id = t.notebook_id JOIN submitted_assignment a ON a.id = n.assignment_id WHERE a.student_id IN {}",
            "comment": "SELECT t.* FROM comment t JOIN submitted_notebook n ON n.id = t.notebook_id JOIN submitted_assignment a ON a.id = n.assignment_id WHERE a.student_id IN {}",
        }.items():  # fmt: skip
            rows = db.execute(text(join.format(others))).all()
            found[table] = sorted((tuple(row) for row in rows), key=str)
    assert len(found["grade"]) > 100
    return found


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    root = fresh_course(tmp_path_factory, "corpus")
    laid = lay_out(root, root.parent / "ran")
    before = {case.name: tree(laid.folder(case)) for case in ALL}
    others = rows_of_others(root)
    began = time.monotonic()
    report = grading.autograde(root, EXERCISE)
    seconds = time.monotonic() - began
    rows = {row.carer: row for row in overview.rows(root, EXERCISE, Result())}
    done = [carer for carer in grading.carers(root, EXERCISE) if counted(root, carer).is_dir()]
    marks = {carer: grading.marks(root, EXERCISE, carer).cells for carer in done}
    work = {carer: practice.look(counted(root, carer), EXERCISE)[0] for carer in done}
    return Marked(laid, report, rows, before, others, seconds, marks, work)


def counted(root, carer):
    return root / "autograded" / carer / EXERCISE


def shown(case):
    """Return the name of a case's folder as a page shows it."""
    plain = case.carer.encode("utf-8", "replace").decode("utf-8")
    return re.sub("[\u202a-\u202e]", "", plain)[:80]


def by_name(cases):
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.name)


def test_the_corpus_is_large_and_each_case_says_what_it_does():
    assert len(CASES) >= 60
    assert len({case.about for case in ALL}) == len(ALL)
    assert all(len(case.about) > 5 for case in ALL)


def test_the_good_work_is_worth_everything_so_that_a_loss_would_be_seen(marked):
    for carer in GOOD:
        cells = marked.marks[carer]
        assert {n: c.points for n, c in cells.items() if not c.by_hand} == MOST
        assert marked.rows[carer].state == "to-mark"
        assert marked.rows[carer].reason == ""


@by_name(ALL)
def test_it_ends_in_marks_or_in_a_plain_reason_beside_the_name(marked, case: Case):
    row = marked.rows[shown(case)]
    said = marked.report.problems.get(shown(case), "")
    if case.sees.marks == "either":
        assert said or row.state == "to-mark"
        return
    if case.sees.marks == "none":
        assert case.sees.words in said
        assert row.reason == said
        assert row.state == "problem"
        assert not row.can_reply, "no reply goes out about work that nobody could read"
        assert "Nothing is lost" in said
        assert re.search(r"Please ask them|give the folder", said), "says what to do"
        assert not JARGON.search(said)
        return
    assert said == ""
    assert shown(case) in marked.report.marked
    cells = marked.marks[case.carer]
    points = {name: cell.points for name, cell in cells.items() if not cell.by_hand}
    assert case.sees.words in row.reason
    assert not JARGON.search(row.reason)
    if case.sees.marks == "all":
        assert points == MOST
        answered = any(cell.needs_manual for cell in cells.values())
        assert (row.state, row.reason) == ("to-mark" if answered else "ready", "")
    else:
        assert sum(points.values()) < sum(MOST.values())


@by_name(ALL)
def test_a_zero_never_stands_without_a_word(marked, case: Case):
    row = marked.rows[shown(case)]
    if row.reason or not case.is_carer:
        return
    cells, work = marked.marks[case.carer], marked.work[case.carer]
    for name in ROLE_PLAYS:
        ended = any(run.ended for run in work.runs if run.scenario == name)
        earned = sum(c.points for n, c in cells.items() if n.startswith(f"{name}--"))
        assert earned > 0 or not ended


@by_name(CARERS)
def test_a_trainer_is_asked_for_what_was_answered_and_for_nothing_else(marked, case: Case):
    if case.carer not in marked.marks:
        assert marked.rows[case.carer].reason
        return
    cells, work = marked.marks[case.carer], marked.work[case.carer]
    answered = {name for name, answer in work.answers.items() if answer.text.strip()}
    for name, cell in cells.items():
        assert cell.needs_manual == (cell.by_hand and name.split("--")[0] in answered), name


@by_name(CARERS)
def test_only_our_own_notebook_and_three_files_go_on(marked, case: Case):
    folder = marked.root / "autograded" / case.carer
    if not folder.exists():
        assert marked.rows[case.carer].reason
        return
    assert {path.name for path in folder.iterdir()} <= {EXERCISE}, "nothing half-made is left"
    found = {path.name for path in (folder / EXERCISE).rglob("*")}
    assert found <= {
        "practice.ipynb",
        "responses.json",
        "timestamp.txt",
        "submission_secret.txt",
    }
    assert not any(path.is_symlink() for path in (folder / EXERCISE).iterdir())
    released = nbformat.read(marked.root / "exercises" / EXERCISE / "practice.ipynb", 4)
    made = nbformat.read(folder / EXERCISE / "practice.ipynb", 4)
    nbformat.validate(made)
    assert [c.id for c in made.cells] == [c.id for c in released.cells]
    ours = {c.id: c.source for c in released.cells if c.cell_type == "code"}
    for cell in made.cells:
        if cell.cell_type == "code":
            assert cell.source == ours[cell.id] or cell.id == "to-the-carer"
            assert [o for o in cell.outputs if o.output_type == "error"] == []
            assert [o for o in cell.outputs if o.get("name") == "stderr"] == []


@by_name(CARERS)
def test_a_reply_can_be_made_and_read_or_is_refused_in_plain_words(marked, case: Case):
    try:
        told = grading.reply(marked.root, EXERCISE, case.carer)
    except grading.GradingError as error:
        assert "not been counted" in str(error)
        return
    assert json.loads(json.dumps(told, ensure_ascii=False).encode("utf-8")) == told


@by_name(ALL)
def test_what_was_sent_is_not_touched(marked, case: Case):
    assert tree(marked.laid.folder(case)) == marked.sent[case.name]


def test_nothing_that_was_sent_is_run(marked):
    assert not marked.laid.canary.exists()
    found = [*marked.root.rglob("ran"), *making.ROOT.glob("ran"), *Path.cwd().glob("ran")]
    assert found == []


def test_nobody_elses_rows_are_touched(marked):
    assert rows_of_others(marked.root) == marked.others


def test_no_pipe_is_waited_for_and_nothing_huge_is_read(marked):
    assert marked.seconds < IN_A_ROW


def test_to_mark_again_changes_nothing_and_says_the_same(marked):
    before = rows_of_all(marked.root)
    assert grading.autograde(marked.root, EXERCISE).problems == marked.report.problems
    assert rows_of_all(marked.root) == before


def rows_of_all(root):
    with create_engine(database(root)).connect() as db:
        return sorted(str(tuple(row)) for row in db.execute(text("SELECT * FROM grade")))


@pytest.fixture(scope="module")
def mended(tmp_path_factory):
    """Give the corpus after every carer has sent good work once more, over what stood there."""
    root = fresh_course(tmp_path_factory, "mended")
    laid = lay_out(root, root.parent / "ran", tuple(case.name for case in CARERS))
    grading.autograde(root, EXERCISE)
    for case in CARERS:
        grading.receive(root, EXERCISE, case.name, good(), WHEN + timedelta(hours=1))
    return laid, grading.autograde(root, EXERCISE)


@by_name(CARERS)
def test_a_carer_can_always_send_again_and_then_all_is_well(mended, case: Case):
    laid, report = mended
    assert case.name in report.marked
    cells = grading.marks(laid.root, EXERCISE, case.name).cells
    assert {n: c.points for n, c in cells.items() if not c.by_hand} == MOST
    folder = laid.folder(case)
    assert not folder.is_symlink()
    assert not folder.parent.is_symlink()
    assert len(list((laid.root / "submitted-earlier" / case.name / EXERCISE).iterdir())) == 1
    assert [path.name for path in folder.parent.iterdir()] == [EXERCISE]


def test_nobody_sent_over_another_carers_work(mended):
    laid, _ = mended
    for carer in GOOD:
        assert grading.sent(laid.root, EXERCISE, carer) == [WHEN]
        kept, reason = practice.look(laid.root / "submitted" / carer / EXERCISE, EXERCISE)
        assert (kept, reason) == (good(), "")


@by_name([case for case in CARERS if case.sees.words == "only a link to another place"])
def test_nobody_hands_in_another_carers_work_as_their_own(marked, case: Case):
    assert grading_collect.newest(marked.root, EXERCISE, case.name) is None


def test_a_file_dropped_for_a_carer_whose_work_cannot_be_read_is_handed_in(marked, tmp_path):
    root = tmp_path / "course"
    (root / "exercises" / EXERCISE).mkdir(parents=True)
    shutil.copy(marked.root / "exercises" / EXERCISE / "practice.ipynb", root / "exercises" / EXERCISE)  # fmt: skip
    for case in (CASES["pipe"], CASES["folder-is-a-link"], CASES["deep-lists"]):
        lay_out(root, tmp_path / "ran", (case.name,))
        assert grading_collect.hand_in(root, case.name, good()).is_new
        assert practice.look(root / "submitted" / case.name / EXERCISE, EXERCISE) == (good(), "")


def test_a_trainers_comment_asks_no_other_host_for_a_picture():
    said = grading.safe_markdown2html(
        "![a](https://canary.example/a.png) <img src='//canary.example/b.png'> ![c](figures/c.png)"
    )
    assert "canary.example" not in said
    assert 'src="figures/c.png"' in said


# --- zips: nothing is unpacked ---------------------------------------------------------------------


@pytest.mark.parametrize("name", ZIPS)
def test_from_a_zip_that_plays_tricks_nothing_is_unpacked(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    one = ZIPS[name]
    content = one.make()
    began = time.monotonic()
    seen = grading_collect.look(f"{name}.zip", content)
    assert time.monotonic() - began < 10
    assert len(seen.found) == one.taken
    said = " ".join(refused.reason for refused in seen.refused)
    assert one.says in said
    assert seen.found or said, "it is taken, or there is a reason"
    assert not JARGON.search(said)
    for place in [*seen.found, *seen.refused]:
        assert len(place.source) < 300
        assert place.source.isprintable()
    assert list(tmp_path.iterdir()) == []


# --- stock nbgrader, with our settings -----------------------------------------------------------

STOCK = (
    "cells-that-would-run",
    "foreign-notebook",
    "link-to-another-carer",
    "settings-of-their-own",
    "package-of-their-own",
    "folder-is-a-link",
    "file-half",
    "words-commands",
    "time-in-words",
)


@pytest.fixture(scope="module")
def by_stock(tmp_path_factory):
    root = fresh_course(tmp_path_factory, "stock")
    for carer in grading.carers(root, EXERCISE):
        shutil.rmtree(root / "submitted" / carer)
    laid = lay_out(root, root.parent / "ran", STOCK)
    return laid, grading.autograde_stock(root, EXERCISE)


def test_stock_nbgrader_runs_nothing_of_theirs_either(by_stock):
    laid, _ = by_stock
    assert not laid.canary.exists()
    assert [*laid.root.rglob("ran")] == []


@by_name([CASES[name] for name in STOCK])
def test_stock_nbgrader_gives_the_same_marks_or_a_reason(by_stock, marked, case: Case):
    laid, report = by_stock
    said = report.problems.get(case.name, "")
    if case.sees.marks == "none":
        assert case.sees.words in said
    if said:
        assert not JARGON.search(said.replace("nbgrader", ""))
        try:
            cells = grading.marks(laid.root, EXERCISE, case.carer).cells
        except grading.GradingError:
            return
        assert sum(cell.points for cell in cells.values()) == 0
        return
    assert grading.marks(laid.root, EXERCISE, case.carer).cells == marked.marks[case.carer]


def test_stock_nbgrader_marks_the_good_work_beside_them(by_stock):
    laid, report = by_stock
    for carer in GOOD:
        assert carer in report.marked
        cells = grading.marks(laid.root, EXERCISE, carer).cells
        assert {n: c.points for n, c in cells.items() if not c.by_hand} == MOST
