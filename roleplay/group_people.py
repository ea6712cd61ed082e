"""Who may need a word from the trainer: stuck in a role-play, or silent. For the trainer's eyes only.

Stuck: a role-play was begun and never brought to an ending, or the safety gate stayed shut in the two
latest plays. Silent: nothing has come, or nothing for four weeks. Being stuck is no fault, and no mark.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from roleplay import scenario, scoring, scoring_doubts
from roleplay.group_reading import Sending, Unread
from roleplay.responses import Run
from roleplay.scenario import ScenarioError

QUIET = timedelta(days=28)


@dataclass(frozen=True)
class Stuck:
    """A carer, a role-play, and what seems to be in the way."""

    carer: str
    title: str
    why: str


@dataclass(frozen=True)
class Silent:
    """A carer from whom nothing came, or nothing for a while."""

    carer: str
    last: datetime | None


@dataclass(frozen=True)
class People:
    """Who may need a word."""

    stuck: tuple[Stuck, ...]
    silent: tuple[Silent, ...]
    unread: tuple[Unread, ...]
    """What could not be read, or was played and could not be counted."""


def people(
    sendings: Sequence[Sending],
    unread: Sequence[Unread] = (),
    everyone: Iterable[str] = (),
    exercise: str = "",
    now: datetime | None = None,
) -> People:
    """Return who is stuck or silent, by name.

    Args:
        sendings: the newest sendings of the whole course.
        unread: what could not be read.
        everyone: the carers of the course, also those who have sent nothing.
        exercise: when given, only what belongs to it; silent is then who has not sent it.
        now: this moment, for tests.
    """
    asked = [s for s in sendings if exercise in ("", s.exercise)]
    broken = [u for u in unread if exercise in ("", u.exercise)]
    lost = [
        Unread(s.carer, s.exercise, why) for s in asked for why in scoring_doubts.doubts(s.work)
    ]
    last = {s.carer: s.sent for s in sorted(asked, key=lambda s: s.sent)}
    known = {*everyone, *(s.carer for s in sendings)} - {u.carer for u in broken}
    before = (now or datetime.now(UTC)) - QUIET
    silent = [Silent(c, last.get(c)) for c in sorted(known) if c not in last or last[c] < before]
    stuck = [one for s in asked for one in _stuck(s)]
    return People(
        tuple(sorted(stuck, key=lambda s: (s.carer, s.title))), tuple(silent), (*broken, *lost)
    )


def _stuck(sending: Sending) -> list[Stuck]:
    """Return the role-plays of one sending in which a carer seems to be stuck."""
    played: dict[str, list[Run]] = {}
    for run in sorted(sending.work.runs, key=lambda r: r.started.rstrip("Z")):
        if run.picks:
            played.setdefault(run.scenario, []).append(run)
    found = []
    for name, runs in played.items():
        try:
            story = scenario.load(name)
        except ScenarioError:
            continue
        # A run of an older version has come to its end when it says so, and has no gate now.
        finished = [r for r in runs if scoring.is_finished(story, r.choices)]
        if not finished and not any(r.ended for r in runs):
            found.append(Stuck(sending.carer, story.title, "Began, and has not come to an ending."))
        elif len(finished) > 1 and not any(
            scoring.gate(story, run.choices).is_open for run in finished[-2:]
        ):
            found.append(
                Stuck(
                    sending.carer,
                    story.title,
                    "The safety step was missing in the two latest plays.",
                )
            )
    return found
