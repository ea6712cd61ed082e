"""The word ``debrief``: the picture of a group as a page, a sheet for the room, and a trainer's notebook."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from roleplay import group, group_people, group_reading, scenario
from roleplay.commands import load, stop
from roleplay.exercises_notebook import notebook


@click.command()
@click.argument("exercise", required=False, default="")
@click.option("--role-play", metavar="NAME", default="", help="Only this role-play, from whatever exercise it was played in.")  # fmt: skip
@click.option("--course-root", type=click.Path(path_type=Path, file_okay=False), envvar="COURSE_ROOT", default=".", help="The course folder. Without this: COURSE_ROOT, or this folder.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Where to write. Without this: _build/debrief.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Write the picture as JSON, and no files.")
def debrief(
    exercise: str, role_play: str, course_root: Path, out: Path | None, as_json: bool
) -> None:
    """Make the picture of a group: of one EXERCISE, of one role-play, or of all of the course.

    Writes picture.html, sheet.html (A4, both sides, for the room) and group.ipynb (for trainers).
    No file holds a name. Who is stuck or silent is said here only, to you.
    """
    if exercise and role_play:
        stop("Ask for an exercise or for a role-play, not for both.", code=2)
    if role_play:
        load(role_play)
        if role_play not in scenario.names():
            stop("A picture is made of role-plays of the course, by name.", code=2)
    root = course_root.resolve()
    known = {path.parent.name for path in (root / "exercises").glob("*/practice.ipynb")}
    sendings, unread = group_reading.read(root)
    if exercise and exercise not in known | {s.exercise for s in sendings}:
        stop(f"There is no exercise '{exercise}' here. There are: {', '.join(sorted(known)) or 'none'}.", code=2)  # fmt: skip
    picture = group.of_sendings(root, sendings, exercise, role_play)
    people = group_people.people(sendings, unread, exercise=exercise)
    if as_json:
        click.echo(json.dumps({**asdict(picture), "for_the_trainer": asdict(people)}, ensure_ascii=False, indent=1, default=str))  # fmt: skip
        return
    from roleplay import debrief as pages  # late: it brings matplotlib along

    folder = out or Path("_build") / "debrief"
    title = pages.title_of(exercise, role_play)
    source = (pages.PAPER / "group.md").read_text(encoding="utf-8")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "picture.html").write_text(pages.page(picture, title), encoding="utf-8")
        (folder / "sheet.html").write_text(pages.sheet(picture, title), encoding="utf-8")
        book = notebook(source, {"COURSE_ROOT": str(root), "EXERCISE": exercise})
        (folder / "group.ipynb").write_text(book, encoding="utf-8")
    except OSError as error:
        stop(f"{folder} cannot be written ({error.strerror}).")
    for line in _said(picture, people, folder):
        click.echo(line)


def _said(picture: group.Picture, people: group_people.People, folder: Path) -> list[str]:
    """Say what was made, and who may need a word."""
    shown = len(picture.decisions)
    what = f"{shown} {'moment is' if shown == 1 else 'moments are'} shown"
    lines = [
        f"{picture.people} {'carer has' if picture.people == 1 else 'carers have'} sent work; {what}."
    ]
    if not shown:
        lines.append(
            f"There is no picture yet: a moment is shown once {group.LEAST} people have come to it."
        )
    lines += [
        f"  {folder / 'picture.html'}   for you to read",
        f"  {folder / 'sheet.html'}     to print: one sheet, both sides",
        f"  {folder / 'group.ipynb'}    for trainers, in JupyterLab",
    ]
    found = [f"  {s.carer}: {s.title}. {s.why}" for s in people.stuck]
    found += [f"  {s.carer}: nothing sent since {s.last:%d %B %Y}." if s.last else f"  {s.carer}: nothing sent." for s in people.silent]  # fmt: skip
    found += [f"  {u.carer}: what was sent in {u.exercise} could not be read. {u.why}" for u in people.unread]  # fmt: skip
    return [*lines, "For you only, who may need a word:", *found] if found else lines
