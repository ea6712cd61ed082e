"""What a run is worth: points by criterion, the safety gate, and which run is marked.

The rules are in ``docs/formats.md``, section 2. Marks are formative; nothing here says "fail".
"""

from collections.abc import Sequence
from dataclasses import dataclass

from roleplay import routes
from roleplay.model import CRITERIA, PACE, Scenario
from roleplay.responses import Run

NOT_YET = "Not yet, talk with your trainer"


@dataclass(frozen=True)
class Gate:
    """The safety gate of one run: open or not, with the reasons in a carer's words."""

    is_open: bool
    reasons: tuple[str, ...] = ()


_found: dict[str, routes.Best] = {}


def best_of(scenario: Scenario) -> routes.Best:
    """Return the best of all runs of a scenario, worked out once for each content."""
    version = scenario.version
    if version not in _found:
        _found[version] = routes.best(scenario)
    return _found[version]


def best(scenario: Scenario) -> dict[str, int]:
    """Give the most points any run can earn, by criterion; the same whatever route is taken.

    Criteria that no run of this scenario can earn are left out.
    """
    points = best_of(scenario).points
    return {name: points[name] for name in CRITERIA if points[name] > 0}


def marks(scenario: Scenario, picks: Sequence[str]) -> dict[str, int]:
    """Give the points a run earned, by criterion, each between 0 and the best.

    Raises:
        routes.PickError: the picks do not fit this scenario.
    """
    progress = routes.Progress()
    earned: dict[str, int] = dict.fromkeys(PACE, 0)
    for moment in routes.walk(scenario, picks):
        progress = progress.after(moment.choice)
        for letter, points in moment.choice.pace.items():
            earned[letter] += points
    earned_all: dict[str, int] = {
        **earned,
        "order": progress.order,
        "limit": progress.limit,
        "repair": progress.repair,
    }
    return {name: min(earned_all[name], most) for name, most in best(scenario).items()}


def gate(scenario: Scenario, picks: Sequence[str]) -> Gate:
    """Say whether a run kept the child safe, and if not, why.

    Raises:
        routes.PickError: the picks do not fit this scenario.
    """
    reasons = [m.choice.harm for m in routes.walk(scenario, picks) if m.choice.harm]
    met = any(m.choice.line == "met" for m in routes.walk(scenario, picks))
    if scenario.line.needed and not met:
        line = scenario.line
        reasons.append(f"{line.says} Tell {line.tell}: {line.by}.")
    return Gate(not reasons, tuple(reasons))


def model_run(scenario: Scenario) -> tuple[str, ...]:
    """Return the picks that earn the best of every criterion; checked scenarios have them."""
    found = best_of(scenario).model_run
    if found is None:
        raise ValueError(f"'{scenario.name}' has no run that earns the best of every criterion.")
    return found


def is_finished(scenario: Scenario, picks: Sequence[str]) -> bool:
    """Say whether the picks fit this scenario and lead to an ending."""
    if not routes.picks_fit(scenario, picks):
        return False
    return scenario.scenes[routes.last_scene(scenario, picks)].is_ending


def marked_run(scenario: Scenario, runs: Sequence[Run]) -> Run | None:
    """Choose the run that counts: finished, gate open first, then most points, then the latest.

    Returns ``None`` when no finished run of this scenario is there.
    """
    finished = [
        (place, run)
        for place, run in enumerate(runs)
        if run.scenario == scenario.name and is_finished(scenario, run.choices)
    ]
    if not finished:
        return None

    def worth(item: tuple[int, Run]) -> tuple[bool, int, str, int]:
        place, run = item
        points = sum(marks(scenario, run.choices).values())
        return gate(scenario, run.choices).is_open, points, run.started, place

    return max(finished, key=worth)[1]
