"""Point out what might let someone recognise a real child, before a text is kept or sent.

The rules stand in ``data/identifying.json`` and are read by the player as well; the same corpus
tests both. A *certain* hit (phone, e-mail, postcode, NHS or National Insurance number) is not sent;
a *doubtful* one is the carer's to decide. Help lines and the names of the course never count.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from roleplay.translation import Language, word

MAKE_UP = word("Make the child up. If a real child could be recognised, delete it.")
"""Stands beside every box that a carer writes in."""

FILE = Path(__file__).parent / "data" / "identifying.json"
SAID = ("found", "change")
"""The parts of a rule that a carer reads."""


@dataclass(frozen=True)
class Hit:
    """One stretch of a text that might identify someone, and how to change it."""

    rule: str
    certain: bool
    text: str
    found: str
    change: str


@cache
def rules() -> dict[str, Any]:
    """Return the rules as plain data, the same that the player gets."""
    data: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return data


def rules_in(language: Language) -> dict[str, Any]:
    """Return the rules with what is said to a carer in another language; what they find is the same."""
    data = rules()
    said = [{**rule, **{key: language.of(rule[key]) for key in SAID}} for rule in data["rules"]]
    return {**data, "rules": said}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    flags = {"": re.ASCII, "i": re.ASCII | re.IGNORECASE}
    return {
        rule["id"]: re.compile(rule["pattern"], flags[rule["flags"]]) for rule in rules()["rules"]
    }


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


def _is_nhs_number(text: str) -> bool:
    """Check the last digit as the NHS Data Dictionary does: weights 10 to 2, modulus 11."""
    digits = [int(d) for d in _digits(text)]
    left = 11 - sum(d * (10 - i) for i, d in enumerate(digits[:9])) % 11
    return len(digits) == 10 and len(set(digits)) > 1 and left != 10 and digits[9] == left % 11


def _counts(check: str, text: str, known: frozenset[str]) -> bool:
    """Say whether a match that needs a second look is one."""
    last = re.sub(r"['’]s$", "", text.split()[-1]) if text.split() else ""
    if check == "nhs":
        return _is_nhs_number(text)
    if check == "phone":
        return _digits(text) not in rules()["help_lines"]
    if check == "postcode":
        # "the m5 2nd exit" has the shape of a postcode, and is none.
        return not re.search(r"[0-9](st|nd|rd|th)$", text)
    if check == "town":
        return last not in rules()["not_places"] and last not in known
    if check == "name":
        return last not in known
    return True


def names_in(texts: Iterable[str]) -> frozenset[str]:
    """Collect the words with a capital letter in the course's own texts: they never count."""
    return frozenset(re.findall(r"\b[A-Z][a-z'’-]+", " ".join(texts), re.ASCII))


def identifying(text: str, known: Iterable[str] = ()) -> Iterator[Hit]:
    """Yield what might identify somebody in a carer's text, in the order of the rules.

    Args:
        text: what the carer wrote.
        known: invented names used on the page, which never count.
    """
    names = frozenset(known)
    taken: list[tuple[int, int]] = []
    for rule in rules()["rules"]:
        for match in _patterns()[rule["id"]].finditer(text):
            start, end = match.span()
            if any(start < b and a < end for a, b in taken):
                continue
            if "check" in rule and not _counts(rule["check"], match.group(), names):
                continue
            taken.append((start, end))
            yield Hit(
                rule["id"], rule["certain"], match.group().strip(), rule["found"], rule["change"]
            )
