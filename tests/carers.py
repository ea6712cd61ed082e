"""Made-up carers for tests: runs and answers in the form a browser sends them."""

from collections.abc import Sequence

from roleplay import scenario, scoring
from roleplay.responses import Answer, Pick, Plan, Responses, Run

EXERCISE = "05-connection-before-correction"
ROLE_PLAYS = ("kwame-after-school", "theo-hidden-food")
WHEN = "2026-11-21T20:15:00Z"


def run(name: str, picks: Sequence[str], number: int = 1, own_words: str = "") -> Run:
    """Make a run of a scenario from its picks."""
    story = scenario.load(name)
    scene, made = story.start, []
    for pick in picks:
        made.append(Pick(scene=scene, choice=pick, own_words=own_words))
        scene = story.scenes[scene].choices[pick].leads_to
    ended = WHEN if story.scenes[scene].is_ending else None
    return Run(
        id=f"run{number:09}",
        scenario=name,
        version=story.version,
        started=WHEN,
        ended=ended,
        picks=tuple(made),
    )


def model_runs(own_words: str = "") -> tuple[Run, ...]:
    """Make the run that earns the best of everything, of each role-play."""
    return tuple(
        run(name, scoring.model_run(scenario.load(name)), number, own_words)
        for number, name in enumerate(ROLE_PLAYS)
    )


def harmful_run(name: str) -> Run:
    """Make a finished run with a choice that is never allowed in it."""
    story = scenario.load(name)

    def search(scene: str, picks: tuple[str, ...], harmed: bool) -> tuple[str, ...] | None:
        if story.scenes[scene].is_ending:
            return picks if harmed else None
        for pick, choice in story.scenes[scene].choices.items():
            found = search(choice.leads_to, (*picks, pick), harmed or choice.harm is not None)
            if found:
                return found
        return None

    picks = search(story.start, (), False)
    assert picks, f"{name} has no harmful choice"
    return run(name, picks)


def responses(
    runs: tuple[Run, ...] = (), plan: tuple[str, str] | None = None, **answers: str
) -> Responses:
    """Make a carer's responses; answers are given as ``what_would_you_say="…"``."""
    return Responses(
        exercise=EXERCISE,
        runs=runs,
        answers={
            key.replace("_", "-"): Answer(text=text, changed=WHEN) for key, text in answers.items()
        },
        plan=Plan(**{"if": plan[0], "then": plan[1], "changed": WHEN}) if plan else None,
    )
