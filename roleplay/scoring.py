"""What a run is worth: points by criterion, the safety gate, and which run is marked.

The rules are in ``docs/formats.md``, section 2. Marks are formative; nothing here says "fail".
"""

from collections.abc import Sequence
from dataclasses import dataclass

from roleplay import routes
from roleplay.model import CRITERIA, PACE, Scenario, Scene
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


@dataclass(frozen=True)
class Weakest:
    """The moment of a run to carry home: where, why, and a choice there that would have helped."""

    place: int
    why: str
    better: str


def weakest_moment(scenario: Scenario, picks: Sequence[str]) -> Weakest | None:
    """Find the moment of a run that is most worth practising, for the carer's if-then card.

    In this order: harm; the safeguarding line missed; correction before any connection; the
    reply that carried least PACE beside the best one there (the earliest of equals).
    A run without any of these gives its hottest moment, to keep (``why`` is ``keep``);
    a run without picks gives ``None``.

    Raises:
        routes.PickError: the picks do not fit this scenario.
    """
    moments = list(routes.walk(scenario, picks))
    if not moments:
        return None
    for place, moment in enumerate(moments):
        if moment.choice.harm is not None:
            return Weakest(place, "harm", _better(moment.scene, line=False))
    for place, moment in enumerate(moments):
        if moment.choice.line == "missed":
            return Weakest(place, "line", _better(moment.scene, line=True))
    for place, moment in enumerate(moments):
        if moment.choice.step == "connect":
            break
        if moment.choice.step == "correct":
            return Weakest(place, "order", _better(moment.scene, line=False))
    gaps = [_most_pace(m.scene) - sum(m.choice.pace.values()) for m in moments]
    if max(gaps) > 0:
        place = gaps.index(max(gaps))
        return Weakest(place, "pace", _better(moments[place].scene, line=False))
    heat = [m.scene.temperature for m in moments]
    place = heat.index(max(heat))
    return Weakest(place, "keep", moments[place].pick)


STEPS_THAT_HELP = ("connect", "safe", "settle", "repair", "correct")


def _most_pace(scene: Scene) -> int:
    carried = [sum(c.pace.values()) for c in scene.choices.values() if c.harm is None]
    return max(carried, default=0)


def _better(scene: Scene, *, line: bool) -> str:
    """Name the choice of a scene that would have helped most; the first of equals."""

    def worth(name: str) -> tuple[bool, bool, bool, int, int]:
        choice = scene.choices[name]
        return (
            choice.harm is None,
            not line or choice.line == "met",
            choice.line != "missed",
            sum(choice.pace.values()),
            -STEPS_THAT_HELP.index(choice.step),
        )

    return max(scene.choices, key=worth)
