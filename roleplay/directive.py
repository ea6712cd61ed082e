"""Sphinx: what a carer does on a page of the book, and the notes for trainers beside it.

    ```{role-play} kwame-after-school
    ```

A part that cannot be used stops the build at the page's line, with our own message.
The exercise is the page's own slug; ``:exercise:`` names another one.
"""

import html
import os
import re
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import SphinxDirective

from roleplay import COURSE_VERSION, element, scenario, translation
from roleplay.playable import playable
from roleplay.privacy import MAKE_UP
from roleplay.scenario import Scenario, ScenarioError
from roleplay.translation import CatalogueError, Language, word

SLUG = re.compile(r"^\d\d-[a-z0-9-]+$")
ID = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")


def words(argument: str | None) -> list[str]:
    """Read an option that lists names, with spaces or commas between them."""
    return re.split(r"[\s,]+", argument.strip()) if argument and argument.strip() else []


class Part(SphinxDirective):  # type: ignore[misc]  # Sphinx as mypy sees it here
    """Something a carer does: one custom element, with readable text inside it."""

    kind: ClassVar[str]

    def run(self) -> list[nodes.Node]:
        """Return the part as one piece of page; its text is found by the book's search."""
        name, data, fallback = self.part()
        text = element.html(self.kind, self.exercise(), name, data, fallback)
        return [nodes.raw("", text, format="html")]

    def part(self) -> tuple[str, dict[str, Any], str]:
        """Give the part's name, its data and its readable text (``docs/formats.md``, section 5)."""
        raise NotImplementedError

    def exercise(self) -> str:
        """Find the exercise: the option, or the part of the page's path that looks like ``05-a-name``."""
        given: str = self.options.get("exercise", "")
        found = [given] if given else self.env.docname.split("/")
        for slug in found:
            if SLUG.match(slug):
                return slug
        raise self.error(
            f"{self.name}: which exercise is this for? "
            + (f"'{given}' is not the name of one. " if given else "The page's name does not say. ")
            + "Add ':exercise: 05-connection-before-correction' (the name of the exercise's folder)."
        )

    def scenario(self, name: str) -> Scenario:
        """Load a scenario, and build this page again when the scenario's file changes."""
        language = self.language()
        self.shown_by(scenario.FOLDER / f"{name}.yaml", element.__file__, language.file)
        try:
            return translation.translated(scenario.load(name), language)
        except ScenarioError as error:
            raise self.error(f"{self.name}: {error}") from error

    def shown_by(self, *files: str | Path | None) -> None:
        """Have the page built again when one of these files changes; a file that is not there is left out."""
        for file in filter(None, files):
            self.env.note_dependency(str(file))

    def language(self) -> Language:
        """Return the language of the book, which the words of its parts are in."""
        return _language(self)

    def say(self, text: str) -> str:
        """Say an author's or our own words in the language of the book."""
        return self.language().of(text)

    def label(self) -> str:
        """Give the label, without which nobody would know what to write."""
        label: str = self.options.get("label", "").strip()
        if not label:
            raise self.error(f"{self.name}: a label is missing. Add ':label: What would you say?'.")
        return self.say(label)


class RolePlay(Part):
    """``{role-play} <scenario>``: the story as text for every reader, and as data for the player."""

    kind = "role-play"
    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {"exercise": directives.unchanged}

    def part(self) -> tuple[str, dict[str, Any], str]:
        """Give the scenario and its story."""
        story = self.scenario(self.arguments[0])
        return story.name, playable(story), element.story_html(story, self.language())


class OwnWords(Part):
    """``{own-words} <id>``: a box for the carer's own words."""

    kind = "own-words"
    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {
        "exercise": directives.unchanged,
        "label": directives.unchanged,
        "help": directives.unchanged,
        "rows": directives.positive_int,
    }

    def part(self) -> tuple[str, dict[str, Any], str]:
        """Give the question and the size of the box."""
        name = self.arguments[0]
        if not ID.match(name):
            raise self.error(
                f"own-words: '{name}' cannot name an answer. "
                "Use small letters, digits and hyphens, for instance 'what-would-you-say'."
            )
        data = {
            "id": name,
            "label": self.label(),
            "help": self.say(self.options.get("help", MAKE_UP)),
            "rows": self.options.get("rows", 4),
        }
        return name, data, _paragraphs(data["label"], data["help"])


class IfThen(Part):
    """``{if-then}``: a small plan, "if this happens, then I will"."""

    kind = "if-then"
    option_spec: ClassVar[dict[str, Any]] = {
        "exercise": directives.unchanged,
        "label": directives.unchanged,
        "help": directives.unchanged,
        "if": directives.unchanged,
        "then": directives.unchanged,
    }

    def part(self) -> tuple[str, dict[str, Any], str]:
        """Give the plan's label and the words it begins with."""
        data = {
            "label": self.label(),
            "help": self.say(self.options.get("help", MAKE_UP)),
            "if": self.say(self.options.get("if", word("If"))),
            "then": self.say(self.options.get("then", word("then I will"))),
        }
        begins = f"{data['if']} …, {data['then']} …"
        return "plan", data, _paragraphs(data["label"], data["help"], begins)


class SendWork(Part):
    """``{send-work}``: what is done, what is still open, and how to send it to a trainer."""

    kind = "send-work"
    option_spec: ClassVar[dict[str, Any]] = {
        "exercise": directives.unchanged,
        "title": directives.unchanged,
        "needs": words,
        "scenarios": words,
        "sorts": words,
    }

    def part(self) -> tuple[str, dict[str, Any], str]:
        """Give what has to be done before the work is sent."""
        scenarios = self.options.get("scenarios", [])
        for name in scenarios:
            self.scenario(name)
        data = {
            "exercise": self.exercise(),
            "title": self.say(self.options.get("title", word("Send your work to your trainer"))),
            "needs": self.options.get("needs", []),
            "scenarios": scenarios,
            "sorts": self.options.get("sorts", []),
        }
        return "send", data, _paragraphs(data["title"])


class TrainerNote(SphinxDirective):  # type: ignore[misc]  # Sphinx as mypy sees it here
    """``{trainer-note}``: an aside for trainers, folded until it is opened."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the note between a fold's two ends; it works without scripts, and prints open."""
        self.assert_has_content()
        title = html.escape(_language(self).say("For trainers"))
        before = f'<details class="trainer-note"><summary>{title}</summary><div>'
        return [
            nodes.raw("", before, format="html"),
            *self.parse_content_to_nodes(),
            nodes.raw("", "</div></details>", format="html"),
        ]


def _language(directive: SphinxDirective) -> Language:
    """Return the language of the book, or stop at the page's line when its catalogue is broken."""
    try:
        return translation.language(directive.config.language or "")
    except CatalogueError as error:
        raise directive.error(f"{directive.name}: {error}") from error


def _tell_notebooks(_app: Sphinx, config: Config) -> None:
    """Let the notebooks that are run for the book speak its language."""
    os.environ[translation.VARIABLE] = config.language or ""


def _paragraphs(*texts: str) -> str:
    return "".join(f"<p>{html.escape(text)}</p>" for text in texts if text)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the parts and the trainer's note under the names that authors write."""
    # Imported here: parts of a page as well, some of them need this module.
    from roleplay.directive_service import MyService, find_file
    from roleplay.directive_sheets import ToolSheet
    from roleplay.directive_sorts import SortCards

    for directive in (RolePlay, OwnWords, IfThen, SendWork, SortCards, ToolSheet):
        app.add_directive(directive.kind, directive)
    app.add_directive("trainer-note", TrainerNote)
    app.add_directive("my-service", MyService)
    app.add_config_value("course_service", "", "env", str)
    app.connect("config-inited", find_file)
    app.connect("config-inited", _tell_notebooks)
    return {"version": COURSE_VERSION, "parallel_read_safe": True, "parallel_write_safe": True}
