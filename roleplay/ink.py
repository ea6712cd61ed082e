"""Write a scenario as ink, the text form of inkle's stories, so that any ink tool can play it.

Rule: every scene is a knot, every choice a choice, every ending an end; what ink has no place for
stands in tags. What does not come along is named by ``lost``. There is no way back from ink.
"""

import re
from collections.abc import Iterator

from roleplay.model import Choice, Scenario, Scene

# What ink reads as its own anywhere, in pairs, and at the start of a line.
_SPECIAL = re.compile(r"[\\#{}|~\[\]<>]|/(?=[/*])|(?<=/)[/*]|-(?=>)|(?m:^[*+=/!(@&$^%-])")
_KEYWORD = re.compile(r"(?m)^(?=(?:TODO|INCLUDE|VAR|CONST|LIST|EXTERNAL)\b)")


def text(scenario: Scenario) -> str:
    """Return a checked scenario as the text of an ink file."""
    return "\n".join(_story(scenario))


def lost(scenario: Scenario) -> Iterator[str]:
    """Yield, in a sentence each, what of this scenario does not come along to ink."""
    yield "The checks, the points and the safety gate: ink keeps the fields as tags, and counts nothing."
    if any(scene.ask for scene in scenario.scenes.values()):
        yield "The carer's own words: ink has no place to type, so the question stands in a tag."
    for name, scene in scenario.scenes.items():
        spaced = [scene.text, *(choice.text for choice in scene.choices.values())]
        if any(re.search(r"  |\t|(?m:^ | $)|\n{3,}", said) for said in spaced):
            yield f"Scene '{name}': rows of spaces or empty lines become one."
        for pick, choice in scene.choices.items():
            if "\n" in choice.text:
                yield f"Scene '{name}', choice '{pick}': its lines become one line."


def knot(name: str) -> str:
    """Return a scene's name as ink can have it."""
    return f"scene_{name.replace('-', '_')}"


def escape(said: str) -> str:
    """Write text so that ink shows it as it is."""
    said = "".join(c if c.isprintable() or c == "\n" else " " for c in said)
    said = _SPECIAL.sub(lambda found: f"\\{found[0]}", said)
    return _KEYWORD.sub(r"\\", said)


def _story(scenario: Scenario) -> Iterator[str]:
    child = scenario.child
    for tag, value in (("title", scenario.title), ("child", f"{child.name}, {child.age}"), ("name", scenario.name), ("version", scenario.version), ("about", scenario.about), ("content_note", scenario.content_note)):  # fmt: skip
        yield from _tags(tag, value)
    line = scenario.line
    yield from _tags("line", f"{line.says} Tell {line.tell}: {line.by}.")
    for who in scenario.authors:
        yield from _tags("author", who)
    for who in scenario.reviewed_by:
        yield from _tags("reviewed_by", who)
    yield f"-> {knot(scenario.start)}"
    for name, scene in scenario.scenes.items():
        yield ""
        yield from _scene(name, scene)
    yield ""


def _scene(name: str, scene: Scene) -> Iterator[str]:
    yield f"=== {knot(name)} ==="
    yield from _tags("scene", name)
    yield from _tags("temperature", str(scene.temperature))
    yield from _tags("inside", scene.inside)
    for tag in ("ask", "title", "debrief"):
        if value := getattr(scene, tag):
            yield from _tags(tag, value)
    yield from filter(None, (" ".join(row.split()) for row in escape(scene.text).split("\n")))
    for pick, choice in scene.choices.items():
        yield from _choice(pick, choice)
    if scene.is_ending:
        yield "-> END"


def _choice(pick: str, choice: Choice) -> Iterator[str]:
    tags = {"choice": pick, "step": choice.step, "feedback": choice.feedback}
    tags |= {letter: str(points) for letter, points in choice.pace.items()}
    tags |= {"limit": "true"} if choice.limit else {}
    tags |= {"line": choice.line} if choice.line else {}
    tags |= {"harm": choice.harm} if choice.harm else {}
    said = " ".join(f"#{name}: {_row(value)}" for name, value in tags.items())
    yield f"+ [{_row(choice.text)} {said}]"
    yield f"    -> {knot(choice.leads_to)}"


def _tags(name: str, value: str) -> Iterator[str]:
    """Write a tag on a line of its own, one for each line of the value."""
    yield from (f"# {name}: {_row(row)}" for row in value.split("\n") if row.strip())


def _row(said: str) -> str:
    return escape(" ".join(said.split()))
