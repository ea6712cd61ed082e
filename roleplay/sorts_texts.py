"""The words of a sort that people read, and a sort in another language.

Names and the version are those of the original in every language, so what was placed is marked alike.
"""

from collections.abc import Callable, Iterator

from pydantic import Field

from roleplay.reading import Place
from roleplay.sorts import Card, Places, Sort
from roleplay.translation import Language


class Translated(Sort):
    """A sort in another language, still the same sort: it has the original's version."""

    original: Sort = Field(exclude=True, repr=False)
    """The sort as its author wrote it."""

    @property
    def version(self) -> str:
        """The version of the original."""
        return self.original.version


def translated(sort: Sort, to: Language) -> Sort:
    """Return the sort in another language: texts changed, all else and its version as they are."""
    if not to.words:
        return sort
    changed = _changed(sort, lambda _, text: to.of(text, context(sort)))
    return Translated.model_validate({**changed.model_dump(), "original": sort})


def context(sort: Sort) -> str:
    """Name what the texts belong to, for translators: no role-play has such a name."""
    return f"sort {sort.name}"


def spoken(sort: Sort) -> Iterator[tuple[Place, str]]:
    """Yield every text of a sort that people read, with its place, in the file's order."""
    found: list[tuple[Place, str]] = []

    def note(place: Place, text: str) -> str:
        found.append((place, text))
        return text

    _changed(sort, note)
    yield from found


def _changed(sort: Sort, change: Callable[[Place, str], str]) -> Sort:
    """Copy a sort with each text that people read changed."""

    def places(where: Place, these: Places | None) -> Places | None:
        return these and {name: change((*where, name), text) for name, text in these.items()}

    def card(name: str, one: Card) -> Card:
        where: Place = ("cards", name)
        text = change((*where, "text"), one.text)
        because = change((*where, "because"), one.because)
        own = places((*where, "places"), one.places)
        return one.model_copy(update={"text": text, "because": because, "places": own})

    return sort.model_copy(
        update={
            "title": change(("title",), sort.title),
            "about": change(("about",), sort.about),
            "places": places(("places",), sort.places),
            "cards": {name: card(name, one) for name, one in sort.cards.items()},
        }
    )
