"""Write the picture of a group as pages: one to read on a screen, and one A4 sheet for the room.

Neither holds a name, asks anything of another host, or runs a script. What carers wrote stays text.
The same middle part (``body``) stands on the desk.
"""

from functools import partial
from html import escape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from roleplay import figures_group, group_questions, scenario, titles
from roleplay.group import Decision, Picture

PAPER = Path(__file__).parent / "paper"


def _drawn(draw: str, decision: Decision) -> Markup:
    """Return a picture with ids of its own; figures_group has made its words safe."""
    drawing = {"split": figures_group.split, "shift": figures_group.shift}[draw]
    return Markup(drawing(decision, escape(f"{decision.role_play}--{decision.scene}-{draw}")))  # noqa: S704


TEMPLATES = Environment(
    loader=FileSystemLoader(PAPER),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.filters.update(
    short=group_questions.short,
    heading=group_questions.heading,
    split=partial(_drawn, "split"),
    shift=partial(_drawn, "shift"),
    split_words=figures_group.split_words,
    shift_words=figures_group.shift_words,
)


MANY = 4
"""With more role-plays than this on one page, only some of the moments of each are drawn."""
DRAWN = 5
"""How many of them: the most divisive. The others have their table and their words."""
OPEN = 3
"""How many moments of a role-play stand open: the most divisive. The others are folded away, and open in print."""


def css(*names: str) -> Markup:
    """Return the styles of these names (``page``, ``picture``, ``sheet``) as one text."""
    return Markup("\n".join((PAPER / f"{name}.css").read_text("utf-8") for name in names))  # noqa: S704


def title_of(exercise: str = "", role_play: str = "") -> str:
    """Say what a picture is of: an exercise, a role-play, or the whole course.

    Raises:
        ScenarioError: there is no such role-play.
    """
    if role_play:
        story = scenario.load(role_play)
        return f"{story.title} ({story.child.name}, {story.child.age})"
    if not exercise:
        return "All role-plays of the course"
    return titles.title(exercise)


def body(picture: Picture, *, with_confidence: bool = True) -> Markup:
    """Return the middle of the page: HTML that is safe to put into a page as it is."""
    made = TEMPLATES.get_template("body.html").render(
        picture=picture,
        with_confidence=with_confidence,
        open=OPEN,
        drawn=DRAWN if len(picture.role_plays) > MANY else len(picture.decisions),
    )
    return Markup(made)  # noqa: S704


def page(picture: Picture, title: str) -> str:
    """Return the whole page, in one file."""
    template = TEMPLATES.get_template("picture.html")
    return template.render(title=title, css=css("page", "picture"), body=body(picture))


def sheet(picture: Picture, title: str, back: str = "") -> str:
    """Return the sheet for the room: two sides of A4, the three most divisive moments.

    Args:
        picture: the group.
        title: what it is of.
        back: the address of the page it was opened from; it is shown on the screen and never printed.
    """
    template = TEMPLATES.get_template("sheet.html")
    return template.render(title=title, css=css("sheet"), picture=picture, back=back)
