"""The course's words in another language: one catalogue for book, notebook and room.

English in the source is the original. A text without a translation stays English; names, points and
the version of a role-play are those of the original in every language, so runs and marks are equal.
Catalogues: ``locale/<language>/LC_MESSAGES/roleplay.po``; decided in ``docs/adr/0017``.
"""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import Field

from roleplay.model import Scenario
from roleplay.reading import Place

FOLDER = Path(os.environ.get("COURSE_LOCALE") or Path(__file__).resolve().parent.parent / "locale")
"""Where the catalogues are; a host may keep them in another folder."""
DOMAIN = "roleplay"
ORIGINAL = "en_GB"
VARIABLE = "COURSE_LANGUAGE"
"""The environment variable that tells a notebook's kernel the language of the course."""

_PLACE = re.compile(r"\{(\w+)\}")
# Fields of a scenario that are names or keys; every other text in it is read by people.
_NAMES = {"step", "leads_to", "homes", "teaches", "sources", "authors", "start"}
_RIGHT_TO_LEFT = {"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}
# A comment, an import, or a text in double quotes.
_IN_JS = re.compile(r'/\*.*?\*/|//[^\n]*|^import [^\n]*|("(?:[^"\\\n]|\\.)*")', re.S | re.M)


class CatalogueError(ValueError):
    """A catalogue that cannot be read; the text says which, and where."""


@dataclass(frozen=True)
class Language:
    """A language people read the course in: its code, and its words for ours."""

    code: str
    words: Mapping[tuple[str, str], str] = field(default_factory=dict, repr=False)
    """Our text, by (context, English); the context of a scenario's texts is its name."""
    file: Path | None = None
    """The catalogue the words come from."""

    @property
    def tag(self) -> str:
        """The code as web pages write it: "pt-BR"."""
        return self.code.replace("_", "-")

    @property
    def direction(self) -> str:
        """Give ``ltr`` or ``rtl``: the way its lines run, as web pages write it."""
        parts = self.tag.split("-")
        is_rtl = parts[0] in _RIGHT_TO_LEFT or not {"Arab", "Hebr"}.isdisjoint(parts)
        return "rtl" if is_rtl else "ltr"

    def say(self, english: str, **parts: object) -> str:
        """Say one of the course's own sentences, with ``parts`` in its {places}."""
        return fill(self.of(english), parts)

    def of(self, english: str, context: str = "") -> str:
        """Give the translation of a text, or the text itself where there is none."""
        return self.words.get((context, folded(english)), english)


ENGLISH = Language(ORIGINAL)


class Translated(Scenario):
    """A scenario in another language, still the same scenario: it has the original's version."""

    original: Scenario = Field(exclude=True, repr=False)
    """The scenario as its author wrote it."""

    @property
    def version(self) -> str:
        """The version of the original, so that runs and marks are the same in all languages."""
        return self.original.version


def word(english: str) -> str:
    """Mark a text that is kept in a constant, so that it comes into the catalogue."""
    return english


def fill(text: str, parts: Mapping[str, object]) -> str:
    """Put the parts into the {places} of a sentence; a place without a part is left as it is."""
    return _PLACE.sub(lambda found: str(parts.get(found[1], found[0])), text)


def places(text: str) -> frozenset[str]:
    """List the {places} of a sentence."""
    return frozenset(_PLACE.findall(text))


def folded(text: str) -> str:
    """Fold white space, so that an author may wrap lines anew: paragraphs stay, line ends go."""
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return "\n\n".join(filter(None, paragraphs))


def current() -> Language:
    """Return the language of this process: of a notebook's kernel, of the terminal."""
    return language(os.environ.get(VARIABLE, ""))


def language(code: str) -> Language:
    """Return a language by its code ("cy", "pt_BR"); without a catalogue, the words stay English.

    Raises:
        CatalogueError: there is a catalogue, and it cannot be read.
    """
    code = code.replace("-", "_") or ORIGINAL
    if code.split("_")[0] == "en":
        return ENGLISH
    found = next((f for c in (code, code.split("_")[0]) if (f := po_file(c)).is_file()), None)
    return (
        Language(code, _read(found, found.stat().st_mtime_ns), found) if found else Language(code)
    )


def po_file(code: str) -> Path:
    """Say where the catalogue of a language is."""
    return FOLDER / code / "LC_MESSAGES" / f"{DOMAIN}.po"


@cache
def _read(file: Path, _changed: int) -> Mapping[tuple[str, str], str]:
    """Read what is translated and not in doubt. Nothing is compiled, so nothing can be stale."""
    # Imported here: in English, which most people read, it is not needed.
    from babel.messages import pofile

    try:
        with file.open("rb") as opened:
            catalogue = pofile.read_po(opened, abort_invalid=True)
    except (pofile.PoFileError, UnicodeDecodeError, ValueError) as error:
        raise CatalogueError(f"{file}: this catalogue cannot be read: {error}") from error
    return {
        (message.context or "", str(message.id)): str(message.string)
        for message in catalogue
        if message.id and message.string and not message.fuzzy
    }


def translated(scenario: Scenario, to: Language) -> Scenario:
    """Return the scenario in another language: texts changed, all else and its version as they are."""
    if not to.words:
        return scenario
    data = _changed(scenario.model_dump(), lambda _, text: to.of(text, scenario.name))
    return Translated.model_validate({**data, "original": scenario})


def spoken(scenario: Scenario) -> Iterator[tuple[Place, str]]:
    """Yield every text of a scenario that people read, with its place, in the file's order."""
    found: list[tuple[Place, str]] = []

    def note(place: Place, text: str) -> str:
        found.append((place, text))
        return text

    _changed(scenario.model_dump(), note)
    yield from found


def _changed(data: Any, change: Callable[[Place, str], str], place: Place = ()) -> Any:  # noqa: ANN401 - plain data of any shape
    """Copy plain data with each text that people read changed."""
    if isinstance(data, dict):
        return {key: _changed(value, change, (*place, key)) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_changed(value, change, (*place, i)) for i, value in enumerate(data)]
    return change(place, data) if isinstance(data, str) and _is_read(place) else data


def _is_read(place: Place) -> bool:
    """Tell a text for people from a name: the child's name is a text, the scenario's own is not."""
    last = next(str(part) for part in reversed(place) if isinstance(part, str))
    is_choice = len(place) == 5 and place[2] == "choices"
    return last not in _NAMES and place != ("name",) and not (is_choice and last == "line")


def js_words(script: str) -> Iterator[tuple[str, int]]:
    """Yield every text of a JavaScript module that is all words (``words.js``), with its line."""
    for found in _IN_JS.finditer(script):
        if found[1] and _has_letters(text := json.loads(found[1])):
            yield text, script.count("\n", 0, found.start()) + 1


def js_translated(script: str, to: Language) -> str:
    """Return a module that is all words with its texts in another language."""

    def change(found: re.Match[str]) -> str:
        if not found[1] or not _has_letters(text := json.loads(found[1])):
            return found[0]
        return json.dumps(to.of(text), ensure_ascii=False).replace("</", "<\\/")

    return _IN_JS.sub(change, script) if to.words else script


def _has_letters(text: str) -> bool:
    return any(map(str.isalpha, _PLACE.sub("", text)))
