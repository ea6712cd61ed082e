"""What was played but cannot be counted, in a trainer's words: no zero may stand there without one."""

from collections.abc import Iterator, Sequence

from roleplay import routes, scenario, scoring
from roleplay.model import Scenario
from roleplay.responses import Responses, Run
from roleplay.scenario import ScenarioError

DOES_NOT_FIT = (
    "It was played, but the choices that came do not lead through this role-play as it is now, "
    "so it is not counted."
)
UNKNOWN = "A role-play was sent that this course does not have, so it is not counted."
ONCE_MORE = "Please ask them to play it again."


def does_not_fit(story: Scenario, runs: Sequence[Run]) -> bool:
    """Say whether some run of a role-play claims an ending, or choices, that the role-play does not have.

    So it is when the role-play was changed after it was played, or when the file was.
    """
    return any(
        (run.ended and not scoring.is_finished(story, run.choices))
        or not routes.picks_fit(story, run.choices)
        for run in runs
        if run.scenario == story.name
    )


def is_lost(story: Scenario, runs: Sequence[Run]) -> bool:
    """Say whether a role-play was played, and no run of it can be counted."""
    return scoring.marked_run(story, runs) is None and does_not_fit(story, runs)


def doubts(work: Responses) -> list[str]:
    """Say which role-plays were sent but could not be counted, each once."""
    return list(dict.fromkeys(_doubts(work)))


def _doubts(work: Responses) -> Iterator[str]:
    for name in dict.fromkeys(run.scenario for run in work.runs):
        try:
            story = scenario.load(name)
        except ScenarioError:
            yield UNKNOWN
            continue
        if is_lost(story, work.runs):
            yield f"{story.title}: {DOES_NOT_FIT} {ONCE_MORE}"
