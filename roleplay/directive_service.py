"""Sphinx: whom a carer can ring, in a calm box on each page where they need to know it.

```{my-service}
```

It comes from ``book/my-service.yaml``, or from the file that ``COURSE_SERVICE`` names. What is not filled in
is said to be so. Everything is text: nothing that a service writes is markup.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import SphinxDirective

from roleplay import service, translation
from roleplay.service import Service, ServiceError
from roleplay.translation import CatalogueError

FILE = Path("book", "my-service.yaml")
CARD = "book/modules/01-starting-safely"
LAW = "book/reference/law-and-help-lines"


class MyService(SphinxDirective):  # type: ignore[misc]  # Sphinx as mypy sees it here
    """``{my-service}``: the agency's numbers, or plainly that they are not filled in."""

    def run(self) -> list[nodes.Node]:
        """Return the box; the page is built again when the service's file changes."""
        path = Path(self.config.course_service)
        self.env.note_dependency(str(path))
        self.env.note_dependency(__file__)
        try:
            mine = service.load(path)
            self.say = translation.language(self.config.language or "").say
        except (ServiceError, CatalogueError) as error:
            raise self.error(f"{self.name}: {error}") from error
        named = self.say("Your service: {name}", name=mine.name)
        title = named if mine.name else self.say("Your service")
        box = nodes.admonition("", nodes.title("", title), classes=["my-service"])
        if not mine.can_be_rung:
            box += list(self._not_yet())
        rows = [*(self._numbers(mine) if mine.can_be_rung else ()), *self._rules(mine)]
        if rows:
            box += nodes.bullet_list("", *rows)
        return [box]

    def _numbers(self, mine: Service) -> Iterator[nodes.Node]:
        hours = f" ({mine.hours})" if mine.hours else ""
        yield _item(self.say("By day:"), *self._ring(mine.day_number), nodes.Text(hours))
        yield _item(self.say("Out of hours:"), *self._ring(mine.out_of_hours_number))

    def _ring(self, number: str) -> Iterator[nodes.Node]:
        """Write a number that can be tapped, or what to do without one."""
        if number:
            yield nodes.reference("", number, refuri=f"tel:{service.dialled(number)}")
        else:
            yield nodes.Text(self.say("not filled in yet. Ask for it, and write it down."))

    def _not_yet(self) -> Iterator[nodes.Node]:
        yield _line(nodes.strong("", self.say("Your service has not filled this in yet.")))
        yield _line(
            nodes.Text(
                self.say(
                    "Write the numbers on paper or in your phone: your service by day, your service out of hours, "
                    "and the child's social worker."
                )
            )
        )
        links = [
            link
            for page, text, label in (
                (CARD, self.say("A card to copy is in module 1"), "m1-numbers"),
                (LAW, self.say("999 and the help lines"), ""),
            )
            if page != self.env.docname
            for link in (nodes.Text(" · "), _link(page, text, label))
        ]
        yield _line(*links[1:])

    def _rules(self, mine: Service) -> Iterator[nodes.Node]:
        """Say where the policy is, who takes an allegation or a complaint, and whose law it is."""
        if place := mine.safeguarding_policy:
            link = place.startswith("https://")
            where = nodes.reference("", place, refuri=place) if link else nodes.Text(place)
            yield _item(self.say("Safeguarding policy:"), where)
        if mine.complaints_contact or mine.complaints_number:
            both = [nodes.Text(mine.complaints_contact)] if mine.complaints_contact else []
            if mine.complaints_number:
                both += [nodes.Text(" "), *self._ring(mine.complaints_number)]
            yield _item(self.say("For an allegation or a complaint:"), *both)
        if mine.nation not in ("", "England"):
            text = self.say("what is different there")
            yield _item(f"{mine.nation}:", _link(LAW, text, "other-nations"))


def _line(*parts: nodes.Node) -> nodes.paragraph:
    return nodes.paragraph("", "", *parts)


def _item(what: str, *parts: nodes.Node) -> nodes.list_item:
    return nodes.list_item("", _line(nodes.strong("", what), nodes.Text(" "), *parts))


def _link(page: str, text: str, label: str = "") -> nodes.Node:
    """Link to a page of the book, or to a named place on it."""
    kind, target = ("ref", label) if label else ("doc", f"/{page}")
    made = addnodes.pending_xref(
        "", refdomain="std", reftype=kind, reftarget=target, refexplicit=True, refwarn=True
    )
    made += nodes.inline("", text)
    return made


def find_file(app: Sphinx, config: Config) -> None:
    """Find the service's file; a page is built again when it is another one."""
    given = os.environ.get(service.VARIABLE, "").strip()
    config.course_service = str(Path(given).resolve() if given else Path(app.srcdir) / FILE)
