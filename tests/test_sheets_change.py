"""The same questions at several times: refused with the place and the fix, complete on paper, the course's own ten."""

import re

import pytest

from roleplay import sheets, sheets_paper
from roleplay.sheets import SheetError
from tests.test_sheets import small, write

CHANGE = {
    "kind": "change",
    "label": "How sure am I?",
    "feels": ["not yet", "a little", "half", "mostly", "fully"],
    "times": {
        "before": {"title": "Before", "about": "At the start."},
        "after": {"title": "After", "about": "At the end."},
        "back": {"title": "Looking back", "about": "Where was I?", "back": True},
    },
    "asks": {"kind": "Be kind", "limit": "Keep a limit"},
    "low": {"asks": ["limit"], "most": 2, "says": "If it is low, tell somebody."},
}


def with_change(**changes):
    data = small()
    data["parts"] = {"sure": {**CHANGE, **changes}}
    return data


def test_each_time_has_each_question_and_names_stay_names(tmp_path):
    sheet = sheets.load(write(tmp_path, with_change()))
    part = sheets.for_page(sheet)["parts"]["sure"]
    assert list(part["areas"]) == ["before", "after", "back"]
    for time in part["areas"].values():
        assert [one["label"] for one in time["asks"].values()] == ["Be kind", "Keep a limit"]
    assert part["areas"]["back"]["back"]
    said = [text for _, text in sheets.spoken(sheet)]
    assert "Be kind" in said, "a question may be called 'kind'"
    assert "limit" not in said, "the name of a question is nothing to translate"


def test_on_paper_there_is_a_place_for_each_time_and_question(tmp_path):
    text = sheets_paper.html(sheets.for_page(sheets.load(write(tmp_path, with_change()))))
    assert text.count("<td></td>") == 1 + 3 * 2
    for words in ("Before", "Looking back", "Keep a limit", "8, 9, 10: fully", "tell somebody"):
        assert words in text


REFUSED = {
    "one time": ({"times": {"before": CHANGE["times"]["before"]}}, "part 'sure', times: Give at least two."),
    "five times": ({"times": {f"t{n}": {"title": f"T{n}", "about": "x"} for n in range(5)}}, "part 'sure', times: "),
    "times that all look back": (
        {"times": {f"t{n}": {"title": f"T{n}", "about": "x", "back": True} for n in range(2)}},
        "part 'sure', times: Each of these looks back. One at least must ask about today.",
    ),
    "two times with the same words": (
        {"times": {f"t{n}": {"title": "T", "about": "x"} for n in range(2)}},
        "part 'sure', times: Two of these have the same words.",
    ),
    "no questions": ({"asks": {}}, "part 'sure', asks: This is empty"),
    "the same question twice": ({"asks": {"a": "Hm", "b": "Hm"}, "low": None}, "part 'sure', asks: Two of these"),
    "four feelings": ({"feels": ["a", "b", "c", "d"]}, "Give five short texts"),
    "a low answer to nothing": (
        {"low": {"asks": ["limits"], "most": 2, "says": "x"}},
        "There is no question 'limits'. Did you mean 'limit'?",
    ),
    "low that is always": ({"low": {"asks": ["limit"], "most": 10, "says": "x"}}, "low most: 10 is out of range: it must be at most 9"),
    "a field of a time": (
        {"times": {**CHANGE["times"], "later": {"title": "L", "about": "x", "bak": True}}},
        "part 'sure', time 'later', bak: 'bak' is not a field here. Did you mean 'back'?",
    ),
    "a field of low": ({"low": {**CHANGE["low"], "say": "x"}}, "'say' is not a field here. Did you mean 'says'?"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_change_that_cannot_be_drawn_is_refused(case, tmp_path):
    changes, words = REFUSED[case]
    with pytest.raises(SheetError) as refused:
        sheets.load(write(tmp_path, with_change(**changes)))
    assert words in str(refused.value), str(refused.value)
    assert re.search(r"small\.yaml, line \d+: ", str(refused.value))


def test_the_courses_ten_questions_are_asked_before_after_looking_back_and_six_weeks_later():
    part = sheets.load("before-and-after").parts["confidence"]
    assert list(part.times) == ["before", "after", "looking-back", "later"]
    assert [name for name, time in part.times.items() if time.back] == ["looking-back"]
    assert len(part.asks) == 10
    assert [list(part.asks).index(name) + 1 for name in part.low.asks] == [8, 10]
    assert part.low.most == 2
