"""The word ``coverage``: what of the curriculum is taught where, and what is still owed."""

import json
import sys
from dataclasses import asdict

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from roleplay.commands import stop
from roleplay.coverage import CoverageError, Covered, modules
from roleplay.coverage import coverage as of_the_course
from roleplay.scenario import ScenarioError


@click.command()
@click.option("--module", metavar="MODULE", help="Only the items of one module, like M3.")
@click.option("--json", "as_json", is_flag=True, help="Write it all as JSON.")
def coverage(module: str | None, as_json: bool) -> None:
    """Say of each teachable item which pages teach it, and what practises it.

    A module is finished when its page is there. Ends with 0 when finished modules teach all that
    is theirs, 1 when one still owes something, 2 when it was asked wrongly.
    """
    if module is not None and module not in modules():
        stop(f"There is no module '{module}'. There are: {', '.join(modules())}.", code=2)
    try:
        everything = of_the_course()
    except CoverageError as error:
        stop(str(error))
    except ScenarioError as error:
        stop(*map(str, error.problems))
    found = [one for one in everything if module is None or module in one.modules]
    owed = [(one, m) for one in found for m in one.owed if module in (None, m)]
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
    else:
        _table(found)
        for one, owing in owed:
            click.echo(f"{owing} is finished and does not teach {one.id}: {one.text}", err=True)
        taught = sum(bool(one.pages) for one in found)
        click.echo(f"{taught} of {len(found)} items are taught; {len(owed)} owed by finished modules")  # fmt: skip
    sys.exit(1 if owed else 0)


def _table(found: list[Covered]) -> None:
    """Show the items as a table: as wide as the window, or one item a line where there is none."""
    console = Console()
    table = Table(pad_edge=False, box=None, header_style="bold")
    for name in ("Item", "Modules", "Taught on", "Role-plays", "Sorts and sheets"):
        table.add_column(name, overflow="fold")
    for one in found:
        # Names of files and ids are text, never rich's own markup.
        cells = (
            one.id,
            " ".join(one.modules),
            " ".join(one.pages.values()) or "-",
            " ".join(one.role_plays) or "-",
            " ".join((*one.sorts, *one.sheets)) or "-",
        )
        table.add_row(*map(Text, cells))
    if not console.is_terminal:
        console.width = 1000
    console.print(table)
