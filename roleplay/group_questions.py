"""A question for the facilitator about one split: open, about the child and the moment, no right answer.

It is made from the two replies most people chose and what each of them does; the order of the course's
debrief (me, the child, the moment, the limit, safety, home) says which of the wonderings comes first.
"""

import re

from roleplay.model import Choice, Scenario, Scene

SHORT = 70
LEAST = 25
"""Fewer letters than this say too little: "Monday." is no heading."""


def short(text: str, most: int = SHORT) -> str:
    """Return the first words of a reply, in one line, with its quotation marks made single."""
    line = re.sub(r'["“”]', "", " ".join(text.split()))
    if len(line) <= most:
        return line
    return line[:most].rsplit(" ", 1)[0].rstrip(" ,.;:") + " …"


def heading(text: str, most: int = SHORT) -> str:
    """Return what may stand over a moment: its first whole sentences, or else its first words."""
    line = " ".join(text.split())
    ends = [found.end() for found in re.finditer(r"[.!?][\"”’]?(?= |$)", line)]
    fitting = [end for end in ends if LEAST <= end <= most]
    return line[: fitting[-1]].rstrip(".") if fitting else short(line, most)


def question(story: Scenario, scene: Scene, most_chosen: tuple[Choice, ...]) -> str:
    """Return a question about the replies that most people chose.

    Args:
        story: the role-play.
        scene: the moment.
        most_chosen: the replies chosen most, the most chosen first; one or two of them count.
    """
    child = story.child.name
    if len(most_chosen) < 2:
        said = _said(most_chosen[0]) if most_chosen else ""
        return (
            f"All of us went for “{said}”. What might {child} have felt just then? "
            "On what sort of day might you have chosen another?"
        )
    one, other = most_chosen[:2]
    first = f"What might {child} feel after “{_said(one)}”, and what after “{_said(other)}”?"
    return f"{first} {_second(story, scene, one, other)}"


def _said(choice: Choice) -> str:
    return short(choice.text).rstrip(".")


def _second(story: Scenario, scene: Scene, one: Choice, other: Choice) -> str:
    """Return what to wonder about next, from what the two replies do."""
    child, steps = story.child.name, {one.step, other.step}
    if one.harm or other.harm:
        return f"What might an adult be carrying at that moment, and what would help them to stop? What has to be put right with {child}?"
    if (one.line or other.line) and one.line != other.line:
        return f"Who else needs to know about this moment, and how soon? How could {child} be told?"
    if one.limit != other.limit:
        return f"Where is the limit in each of them? When could {child} hear it?"
    if "repair" in steps:
        return f"What is it like to say sorry to {child} here, and what is it like not to?"
    if "settle" in steps:
        return "What was going on in your own body, and what would you need before you could say either?"
    if "correct" in steps and len(steps) > 1:
        return f"What does {child} need first, at {scene.temperature} out of 10, and what can wait?"
    return f"What else might be going on inside {child}, at {scene.temperature} out of 10?"
