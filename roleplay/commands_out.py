"""The words ``out …``: what leaves the course as a file. A file that is there is never written over."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click

from roleplay import grading, out_evidence, out_marks, out_sheet, out_xapi
from roleplay import out as files
from roleplay.commands import shown, stop

course_option = click.option(
    "--course", "course_root", type=click.Path(path_type=Path, file_okay=False), default=Path(), envvar="COURSE_ROOT", show_envvar=True,
    help="The course folder: the one with gradebook.db. Without this: the folder you are in.",
)  # fmt: skip
into_option = click.option(
    "--into", type=click.Path(path_type=Path, dir_okay=False), help="The new file's name."
)


@click.group()
def out() -> None:
    """Write marks, a carer's evidence sheet or choices into a file, for use elsewhere.

    These files hold personal data. Keep them where your service keeps such things, and delete
    them when they are not needed any more.
    """


def make(into: Path, made: Callable[[], bytes]) -> None:
    """Write a new file whole, or say why not and end with 1; one that is there is left as it is."""
    if into.exists():
        stop(
            f"{shown(into)} is there already, and was left as it is. Give another name with --into."
        )
    try:
        content = made()
    except grading.GradingError as error:
        stop(str(error))
    try:
        into.parent.mkdir(parents=True, exist_ok=True)
        with into.open("xb") as file:
            file.write(content)
        into.chmod(0o600)
    except OSError as error:
        stop(f"{shown(into)} cannot be written ({error.strerror}).")


def known(course_root: Path) -> list[str]:
    """Name the exercises of a course folder, or say that this is none and end with 2."""
    found = out_marks.exercises(course_root)
    if not found:
        stop(f"{shown(course_root.resolve())} is not a course folder: it has no exercises. Say where it is with --course.", code=2)  # fmt: skip
    return found


def chosen(course_root: Path, asked: str | None) -> list[str]:
    """Return the exercises that were asked for: one, or all."""
    there = known(course_root)
    if asked is None:
        return there
    if asked not in there:
        stop(f"There is no exercise '{asked}'. There are: {', '.join(there)}.", code=2)
    return [asked]


@out.command()
@click.argument("exercise", required=False)
@click.option("--to", "form", type=click.Choice(["csv", "xlsx", "moodle"]), default="xlsx", show_default=True, help="csv: one plain table. xlsx: a workbook, one sheet an exercise. moodle: a short table for Moodle's gradebook (docs/lti.md).")  # fmt: skip
@course_option
@into_option
@click.option("--json", "as_json", is_flag=True, help="Say as JSON what was written.")
def marks(
    exercise: str | None, form: files.Form, course_root: Path, into: Path | None, as_json: bool
) -> None:
    """Write the marks of one EXERCISE, or of all, as a table.

    One row for each carer and exercise: what was sent and when, what the course counted, the
    trainer's levels and words. Nothing in the file is ever run as a formula.
    """
    names = chosen(course_root, exercise)
    suffix = "xlsx" if form == "xlsx" else "csv"
    path = into or Path(f"marks-{exercise or 'all'}{'-moodle' * (form == 'moodle')}.{suffix}")
    rows = 0

    def made() -> bytes:
        nonlocal rows
        content, rows = files.marks(course_root, names, form)
        return content

    make(path, made)
    said = {"file": str(path), "exercises": names, "rows": rows}
    click.echo(json.dumps(said) if as_json else f"Wrote {shown(path)}: {rows} rows.")


@out.command()
@click.argument("carer")
@click.option(
    "--exercise",
    "only",
    multiple=True,
    help="Only this piece; say it again for more. Few good ones are better than many.",
)
@click.option("--name", default="", help="How the carer is called. Without this: the sign-in name.")
@click.option(
    "--levels",
    is_flag=True,
    help="Say the trainer's levels in words, from replies the carer has read.",
)
@click.option(
    "--comments", is_flag=True, help="Show the trainer's words, from replies the carer has read."
)
@course_option
@into_option
def evidence(
    carer: str,
    only: tuple[str, ...],
    name: str,
    levels: bool,
    comments: bool,
    course_root: Path,
    into: Path | None,
) -> None:
    """Write one CARER's evidence sheet towards the standards, as a page for printing.

    It supports what the carer shows their service; it certifies nothing. Ask the carer first
    which pieces they want on it. The carer's own answers and all counted points stay out.
    """
    for one in only:
        chosen(course_root, one)
    known(course_root)

    def made() -> bytes:
        found = out_evidence.evidence(course_root, carer, name, only or None, levels, comments)
        return out_sheet.written(found, datetime.now(out_marks.UK).date()).encode()

    path = into or Path(f"evidence-{carer}.html")
    make(path, made)
    click.echo(f"Wrote {shown(path)}. Open it in a browser and print it.")


@out.command()
@click.argument("exercise", required=False)
@click.option(
    "--address",
    envvar="COURSE_ADDRESS",
    show_envvar=True,
    help="A web address of your own; all names in the file begin with it.",
)
@click.option(
    "--to",
    "form",
    type=click.Choice(["json", "jsonl"]),
    default="json",
    show_default=True,
    help="json: one list. jsonl: a statement a line.",
)
@click.option(
    "--own-words",
    is_flag=True,
    help="Also what carers wrote in role-plays. Only with their clear consent: words can show who somebody is.",
)
@course_option
@into_option
def xapi(
    exercise: str | None,
    address: str | None,
    form: str,
    own_words: bool,
    course_root: Path,
    into: Path | None,
) -> None:
    """Write the choices in role-plays as xAPI statements (version 1.0.3), of one EXERCISE or of all.

    Privacy: carers appear under made-up names. Whoever holds this course's key (.course/xapi-key)
    and a list of sign-in names can still tell who is who, and so may anybody who knows when a
    carer was playing. Treat the file as personal data, tell carers before you use it, and delete
    the key when you need no more files. Nothing is sent anywhere: this only writes a file.
    """
    names = chosen(course_root, exercise)
    if not address:
        stop(
            "Say your own web address with --address, like https://learning.example.org/connection-first",
            code=2,
        )
    try:
        of = out_xapi.course(course_root, address)
    except out_xapi.AddressRefusedError as error:
        stop(str(error), code=2)
    except OSError as error:
        stop(f"The key for made-up names cannot be kept ({error.strerror}).")
    path = into or Path(f"choices-{exercise or 'all'}.{form}")
    count = 0

    def made() -> bytes:
        nonlocal count
        found = list(out_xapi.statements(course_root, of, names, own_words))
        count = len(found)
        if form == "json":
            return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()
        return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in found).encode()

    make(path, made)
    click.echo(f"Wrote {shown(path)}: {count} statements.")
