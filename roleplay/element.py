"""A part of a page as HTML: the custom element with its data, and readable text inside it.

The readable text is what no script, print and search see. Everything is escaped; nothing that
comes in is markup, except ``fallback``, which is HTML made by this module or by its caller.
Format: ``docs/formats.md``, section 5.
"""

import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from roleplay.model import Choice, Scenario, Scene

KINDS = ("role-play", "own-words", "if-then", "send-work")


def html(kind: str, exercise: str, name: str, data: Mapping[str, Any], fallback: str = "") -> str:
    """Write one part of a page, for the book and for a notebook's output.

    Args:
        kind: one of ``KINDS``.
        exercise: the exercise the part belongs to.
        name: the part's own name (a scenario, or the id of an answer).
        data: what the player needs, as plain JSON data (``docs/formats.md``, section 5).
        fallback: readable HTML for no script, print and search, already escaped.

    Raises:
        ValueError: there is no such kind of part.
    """
    if kind not in KINDS:
        raise ValueError(f"There is no part '{kind}'. There are: {', '.join(KINDS)}.")
    found = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    return (
        f'<{kind} exercise="{escape(exercise)}" name="{escape(name)}">\n'
        f'<script type="application/json">{found}</script>\n'
        f"{fallback}\n</{kind}>"
    )


def story_html(scenario: Scenario) -> str:
    """Write a scenario as a numbered story to read: scenes, choices that say where to go, endings.

    What the child was thinking comes at the end, as it does when playing.
    """
    numbers = {name: number for number, name in enumerate(scenario.scenes, 1)}
    return "\n".join(
        [
            f'<div class="story" id="{_id(scenario, "story")}">',
            f'<p class="story-title"><strong>{escape(scenario.title)}</strong></p>',
            f"<p>{escape(scenario.child.name)}, aged {scenario.child.age}. "
            "Every child here is made up.</p>",
            *_paragraphs(scenario.about),
            *_paragraphs(scenario.content_note),
            "<p>Read a moment, choose what you would say or do, and go to the number it names.</p>",
            *(
                line
                for name, scene in scenario.scenes.items()
                for line in _scene(scenario, numbers, name, scene)
            ),
            *_line(scenario),
            *_looking_back(scenario, numbers),
            "</div>",
        ]
    )


def _scene(
    scenario: Scenario, numbers: Mapping[str, int], name: str, scene: Scene
) -> Iterator[str]:
    """Write one moment, or one ending with what to take from it."""
    child = escape(scenario.child.name)
    yield f'<div class="story-scene" id="{_id(scenario, str(numbers[name]))}">'
    title = f" {escape(scene.title)}" if scene.title else ""
    yield f'<p class="story-number"><strong>{numbers[name]}.{title}</strong></p>'
    yield from _paragraphs(scene.text)
    yield f"<p>{child}'s temperature: {scene.temperature} of 10.</p>"
    if scene.ask:
        yield f"<p><em>{escape(scene.ask)}</em></p>"
    if scene.choices:
        yield "<ul>"
        for choice in scene.choices.values():
            yield from _choice(scenario, numbers, choice)
        yield "</ul>"
    if scene.debrief:
        yield "<p><strong>To take with you</strong></p>"
        yield from _paragraphs(scene.debrief)
    yield "</div>"


def _choice(scenario: Scenario, numbers: Mapping[str, int], choice: Choice) -> Iterator[str]:
    """Write one choice with its feedback and the number to go to."""
    number = numbers[choice.leads_to]
    yield "<li>"
    yield from _paragraphs(choice.text)
    yield from _paragraphs(choice.feedback)
    yield f'<p><a href="#{_id(scenario, str(number))}">Go to {number}</a></p>'
    yield "</li>"


def _line(scenario: Scenario) -> Iterator[str]:
    line = scenario.line
    yield "<p><strong>The safeguarding line</strong></p>"
    yield f"<p>{escape(line.says)}</p>"
    yield f"<p>Whom to tell: {escape(line.tell)}. How fast: {escape(line.by)}.</p>"


def _looking_back(scenario: Scenario, numbers: Mapping[str, int]) -> Iterator[str]:
    """Write what the child was thinking, moment by moment."""
    yield (
        "<p><strong>Looking back: what "
        f"{escape(scenario.child.name)} was thinking</strong></p>\n<ul>"
    )
    for name, scene in scenario.scenes.items():
        yield f"<li>{numbers[name]}: {escape(scene.inside)}</li>"
    yield "</ul>"


def _id(scenario: Scenario, part: str) -> str:
    """Make an id that no other story on the page has."""
    return f"{scenario.name}--{part}"


def _paragraphs(text: str) -> list[str]:
    return [f"<p>{escape(part.strip())}</p>" for part in re.split(r"\n\s*\n", text) if part.strip()]
