"""The whole way through stock nbgrader: hand in, mark, mark by hand, feedback, reply."""

import json
from datetime import UTC, datetime, timedelta

import nbformat
import pytest
from nbgrader.api import Gradebook

from roleplay import grading, rubric, scenario, scoring, sorts
from roleplay.grading import GradingError
from roleplay.grading_cells import marking_text, safe_markdown2html
from roleplay.grading_course import database
from tests import course as making
from tests.carers import EXERCISE, ROLE_PLAYS, model_runs, responses
from tests.course import FIRST, NASTY, SORT

pytestmark = [pytest.mark.xdist_group("nbgrader"), pytest.mark.slow]
QUESTION = "what-would-you-say"
CARDS = len(sorts.load(SORT).cards)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return making.of_ones_own(tmp_path_factory)


@pytest.fixture
def empty(tmp_path):
    """Give a course folder that knows the exercise but has no gradebook: enough to hand in."""
    released = tmp_path / "exercises" / EXERCISE / "practice.ipynb"
    released.parent.mkdir(parents=True)
    released.write_text("{}", encoding="utf-8")
    return tmp_path


def submission(course, carer):
    return nbformat.read(course.root / "autograded" / carer / EXERCISE / "practice.ipynb", 4)


def sources(notebook):
    return {
        c.metadata.nbgrader.grade_id: c.source for c in notebook.cells if "nbgrader" in c.metadata
    }


# --- marking, by stock nbgrader ------------------------------------------------------------------


def test_the_model_run_earns_full_marks_for_everything_that_is_counted(course):
    cells = grading.marks(course.root, EXERCISE, "model").cells
    counted = {name: (c.points, c.most) for name, c in cells.items() if not c.by_hand}
    assert counted == {
        f"{name}--{criterion}": (most, most)
        for name in ROLE_PLAYS
        for criterion, most in scoring.best(scenario.load(name)).items()
    } | {f"{SORT}--placed": (CARDS, CARDS)}


def test_an_untouched_exercise_earns_nothing_and_waits_for_nobody(course):
    marks = grading.marks(course.root, EXERCISE, "untouched")
    assert (marks.points, marks.needs_manual) == (0, False)
    assert set(marks.levels.values()) == {"Not answered"}
    assert marks.most > 20


def test_part_of_the_way_earns_part_of_the_points_criterion_by_criterion(course):
    cells = grading.marks(course.root, EXERCISE, "partial").cells
    theo = scoring.marks(scenario.load("theo-hidden-food"), making.half_way())
    assert {n: c.points for n, c in cells.items() if n.startswith("theo")} == {
        f"theo-hidden-food--{criterion}": points for criterion, points in theo.items()
    }
    assert 0 < sum(theo.values()) < sum(scoring.best(scenario.load("theo-hidden-food")).values())
    assert all(c.points == 0 for n, c in cells.items() if n.startswith("kwame"))


def test_a_sort_earns_a_point_a_card_and_the_reply_names_those_to_look_at_again(course):
    cell = grading.marks(course.root, EXERCISE, "partial").cells[f"{SORT}--placed"]
    assert (cell.points, cell.most, cell.by_hand) == (2, CARDS, False)
    reply = grading.reply(course.root, EXERCISE, "partial")
    (told,) = reply["sorts"]
    assert told["title"] == sorts.load(SORT).title
    assert told["words"] == f"You placed 2 of {CARDS} cards as we would."
    assert told["again"] == [sorts.load(SORT).cards["tablet"].text]
    assert told["open"] == CARDS - 3
    assert SORT not in [part["name"] for part in reply["role_plays"]]
    untouched = grading.reply(course.root, EXERCISE, "untouched")["sorts"][0]
    assert untouched["words"].startswith("You have not placed any cards here yet.")
    outputs = json.dumps([c.get("outputs", []) for c in submission(course, "partial").cells])
    assert "Placed: Warmth, no limit yet" in outputs
    assert "Our answer: Limit, no warmth yet" in outputs


def test_a_broken_file_earns_nothing_and_the_trainer_reads_why(course):
    assert grading.marks(course.root, EXERCISE, "broken").points == 0
    found = submission(course, "broken")
    assert "What was sent could not be read." in sources(found)["to-the-carer"]
    outputs = json.dumps([c.get("outputs", []) for c in found.cells])
    assert "What was sent could not be read." in outputs


def test_what_lies_beside_the_answers_is_neither_run_nor_passed_on(course):
    assert not (course.root / "ran").exists(), "a carer's code ran"
    folder = course.root / "autograded" / "broken" / EXERCISE
    assert {p.name for p in folder.rglob("*")} == {
        "practice.ipynb",
        "responses.json",
        "submission_secret.txt",
        "timestamp.txt",
    }


def test_the_notebook_that_is_marked_is_always_the_released_one(course):
    released = nbformat.read(course.root / "exercises" / EXERCISE / "practice.ipynb", 4)
    found = submission(course, "broken")
    assert [c.id for c in found.cells] == [c.id for c in released.cells]
    assert sources(found)["set-up"] == sources(released)["set-up"]


def test_no_cell_writes_to_stderr_or_ends_in_an_error(course):
    for carer in ("model", "by-hand", "untouched", "partial", "harmful", "broken"):
        for cell in submission(course, carer).cells:
            for output in cell.get("outputs", []):
                assert output.output_type != "error"
                assert output.get("name") != "stderr"


def test_nbgrader_says_nothing_frightening(course):
    for said in (course.said, course.feedback_said):
        lines = [line for line in said.splitlines() if "ERROR" in line or "SAWarning" in line]
        assert lines == []
        assert "Traceback" not in said


def test_late_work_costs_nothing(course):
    with Gradebook(database(course.root)) as book:
        found = book.find_submission(EXERCISE, "model")
        assert [n.late_submission_penalty for n in found.notebooks] == [None]


# --- what the trainer sees -----------------------------------------------------------------------


def test_the_answer_stands_once_and_the_rubric_beside_each_criterion(course):
    cells = sources(submission(course, "model"))
    mine = {n: s for n, s in cells.items() if n.startswith(QUESTION + "--")}
    assert len(mine) == 4
    shown = [name for name, source in mine.items() if "I sit down near him" in source]
    assert shown == [f"{QUESTION}--order"]
    for name, source in mine.items():
        for says in rubric.rubric().criteria[rubric.split(name)[1]].levels:
            assert says.replace('"', "&quot;").replace("'", "&#x27;") in source


def test_an_answer_of_blanks_counts_as_none(course):
    cells = grading.marks(course.root, EXERCISE, "partial").cells
    assert not any(c.needs_manual for n, c in cells.items() if n.startswith("reflection"))


def test_the_trainer_reads_the_plan_and_the_run(course):
    outputs = json.dumps([c.get("outputs", []) for c in submission(course, "partial").cells])
    assert "I hear the door <b>" in outputs
    outputs = json.dumps([c.get("outputs", []) for c in submission(course, "harmful").cells])
    assert scoring.NOT_YET in outputs


def test_a_carers_words_never_become_markup(course):
    page = (course.root / "feedback" / "model" / EXERCISE / "practice.html").read_text("utf-8")
    assert "I sit down near him" in page
    for markup in ("<script>document", "<img src=x", "<iframe", 'href="javascript'):
        assert markup not in page


def test_feedback_asks_no_other_host_for_anything(course):
    page = (course.root / "feedback" / "model" / EXERCISE / "practice.html").read_text("utf-8")
    assert "cdnjs" not in page
    assert 'src="http' not in page
    assert "window.MathJax={loaded:true" in page


def test_what_a_trainer_types_cannot_hold_a_script_either():
    said = safe_markdown2html(
        "**Well done** <script>x()</script> [a](javascript:x()) <b onclick=x>b</b>"
    )
    assert "<strong>Well done</strong>" in said
    assert "<script" not in said
    assert "javascript:" not in said
    assert "onclick" not in said


def test_an_answer_cannot_end_its_own_box():
    page = safe_markdown2html(marking_text("Look at: x.", "order", "a</pre>\n\n<h1>b</h1>\n\n# c"))
    assert page.count("</pre>") == 1
    assert "<h1" not in page


# --- marking by hand, and the reply --------------------------------------------------------------


def give(course, carer, cell, points, comment=""):
    """Mark one cell by hand, as formgrader does."""
    with Gradebook(database(course.root)) as book:
        grade = book.find_grade(cell, "practice", EXERCISE, carer)
        grade.manual_score, grade.needs_manual_grade = points, False
        if comment:
            book.find_comment(cell, "practice", EXERCISE, carer).manual_comment = comment
        book.db.commit()


def test_a_reply_waits_for_the_trainer_and_then_gives_words(course):
    before = grading.reply(course.root, EXERCISE, "model")
    assert before["complete"] is False
    question = before["questions"][0]
    assert (question["id"], question["answer"]) == (QUESTION, NASTY)
    assert [c["word"] for c in question["criteria"]] == ["Not marked yet"] * 4
    assert [c["level"] for c in question["criteria"]] == [None] * 4

    for name, cell in grading.marks(course.root, EXERCISE, "model").cells.items():
        if cell.by_hand:
            give(course, "model", name, 3, f"Because of {name}")
    give(course, "model", f"{QUESTION}--order", 4, "You waited.")
    with Gradebook(database(course.root)) as book:
        overall = book.find_comment("to-the-carer", "practice", EXERCISE, "model")
        overall.manual_comment = "Thank you <b>for this</b>."
        book.db.commit()

    after = grading.reply(course.root, EXERCISE, "model")
    assert after["complete"] is True
    assert after["asked"][QUESTION] == "What would you say to Nia, and what would you do?"
    assert after["comment"] == "Thank you <b>for this</b>.", "plain text; the desk escapes it"
    first, second, *_ = after["questions"][0]["criteria"]
    assert (first["word"], first["comment"]) == ("Confident", "You waited.")
    assert first["says"] == rubric.rubric().criteria["order"].levels[3]
    assert (second["level"], second["word"]) == (3, "Connecting")
    assert json.loads(json.dumps(after)) == after, "plain JSON data"


def test_a_reply_tells_of_the_safety_gate_and_calls_nothing_a_failure(course):
    found = grading.reply(course.root, EXERCISE, "harmful")
    kwame, theo = found["role_plays"]
    assert kwame["gate"]["open"] is False
    assert kwame["gate"]["words"] == "Not yet, talk with your trainer"
    assert kwame["gate"]["reasons"]
    assert (theo["played"], theo["gate"]) == (False, None)
    assert "fail" not in json.dumps(found).lower()


def test_points_that_a_trainer_changes_are_the_ones_that_come_back(course):
    name = "theo-hidden-food--repair"
    give(course, "untouched", name, 1)
    cell = grading.marks(course.root, EXERCISE, "untouched").cells[name]
    assert (cell.points, cell.given, cell.needs_manual) == (1, True, False)


def test_marks_of_work_that_was_never_counted_are_refused(course, tmp_path):
    with pytest.raises(GradingError, match="has not been counted yet"):
        grading.marks(course.root, EXERCISE, "nobody")
    with pytest.raises(GradingError, match="has not been counted yet"):
        grading.reply(tmp_path, EXERCISE, "nobody")


# --- again and again -----------------------------------------------------------------------------


def test_sent_again_and_marked_again_keeps_the_hand_given_points(course):
    grading.receive(course.root, EXERCISE, "again", responses(reflection="One."), FIRST)
    report = grading.autograde(course.root, EXERCISE, ["again"])
    assert list(report) == [("again", True, "Counted.")]
    give(course, "again", "reflection--moment", 2)
    report = grading.autograde(course.root, EXERCISE, ["again"])
    assert (report.marked, report.problems) == (("again",), {})
    assert report[0].message == "Counted already."
    cell = grading.marks(course.root, EXERCISE, "again").cells["reflection--moment"]
    assert not cell.needs_manual, "asking for marking twice asks the trainer nothing twice"

    newer = responses(model_runs(), reflection="Two.")
    sent = grading.receive(course.root, EXERCISE, "again", newer, FIRST + timedelta(minutes=1))
    assert not grading.is_counted(course.root, EXERCISE, "again")
    grading.autograde(course.root, EXERCISE, ["again"])
    marks = grading.marks(course.root, EXERCISE, "again")
    assert (marks.cells["reflection--moment"].points, marks.needs_manual) == (2, True)
    assert marks.cells["kwame-after-school--order"].points == 2
    assert marks.sent == sent.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert grading.reply(course.root, EXERCISE, "again")["questions"][1]["answer"] == "Two."


def test_one_that_cannot_be_marked_holds_up_nobody(course):
    grading.receive(course.root, EXERCISE, "bad-time", responses(), FIRST)
    grading.receive(course.root, EXERCISE, "good-time", responses(model_runs()), FIRST)
    folder = course.root / "submitted" / "bad-time" / EXERCISE
    (folder / "practice.ipynb").write_text("not a notebook", encoding="utf-8")
    report = grading.autograde(course.root, EXERCISE)
    assert set(report.problems) <= {"bad-time", "broken"}
    assert "good-time" in report.marked
    assert grading.marks(course.root, EXERCISE, "good-time").points > 0


def test_work_that_changed_while_it_was_being_marked_is_marked_again(course):
    grading.receive(course.root, EXERCISE, "quick", responses(), FIRST)
    grading.autograde(course.root, EXERCISE, ["quick"])
    assert grading.is_counted(course.root, EXERCISE, "quick")
    newest = course.root / "submitted" / "quick" / EXERCISE / "responses.json"
    newest.write_text(responses(reflection="Later.").to_json(), encoding="utf-8")
    assert not grading.is_counted(course.root, EXERCISE, "quick")


def test_marking_someone_who_sent_nothing_is_refused(course):
    with pytest.raises(GradingError, match="has not sent this exercise"):
        grading.autograde(course.root, EXERCISE, ["nobody"])


def test_feedback_for_work_that_was_not_counted_is_refused(course):
    with pytest.raises(GradingError, match="has not been counted yet"):
        grading.generate_feedback(course.root, EXERCISE, ["nobody"])


def test_preparing_again_changes_nothing(course):
    gradebook = course.root / "gradebook.db"
    before = gradebook.read_bytes()
    assert grading.prepare(course.root, course.project) == []
    assert gradebook.read_bytes() == before


def test_an_exercise_that_changed_after_work_was_sent_stays_as_it_was(course, tmp_path):
    changed = tmp_path / "project"
    making.shutil.copytree(course.project, changed)
    path = changed / "exercises" / EXERCISE / "practice.ipynb"
    book = nbformat.read(path, 4)
    book.cells = [c for c in book.cells if c.id != "kwame-after-school--repair"]
    nbformat.write(book, path)
    standing = course.root / "exercises" / EXERCISE / "practice.ipynb"
    before = standing.read_bytes()
    said = grading.prepare(course.root, changed)
    assert len(said) == 1
    assert "keeps the exercise as it was" in said[0]
    assert standing.read_bytes() == before


def test_preparing_without_exercises_says_what_to_do(tmp_path, root):
    (tmp_path / "nbgrader_config.py").write_bytes((root / "nbgrader_config.py").read_bytes())
    with pytest.raises(GradingError, match="Run 'make exercises' first"):
        grading.prepare(tmp_path / "course", tmp_path)


# --- handing in ----------------------------------------------------------------------------------


def test_handing_in_writes_what_nbgrader_expects(empty):
    when = datetime(2026, 11, 21, 20, 15, 0, 123456, tzinfo=UTC)
    assert grading.receive(empty, EXERCISE, "ann", responses(reflection="Hi."), when) == when
    folder = empty / "submitted" / "ann" / EXERCISE
    assert {p.name for p in folder.iterdir()} == {
        "practice.ipynb",
        "responses.json",
        "submission_secret.txt",
        "timestamp.txt",
    }
    assert (folder / "practice.ipynb").read_text() == "{}"
    assert len((folder / "submission_secret.txt").read_text()) == 32
    assert [p.name for p in folder.parent.iterdir()] == [EXERCISE], "nothing half-made is left"


@pytest.mark.parametrize("hour", [0, 12, 20, 23])
def test_nbgrader_reads_the_time_right(empty, hour):
    from nbgrader.utils import parse_utc

    when = datetime(2026, 7, 1, hour, 15, 9, 250000, tzinfo=UTC)
    grading.receive(empty, EXERCISE, "ann", responses(), when)
    text = (empty / "submitted" / "ann" / EXERCISE / "timestamp.txt").read_text()
    assert parse_utc(text) == when.replace(tzinfo=None)


def test_sending_again_keeps_both(empty):
    for minute, text in enumerate(("One.", "Two.", "Three.")):
        when = FIRST + timedelta(minutes=minute)
        grading.receive(empty, EXERCISE, "ann", responses(reflection=text), when)
    newest = empty / "submitted" / "ann" / EXERCISE / "responses.json"
    assert "Three." in newest.read_text()
    earlier = sorted((empty / "submitted-earlier" / "ann" / EXERCISE).iterdir())
    assert [("One." in e.joinpath("responses.json").read_text()) for e in earlier] == [True, False]
    assert "Two." in earlier[1].joinpath("responses.json").read_text()
    assert grading.sent(empty, EXERCISE, "ann") == [FIRST + timedelta(minutes=m) for m in range(3)]


def test_sent_twice_in_one_moment_both_are_kept_and_the_second_is_newer(empty):
    first = grading.receive(empty, EXERCISE, "ann", responses(reflection="One."), FIRST)
    second = grading.receive(empty, EXERCISE, "ann", responses(reflection="Two."), FIRST)
    assert second > first
    assert grading.sent(empty, EXERCISE, "ann") == [first, second]


@pytest.mark.parametrize(
    "carer",
    ["", ".", "..", "../ann", "a/b", "*", "a?", "[ab]", "a,b", "-x", "a b", "ann\n", "a" * 81],
)
def test_names_that_could_lead_elsewhere_are_refused(empty, carer):
    with pytest.raises(GradingError, match="sign-in name"):
        grading.receive(empty, EXERCISE, carer, responses(), FIRST)
    assert not (empty / "submitted").exists()


@pytest.mark.parametrize("exercise", ["", "..", "../05", "no-such", "*", "05-Connection"])
def test_unknown_exercises_are_refused(empty, exercise):
    with pytest.raises(GradingError, match="no such exercise"):
        grading.receive(empty, exercise, "ann", responses(), FIRST)


def test_work_for_another_exercise_is_refused(empty):
    other = responses().model_copy(update={"exercise": "06-other"})
    with pytest.raises(GradingError, match="belongs to '06-other'"):
        grading.receive(empty, EXERCISE, "ann", other, FIRST)


def test_a_time_without_its_zone_is_refused(empty):
    with pytest.raises(ValueError, match="time zone"):
        grading.receive(empty, EXERCISE, "ann", responses(), datetime(2026, 11, 21, 20, 15))
