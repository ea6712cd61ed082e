"""The word for translators: ``catalogue``."""

import re
import sys

import click

from roleplay import translation
from roleplay.commands import load, shown, stop
from roleplay.translation import CatalogueError

CODE = re.compile(r"[a-z]{2,3}(_[A-Z][a-z]{3})?(_[A-Z]{2})?")


@click.command()
@click.option("--update", metavar="LANGUAGE", help="Begin or bring up to date the catalogue of a language, like cy or pt_BR.")  # fmt: skip
@click.option("--check", metavar="LANGUAGE", help="Say what a language still misses.")
def catalogue(update: str | None, check: str | None) -> None:
    """Write every text of the role-plays and the player for translators: locale/roleplay.pot.

    How to translate: docs/translating.md. --check ends with 0 when a language is whole, 1 when
    something in it is missing or in doubt, 2 when it was asked wrongly.
    """
    for code in filter(None, (update, check)):
        if not CODE.fullmatch(code):
            stop(f"'{code}' is not the code of a language. Write it like cy, pa_Arab or pt_BR.", code=2)  # fmt: skip
    # Imported here: the other words do not need the translators' tools.
    from roleplay import catalogue as making
    from roleplay import catalogue_texts, scenario

    for name in scenario.names():
        load(name)  # says what needs mending
    texts = catalogue_texts.every_text()
    fresh = making.template(texts)
    try:
        if check:
            _check(list(making.findings(making.read(check), fresh)), len(fresh))  # fmt: skip
        elif update:
            file = translation.po_file(update)
            making.write(making.updated(update, fresh), file)
            click.echo(f"{shown(file)}: {len(fresh)} texts. What is missing: python -m roleplay catalogue --check {update}")  # fmt: skip
        else:
            file = translation.FOLDER / f"{translation.DOMAIN}.pot"
            making.write(fresh, file)
            click.echo(f"{shown(file)}: {len(fresh)} texts, {catalogue_texts.words(texts)} words")
    except CatalogueError as error:
        stop(str(error))


def _check(found: list[str], texts: int) -> None:
    """Say the findings, and end with 1 when there are any."""
    for line in found:
        click.echo(line, err=True)
    click.echo(f"{texts - len(found)} of {texts} texts are translated", err=bool(found))
    sys.exit(1 if found else 0)
