"""The words for meeting a story: ``play`` it in the terminal, ``draw`` it as a picture."""

import json
import sys
from pathlib import Path

import click
from rich.console import Console

from roleplay import checking, commands, graph, routes, scoring, terminal
from roleplay.model import Scenario
from roleplay.terminal import Play


@click.command()
@click.argument("which", metavar="NAME|FILE", required=False)
@click.option("--picks", default="", help="Begin with these choices, by name, with commas between.")
@click.option("--no-words", is_flag=True, help="Do not ask for your own words.")
@click.option("--json", "as_json", is_flag=True, help="Write only the finished run, as JSON.")
def play(which: str | None, picks: str, no_words: bool, as_json: bool) -> None:
    """Play a role-play in the terminal, and look back on it.

    Type a number (or the name of a choice), b to go back, q to stop. Nothing is kept.
    Ends with 0 when you reach an ending or stop, 1 when the input ends before the story does.
    """
    story = commands.load(which)
    playing = Play(story, _picks(story, picks))
    console = Console(highlight=False, soft_wrap=False, quiet=as_json)
    try:
        finished = terminal.play(playing, console, _ask(as_json), with_words=not no_words)
    except (EOFError, KeyboardInterrupt):
        commands.stop("", f"The story is not at its end: it stands at '{playing.scene_name}'.")
    if as_json:
        click.echo(json.dumps(_result(playing), ensure_ascii=False, indent=1))
    elif finished:
        terminal.debrief(playing, console)


def _ask(quiet: bool) -> terminal.Ask:
    def ask(question: str) -> str:
        """Ask on the screen; what comes through a pipe is shown as if it had been typed."""
        if not quiet:
            sys.stdout.write(question)
            sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        if not quiet and not sys.stdin.isatty():
            sys.stdout.write(line.rstrip("\n") + "\n")
        return line

    return ask


def _picks(story: Scenario, said: str) -> list[str]:
    """Return the picks asked for, or say which of them does not fit."""
    picks = [pick.strip() for pick in said.split(",") if pick.strip()]
    for number, pick in enumerate(picks):
        name = routes.last_scene(story, picks[:number])
        if pick not in (choices := story.scenes[name].choices):
            hint = (
                checking.did_you_mean(pick, list(choices)) if choices else "The story ends there."
            )
            commands.stop(f"Scene '{name}' has no choice '{pick}'. {hint}", code=2)
    return picks


def _result(playing: Play) -> dict[str, object]:
    story, picks = playing.scenario, playing.picks
    gate = scoring.gate(story, picks)
    return {
        "scenario": story.name,
        "version": story.version,
        "picks": picks,
        "scenes": [m.scene_name for m in routes.walk(story, picks)] + [playing.scene_name],
        "finished": playing.scene.is_ending,
        "marks": scoring.marks(story, picks),
        "best": scoring.best(story),
        "gate": {"open": gate.is_open, "reasons": list(gate.reasons)},
    }


@click.command()
@click.argument("which", metavar="NAME|FILE", required=False)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The picture's file, ending in .svg or .png. Without this: NAME.svg here.")  # fmt: skip
@click.option("--text", "as_text", is_flag=True, help="The same in words; draws nothing.")
@click.option("--json", "as_json", is_flag=True, help="What is in the picture, as JSON; draws nothing.")  # fmt: skip
def draw(which: str | None, out: Path | None, as_text: bool, as_json: bool) -> None:
    """Draw a role-play as one picture: scenes, choices, and where they lead.

    Hot scenes have a thick border. The bold line is the run that earns the best of everything.
    """
    story = commands.load(which)
    if as_text:
        click.echo("\n".join(graph.in_words(story)))
        return
    if as_json:
        click.echo(json.dumps(graph.as_data(story), ensure_ascii=False, indent=1))
        return
    path = out or Path(f"{story.name}.svg")
    if path.suffix.lower() not in {".svg", ".png"}:
        commands.stop(f"'{path.name}' must end in .svg or .png.", code=2)
    # Imported here: matplotlib takes a second to start, and playing should not wait for it.
    from roleplay import figures_graph

    try:
        figures_graph.draw(story, path)
    except OSError as error:
        commands.stop(f"{commands.shown(path)} cannot be written ({error.strerror}).")
    click.echo(f"Drew {commands.shown(path)}. Open it in your browser. The same in words: --text")
