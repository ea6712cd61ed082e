"""The picture of a group: what was chosen, decision by decision, with one voice a carer.

Rule: no split of fewer than five people, and none that two shown splits give away by subtraction (ADR 24).
There is one picture a role-play, whatever exercise it was played in, so that no two pictures of it can be compared.
What may be seen in the room (``Picture``) never holds a name; who is stuck or silent is ``group_people``'s.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from roleplay import group_confidence, group_questions, group_reading, group_words, routes, scenario
from roleplay.group_confidence import LEAST, Confidence
from roleplay.group_reading import Sending
from roleplay.model import Scenario
from roleplay.responses import Pick, Run
from roleplay.scenario import ScenarioError

__all__ = [
    "LEAST",
    "Confidence",
    "Decision",
    "Picture",
    "Reply",
    "RolePlay",
    "divided",
    "of_course",
]
LETTERS = "ABCD"
SPLIT = 0.5
"""From here on, opinions are called split; below it, more than half chose the same reply."""
ONE_OR_TWO = Path(__file__).parent / "data" / "one-or-two.json"


@cache
def one_or_two() -> tuple[str, frozenset[str]]:
    """Return why some role-plays are for one or two people and not for a room, and their names."""
    kept = json.loads(ONE_OR_TWO.read_text(encoding="utf-8"))
    return kept["why"], frozenset(kept["role_plays"])


@dataclass(frozen=True)
class Reply:
    """One of the replies at a moment, and how many chose it."""

    letter: str
    name: str
    text: str
    step: str
    first: int
    """How many chose it the first time they came here, of ``Decision.people``."""
    before: int | None
    """The same, of those alone who came here again; nothing when that is not shown."""
    latest: int | None
    """How many of those chose it the latest time."""


@dataclass(frozen=True)
class Decision:
    """One moment of a role-play, and what at least five people chose there."""

    role_play: str
    scene: str
    child: str
    text: str
    temperature: int
    people: int
    replies: tuple[Reply, ...]
    divided: float
    """The chance, 0 to 1, that two people of the group, drawn at random, chose differently."""
    again: int | None
    """How many came here again in a later play; nothing when that is not shown."""
    changed: int | None
    """How many of those chose another reply the latest time."""
    question: str
    lines: tuple[str, ...]
    """Own words, of those who agreed; in no order that says whose they are."""

    @property
    def how_divided(self) -> str:
        """Say in a few words how far the group agreed; the number is for the notebook."""
        if not self.divided:
            return "Everyone chose the same."
        return "Opinions were split." if self.divided >= SPLIT else "Most chose the same."

    @property
    def chosen(self) -> tuple[Reply, ...]:
        """The replies that somebody chose, the most chosen first."""
        return tuple(
            sorted((r for r in self.replies if r.first), key=lambda r: (-r.first, r.letter))
        )


@dataclass(frozen=True)
class RolePlay:
    """What the group did in one role-play."""

    name: str
    title: str
    child: str
    people: int
    decisions: tuple[Decision, ...]
    """The moments that five or more came to, the most divisive first."""
    too_few: int
    """How many moments somebody came to, but fewer than five did."""

    @property
    def not_for_the_room(self) -> str:
        """Why this role-play is not for a room; nothing when it is."""
        why, names = one_or_two()
        return why if self.name in names else ""


@dataclass(frozen=True)
class Picture:
    """The group: how many sent something, what they chose, and how sure they feel."""

    exercise: str
    people: int
    role_plays: tuple[RolePlay, ...]
    confidence: Confidence

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """Every decision that is shown, the most divisive first."""
        return tuple(sorted((d for r in self.role_plays for d in r.decisions), key=_rank))

    @property
    def for_the_room(self) -> tuple[Decision, ...]:
        """The same without the role-plays that are for one person alone or for two."""
        _, names = one_or_two()
        return tuple(d for d in self.decisions if d.role_play not in names)


def _rank(decision: Decision) -> tuple[float, int, str, str]:
    return -decision.divided, -decision.people, decision.role_play, decision.scene


def divided(counts: Sequence[int]) -> float:
    """Return the chance, 0 to 1, that two people drawn at random chose differently.

    It is 1 minus Simpson's index in its form for a small whole group (Simpson 1949, Nature 163, 688).
    Taken before entropy and before "1 minus the largest share" because it can be said in one sentence,
    and because it needs no correction for the number of replies on offer.
    """
    people = sum(counts)
    if people < 2:
        return 0.0
    return 1 - sum(n * (n - 1) for n in counts) / (people * (people - 1))


def of_course(course_root: Path, exercise: str = "", role_play: str = "") -> Picture:
    """Return the picture of one exercise's role-plays, of one role-play, or of all that were sent.

    Args:
        course_root: the course folder.
        exercise: an exercise's name; the role-plays in it, or played with it, are shown.
        role_play: a role-play's name, when only that one is wanted.
    """
    sendings, _ = group_reading.read(course_root)
    return of_sendings(course_root, sendings, exercise, role_play)


def of_sendings(
    course_root: Path, sendings: Sequence[Sending], exercise: str = "", role_play: str = ""
) -> Picture:
    """Return the picture of what was read already; see ``of_course``."""
    asked = [s for s in sendings if exercise in ("", s.exercise)]
    played = [run.scenario for s in asked for run in s.work.runs]
    names = (
        [role_play]
        if role_play
        else [*group_reading.role_plays_of(course_root, exercise), *sorted(played)]
    )
    agreed = {
        (s.carer, s.exercise): group_words.agreed(course_root, s.carer, s.exercise)
        for s in sendings
    }
    # All exercises count for a role-play, so that it has one picture only.
    of_role_play = _by_role_play(sendings)
    found = []
    for name in dict.fromkeys(names):
        try:
            story = scenario.load(name)
        except ScenarioError:
            continue  # a role-play that the course does not have
        found.append(_role_play(story, of_role_play.get(name, {}), _lines(name, sendings, agreed)))
    with_it = [
        s for s in asked if not role_play or any(r.scenario == role_play for r in s.work.runs)
    ]
    return Picture(
        exercise,
        len({s.carer for s in with_it}),
        tuple(found),
        group_confidence.of_course(course_root),
    )


def _by_role_play(sendings: Iterable[Sending]) -> dict[str, dict[str, list[Run]]]:
    """Return role-play → carer → their runs, the first played first."""
    found: dict[str, dict[str, dict[str, Run]]] = {}
    for sending in sendings:
        for run in sending.work.runs:
            found.setdefault(run.scenario, {}).setdefault(sending.carer, {})[run.id] = run
    return {
        name: {
            who: sorted(runs.values(), key=lambda r: r.started.rstrip("Z"))
            for who, runs in carers.items()
        }
        for name, carers in found.items()
    }


@dataclass
class _Met:
    """What each carer chose at one moment: the first time, and the latest of several times."""

    first: dict[str, str] = field(default_factory=dict)
    latest: dict[str, str] = field(default_factory=dict)


def _met(story: Scenario, carers: Mapping[str, Sequence[Run]]) -> dict[str, _Met]:
    """Return what was chosen at each moment; what does not fit the role-play of now is left out."""
    met: dict[str, _Met] = {}
    for carer, runs in carers.items():
        for run in runs:
            for scene, pick in _fitting(story, run.picks):
                there = met.setdefault(scene, _Met())
                if carer in there.first:
                    there.latest[carer] = pick
                else:
                    there.first[carer] = pick
    return met


def _fitting(story: Scenario, picks: Sequence[Pick]) -> list[tuple[str, str]]:
    """Return the moments of a run as far as they fit the role-play as it is now."""
    fitting: list[tuple[str, str]] = []
    scene = story.start
    for pick in picks:
        choices = story.scenes[scene].choices
        if pick.choice not in choices:
            break
        fitting.append((scene, pick.choice))
        scene = choices[pick.choice].leads_to
    return fitting


def _role_play(
    story: Scenario, carers: Mapping[str, Sequence[Run]], lines: Mapping[str, tuple[str, ...]]
) -> RolePlay:
    met = _met(story, carers)
    enough = [
        name for name in routes.in_order(story) if name in met and len(met[name].first) >= LEAST
    ]
    decisions = [_decision(story, name, met[name], lines.get(name, ())) for name in enough]
    people = len({carer for one in met.values() for carer in one.first})
    return RolePlay(
        story.name, story.title, story.child.name, people,
        tuple(sorted(decisions, key=_rank)), len(met) - len(enough),
    )  # fmt: skip


def _decision(story: Scenario, name: str, met: _Met, lines: tuple[str, ...]) -> Decision:
    scene, people, again = story.scenes[name], len(met.first), len(met.latest)
    # Those who came once are all of them less those who came again: they must be nobody, or five.
    shows_again = again >= LEAST and (people == again or people - again >= LEAST)
    replies = []
    for letter, (pick, choice) in zip(LETTERS, scene.choices.items(), strict=False):
        first = [carer for carer, chosen in met.first.items() if chosen == pick]
        before = sum(carer in met.latest for carer in first) if shows_again else None
        latest = sum(chosen == pick for chosen in met.latest.values()) if shows_again else None
        replies.append(Reply(letter, pick, choice.text, choice.step, len(first), before, latest))
    most = sorted((r for r in replies if r.first), key=lambda r: (-r.first, r.letter))
    return Decision(
        role_play=story.name,
        scene=name,
        child=story.child.name,
        text=scene.text,
        temperature=scene.temperature,
        people=people,
        replies=tuple(replies),
        divided=divided([r.first for r in replies]),
        again=again if shows_again else None,
        changed=sum(met.first[c] != met.latest[c] for c in met.latest) if shows_again else None,
        question=group_questions.question(story, scene, tuple(scene.choices[r.name] for r in most)),
        lines=lines,
    )


def _lines(
    role_play: str, sendings: Iterable[Sending], agreed: Mapping[tuple[str, str], frozenset[str]]
) -> dict[str, tuple[str, ...]]:
    """Return the agreed lines of each scene, in the order of their fingerprints: nobody's order."""
    found: dict[str, dict[str, str]] = {}
    for sending in sendings:
        consent = agreed[sending.carer, sending.exercise]
        for name, scene, line in group_words.lines(sending.work) if consent else ():
            mark = group_words.fingerprint(name, scene, line)
            if name == role_play and mark in consent:
                found.setdefault(scene, {})[mark] = line
    return {scene: tuple(lines[mark] for mark in sorted(lines)) for scene, lines in found.items()}
