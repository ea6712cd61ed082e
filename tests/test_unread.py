"""Work that cannot be read or counted never looks like no points, and what carers wrote cannot turn a page round."""

import csv
import io
import shutil
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

from hub import overview, pages, replies, second_look, second_marks
from hub.marking import Result
from roleplay import (
    grading,
    grading_work,
    group_people,
    group_reading,
    out,
    out_evidence,
    out_sheet,
)
from roleplay.grading_hand import Wish, save, standing
from roleplay.practice import NO_RUN, look
from roleplay.scoring_doubts import DOES_NOT_FIT
from tests.carers import EXERCISE, ROLE_PLAYS, model_runs, responses
from tests.course import FIRST, made_once

pytestmark = [pytest.mark.xdist_group("nbgrader"), pytest.mark.slow]
TURNED = "I wait.\u202e\u2067 And then\x07 I speak."
PLAIN = "I wait. And then\N{REPLACEMENT CHARACTER} I speak."


def by_hand(root: Path, carer: str) -> None:
    held = standing(root, EXERCISE, carer)
    marks = {name: Wish(one.mark, "3") for name, one in held.cells.items() if one.by_hand}
    assert save(root, EXERCISE, carer, held.sent, marks, {}, "first-trainer") == []


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """A marked course: of three who are marked completely, one sends again what cannot be read."""
    root = tmp_path_factory.mktemp("unread") / "course"
    shutil.copytree(made_once(tmp_path_factory).root, root)
    misfit = [run.model_copy(update={"picks": run.picks[:1]}) for run in model_runs(TURNED)]
    plan = (TURNED, TURNED)
    work = {
        "misfit": responses(tuple(misfit), plan, what_would_you_say=TURNED),
        "again": responses(model_runs(TURNED), plan, what_would_you_say=TURNED),
    }
    for carer, one in work.items():
        grading.receive(root, EXERCISE, carer, one, FIRST)
    grading.autograde(root, EXERCISE)
    for carer in ("misfit", "again", "model"):
        by_hand(root, carer)
    replies.send(root, "again", EXERCISE, "Trainer")
    second = grading.receive(root, EXERCISE, "again", work["again"], FIRST + timedelta(days=1))
    assert second > FIRST
    file = root / "submitted" / "again" / EXERCISE / "responses.json"
    file.write_text('{"format": "connection-first/', encoding="utf-8")
    return root


def rows_of(root: Path) -> dict[str, dict[str, str]]:
    content, _ = out.marks(root, [EXERCISE], "csv")
    return {row["Sign-in name"]: row for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))}  # fmt: skip


def points(row: dict[str, str]) -> list[str]:
    return [value for name, value in row.items() if "counted of" in name or "placed, of" in name or "level 0 to" in name]  # fmt: skip


@pytest.mark.parametrize("carer", ["broken", "again"])
def test_a_row_says_that_it_could_not_be_read_and_has_no_points(root, carer):
    row = rows_of(root)[carer]
    assert row["Where it stands"].startswith("Could not be read: What was sent could not be read.")
    assert points(row) and set(points(row)) == {""}
    content, _ = out.marks(root, [EXERCISE], "xlsx")
    first = openpyxl.load_workbook(io.BytesIO(content))["Overview"]
    stands = {row[1].value: row[2].value for row in first.iter_rows(min_row=2)}
    assert stands[carer].startswith("Could not be read")
    moodle, _ = out.marks(root, [EXERCISE], "moodle")
    assert carer not in moodle.decode("utf-8-sig")


def test_a_role_play_that_does_not_fit_has_no_points_in_the_table(root):
    row = rows_of(root)["misfit"]
    played = [value for name, value in row.items() if name.endswith(": played")]
    assert played == [f"Could not be counted: {DOES_NOT_FIT}"] * len(ROLE_PLAYS)
    assert {value for name, value in row.items() if "counted of" in name} == {""}
    assert "3" in points(row), "what a person marked stands"


def test_the_marking_page_and_the_reply_say_so_too(root):
    work = look(root / "submitted" / "misfit" / EXERCISE, EXERCISE)[0]
    for name in ROLE_PLAYS:
        assert grading_work.told(name, work).note == DOES_NOT_FIT
    reply = grading.reply(root, EXERCISE, "misfit")
    for part in reply["role_plays"]:
        assert part["note"].startswith(DOES_NOT_FIT) and "not your doing" in part["note"]
    nothing = grading_work.told(ROLE_PLAYS[0], responses())
    assert nothing.note == NO_RUN, "who has not played is not told that it does not fit"


def test_no_reply_goes_out_and_no_sample_is_drawn_for_work_that_cannot_be_read(root):
    with pytest.raises(grading.GradingError, match="could not be read"):
        replies.send(root, "again", EXERCISE, "Trainer")
    drawn = second_marks.can_be_drawn(root, EXERCISE)
    assert "model" in drawn and "again" not in drawn and "broken" not in drawn
    stands = {row.carer: row for row in overview.rows(root, EXERCISE, Result())}
    assert stands["again"].state == "problem" and not stands["again"].can_reply


def test_the_picture_of_the_group_lists_them(root):
    shutil.rmtree(root / "submitted" / "partial" / EXERCISE)
    (root / "submitted" / "partial" / EXERCISE).mkdir()
    sendings, unread = group_reading.read(root)
    people = group_people.people(sendings, unread, exercise=EXERCISE)
    why = {one.carer: one.why for one in people.unread}
    assert why.keys() >= {"again", "broken", "misfit", "partial"} and "model" not in why
    assert DOES_NOT_FIT in why["misfit"] and why["partial"] == "Nothing was sent."
    assert "again" not in {one.carer for one in people.silent}


def test_the_evidence_sheet_says_that_nothing_can_be_listed(root):
    page = out_sheet.written(out_evidence.evidence(root, "again", TURNED), date(2026, 11, 22))
    assert (
        "could not be read by the course" in page
        and "role-play" not in page.lower().split("<main")[0]
    )
    assert "\u202e" not in page and "\x07" not in page
    assert "could not be read" not in out_sheet.written(
        out_evidence.evidence(root, "model"), date(2026, 11, 22)
    )


def test_nothing_that_a_carer_wrote_turns_a_page_round(root, tmp_path):
    reply = grading.reply(root, EXERCISE, "misfit")
    (question,) = [one for one in reply["questions"] if one["id"] == "what-would-you-say"]
    assert question["answer"] == PLAIN and reply["plan"] == {"if": PLAIN, "then": PLAIN}
    told = grading_work.told(ROLE_PLAYS[0], look(root / "autograded" / "again" / EXERCISE, EXERCISE)[0])  # fmt: skip
    assert {one.own_words for one in told.moments if one.own_words} == {PLAIN}
    second_look.ask(tmp_path, "ann", EXERCISE, "2026-11-21T20:15:00Z", TURNED)
    (asked,) = second_look.looks(tmp_path, "ann", EXERCISE)
    assert asked.words == PLAIN
    shown = pages.TEMPLATES.from_string("{{ words }}|{{ words | upper }}|{{ 3 }}").render(
        words=TURNED
    )
    assert shown == f"{PLAIN}|{PLAIN.upper()}|3"
