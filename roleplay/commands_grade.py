"""The word ``grade``: count everything that carers sent and nobody has counted yet."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from roleplay.commands import stop

STOPPED = 130
"""What a shell expects of a program that Ctrl-C has ended."""


@click.command()
@click.argument("exercise", nargs=-1)
@click.option("--again", is_flag=True, help="Count also what was counted already.")
@click.option(
    "--course-root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    envvar="COURSE_ROOT",
    help="The course folder, if it is not this one.",
)
@click.option("--json", "as_json", is_flag=True, help="Write how it went as JSON.")
def grade(exercise: Sequence[str], again: bool, course_root: Path, as_json: bool) -> None:
    """Count what carers sent: every EXERCISE, or those named.

    What the course can count is counted; what a trainer reads waits for the trainer. Marks given by
    hand are kept. It can be stopped with Ctrl-C at any time: the same word goes on from there.

    Ends with 0 when everything is counted, 1 when some carer's work could not be (the rest is),
    2 when it was asked wrongly, 130 when it was stopped.
    """
    root = course_root.resolve()
    sent = Counter(path.name for path in (root / "submitted").glob("*/*") if path.is_dir())
    known = {path.parent.name for path in (root / "exercises").glob("*/practice.ipynb")}
    if unknown := sorted(set(exercise) - known):
        there = "There are: " + ", ".join(sorted(known)) if known else "There are none here yet."
        stop(f"There is no exercise '{unknown[0]}'. {there}", code=2)
    wanted = sorted(set(exercise) or known & set(sent))
    if not wanted:
        stop("No carer has sent anything in this folder yet.", code=0)
    # Imported here: nbgrader takes seconds to start, and a slip of the pen should not wait for it.
    from roleplay import grading

    found: dict[str, grading.Report] = {}
    try:
        with _progress() as progress:
            for name in wanted:
                task = progress.add_task(name, total=len(grading.carers(root, name)))
                found[name] = grading.autograde(root, name, None, again, _told(progress, task))
    except grading.GradingError as error:
        stop(str(error))
    except KeyboardInterrupt:
        stop("Stopped. What was counted is kept; the same word goes on from there.", code=STOPPED)
    if as_json:
        told = {
            name: {
                "counted": [one.carer for one in report if one.message == "Counted."],
                "counted_already": [
                    one.carer for one in report if one.message == "Counted already."
                ],
                "problems": report.problems,
            }
            for name, report in found.items()
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        for name, report in found.items():
            click.echo(f"{name}: {_in_words(Counter(one.message for one in report if one.ok))}")
    problems = [why for report in found.values() for why in report.problems.values()]
    for why in problems:
        click.echo(why, err=True)
    sys.exit(1 if problems else 0)


def _progress() -> Progress:
    """Show how far it is: a line for each exercise, on the screen and not in a file."""
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=Console(stderr=True))


def _told(progress: Progress, task: int) -> Callable[[int], None]:
    return lambda more: progress.advance(task, more)  # type: ignore[arg-type]


def _in_words(how: Counter[str]) -> str:
    new, old = how["Counted."], how["Counted already."]
    if not new:
        return f"nothing new ({old} counted already)" if old else "nothing to count"
    return f"{new} counted" + (f", {old} counted already" if old else "")
