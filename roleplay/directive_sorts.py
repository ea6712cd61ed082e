"""Sphinx: cards to sort on a page of the book.

```{sort-cards} two-hands
```
"""

from typing import Any, ClassVar

from docutils.parsers.rst import directives

from roleplay import element_sorts, playable, sorts, sorts_texts
from roleplay.directive import Part
from roleplay.sorts import SortError


class SortCards(Part):
    """``{sort-cards} <sort>``: cards to put where they belong, and the same as text for every reader."""

    kind = "sort-cards"
    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {"exercise": directives.unchanged}

    def part(self) -> tuple[str, dict[str, Any], str]:
        """Give the cards, and the page that is built again when the sort's file changes."""
        name, language = self.arguments[0], self.language()
        self.shown_by(sorts.FOLDER / f"{name}.yaml", element_sorts.__file__, language.file)
        try:
            sort = sorts_texts.translated(sorts.load(name), language)
        except SortError as error:
            raise self.error(f"{self.name}: {error}") from error
        return sort.name, playable.sortable(sort), element_sorts.sort_html(sort, language)
