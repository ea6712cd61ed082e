"""Everything that is true of the runs of a scenario: walking one, and the best of all of them.

A run is a list of picks (names of choices). Nothing here lists every run: what the best run
can earn is found scene by scene, so a large scenario costs little more than a small one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from graphlib import TopologicalSorter

from roleplay.model import PACE, Choice, Scenario, Scene


class PickError(ValueError):
    """A pick that the scene does not offer: the run comes from elsewhere or an older version."""


@dataclass(frozen=True)
class Moment:
    """One scene the carer met, and the choice they made there."""

    scene_name: str
    scene: Scene
    pick: str
    choice: Choice


@dataclass(frozen=True)
class Progress:
    """How far a run has come, apart from its PACE points.

    The order of steps is the course's rule "connection before correction"
    (Golding 2015, Children Australia 40(2): connect before, or when fitting instead of, discipline).
    """

    connected: bool = False
    corrected_first: bool = False
    guided: bool = False
    """A correction followed a connection."""
    limit: int = 0
    repair: int = 0
    line_met: bool = False
    harmed: bool = False

    @property
    def order(self) -> int:
        """Points for order: 2 connected first, 1 connected after correcting, 0 never connected."""
        if not self.connected:
            return 0
        return 1 if self.corrected_first else 2

    def after(self, choice: Choice) -> "Progress":
        """Return where the run stands once ``choice`` has been made."""
        connected = self.connected or choice.step == "connect"
        corrects = choice.step == "correct"
        # The second hand counts in full only when it follows warmth.
        limit = (2 if self.connected else 1) if choice.limit else 0
        return replace(
            self,
            connected=connected,
            corrected_first=self.corrected_first or (corrects and not self.connected),
            guided=self.guided or (corrects and self.connected),
            limit=max(self.limit, limit),
            repair=max(self.repair, int(choice.step == "repair")),
            line_met=self.line_met or choice.line == "met",
            harmed=self.harmed or choice.harm is not None,
        )

    def passes(self, scenario: Scenario) -> bool:
        """Say whether the safety gate is open: no harm, and a needed line met."""
        return not self.harmed and (self.line_met or not scenario.line.needed)


def walk(scenario: Scenario, picks: Iterable[str]) -> Iterator[Moment]:
    """Yield each scene the carer met with the choice made there.

    Raises:
        PickError: the scene reached has no choice of that name.
    """
    name = scenario.start
    for pick in picks:
        scene = scenario.scenes[name]
        if pick not in scene.choices:
            raise PickError(f"Scene '{name}' of '{scenario.name}' has no choice '{pick}'.")
        choice = scene.choices[pick]
        yield Moment(name, scene, pick, choice)
        name = choice.leads_to


def last_scene(scenario: Scenario, picks: Iterable[str]) -> str:
    """Name the scene a run has come to."""
    name = scenario.start
    for moment in walk(scenario, picks):
        name = moment.choice.leads_to
    return name


def in_order(scenario: Scenario) -> list[str]:
    """Name the scenes so that each comes before those it leads to.

    Raises:
        graphlib.CycleError: some scene leads back to itself.
    """
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for name, scene in scenario.scenes.items():
        sorter.add(name)
        for choice in scene.choices.values():
            sorter.add(choice.leads_to, name)
    return list(sorter.static_order())


@dataclass(frozen=True)
class _Way:
    """The best way found to a scene in a given state: points so far, and the picks that led there."""

    points: int
    picks: tuple[str, ...]


def _ways(scenario: Scenario) -> dict[str, dict[Progress, _Way]]:
    """Find, for each scene and each state a run can be in there, the most PACE points so far."""
    ways: dict[str, dict[Progress, _Way]] = {name: {} for name in scenario.scenes}
    ways[scenario.start][Progress()] = _Way(0, ())
    for name in in_order(scenario):
        for progress, way in ways[name].items():
            for pick, choice in scenario.scenes[name].choices.items():
                there = ways[choice.leads_to]
                state = progress.after(choice)
                points = way.points + sum(choice.pace.values())
                if state not in there or there[state].points < points:
                    there[state] = _Way(points, (*way.picks, pick))
    return ways


def pace_bound(scenario: Scenario, outer: Callable[..., int]) -> dict[str, int]:
    """Give the most (``outer=max``) or least (``min``) points of any run for each letter of PACE."""
    bound: dict[str, dict[str, int]] = {}
    for name in reversed(in_order(scenario)):
        choices = scenario.scenes[name].choices.values()
        bound[name] = {
            letter: outer(
                (c.pace.get(letter, 0) + bound[c.leads_to][letter] for c in choices), default=0
            )
            for letter in PACE
        }
    return bound[scenario.start]


@dataclass(frozen=True)
class Best:
    """The most any run can earn by criterion, and the run that earns all of it at once."""

    points: dict[str, int]
    least: dict[str, int]
    """The least any run can earn, for the author."""
    model_run: tuple[str, ...] | None
    nearest: tuple[str, ...]
    """The passing run that comes closest, for the author when there is no model run."""
    guided: bool
    """Some run passes the gate with a correction after a connection."""


def best(scenario: Scenario) -> Best:
    """Look at all runs of a checked graph and say what the best of them is."""
    ends: list[tuple[Progress, _Way]] = [
        (progress, way)
        for name, here in _ways(scenario).items()
        if scenario.scenes[name].is_ending
        for progress, way in here.items()
    ]

    def bound(outer: Callable[..., int]) -> dict[str, int]:
        return pace_bound(scenario, outer) | {
            "order": outer(progress.order for progress, _ in ends),
            "limit": outer(progress.limit for progress, _ in ends),
            "repair": outer(progress.repair for progress, _ in ends),
        }

    points = bound(max)
    passing = [(p, w) for p, w in ends if p.passes(scenario) and p.guided]

    def total(end: tuple[Progress, _Way]) -> int:
        progress, way = end
        return way.points + progress.order + progress.limit + progress.repair

    nearest = max(passing or ends, key=total)
    # Each criterion is at most its own best, so equal sums mean every criterion is at its best.
    perfect = bool(passing) and total(nearest) == sum(points.values())
    return Best(
        points=points,
        least=bound(min),
        model_run=nearest[1].picks if perfect else None,
        nearest=nearest[1].picks,
        guided=bool(passing),
    )


def picks_fit(scenario: Scenario, picks: Sequence[str]) -> bool:
    """Say whether these picks can be walked in this version of the scenario."""
    try:
        last_scene(scenario, picks)
    except PickError:
        return False
    return True
