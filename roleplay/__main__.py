"""The words an author uses: ``python -m roleplay check`` and ``python -m roleplay exercises``."""

import json
import sys
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel

from roleplay import routes, scenario, scoring
from roleplay.responses import Responses
from roleplay.scenario import Scenario, ScenarioError


@click.group()
def main() -> None:
    """Connection First: check role-plays and make exercises."""


@main.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Write the findings as JSON.")
def check(files: tuple[Path, ...], as_json: bool) -> None:
    """Check role-plays (all of the course, or the FILES given) and say what is in them.

    Ends with 0 when all are sound, 1 when something needs mending.
    """
    which: list[str | Path] = list(files) or list(scenario.names())
    reports = [_report(one) for one in which]
    broken = [r for r in reports if r["problems"]]
    if as_json:
        click.echo(json.dumps(reports, ensure_ascii=False, indent=1))
    else:
        for report in reports:
            for problem in report["problems"]:
                click.echo(problem, err=True)
            if not report["problems"]:
                best = ", ".join(
                    f"{name} {low} to {high}" for name, (low, high) in report["span"].items()
                )
                click.echo(
                    f"{report['name']}: {report['scenes']} scenes, {report['endings']} endings, "
                    f"{report['runs']} runs; {best}"
                )
        sound = len(reports) - len(broken)
        click.echo(f"{sound} sound, {len(broken)} to mend", err=bool(broken))
    sys.exit(1 if broken else 0)


def _report(which: str | Path) -> dict[str, Any]:
    """Say what is in one role-play, or what is wrong with it."""
    try:
        story = scenario.load(which)
    except ScenarioError as error:
        return {"name": Path(which).stem, "problems": [str(p) for p in error.problems]}
    ahead: dict[str, int] = {}
    for name in reversed(routes.in_order(story)):
        scene = story.scenes[name]
        ahead[name] = sum(ahead[c.leads_to] for c in scene.choices.values()) or 1
    return {
        "name": story.name,
        "problems": [],
        "scenes": len(story.scenes),
        "endings": sum(scene.is_ending for scene in story.scenes.values()),
        "runs": ahead[story.start],
        "span": {
            name: [scoring.best_of(story).least[name], most]
            for name, most in scoring.best(story).items()
        },
        "model_run": list(scoring.model_run(story)),
    }


@main.command()
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


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="docs/schemas")
def schema(folder: Path) -> None:
    """Write the formats as JSON Schema, for other tools, into FOLDER."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")
        click.echo(folder / name)


def schemas() -> dict[str, str]:
    """Return each published format's JSON Schema, by file name."""
    forms: dict[str, type[BaseModel]] = {
        "scenario.schema.json": Scenario,
        "responses.schema.json": Responses,
    }
    return {
        name: json.dumps(form.model_json_schema(), ensure_ascii=False, indent=1) + "\n"
        for name, form in forms.items()
    }


if __name__ == "__main__":
    main()
