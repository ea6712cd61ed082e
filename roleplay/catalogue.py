"""Catalogues for translators: the empty one, a language's own, and what is still missing in it.

The files are gettext's (.pot, .po), which every translation tool opens; babel writes and reads them.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages import pofile
from babel.messages.catalog import Catalog, Message

from roleplay import COURSE_VERSION, translation
from roleplay.catalogue_texts import Text
from roleplay.translation import CatalogueError

MOST_SHOWN = 60
"""Letters of a text that a finding quotes."""


def template(texts: Iterable[Text]) -> Catalog:
    """Make the empty catalogue: each text once, with every place it stands in."""
    made = Catalog(
        domain=translation.DOMAIN,
        project="Connection First",
        version=COURSE_VERSION,
        copyright_holder="The Connection First team",
        header_comment="# The words of Connection First. How to translate them: docs/translating.md",
        fuzzy=False,
    )
    for text in texts:
        made.add(
            text.english,
            locations=[(text.file, text.line)],
            auto_comments=[text.comment],
            context=text.context or None,
        )
    return made


def updated(code: str, fresh: Catalog) -> Catalog:
    """Bring a language's catalogue up to date: new texts empty, changed ones marked fuzzy.

    Raises:
        CatalogueError: there is a catalogue, and it cannot be read.
    """
    file = translation.po_file(code)
    made = read(code) if file.is_file() else Catalog(locale=code, domain=translation.DOMAIN)
    if not file.is_file():
        made.project, made.version = fresh.project, fresh.version
        made.header_comment, made.fuzzy = fresh.header_comment, False
    made.update(fresh)
    return made


def read(code: str) -> Catalog:
    """Read a language's catalogue.

    Raises:
        CatalogueError: there is none, or it cannot be read.
    """
    file = translation.po_file(code)
    if not file.is_file():
        begin = f"Begin it with: python -m roleplay catalogue --update {code}"
        raise CatalogueError(f"There is no catalogue for '{code}' yet ({file}). {begin}")
    try:
        with file.open("rb") as opened:
            return pofile.read_po(opened, locale=code, abort_invalid=True)
    except (pofile.PoFileError, UnicodeDecodeError, ValueError) as error:
        raise CatalogueError(f"{file}: this catalogue cannot be read: {error}") from error


def write(catalogue: Catalog, file: Path) -> None:
    """Write a catalogue, the texts in the order of the course."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as opened:
        pofile.write_po(opened, catalogue, width=100, ignore_obsolete=False)


def findings(catalogue: Catalog, fresh: Catalog) -> Iterator[str]:
    """Say in a line each what is not translated yet, in doubt, or without one of its {places}."""
    for wanted in fresh:
        if not wanted.id:
            continue
        found = catalogue.get(wanted.id, wanted.context)
        if said := _wrong(wanted, found):
            file, line = wanted.locations[0]
            what = ", ".join(dict.fromkeys(wanted.auto_comments))
            yield f"{file}, line {line}: {what}: {said}: {_short(str(wanted.id))}"


def _wrong(wanted: Message, found: Message | None) -> str:
    if found is None or not found.string:
        return "not translated yet"
    if found.fuzzy:
        return "the English has changed; look at the translation again, then take its mark 'fuzzy' away"
    ours, theirs = (translation.places(str(text)) for text in (wanted.id, found.string))
    if ours != theirs:
        odd = ", ".join(f"{{{name}}}" for name in sorted(ours ^ theirs))
        return f"the words in curly brackets stay as they are in English; look at {odd}"
    return ""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MOST_SHOWN else f"{line[:MOST_SHOWN].rstrip()} …"
