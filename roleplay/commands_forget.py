"""The word ``forget``: delete everything of one carer, after a list of what that is."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from roleplay.commands import stop


@click.command()
@click.argument("carer")
@click.option("--course-root", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path(), envvar="COURSE_ROOT", help="The course folder, if it is not this one.")  # fmt: skip
@click.option("--yes", is_flag=True, help="Delete it. Without this, nothing is changed.")
@click.option("--json", "as_json", is_flag=True, help="Write the list as JSON.")
def forget(carer: str, course_root: Path, yes: bool, as_json: bool) -> None:
    """Delete everything of one CARER, by sign-in name: their work, marks, replies and sign-in.

    First it lists what there is. With --yes it is deleted for good; nothing brings it back.
    Then it says where else to look.

    Ends with 0 when it is done (or was only listed), 1 when there is nothing, or when something
    could not be deleted, 2 when it was asked wrongly.
    """
    from roleplay import forgetting, grading  # late: nbgrader takes seconds to start

    root = course_root.resolve()
    left: list[forgetting.Trace] = []
    try:
        found = forgetting.traces(root, carer)
        if found and yes:
            left = forgetting.forget(root, carer)
    except ValueError as error:
        stop(str(error), code=2)
    except grading.GradingError as error:
        stop(str(error))
    except OSError as error:
        stop(f"{error.filename} could not be deleted ({error.strerror}). Put that right, and use the same word again.")  # fmt: skip
    if as_json:
        told = {
            "carer": carer,
            "found": [asdict(one) for one in found],
            "deleted": yes and bool(found) and not left,
            "left": [asdict(one) for one in left],
            "look_by_hand": list(forgetting.BY_HAND),
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        sys.exit(0 if found and not left else 1)
    if not found:
        stop(
            f"There is nothing of '{carer}' in this course folder. Small and capital letters count."
        )
    click.echo(f"Deleted, of {carer}:" if yes else f"This is kept of {carer}:")
    for one in found:
        click.echo(f"  {one.place}: {one.what} ({one.count})")
    if not yes:
        click.echo(
            "\nNothing is changed yet. To delete all of it for good, use the same words with --yes."
        )
        return
    click.echo("\nPlease look at these yourself:")
    for line in forgetting.BY_HAND:
        click.echo(f"  {line}")
    if left:
        stop("Somebody was at work with it just now, and something is there again. Please use the same words once more.")  # fmt: skip
