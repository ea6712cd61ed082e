"""What the course asks of every text it shows: no avoided word, no markup, real sources."""

import json
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = json.loads((ROOT / "roleplay" / "data" / "language.json").read_text(encoding="utf-8"))
OLDEST = 11
"""Reading age that no text may pass: a carer may be tired, or reading in a second language."""
MARKUP = re.compile(r"[*_`#<>\[\]]|https?:")
FAILING = re.compile(r"\bfail(s|ed|ure|ing)?\b", re.IGNORECASE)


def avoided(text: str) -> list[str]:
    """Name the avoided words in a text, and what to write instead."""
    return [
        f"'{row['avoid']}': write '{row['prefer']}'. {row['reason']}"
        for row in LANGUAGE
        # Capitals count where the word to avoid is all capitals, such as an abbreviation.
        if re.search(
            rf"\b{re.escape(row['avoid'])}(?:s|'s|’s)?\b",
            text,
            0 if row["avoid"].isupper() else re.IGNORECASE,
        )
    ]


@cache
def source_keys() -> frozenset[str]:
    """List the keys of the book's references."""
    bib = (ROOT / "book" / "reference" / "references.bib").read_text(encoding="utf-8")
    return frozenset(re.findall(r"^@\w+\{([^,\s]+),", bib, re.MULTILINE))
