"""A made-up group for tests and benchmarks: carers who have sent what they played, each in their own way."""

import random
from collections.abc import Iterable
from pathlib import Path

from roleplay import responses, scenario
from roleplay.responses import Responses, Run
from tests.carers import run


def played(name: str, seed: int, number: int = 1, own_words: str = "") -> Run:
    """Play a role-play to an ending, choosing by chance; the same seed chooses the same."""
    story, chance = scenario.load(name), random.Random(f"{name}{seed}")  # noqa: S311
    scene, picks = story.start, []
    while story.scenes[scene].choices:
        picks.append(chance.choice(list(story.scenes[scene].choices)))
        scene = story.scenes[scene].choices[picks[-1]].leads_to
    made = run(name, picks, number, own_words)
    return made.model_copy(update={"started": f"2026-11-21T20:15:{number % 60:02}Z"})


def send(root: Path, carer: str, exercise: str, runs: Iterable[Run]) -> None:
    """Put a carer's work where a sending stands, without the notebook."""
    folder = root / "submitted" / carer / exercise
    responses.save(folder / "responses.json", Responses(exercise=exercise, runs=tuple(runs)))
    (folder / "timestamp.txt").write_text("2026-11-21 20:15:00.000000 UTC", encoding="utf-8")


def group(
    root: Path,
    carers: int,
    names: Iterable[str],
    plays: int = 2,
    exercise: str = "05-connection-before-correction",
) -> Path:
    """Make a course folder in which each carer has played each role-play so many times."""
    names = list(names)
    for who in range(carers):
        runs = [
            played(
                name,
                who * 100 + time,
                time * len(names) + place,
                f"I would say {who} {name} {time}.",
            )
            for time in range(plays)
            for place, name in enumerate(names)
        ]
        send(root, f"carer-{who:02}", exercise, runs)
    return root
