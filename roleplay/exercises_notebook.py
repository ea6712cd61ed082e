"""A trainer's notebook from its text: the source is MyST, as it is for exercises (ADR 9)."""

from collections.abc import Mapping

import jupytext
import nbformat


def notebook(text: str, values: Mapping[str, str]) -> str:
    """Return a notebook's file, with names in capitals in its cells put in as texts.

    Args:
        text: the source, MyST.
        values: name → text, like ``{"EXERCISE": "05-…"}``.
    """
    book = jupytext.reads(text, fmt="md:myst")
    for number, cell in enumerate(book.cells):
        cell.id = f"group-{number}"
        if cell.cell_type == "code":
            for name, value in values.items():
                cell.source = cell.source.replace(name, repr(value))
    nbformat.validate(book)
    return str(nbformat.writes(book)) + "\n"
