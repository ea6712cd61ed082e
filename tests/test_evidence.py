"""The evidence page says of each recommendation what the guide says, in the list, the picture and the cards alike."""

import json
import re

from roleplay import figures_evidence, sorts
from tests import page_rules as rules

PAGE = (rules.BOOK / "reference" / "evidence.md").read_text(encoding="utf-8")
ITEMS = json.loads((rules.ROOT / "roleplay/data/teachable-items.json").read_text(encoding="utf-8"))
MARKS = {
    int(item["id"].removeprefix("REC")): item["text"].split(":")[0].capitalize()
    for item in ITEMS
    if item["id"].startswith("REC")
}
"""The mark of each recommendation, as the project's list of the guide's contents has it."""


def test_the_list_gives_each_recommendation_the_mark_of_the_guide():
    said = rules.under(PAGE, "The seven recommendations")
    found = re.findall(r"^(\d)\. \*\*.+\*\* \(\*(\w+)\*\)\.$", said, flags=re.M)
    assert {int(number): mark.capitalize() for number, mark in found} == MARKS
    assert len(MARKS) == 7


def test_the_words_under_the_picture_sort_them_as_the_guide_does():
    said = rules.under(PAGE, "The seven recommendations").split(", in words\n")[1].split("```")[0]
    parts = re.split(r"^\*\*(\w+)\*\*$", said, flags=re.M)[1:]
    found = {
        int(number): mark
        for mark, text in zip(parts[::2], parts[1::2], strict=True)
        for number in re.findall(r"^- Recommendation (\d)", text, flags=re.M)
    }
    assert found == MARKS


def test_the_bars_are_as_long_as_the_marks_of_the_guide():
    drawn = {int(title[0]): mark for title, mark in figures_evidence.RECOMMENDATIONS}
    assert drawn == MARKS
    assert figures_evidence.STRENGTHS == ("Promising", "Good", "Strong")


def test_the_eight_principles_are_there():
    said = rules.under(PAGE, "The eight key principles")
    assert re.findall(r"^(\d)\. \*\*", said, flags=re.M) == [str(n) for n in range(1, 9)]


def test_what_a_study_did_not_find_or_nobody_has_seen_is_said_openly():
    for words in (
        "**no difference**",
        "**We have not seen that result.**",
        "**We have seen no result.**",
        "whether this course, or its role-plays, change anything at home",
        "we have not read the full guide",
    ):
        assert words in PAGE


def test_cards_about_one_kind_of_support_carry_its_mark():
    cards = sorts.load("how-sure-are-we").cards
    same = {"many-levels": 1, "need-below": 2, "routines": 3, "self-care": 4, "networks": 7}
    assert {name: cards[name].belongs.capitalize() for name in same} == {
        name: MARKS[number] for name, number in same.items()
    }
