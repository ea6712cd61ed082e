"""The sorts of the course keep its promises: craft, language and reading age.

``test_sorts.py`` holds the format; this file holds what the course asks of its own cards.
"""

import re
from collections.abc import Iterator

import pytest

from roleplay import sorts
from roleplay.sorts import Sort
from tests.course_texts import FAILING, MARKUP, OLDEST, ROOT, avoided, source_keys
from tests.reading_age import reading_age

NAMES = sorts.names()
JUDGING = re.compile(
    # "It may be wrong" is what a good guess says of itself.
    r"(?<!might be )(?<!may be )\bwrong\b|\b(incorrect|fail\w*|bad carer|should have|ought to|well done|good job)\b|correct!",
    re.IGNORECASE,
)
SAID = {
    ("label-or-look-closer", "hold-tight, because"): "eye contact, which is not family time",
}
"""Texts in which a word that we avoid means something else, each with its reason."""

every_sort = pytest.mark.parametrize("name", NAMES)


def texts(sort: Sort) -> Iterator[tuple[str, str]]:
    """Yield every text that a carer reads, with its place."""
    yield "title", sort.title
    yield "about", sort.about
    for place, words in (sort.places or {}).items():
        yield f"place {place}", words
    for name, card in sort.cards.items():
        yield f"{name}, text", card.text
        yield f"{name}, because", card.because
        for place, words in (card.places or {}).items():
            yield f"{name}, place {place}", words


def test_there_is_the_first_sort():
    assert "two-hands" in NAMES


@every_sort
def test_no_text_asks_for_a_higher_reading_age_than_eleven(name):
    harder = {
        place: round(reading_age(text), 1)
        for place, text in texts(sorts.load(name))
        if len(text.split()) > 12 and reading_age(text) > OLDEST
    }
    assert harder == {}


@every_sort
def test_the_sort_as_a_whole_can_be_read_at_ten(name):
    sort = sorts.load(name)
    whole = ". ".join([sort.about, *(f"{c.text} {c.because}" for c in sort.cards.values())])
    assert reading_age(whole) <= 10


@every_sort
def test_no_avoided_word_is_used(name):
    found = {
        place: avoided(text)
        for place, text in texts(sorts.load(name))
        if avoided(text) and (name, place) not in SAID
    }
    assert found == {}


@pytest.mark.parametrize("said", SAID, ids=" ".join)
def test_each_exception_is_still_needed(said):
    name, place = said
    assert avoided(dict(texts(sorts.load(name)))[place])


@every_sort
def test_text_is_plain_without_markup(name):
    for place, text in texts(sorts.load(name)):
        assert not MARKUP.search(text), place


@every_sort
def test_no_reason_judges_the_carer(name):
    for card, one in sorts.load(name).cards.items():
        assert not JUDGING.search(one.because), card
        assert not re.match(r"(yes|no)\b", one.because, re.IGNORECASE), (
            f"{card}: it is shown whatever the carer chose"
        )


@pytest.mark.parametrize(
    "reason",
    ["That is wrong.", "You should have waited.", "Correct! It is kind.", "A carer fails here."],
)
def test_a_judging_reason_would_be_noticed(reason):
    assert JUDGING.search(reason)


@every_sort
def test_nobody_fails_in_any_text(name):
    for place, text in texts(sorts.load(name)):
        assert not FAILING.search(text), place


@every_sort
def test_a_card_is_short_enough_to_hold_in_mind(name):
    sort = sorts.load(name)
    for place, text in texts(sort):
        assert len(text.split()) <= 60, place
    assert len(re.findall(r"[.!?](?=\s|$)", sort.about)) <= 4
    assert all(len(words.split()) <= 6 for words in (sort.places or {}).values())


@every_sort
def test_it_takes_the_time_that_it_says(name):
    sort = sorts.load(name)
    words = sum(len(text.split()) for _, text in texts(sort))
    # Slow readers manage about 150 words a minute, and each card takes a moment's thought.
    assert words / 150 + len(sort.cards) * 0.15 <= sort.minutes + 1


@every_sort
def test_no_place_is_the_answer_to_nearly_every_card(name):
    sort = sorts.load(name)
    shared = [card.belongs for card in sort.cards.values() if card.places is None]
    for place in set(shared):
        assert shared.count(place) <= max(2, 0.7 * len(shared)), place
    spots = [list(c.places).index(c.belongs) for c in sort.cards.values() if c.places]
    assert all(spots.count(spot) <= max(2, 0.7 * len(spots)) for spot in set(spots))


@every_sort
def test_its_sources_are_in_the_book(name):
    assert set(sorts.load(name).sources) <= source_keys()


@every_sort
def test_it_stands_on_a_page_or_in_an_exercise(name):
    pages = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "book").rglob("*.md"))
    cells = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "solutions").rglob("*.md"))
    on_page = re.search(rf"^`{{3,}}\{{sort-cards\}} {name}$", pages, re.MULTILINE)
    assert on_page or f'practice.sort_cards("{name}")' in cells


@every_sort
def test_nobody_is_said_to_have_reviewed_it_who_has_not(name):
    """Until a second reader has signed, the list is empty and the page says so."""
    for entry in sorts.load(name).reviewed_by:
        assert re.search(r"\b20\d\d\b", entry), "a review has its date"
