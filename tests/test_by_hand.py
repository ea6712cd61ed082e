"""Marking on the desk: what a trainer sees and saves, what formgrader then shows, and who changed what."""

import contextlib
import html
import re
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import nbformat
import pytest
from markupsafe import escape
from nbgrader.api import Gradebook

from hub.by_hand import as_on_the_page
from roleplay import grading, grading_audit, grading_hand, grading_phrases, rubric
from roleplay.grading_beside import Beside
from roleplay.grading_cells import TO_THE_CARER
from roleplay.grading_hand import Wish, fingerprint
from roleplay.grading_where import KEPT, database
from tests import carers, postgres, sendings
from tests.hub_course import Browser, Running, hidden

pytestmark = [pytest.mark.hub, pytest.mark.slow, pytest.mark.xdist_group("desk")]

EXERCISE = "03-attachment-and-trust"
MARK = f"trainer/{EXERCISE}/mark"
PLAY = "maisie-and-the-ring"
CELL = "what-would-you-say--acceptance"
OTHER = "what-would-you-say--limit"
COUNTED = f"{PLAY}--acceptance"
CANARY = "<img src=x onerror=window.fired=1> <script>window.fired=1</script> {{ xsrf }}"
FORMGRADER = "/services/connection-first/formgrader"


def work(answer: str, **more: str) -> carers.Responses:
    made = carers.responses(
        (carers.run(PLAY, model_of(PLAY), own_words=f"Mine: {answer}"),),
        what_would_you_say=answer,
        **more,
    )
    return made.model_copy(update={"exercise": EXERCISE})


def model_of(name: str) -> tuple[str, ...]:
    from roleplay import scenario, scoring

    return scoring.model_run(scenario.load(name))


@pytest.fixture(scope="module")
def course(running_course: Running) -> Running:
    """Hand in some carers' work in an exercise that no other test uses."""
    for carer in ("by-hand", "stale", "again", "signed", "first-one", "second-one"):
        words = f"I stay near, says {carer}.\n\n    And I wait. {CANARY}"
        grading.receive(running_course.root, EXERCISE, carer, work(words))
    report = grading.autograde(running_course.root, EXERCISE)
    assert not report.problems
    return running_course


@pytest.fixture(scope="module")
def trainer(course: Running) -> Browser:
    return course.signed_in("trainer-demo")


def fields(page: str) -> dict[str, str]:
    """Read a marking page's form as a browser without script would send it, nothing changed."""
    form = page.partition('id="marking"')[2].partition("</form>")[0]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        about = {k: html.unescape(v) for k, v in re.findall(r'([a-z-]+)="([^"]*)"', tag)}
        ticks = about.get("type") in ("radio", "checkbox")
        if "name" in about and (not ticks or " checked" in tag):
            found[about["name"]] = about.get("value", "")
    for name, text in re.findall(
        r'<textarea[^>]* name="([^"]*)"[^>]*>\n(.*?)</textarea>', form, re.S
    ):
        found[html.unescape(name)] = html.unescape(text)
    return found


def mark(course: Running, carer: str, cell: str = CELL) -> tuple[float | None, bool, str]:
    """Read a mark, whether it waits, and the comment, with nbgrader's own gradebook."""
    with Gradebook(database(course.root)) as book:
        grade = book.find_grade(cell, "practice", EXERCISE, carer)
        comment = next((c.manual_comment for c in grade.notebook.comments if c.name == cell), None)
        return grade.manual_score, grade.needs_manual_grade, comment or ""


def test_the_page_holds_what_a_trainer_needs_and_runs_nothing(trainer):
    page = trainer.get(f"{MARK}/by-hand").text
    assert CANARY not in page and "<script>window" not in page
    phrases = grading_phrases.read(trainer.course.root).phrases["acceptance"]
    levels = rubric.rubric().criteria["acceptance"].levels
    answer = f"I stay near, says by-hand.\n\n    And I wait. {CANARY}"
    for words in (answer, *levels, *phrases):
        assert str(escape(words)) in page, "as plain text, with its lines"
    assert "A model answer" in page, "from the exercise's solution"
    assert "Safety: nothing is missing" in page
    assert "Mine: I stay near" in page, "own words before a choice"


def test_what_is_saved_stands_in_the_gradebook_and_in_formgrader(course, trainer):
    sent = fields(trainer.get(f"{MARK}/by-hand").text)
    sent |= {f"mark:{CELL}": "3", f"comment:{CELL}": f"Two\r\nlines {CANARY}"}
    sent |= {"comment:to-the-carer": "Thank you.", f"mark:{COUNTED}": "1"}
    saved = trainer.post(f"{MARK}/by-hand", data={**sent, "go": "stay"})
    assert saved.status_code == 200 and "Saved." in saved.text
    assert CANARY not in saved.text
    assert mark(course, "by-hand") == (3.0, False, f"Two\nlines {CANARY}")
    assert mark(course, "by-hand", OTHER) == (None, True, ""), "what was not chosen waits on"
    untouched = f"{PLAY}--empathy"
    assert mark(course, "by-hand", untouched)[0] is None, "the course's count is no person's mark"
    assert mark(course, "by-hand", COUNTED)[0] == 1.0
    shown = in_formgrader(course, trainer, "by-hand", CELL)
    assert (shown["manual_score"], shown["needs_manual_grade"]) == (3.0, False)

    # It outlives the next count, and the carer reads it.
    grading.autograde(course.root, EXERCISE, ["by-hand"], again=True)
    assert mark(course, "by-hand")[0] == 3.0
    reply = grading.reply(course.root, EXERCISE, "by-hand")
    assert reply["comment"] == "Thank you."

    # An empty box is the course's own count again.
    sent = fields(trainer.get(f"{MARK}/by-hand").text) | {f"mark:{COUNTED}": ""}
    trainer.post(f"{MARK}/by-hand", data=sent)
    assert mark(course, "by-hand", COUNTED)[0] is None


def in_formgrader(course: Running, trainer: Browser, carer: str, cell: str) -> dict:
    with Gradebook(database(course.root)) as book:
        which = book.find_submission_notebook("practice", EXERCISE, carer).id
    found = trainer.get(f"{FORMGRADER}/api/grades?submission_id={which}").json()
    return next(one for one in found if one["name"] == cell)


def test_a_page_that_is_out_of_date_writes_over_nothing_in_silence(course, trainer):
    two = course.signed_in("trainer-two")
    theirs, mine = (fields(one.get(f"{MARK}/stale").text) for one in (two, trainer))
    two.post(
        f"{MARK}/stale", data={**theirs, f"mark:{CELL}": "4", f"comment:{CELL}": "Theirs, kept"}
    )
    mine |= {f"mark:{CELL}": "2", f"comment:{CELL}": "Mine, not lost", f"mark:{OTHER}": "3"}
    answer = trainer.post(f"{MARK}/stale", data=mine)
    assert answer.status_code == 409
    assert mark(course, "stale") == (4.0, False, "Theirs, kept")
    assert mark(course, "stale", OTHER)[0] == 3.0, "where nobody else was, mine is saved"
    for words in ("Second trainer", "Theirs, kept", "Mine, not lost", "4 Confident"):
        assert words in answer.text
    again = fields(answer.text)
    assert (again[f"mark:{CELL}"], again[f"comment:{CELL}"]) == ("2", "Mine, not lost")
    assert trainer.post(f"{MARK}/stale", data=again).status_code == 200
    assert mark(course, "stale") == (2.0, False, "Mine, not lost"), "knowingly, it can be changed"


def test_work_that_was_sent_again_is_not_marked_by_an_old_page(course, trainer):
    old = fields(trainer.get(f"{MARK}/again").text)
    first = {**old, f"mark:{CELL}": "4", f"mark:{OTHER}": "2"}
    assert trainer.post(f"{MARK}/again", data=first).status_code == 200
    grading.receive(course.root, EXERCISE, "again", work("Quite another answer."))
    assert "A newer one has come in" in trainer.get(f"{MARK}/again").text
    grading.autograde(course.root, EXERCISE, ["again"])
    late = trainer.post(f"{MARK}/again", data={**old, f"comment:{CELL}": "Words for the old one"})
    assert late.status_code == 409 and "Words for the old one" in late.text
    assert mark(course, "again") == (4.0, True, ""), "nothing was saved"

    # What was given before is shown and not chosen; one tick keeps it.
    new = fields(trainer.get(f"{MARK}/again").text)
    assert f"mark:{CELL}" not in new and "given before" in late.text
    trainer.post(f"{MARK}/again", data={**new, "keep": "yes", f"mark:{OTHER}": "3"})
    assert mark(course, "again")[:2] == (4.0, False)
    assert mark(course, "again", OTHER)[:2] == (3.0, False)
    kept = grading_audit.changes(course.root, EXERCISE, "again")
    assert ("kept", "4", "4") in {(one.what, one.before, one.after) for one in kept}


def test_who_changed_what_is_written_down_from_both_pages(course, trainer):
    sent = fields(trainer.get(f"{MARK}/signed").text)
    trainer.post(f"{MARK}/signed", data={**sent, f"mark:{CELL}": "1"})
    other = fields(trainer.get(f"{MARK}/first-one").text)
    trainer.post(f"{MARK}/first-one", data={**other, f"mark:{OTHER}": "2"})
    two = course.signed_in("trainer-two")
    grade = in_formgrader(course, two, "signed", CELL)
    token = [c.value for c in two.cookies.jar if c.name == "_xsrf" and "connection" in c.path][-1]
    put = two.put(
        f"{FORMGRADER}/api/grade/{grade['id']}",
        json={**grade, "manual_score": 3.0},
        headers={"X-XSRFToken": token or ""},
    )
    assert put.status_code == 200
    told = grading_audit.changes(course.root, EXERCISE, "signed")
    assert [(c.who, c.page, c.cell, c.before, c.after) for c in told] == [
        ("trainer-two", "formgrader", CELL, "1", "3"),
        ("trainer-demo", "desk", CELL, None, "1"),
    ]
    page = trainer.get(f"trainer/{EXERCISE}/changes?carer=signed").text
    assert "Second trainer" in page and "in formgrader" in page and "first-one</a>" not in page
    assert "first-one</a>" in trainer.get(f"trainer/{EXERCISE}/changes").text
    with sqlite3.connect(course.root / "gradebook.db") as db:
        for spoil in ("DELETE FROM mark_change", "UPDATE mark_change SET who = 'nobody'"):
            with pytest.raises(sqlite3.IntegrityError, match="stay as they are"):
                db.execute(spoil)


def test_changes_of_the_same_second_stand_in_the_order_of_the_page():
    saved = datetime(2026, 11, 22, 7, 30, 5, tzinfo=UTC)

    def change(cell: str, what: str = "comment", later: float = 0, carer: str = "signed", new: str = "x"):  # fmt: skip
        at = saved + timedelta(seconds=later)
        return grading_audit.Change(at, "t", "desk", carer, EXERCISE, cell, what, None, new)

    order = [OTHER, COUNTED, CELL]
    page = [
        change(CELL, later=1.5),
        change(COUNTED, "mark", later=0.4, new="newer"),
        change(COUNTED, "mark", new="older"),
        change(OTHER, "mark", 0.3),
        change(OTHER),
        change(CELL),
        change(TO_THE_CARER, later=0.2),
        change(CELL, later=0.9, carer="someone-else"),
        change(TO_THE_CARER, later=-60),
    ]
    # As they may stand in the record: the newer of one cell before the older, else any order.
    newest_first = sorted(page, key=lambda one: (one.after != "newer", one.cell, one.what))
    assert newest_first != page
    assert as_on_the_page(newest_first, order) == page


def test_save_and_next_goes_to_whoever_waits_longest(course, trainer):
    waiting = grading_hand.waiting(course.root, EXERCISE)
    here = fields(trainer.get(f"{MARK}/{waiting[0]}").text)
    there = trainer.post(f"{MARK}/{waiting[0]}", data={**here, "go": "next"})
    assert there.url.path.endswith(f"/mark/{waiting[1]}")
    assert trainer.get(f"trainer/{EXERCISE}/mark-next").url.path.endswith(f"/mark/{waiting[0]}")
    assert f'{MARK}/first-one"' in trainer.get("trainer").text


def test_phrases_are_ticked_kept_and_edited(course, trainer):
    page = trainer.get(f"{MARK}/first-one").text
    tick = grading_phrases.read(course.root).phrases["acceptance"][:2]
    sent = {**fields(page), f"comment:{CELL}": "Own words.", f"phrase:{OTHER}": "yes"}
    sent |= {f"comment:{OTHER}": f"A new one {CANARY}"}
    trainer.post(f"{MARK}/first-one", data={**sent, f"add:{CELL}": tick})
    assert mark(course, "first-one")[2] == "\n".join(["Own words.", *tick])

    page = trainer.get("trainer/phrases").text
    assert html.escape("A new one <img", quote=False) in page and CANARY not in page
    was = fingerprints(page)["limit"]
    form = {
        "_xsrf": hidden(page),
        "kind": "limit",
        "was": was,
        "phrases": "One.\r\n\r\nTwo.\r\nOne.",
    }
    assert trainer.post("trainer/phrases", data=form).status_code == 200
    assert grading_phrases.read(course.root).phrases["limit"] == ["One.", "Two."]
    late = trainer.post("trainer/phrases", data={**form, "phrases": "Three, not lost."})
    assert late.status_code == 409 and "Three, not lost." in late.text
    assert grading_phrases.read(course.root).phrases["limit"] == ["One.", "Two."]


def fingerprints(page: str) -> dict[str, str]:
    return dict(
        re.findall(r'name="kind" value="([^"]*)"><input[^>]*name="was" value="([^"]*)"', page)
    )


def test_a_file_of_phrases_that_cannot_be_read_is_said_and_not_written_over(tmp_path):
    spoiled = tmp_path / "phrases.json"
    spoiled.write_text('{"limit": "not a list"}', encoding="utf-8")
    kept = grading_phrases.read(tmp_path)
    assert kept.problem and len(kept.phrases["limit"]) == 12
    with pytest.raises(grading.GradingError, match="could not be read"):
        grading_phrases.add(tmp_path, "limit", "New")
    assert spoiled.read_text(encoding="utf-8") == '{"limit": "not a list"}'


def test_every_criterion_has_a_dozen_phrases_to_begin_with(tmp_path):
    kept = grading_phrases.read(tmp_path).phrases
    assert set(kept) == {*rubric.rubric().criteria, "to-the-carer"}
    assert all(len(set(lines)) == 12 for lines in kept.values())


@pytest.mark.parametrize("mark_wanted", ["5", "-1", "many", "nan"])
def test_a_mark_that_cannot_be_is_refused_and_nothing_is_written(course, trainer, mark_wanted):
    before = mark(course, "second-one")
    sent = fields(trainer.get(f"{MARK}/second-one").text)
    sent |= {f"mark:{CELL}": mark_wanted, f"comment:{CELL}": "Not lost"}
    answer = trainer.post(f"{MARK}/second-one", data=sent)
    assert answer.status_code == 409 and "Not lost" in answer.text
    assert mark(course, "second-one") == before


def test_carers_and_strangers_are_refused(course, trainer):
    carer, stranger = course.signed_in("carer-demo"), Browser(course)
    good = fields(trainer.get(f"{MARK}/second-one").text)
    for page in (f"{MARK}/second-one", f"trainer/{EXERCISE}/changes", "trainer/phrases"):
        assert carer.get(page).status_code == 403
        assert stranger.get(page).url.path == "/hub/login"
    token = {"_xsrf": carer.token}
    data = {**good, **token, f"mark:{CELL}": "4"}
    assert carer.post(f"{MARK}/second-one", data=data).status_code == 403
    assert trainer.post(f"{MARK}/second-one", data={"sent": good["sent"]}).status_code == 403
    assert mark(course, "second-one")[0] is None
    assert trainer.get(f"{MARK}/nobody-here").url.path.endswith("/trainer"), "nothing was sent"
    assert trainer.get("trainer/no-exercise/mark/second-one").status_code == 404


def test_formgrader_folds_the_model_answer_and_phrases_beside_the_answer(course, trainer):
    with Gradebook(database(course.root)) as book:
        which = book.find_submission_notebook("practice", EXERCISE, "second-one").id
    page = trainer.get(f"{FORMGRADER}/submissions/{which}/").text
    assert page.count(">Model answer and notes</summary>") >= 2
    assert page.count(">Phrases to use again, to copy</summary>") == 10
    assert CANARY not in page
    notebook = course.root / "autograded" / "second-one" / EXERCISE / "practice.ipynb"
    assert "Model answer and notes" not in notebook.read_text(encoding="utf-8")
    shown = nbformat.read(notebook, as_version=4)
    about = {"metadata": {"path": str(notebook.parent)}, "assignment_id": EXERCISE}
    feedback, _ = Beside().preprocess(shown, about)
    assert not any("Phrases to use" in cell.source for cell in feedback.cells), (
        "only a trainer's page"
    )


def test_half_a_point_given_elsewhere_is_not_lost_by_looking(course, trainer):
    with Gradebook(database(course.root)) as book:
        grade = book.find_grade(CELL, "practice", EXERCISE, "second-one")
        grade.manual_score, grade.needs_manual_grade = 2.5, False
        book.db.commit()
    page = trainer.get(f"{MARK}/second-one").text
    trainer.post(f"{MARK}/second-one", data=fields(page))
    assert mark(course, "second-one")[0] == 2.5


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_at_the_same_moment_do_not_both_win(course, tmp_path, kind):
    """The check and the writing are one step: of those that saw the same, all but one are told."""
    root = tmp_path / "course"
    for part in ("autograded", "exercises"):
        shutil.copytree(course.root / part, root / part)
    shutil.copy(course.root / "gradebook.db", root)
    with contextlib.ExitStack() as stack:
        if kind == "postgresql":
            address = stack.enter_context(postgres.running()).new()
            sendings.carried_over(database(root), address)
            (root / KEPT).parent.mkdir()
            (root / KEPT).write_text(address, encoding="utf-8")
            (root / "gradebook.db").unlink()
        sent = grading_hand.standing(root, EXERCISE, "first-one").sent

        def save(number: int) -> int:
            wish = {"to-the-carer": Wish(fingerprint(""), f"From {number}")}
            who = f"trainer-{number}"
            return len(grading_hand.save(root, EXERCISE, "first-one", sent, {}, wish, who))

        with ThreadPoolExecutor(4) as pool:
            clashes = sorted(pool.map(save, range(4)))
        assert clashes == [0, 1, 1, 1]
        lines = grading_audit.changes(root, EXERCISE, "first-one")
        assert sum(one.cell == "to-the-carer" for one in lines) == 1
