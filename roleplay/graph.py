"""A scenario as a graph: which scene stands in which row, what each choice is, and all of it in words.

Rule: scenes stand in rows by the longest way to them, so every choice leads down the page.
Where they stand in a picture is in ``graph_layout``; the picture is drawn by ``figures_graph``.
"""

from collections.abc import Iterator
from typing import Any

from roleplay import routes, scoring
from roleplay.model import HOT, Choice, Scenario


def marks(choice: Choice) -> str:
    """Say in a few words what a choice does: its step, then the line and the gate."""
    line = {"met": "line met", "missed": "line missed", None: ""}[choice.line]
    harm = "harm: never" if choice.harm else ""
    return ", ".join(filter(None, (choice.step, line, harm)))


def heading(scenario: Scenario, name: str) -> str:
    """Say a scene's name, with the child's temperature."""
    scene = scenario.scenes[name]
    return f"{name}  {scene.temperature}{' hot' if scene.temperature > HOT else ''}"


def model_choices(scenario: Scenario) -> frozenset[tuple[str, str]]:
    """Name the choices of the model run, as (scene, choice)."""
    run = scoring.model_run(scenario)
    return frozenset((moment.scene_name, moment.pick) for moment in routes.walk(scenario, run))


def in_words(scenario: Scenario) -> Iterator[str]:
    """Yield the picture as lines of text; ``*`` marks the model run."""
    model = model_choices(scenario)
    ending = [name for name, scene in scenario.scenes.items() if scene.is_ending]
    yield f"{scenario.title} ({scenario.name}): {len(scenario.scenes)} scenes, {len(ending)} of them endings"
    yield "* marks the run that earns the best of everything"
    for name in [n for row in rows(scenario) for n in row]:
        scene = scenario.scenes[name]
        hot = ", hot" if scene.temperature > HOT else ""
        start = ", the start" if name == scenario.start else ""
        end = f', an ending: "{scene.title}"' if scene.is_ending else ""
        yield ""
        yield f"{name}: temperature {scene.temperature}{hot}{start}{end}"
        for pick, choice in scene.choices.items():
            star = "*" if (name, pick) in model else " "
            yield f"  {star} {pick} ({marks(choice)}) leads to {choice.leads_to}"


def depths(scenario: Scenario) -> dict[str, int]:
    """Give each scene its row: the number of choices on the longest way to it."""
    depth = dict.fromkeys(scenario.scenes, 0)
    for name in routes.in_order(scenario):
        for choice in scenario.scenes[name].choices.values():
            depth[choice.leads_to] = max(depth[choice.leads_to], depth[name] + 1)
    last = max(depth.values())
    return {n: last if scenario.scenes[n].is_ending else d for n, d in depth.items()}


def rows(scenario: Scenario) -> list[list[str]]:
    """List the scenes of each row, as the file has them."""
    depth = depths(scenario)
    return [
        [n for n in scenario.scenes if depth[n] == row] for row in range(max(depth.values()) + 1)
    ]


def as_data(scenario: Scenario) -> dict[str, Any]:
    """Return the graph as plain data, for scripts: scenes, choices, and the model run."""
    depth, model = depths(scenario), model_choices(scenario)
    return {
        "name": scenario.name,
        "title": scenario.title,
        "start": scenario.start,
        "scenes": [
            {"name": name, "row": depth[name], "temperature": scene.temperature,
             "hot": scene.temperature > HOT, "ending": scene.title}
            for name, scene in scenario.scenes.items()
        ],
        "choices": [
            {"scene": name, "name": pick, "leads_to": choice.leads_to, "step": choice.step,
             "line": choice.line, "harm": choice.harm is not None, "model": (name, pick) in model}
            for name, scene in scenario.scenes.items() for pick, choice in scene.choices.items()
        ],
    }  # fmt: skip
