"""What may not be said, anywhere in the course (roleplay/data/claims.json): read it, and look for it in a text."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.page_rules import ROOT

FILE = ROOT / "roleplay" / "data" / "claims.json"


@dataclass(frozen=True)
class Pattern:
    """One form of a claim, with a sentence that it catches and one that it lets pass."""

    row: str
    form: str
    caught: str
    passes: str
    instead: str

    def found_in(self, text: str) -> list[str]:
        """Return what the claim says in a text."""
        return [found.group() for found in re.finditer(self.form, text, flags=re.IGNORECASE)]


@dataclass(frozen=True)
class Allowed:
    """A place where a claim may stand: a page or file, and the words around it."""

    row: str
    where: str
    phrase: str
    why: str


def rows() -> list[dict]:
    """Read the claims as they are kept."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def patterns() -> list[Pattern]:
    """List every form of every claim."""
    return [
        Pattern(row["row"], one["pattern"], one["caught"], one["passes"], row["instead"])
        for row in rows()
        for one in row["patterns"]
    ]


def allowed() -> list[Allowed]:
    """List every place where a claim may stand."""
    return [Allowed(row["row"], **one) for row in rows() for one in row["allowed"]]


def plain(text: str) -> str:
    """Write quotation marks and room in one way, whoever wrote the text."""
    for fine, simple in (("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'")):
        text = text.replace(fine, simple)
    return re.sub(r"\s+", " ", text)


def claims_in(text: str, where: str) -> Iterator[str]:
    """Say each claim that a text makes, other than where it is allowed, with what to say instead."""
    text = plain(text)
    for pattern in patterns():
        left = text
        for one in allowed():
            if one.where == where and one.row == pattern.row:
                left = left.replace(one.phrase, "", 1)
        for found in pattern.found_in(left):
            yield f"{where}: '{found.strip()}' ({pattern.row}). Say instead: {pattern.instead}"
