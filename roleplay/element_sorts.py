"""A sort as text: what no script, print and search see of it. Everything is escaped."""

from collections.abc import Iterator
from html import escape

from roleplay.element import paragraphs, spoken_in
from roleplay.sorts import Sort
from roleplay.translation import ENGLISH, Language


def sort_html(sort: Sort, language: Language = ENGLISH) -> str:
    """Write a sort to read: each card with its places, and folded at the end what we would say.

    ``language`` is the one that the sort's texts are in.
    """
    say = language.say
    return "\n".join(
        [
            f'<div class="sort"{spoken_in(language)}>',
            f'<p class="story-title"><strong>{escape(sort.title)}</strong></p>',
            *paragraphs(sort.about),
            *_places(sort, language),
            "<ol>",
            *(line for name in sort.cards for line in _card(sort, name, language)),
            "</ol>",
            f"<details><summary>{escape(say('What we would say'))}</summary>",
            "<ol>",
            *(line for name in sort.cards for line in _answer(sort, name, language)),
            "</ol>",
            "</details>",
            "</div>",
        ]
    )


def _places(sort: Sort, language: Language) -> Iterator[str]:
    """List the places that all cards share, once."""
    if sort.places:
        yield f"<p>{escape(language.say('Where a card can go:'))}</p>"
        yield from _list(list(sort.places.values()))


def _card(sort: Sort, name: str, language: Language) -> Iterator[str]:
    card = sort.cards[name]
    yield "<li>"
    yield from paragraphs(card.text)
    if card.places:
        yield f"<p>{escape(language.say('Where this card can go:'))}</p>"
        yield from _list(list(card.places.values()))
    yield "</li>"


def _list(texts: list[str]) -> list[str]:
    return ["<ul>", *(f"<li>{escape(text)}</li>" for text in texts), "</ul>"]


def _answer(sort: Sort, name: str, language: Language) -> Iterator[str]:
    """Say where we would put a card, and why."""
    card = sort.cards[name]
    place = sort.places_of(name)[card.belongs]
    yield "<li>"
    yield from paragraphs(card.text)
    say = language.say
    own = card.places is not None
    where = (
        say("Our answer: {place}", place=place)
        if own
        else say("We would put it here: {place}", place=place)
    )
    yield f"<p><strong>{escape(where)}</strong></p>"
    yield from paragraphs(card.because)
    yield "</li>"
