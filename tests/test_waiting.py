"""What waits for a trainer, in a few words, and which rows stand open."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hub import wording
from hub.overview import Row
from hub.second_look import Look
from hub.waiting import FOLDED, Part, with_new

SENT = datetime(2026, 11, 21, 20, 15, tzinfo=UTC)
EXERCISE = "05-connection-before-correction"


def rows(*states: str) -> tuple[Row, ...]:
    """Make a row for each state."""
    return tuple(Row(f"carer-{n}", SENT, 1, state) for n, state in enumerate(states))


def test_it_is_said_in_a_few_words_what_waits_and_one_is_not_many():
    part = Part(EXERCISE, rows("problem", "new", "new", "to-mark", "ready", "changed", "done"))
    assert part.waits == ("1 could not be marked", "2 new", "1 to mark", "2 replies to send")
    assert Part(EXERCISE, rows("ready")).waits == ("1 reply to send",)
    assert Part(EXERCISE, rows("done", "done")).waits == ()
    assert Part(EXERCISE, ()).waits == ()


def test_replies_in_which_nobody_wrote_a_word_are_counted_before_they_go():
    bare, written = (replace(row, has_words=n > 0) for n, row in enumerate(rows("ready", "ready")))
    (marking,) = (replace(row, has_words=False) for row in rows("to-mark"))
    part = Part(EXERCISE, (bare, written, marking))
    assert (part.to_send, part.wordless) == (2, 1), "only of those that may go"
    assert Part(EXERCISE, (written, written)).wordless == 0


def test_a_second_look_waits_and_is_never_folded_away():
    look = Look(asked="2026-11-22T07:00:00Z", reply="2026-11-21T21:00:00Z", words="")
    asked, *others = rows(*["done"] * (FOLDED + 1))
    part = Part(EXERCISE, (replace(asked, look=look), *others))
    assert part.waits == ("1 second look asked for",)
    assert [row.carer for row in part.open] == ["carer-0"]
    assert [len(rows) for _, rows in part.folded] == [FOLDED]


@pytest.mark.parametrize(("done", "folded"), [(FOLDED - 1, 0), (FOLDED, FOLDED)])
def test_many_replies_are_folded_and_a_few_are_not(done, folded):
    part = Part(EXERCISE, rows("to-mark", *["done"] * done))
    away = [row for _, rows in part.folded for row in rows]
    assert len(away) == folded
    assert len(part.open) + len(away) == done + 1, "nobody is left out"


def test_a_problem_is_never_folded_and_each_fold_says_what_is_in_it():
    part = Part(EXERCISE, rows(*["problem"] * 9, *["to-mark"] * 7, *["ready"] * 6))
    assert len(part.open) == 9
    assert [words for words, _ in part.folded] == [
        "7 carers wait for your marking",
        "6 carers are marked, and their reply is not sent",
    ]
    assert Part(EXERCISE, rows("new"), marking=True).waits == ("being marked just now",)


def test_the_button_for_new_work_is_there_only_when_it_would_do_something():
    broken, fresh = Part(EXERCISE, rows("problem", "done")), Part("09-x", rows("new"))
    assert (broken.has_new, broken.has_problem) == (False, True), "pressing once was enough"
    assert with_new([broken, fresh, Part("10-x", rows("new"), marking=True)]) == ["09-x"]


def test_a_short_date_names_the_year_only_when_it_is_another():
    assert wording.short(SENT, SENT) == "Sat 21 Nov, 8:15 pm"
    assert wording.short("2025-06-30T23:05:00Z", SENT) == "Tue 1 Jul 2025, 12:05 am"
