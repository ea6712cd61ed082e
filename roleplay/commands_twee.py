"""The words between us and other tools: ``import`` from Twine's Twee 3, ``export`` to Twee 3 and ink."""

import json
import sys
from pathlib import Path

import click

from roleplay import commands, ink, scenario, twee, twee_reading, writing
from roleplay.scenario import ScenarioError

MOST_BYTES = 1_000_000


@click.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--name", help="The role-play's name. Without this: the name of FILE.")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="Where to write it. Without this: among the role-plays of the course.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Write what was left out and what to mend as JSON.")  # fmt: skip
def import_twee(file: Path, name: str | None, folder: Path | None, as_json: bool) -> None:
    """Make a role-play of FILE, a story in Twine's Twee 3 text.

    In Twine: Build, Export As Twee. Passages become scenes and links become choices. What a role-play
    cannot have (macros, variables, conditions, loops, pictures) is left out, and each is named with its
    line and passage. What Twine does not have is marked TODO in the new file. Nothing in FILE is run.

    Ends with 0 when the role-play is sound, 1 when it was written and something needs mending.
    """
    path = commands.file_for(name or twee_reading.slug(file.stem, "from-twine"), folder)
    read = twee_reading.read(_text(file))
    if not read.data["scenes"]:
        commands.stop(f"{file.name}: There are no passages in it. In Twine, choose Build, Export As Twee.")  # fmt: skip
    left_out = [f"{file.name}, {one}" for one in read.lost]
    commands.write(path, writing.schema_line(path) + writing.text(read.data))
    try:
        scenario.load(path)
        problems: list[str] = []
    except ScenarioError as error:
        problems = [str(problem) for problem in error.problems]
    if as_json:
        found = {"file": commands.shown(path), "left_out": left_out, "problems": problems}
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        sys.exit(1 if problems else 0)
    for one in left_out:
        click.echo(f"left out: {one}", err=True)
    click.echo(f"Made {commands.shown(path)}: {len(read.data['scenes'])} scenes.")
    if problems:
        which = commands.shown(path) if folder else path.stem
        click.echo("Something is still to be written. Look for TODO in the file, and let this lead you:")  # fmt: skip
        click.echo(f"  {commands.typed('check', which)}")
    sys.exit(1 if problems else 0)


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > MOST_BYTES:
            commands.stop(f"{file.name} is larger than 1 MB. A role-play is much smaller.")
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        commands.stop(f"{file.name} is not UTF-8 text. In Twine, choose Build, Export As Twee.")
    except OSError as error:
        commands.stop(f"{file.name} cannot be read ({error.strerror}).")


@click.command()
@click.argument("which", metavar="NAME|FILE", required=False)
@click.option("--to", "form", type=click.Choice(["twee", "ink"]), required=True, help="twee: for Twine, and back. ink: for inkle's tools.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The file to write. Without this: to the screen.")  # fmt: skip
def export(which: str | None, form: str, out: Path | None) -> None:
    """Write a role-play as Twee 3 (for Twine) or as ink.

    Twee 3 keeps everything: import gives the same role-play again. Do not change the name or the
    lines in <!-- --> comments, unless you mean to. What ink cannot keep is named.
    """
    story = commands.load(which)
    text = twee.text(story) if form == "twee" else ink.text(story)
    if form == "ink":
        for one in ink.lost(story):
            click.echo(f"left out: {one}", err=True)
    if out is None:
        click.echo(text, nl=False)
        return
    if out.exists():
        commands.stop(f"{commands.shown(out)} is there already, and was left as it is.")
    commands.write(out, text)
    click.echo(f"Made {commands.shown(out)}.")
