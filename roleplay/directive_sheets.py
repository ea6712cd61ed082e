"""Sphinx: a sheet to fill in, on a page of the book.

```{tool-sheet} emotional-thermometer
```
"""

from typing import Any, ClassVar

from roleplay import element, sheets, sheets_paper
from roleplay.directive import Part
from roleplay.sheets import SheetError


class ToolSheet(Part):
    """``{tool-sheet} <sheet>``: a sheet to fill in; without a script, and on paper, a form to write on."""

    kind = "tool-sheet"
    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {}

    def exercise(self) -> str:
        """Say that it belongs to none: what is filled in is never sent."""
        return ""

    def part(self) -> tuple[str, dict[str, Any], str]:
        """Give the sheet and its form; the page is built again when one of their files changes."""
        name, language = self.arguments[0], self.language()
        paper = sheets_paper.__file__, sheets_paper.CSS
        self.shown_by(sheets.FOLDER / f"{name}.yaml", element.__file__, *paper, language.file)
        try:
            found = sheets.for_page(sheets.load(name), language)
        except SheetError as error:
            raise self.error(f"{self.name}: {error}") from error
        return name, found, sheets_paper.html(found, language)
