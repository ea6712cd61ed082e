"""What a trainer reads of a carer's work while marking: runs and sorts as plain text."""

import re
import textwrap

from roleplay import scoring, sorts
from roleplay.responses import Run, Sorting
from roleplay.routes import walk
from roleplay.scenario import Scenario
from roleplay.sorts import Sort

UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Control characters, but for the tab and the end of a line."""
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction of what follows; Arabic, Hebrew and Urdu read right without them."""


def script(story: Scenario, run: Run) -> str:
    """Write a finished run as a script: what happened, what the carer chose, how it ended.

    Raises:
        routes.PickError: the run does not fit this scenario.
    """
    lines = [f"{story.title}, played {run.started[:10]}", ""]
    if run.version != story.version:
        lines += ["(Played before this role-play was last changed.)", ""]
    last = story.start
    for moment, pick in zip(walk(story, run.choices), run.picks, strict=True):
        lines.append(f"[{story.child.name}, thermometer {moment.scene.temperature} of 10]")
        if pick.own_words.strip():
            lines.append(wrapped(f"In the carer's own words: {pick.own_words.strip()}"))
        if pick.closest and (near := moment.scene.choices.get(pick.closest)):
            lines.append(wrapped(f"Closest to their own words, they said: {near.text}"))
        lines += [wrapped(f"Chose ({moment.choice.step}): {moment.choice.text}"), ""]
        last = moment.choice.leads_to
    lines += [f"Ending: {story.scenes[last].title}", gate_text(scoring.gate(story, run.choices))]
    return "\n".join(lines)


def seen(text: str) -> str:
    """Give a text as it can be shown: what no page can show becomes �, what would turn the writing round goes."""
    return TURNS.sub("", UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n")))


def wrapped(text: str) -> str:
    """Set a text in lines that a trainer's page shows without scrolling sideways."""
    text = seen(text)
    return "\n".join(
        textwrap.fill(line, 88, initial_indent="  ", subsequent_indent="  ")
        for line in text.splitlines()
    )


def gate_text(gate: scoring.Gate) -> str:
    """Say in plain text whether the child was kept safe."""
    if gate.is_open:
        return "Safety: nothing is missing."
    return "\n".join([f"Safety: {scoring.NOT_YET}.", *(wrapped(r) for r in gate.reasons)])


def cards(sort: Sort, sorting: Sorting) -> str:
    """Write where the carer put each card, and where we would when that is another place."""
    lines = [f"{sort.title}, changed {sorting.changed[:10]}", ""]
    if sorting.version != sort.version:
        lines += ["(Placed before these cards were last changed.)", ""]
    for name, card in sort.cards.items():
        places = sort.places_of(name)
        picked = sorting.picks.get(name, "")
        lines.append(wrapped(" ".join(card.text.split())))
        lines.append(wrapped(f"  Placed: {places.get(picked, 'not yet')}"))
        if picked != card.belongs:
            lines.append(wrapped(f"  Our answer: {places[card.belongs]}"))
        lines.append("")
    same = sorts.placed(sort, sorting.picks)
    looked = " They looked at what we would say." if sorting.looked else ""
    lines.append(f"{same} of {len(sort.cards)} placed as we would.{looked}")
    return "\n".join(lines)
