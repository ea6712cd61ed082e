"""The word for those who change a page: ``exercises``."""

import sys
from pathlib import Path

import click

from roleplay import scenario


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Change nothing; say what would change.")
@click.option("--if-needed", is_flag=True, help="Only when a text or a role-play has changed.")
def exercises(only_check: bool, if_needed: bool) -> None:
    """Make exercises/ from solutions/ with nbgrader, or check that nothing would change."""
    if if_needed and not _out_of_date(Path.cwd()):
        click.echo("• the exercises are up to date")
        return
    # Imported here: nbgrader takes seconds to start, and 'check' should not wait for it.
    from roleplay import exercises as making

    root = Path.cwd()
    if only_check:
        differing = making.check(root)
        for line in differing:
            click.echo(line, err=True)
        if differing:
            click.echo("Run 'make exercises' and commit what changes.", err=True)
        sys.exit(1 if differing else 0)
    for path in making.build(root):
        click.echo(f"• made {path.relative_to(root)}")
    for text in (root / "solutions").glob("*/practice.md"):
        # The same content is left alone, so its age must say that it was looked at.
        text.with_suffix(".ipynb").touch()


def _out_of_date(root: Path) -> bool:
    """Say whether some exercise is missing, or older than what it is made from."""
    texts = list((root / "solutions").glob("*/practice.md"))
    sources = [*texts, *scenario.FOLDER.glob("*.yaml"), *Path(__file__).parent.glob("*.py")]
    made = [text.with_suffix(".ipynb") for text in texts]
    if not all(path.exists() for path in made):
        return True
    return max(p.stat().st_mtime for p in sources) > min(p.stat().st_mtime for p in made)
