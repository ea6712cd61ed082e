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
from roleplay.translation import ENGLISH, Language

KINDS = ("role-play", "own-words", "if-then", "send-work", "sort-cards", "tool-sheet")
ONLY_PAGES = ("tool-sheet",)
"""Kinds that belong to no exercise, and so to no notebook."""


def html(kind: str, exercise: str, name: str, data: Mapping[str, Any], fallback: str = "") -> str:
    """Write one part of a page, for the book and for a notebook's output.

    Args:
        kind: one of ``KINDS``.
        exercise: the exercise the part belongs to; empty for one that belongs to none.
        name: the part's own name (a scenario, or the id of an answer).
        data: what the player needs, as plain JSON data (``docs/formats.md``, section 5).
        fallback: readable HTML for no script, print and search, already escaped.

    Raises:
        ValueError: there is no such kind of part.
    """
    if kind not in KINDS:
        raise ValueError(f"There is no part '{kind}'. There are: {', '.join(KINDS)}.")
    found = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    belongs = f' exercise="{escape(exercise)}"' if exercise else ""
    return (
        f'<{kind}{belongs} name="{escape(name)}">\n'
        f'<script type="application/json">{found}</script>\n'
        f"{fallback}\n</{kind}>"
    )


def story_html(scenario: Scenario, language: Language = ENGLISH) -> str:
    """Write a scenario as a numbered story to read: scenes, choices that say where to go, endings.

    What the child may have been thinking comes at the end, as it does when playing. ``language`` is the one
    that the scenario's texts are in.
    """
    say = language.say
    numbers = {name: number for number, name in enumerate(scenario.scenes, 1)}
    return "\n".join(
        [
            f'<div class="story" id="{_id(scenario, "story")}"{spoken_in(language)}>',
            f'<p class="story-title"><strong>{escape(scenario.title)}</strong></p>',
            f"<p>{_child(scenario, language)} {escape(say('Every child here is made up.'))}</p>",
            *paragraphs(scenario.about),
            *paragraphs(scenario.content_note),
            f"<p>{escape(say('Read a moment, choose what you would say or do, and go to the number it names.'))}</p>",
            *(
                line
                for name, scene in scenario.scenes.items()
                for line in _scene(scenario, numbers, name, scene, language)
            ),
            *_line(scenario, language),
            *_looking_back(scenario, numbers, language),
            "</div>",
        ]
    )


def _scene(
    scenario: Scenario, numbers: Mapping[str, int], name: str, scene: Scene, language: Language
) -> Iterator[str]:
    """Write one moment, or one ending with what to take from it."""
    say = language.say
    heat = say("{child}'s temperature: {n} of 10.", child=scenario.child.name, n=scene.temperature)
    yield f'<div class="story-scene" id="{_id(scenario, str(numbers[name]))}">'
    title = f" {escape(scene.title)}" if scene.title else ""
    yield f'<p class="story-number"><strong>{numbers[name]}.{title}</strong></p>'
    yield from paragraphs(scene.text)
    yield f"<p>{escape(heat)}</p>"
    if scene.ask:
        yield f"<p><em>{escape(scene.ask)}</em></p>"
    if scene.choices:
        yield "<ul>"
        for choice in scene.choices.values():
            yield from _choice(scenario, numbers, choice, language)
        yield "</ul>"
    if scene.debrief:
        yield f"<p><strong>{escape(say('What to take with you'))}</strong></p>"
        yield from paragraphs(scene.debrief)
    yield "</div>"


def _choice(
    scenario: Scenario, numbers: Mapping[str, int], choice: Choice, language: Language
) -> Iterator[str]:
    """Write one choice with its feedback and the number to go to."""
    number = numbers[choice.leads_to]
    yield "<li>"
    yield from paragraphs(choice.text)
    yield from paragraphs(choice.feedback)
    go = escape(language.say("Go to {number}", number=number))
    yield f'<p><a href="#{_id(scenario, str(number))}">{go}</a></p>'
    yield "</li>"


def _line(scenario: Scenario, language: Language) -> Iterator[str]:
    line, say = scenario.line, language.say
    tell = say("Whom to tell: {whom}. How fast: {when}.", whom=line.tell, when=line.by)
    yield f"<p><strong>{escape(say('The safeguarding line'))}</strong></p>"
    yield f"<p>{escape(line.says)}</p>"
    yield f"<p>{escape(tell)}</p>"


def _looking_back(
    scenario: Scenario, numbers: Mapping[str, int], language: Language
) -> Iterator[str]:
    """Write what the child may have been thinking, moment by moment."""
    title = language.say(
        "Looking back: what {child} may have been thinking", child=scenario.child.name
    )
    yield f"<p><strong>{escape(title)}</strong></p>\n<ul>"
    for name, scene in scenario.scenes.items():
        yield f"<li>{numbers[name]}: {escape(scene.inside)}</li>"
    yield "</ul>"


def _child(scenario: Scenario, language: Language) -> str:
    child = scenario.child
    return escape(language.say("{child}, aged {age}.", child=child.name, age=child.age))


def spoken_in(language: Language) -> str:
    """Say the language to screen readers and browsers, where it is not the original one."""
    if language.code == ENGLISH.code:
        return ""
    return f' lang="{escape(language.tag)}" dir="{language.direction}"'


def _id(scenario: Scenario, part: str) -> str:
    """Make an id that no other story on the page has."""
    return f"{scenario.name}--{part}"


def paragraphs(text: str) -> list[str]:
    """Write plain text as paragraphs; a blank line makes a new one."""
    return [f"<p>{escape(part.strip())}</p>" for part in re.split(r"\n\s*\n", text) if part.strip()]
