"""The words for one file: ``new``, ``check``, and ``schema`` for editors and other tools.

Every word ends with 0 when all is well, 1 when something needs mending, 2 when it was asked wrongly.
"""

import json
import os
import re
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

import click
from pydantic import BaseModel

from roleplay import commands_sheets, reading, routes, scenario, scoring, sheets, sorts, writing
from roleplay.responses import Responses
from roleplay.scenario import Scenario, ScenarioError
from roleplay.sheets import Sheet
from roleplay.sorts import Sort, SortError

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
GUIDE = "book/trainers/writing-a-role-play.md"


def find(which: str) -> str | Path:
    """Tell a role-play of the course (a name) from a file of one's own (a path)."""
    path = Path(which)
    is_file = path.suffix in {".yaml", ".yml"} or len(path.parts) > 1
    return path if is_file else which


def load(which: str | None) -> Scenario:
    """Load a role-play by name or path, or say what needs mending and end with 1."""
    if which is None:
        stop(f"Which role-play? There are: {', '.join(scenario.names())}.", code=2)
    try:
        return scenario.load(find(which))
    except ScenarioError as error:
        stop(*map(str, error.problems))


def stop(*lines: str, code: int = 1) -> NoReturn:
    """Say what is wrong, in a line or a few, and end."""
    for line in lines:
        click.echo(line, err=True)
    sys.exit(code)


def typed(word: str, which: str) -> str:
    """Say a word for a role-play as the reader can type it: with make, or in full."""
    if os.environ.get("AS_TYPED") == "make":
        return f"make {word} {'FILE' if which.endswith('.yaml') else 'NAME'}={which}"
    return f"python -m roleplay {word} {which}"


def shown(path: Path) -> str:
    """Say a path as somebody would type it here."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def file_for(name: str, folder: Path | None) -> Path:
    """Return where a role-play of this name is written, or refuse when it may not be."""
    if not NAME.fullmatch(name) or len(name) > 60:
        fix = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60].strip("-") or "lost-glove"
        stop(f"'{name}' is not a name we can use. Small letters, digits and single hyphens only. Perhaps '{fix}'?", code=2)  # fmt: skip
    path = (folder or scenario.FOLDER) / f"{name}.yaml"
    if path.exists():
        stop(f"{shown(path)} is there already, and was left as it is. Choose another name.")
    return path


def write(path: Path, text: str) -> None:
    """Write a new file; one that came in the meantime is left alone."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        stop(f"{shown(path)} cannot be written ({error.strerror}).")


@click.command()
@click.argument("name", required=False)
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="Where to write it. Without this: among the role-plays of the course.")  # fmt: skip
def new(name: str | None, folder: Path | None) -> None:
    """Begin a role-play called NAME: a small, whole one with notes, for you to change.

    NAME is in small letters, digits and hyphens, like lost-glove. A file that is there already is
    never written over.
    """
    if name is None:
        stop("What shall it be called? Small letters, digits and hyphens, like lost-glove.", code=2)
    path = file_for(name, folder)
    write(path, writing.new_text(path))
    which = shown(path) if folder else name
    click.echo(f"Made {shown(path)}. It is small, and it works as it is.")
    click.echo("")
    click.echo("What to do next:")
    click.echo("  1. Open it in a plain-text editor. The lines that begin with # lead you.")
    click.echo(f"  2. Check it, as often as you like:  {typed('check', which)}")
    click.echo(f"  3. Play it:                         {typed('play', which)}")
    click.echo(f"  4. See it as a picture:             {typed('draw', which)}")
    click.echo(f"The guide: {GUIDE}")


@click.command()
@click.argument("which", nargs=-1, metavar="[NAME|FILE]...")
@click.option("--json", "as_json", is_flag=True, help="Write the findings as JSON.")
def check(which: tuple[str, ...], as_json: bool) -> None:
    """Check role-plays, sorts and sheets, and say what is in them: all of the course, or those given.

    Each thing to mend is one line: the file, the line in it, the place, what is wrong, and what
    will probably help. Ends with 0 when all are sound, 1 when something needs mending.
    """
    asked = which or (*scenario.names(), *sorts.names(), *sheets.names())
    reports = [_report_any(one) for one in map(find, asked)]
    broken = [r for r in reports if r["problems"]]
    if as_json:
        click.echo(json.dumps(reports, ensure_ascii=False, indent=1))
    else:
        for report in reports:
            for problem in report["problems"]:
                click.echo(problem, err=True)
            if not report["problems"]:
                click.echo(_sentence(report))
        click.echo(f"{len(reports) - len(broken)} sound, {len(broken)} to mend", err=bool(broken))
    sys.exit(1 if broken else 0)


def _report_any(which: str | Path) -> dict[str, Any]:
    if commands_sheets.is_sheet(which):
        return commands_sheets.report(which)
    return _report_sort(which) if _is_sort(which) else _report(which)


def _sentence(report: dict[str, Any]) -> str:
    if "parts" in report:
        return commands_sheets.sentence(report)
    if "cards" in report:
        return f"{report['name']}: {report['cards']} cards, {report['places']} places"
    span = ", ".join(f"{name} {low} to {high}" for name, (low, high) in report["span"].items())
    return f"{report['name']}: {report['scenes']} scenes, {report['endings']} endings, {report['runs']} runs; {span}"


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
    least = scoring.best_of(story).least
    return {
        "name": story.name,
        "problems": [],
        "scenes": len(story.scenes),
        "endings": sum(scene.is_ending for scene in story.scenes.values()),
        "runs": ahead[story.start],
        "span": {name: [least[name], most] for name, most in scoring.best(story).items()},
        "model_run": list(scoring.model_run(story)),
    }


def _is_sort(which: str | Path) -> bool:
    """Tell a sort from a role-play: by the course's names, and in a file of one's own by its cards."""
    if isinstance(which, str):
        nearest = get_close_matches(which, [*scenario.names(), *sorts.names()], n=1)
        return bool(nearest) and nearest[0] in sorts.names()
    try:
        data = reading.read(which).data
    except ScenarioError:
        return which.parent.name == sorts.FOLDER.name
    return isinstance(data, dict) and "cards" in data and "scenes" not in data


def _report_sort(which: str | Path) -> dict[str, Any]:
    """Say what is in one sort, or what is wrong with it."""
    try:
        sort = sorts.load(which)
    except SortError as error:
        return {"name": Path(which).stem, "problems": [str(p) for p in error.problems]}
    places = {place for name in sort.cards for place in sort.places_of(name)}
    return {"name": sort.name, "problems": [], "cards": len(sort.cards), "places": len(places)}


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="docs/schemas")
def schema(folder: Path) -> None:
    """Write the formats as JSON Schema, for editors and other tools, into FOLDER."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")
        click.echo(folder / name)


def schemas() -> dict[str, str]:
    """Return each published format's JSON Schema, by file name."""
    forms: dict[str, type[BaseModel]] = {
        "scenario.schema.json": Scenario,
        "sort.schema.json": Sort,
        "sheet.schema.json": Sheet,
        "responses.schema.json": Responses,
    }
    made = {name: form.model_json_schema() for name, form in forms.items()}
    # The name of a scenario, a sort or a sheet is its file's name; it is not written in the file.
    for written in ("scenario.schema.json", "sort.schema.json", "sheet.schema.json"):
        made[written]["properties"].pop("name")
        made[written]["required"].remove("name")
    return {name: json.dumps(form, ensure_ascii=False, indent=1) + "\n" for name, form in made.items()}  # fmt: skip
