"""What may stand in a cell of a table that leaves the course: numbers as numbers, texts that no program runs.

A spreadsheet takes a text that begins with = + - @ for a formula. As OWASP advises, such a text gets a leading '.
"""

import re
import unicodedata

from roleplay.practice_text import TURNS

Cell = str | int | float | None
"""A text, a number, or nothing."""
MOST = 32_000
"""Letters of a cell: spreadsheets hold 32,767."""
SHORTENED = " … (shortened)"
DANGEROUS = "=+-@\t\r\n＝＋－＠"
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def safe(value: Cell) -> Cell:
    """Return a value that stays what it is in every spreadsheet program.

    Numbers stay numbers. A text loses what no table can hold (control characters) and what turns its direction round, is cut at
    ``MOST`` letters, and gets a leading ' when its first visible letter could begin a formula.
    """
    if not isinstance(value, str):
        return value
    text = TURNS.sub("", _FORBIDDEN.sub("", value))
    if len(text) > MOST:
        text = text[: MOST - len(SHORTENED)] + SHORTENED
    return f"'{text}" if text[:1] in tuple(DANGEROUS) or _first(text) in tuple(DANGEROUS) else text


def _first(text: str) -> str:
    """Return the first letter that is seen: programs skip spaces and marks of direction."""
    for letter in text:
        if not letter.isspace() and unicodedata.category(letter) not in ("Cf", "Cc"):
            return letter
    return ""
