"""``python -m hub``: start the whole course on this machine, until Ctrl-C."""

import contextlib
import signal
import sys
import threading
from pathlib import Path

import click
from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table

from hub import checks, launcher, passwords
from hub.places import REPOSITORY, Places


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--course-root",
    type=click.Path(path_type=Path),
    default=REPOSITORY,
    help="The course folder (with nbgrader_config.py). Default: this repository.",
)
@click.option(
    "--book",
    type=click.Path(path_type=Path),
    default=None,
    help="The built book. Default: _build/html in the course folder.",
)
@click.option("--port", default=8000, show_default=True, help="The port to open in a browser.")
@click.option("--address", default="127.0.0.1", show_default=True, help="The address to serve.")
@click.option("--verbose", is_flag=True, help="Show the hub's log on the screen.")
def main(course_root: Path, book: Path | None, port: int, address: str, verbose: bool) -> None:
    """Start the course: the book, the desk, and marking for trainers."""
    root = course_root.resolve()
    places = Places(root, (book or root / "_build" / "html").resolve())
    settings = checks.Settings(places, port, address, verbose)
    stopped = threading.Event()
    # SIGHUP: the window it runs in was closed.
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, lambda *_: stopped.set())
    console = Console(highlight=False)
    try:
        checks.check(settings)
        with checks.only_one(places):
            run(launcher.Course(settings), stopped, console)
    except checks.CannotStartError as reason:
        Console(stderr=True, highlight=False, soft_wrap=True).print(str(reason), markup=False)
        sys.exit(1)


def run(course: launcher.Course, stopped: threading.Event, console: Console) -> None:
    """Start, say how to sign in, wait to be stopped, and stop everything.

    Raises:
        CannotStartError: it could not start, or it ended by itself.
    """
    try:
        with console.status("Starting the course: the hub, the desk and the marking pages …"):
            course.start()
            course.wait_until_ready(stopped)
        if not stopped.is_set():
            console.print(*course.notes, welcome(course), sep="\n")
        while not stopped.wait(1):
            if not course.is_running():
                log = course.settings.places.logs / "hub.log"
                raise checks.CannotStartError(f"The course has stopped by itself: see {log}.")
    finally:
        if course.is_running():
            say(console, "Stopping …")
        course.stop()
    say(console, "Stopped. Everything that was written is kept.")


def say(console: Console, text: str) -> None:
    """Print a line, unless the window is gone; stopping goes on all the same."""
    with contextlib.suppress(OSError):
        console.print(text)


def welcome(course: launcher.Course) -> Panel:
    """Return what to open and how to sign in."""
    table = Table(box=None, padding=(0, 3, 0, 0), header_style="")
    table.add_column("Sign in as")
    table.add_column("Name")
    table.add_column("Password")
    for name, label, _ in passwords.DEMONSTRATION:
        table.add_row(label, f"[bold]{name}[/bold]", f"[bold]{course.people[name]}[/bold]")
    text = f"Open [bold]{course.settings.url}[/bold] in a browser. Ctrl-C stops everything.\n"
    return Panel(
        Group(text, table), title="Connection First is running", title_align="left", padding=(1, 1)
    )


if __name__ == "__main__":
    main()
