"""The rules between the parts of a sort, each said in a trainer's words with the likely fix."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from roleplay import checking
from roleplay.checking import Fault, did_you_mean, item_ids

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pydantic_core import ErrorDetails

    from roleplay.reading import Place
    from roleplay.sorts import Sort

LEAST_WORDS, MOST_WORDS = 10, 50
"""How long a reason may be."""


def shape_fault(detail: ErrorDetails, fields: Callable[[Place], list[str]]) -> Fault:
    """Turn one of pydantic's findings into a place and a sentence; a sort may have too few cards or places."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "too_short" and context.get("actual_length"):
        said = f"Only {context['actual_length']} here, and at least {context['min_length']} are needed."
        return tuple(detail["loc"]), f"{said} Add another."
    if kind == "too_long":
        said = f"There are more than {context['max_length']} here."
        return tuple(detail["loc"]), f"{said} Take some out."
    return checking.shape_fault(detail, fields)


def faults(sort: Sort) -> Iterator[Fault]:
    """Yield every broken rule."""
    yield from _items(sort)
    yield from _same_words(sort)
    yield from _belongs(sort)
    yield from _reasons(sort)
    yield from _pairs(sort)


def _items(sort: Sort) -> Iterator[Fault]:
    for i, item in enumerate(sort.teaches):
        if item not in item_ids():
            hint = did_you_mean(item, sorted(item_ids()))[:200]
            yield ("teaches", i), f"There is no teachable item '{item}'. {hint}"


def _same_words(sort: Sort) -> Iterator[Fault]:
    if twice := _twice({name: card.text for name, card in sort.cards.items()}):
        yield ("cards", twice), "Two cards have the same words. Make them differ."
    for place, places in _all_places(sort):
        if twice := _twice(places):
            yield (*place, twice), "Two places have the same words. Make them differ."


def _twice(texts: Mapping[str, str]) -> str:
    """Name the first text that stood there before, whatever its capitals and spaces."""
    seen: set[str] = set()
    for name, text in texts.items():
        words = " ".join(text.casefold().split())
        if words in seen:
            return name
        seen.add(words)
    return ""


def _all_places(sort: Sort) -> Iterator[tuple[Place, Mapping[str, str]]]:
    if sort.places:
        yield ("places",), sort.places
    for name, card in sort.cards.items():
        if card.places:
            yield ("cards", name, "places"), card.places


def _belongs(sort: Sort) -> Iterator[Fault]:
    for name, card in sort.cards.items():
        known = sort.places_of(name)
        if not known:
            yield (
                ("cards", name),
                (
                    "This card has nowhere to go. Add 'places: ...' to the sort, for all cards, "
                    "or to this card, for it alone."
                ),
            )
        elif card.belongs not in known:
            yield (
                ("cards", name, "belongs"),
                f"There is no place '{card.belongs}'. {did_you_mean(card.belongs, list(known))}",
            )
    sharing = [card.belongs for card in sort.cards.values() if card.places is None]
    for place in sort.places or {}:
        if place not in sharing:
            yield (
                ("places", place),
                "No card belongs here. Write a card that does, or take this place out.",
            )


def _reasons(sort: Sort) -> Iterator[Fault]:
    for name, card in sort.cards.items():
        count = len(card.because.split())
        if not LEAST_WORDS <= count <= MOST_WORDS:
            said = "Say a little more" if count < LEAST_WORDS else "Shorten it"
            yield (
                ("cards", name, "because"),
                f"This has {count} words. {said}: {LEAST_WORDS} to {MOST_WORDS} words say why.",
            )


def _pairs(sort: Sort) -> Iterator[Fault]:
    """Among cards with places of their own, the one we choose must not always stand at the same spot."""
    spots = [
        list(card.places).index(card.belongs)
        for card in sort.cards.values()
        if card.places and card.belongs in card.places
    ]
    ((spot, times),) = Counter(spots).most_common(1) or [(0, 0)]
    if times > 1 and times == len(spots):
        yield (
            ("cards",),
            f"We would always choose number {spot + 1}. Change the order in at least one card.",
        )
