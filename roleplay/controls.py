"""The picture of the group in a trainer's notebook: the same functions as the desk, under two controls.

Only trainers open it. What is shown is what ``debrief.body`` gives a page: escaped, and without a name.
"""

from dataclasses import replace
from pathlib import Path

import ipywidgets

from roleplay import debrief
from roleplay import group as groups
from roleplay.group import Decision, Picture

FIRST, BOTH = "First time", "First and latest time"
ALL = "All, where we differ most first"


def group(course_root: str, exercise: str = "") -> ipywidgets.Widget:
    """Return the picture of a group with two controls: which role-play, and which time.

    Args:
        course_root: the course folder.
        exercise: an exercise's name; all of the course when empty.
    """
    picture = groups.of_course(Path(course_root), exercise)
    played = {f"{r.child}: {r.title}": r.name for r in picture.role_plays if r.people}
    which = ipywidgets.Dropdown(options={ALL: "", **played}, description="Role-play")
    when = ipywidgets.ToggleButtons(options=[FIRST, BOTH], value=BOTH, description="Shown")
    shown = ipywidgets.HTML()

    def show(_change: object = None) -> None:
        found = chosen(picture, which.value, first_only=when.value == FIRST)
        style = f"<style>{debrief.css('notebook', 'picture')}</style>"
        middle = debrief.body(found, with_confidence=not which.value)
        shown.value = f'{style}<div class="group-picture">{middle}</div>'

    for control in (which, when):
        control.observe(show, names="value")
    show()
    return ipywidgets.VBox([which, when, shown])


def chosen(picture: Picture, role_play: str, *, first_only: bool) -> Picture:
    """Return the part of a picture that the controls ask for; it never shows more than the whole."""
    kept = [r for r in picture.role_plays if role_play in ("", r.name)]
    if first_only:
        kept = [replace(r, decisions=tuple(map(_first_only, r.decisions))) for r in kept]
    return replace(picture, role_plays=tuple(kept))


def _first_only(decision: Decision) -> Decision:
    replies = tuple(replace(r, before=None, latest=None) for r in decision.replies)
    return replace(decision, replies=replies, again=None, changed=None)


def rows(course_root: str, exercise: str = "") -> list[dict[str, str | int | None]]:
    """Return the shown counts as plain rows, one a reply, the most divisive moment first."""
    picture = groups.of_course(Path(course_root), exercise)
    return [
        {"role-play": d.role_play, "moment": d.scene, "reply": r.name, "people": d.people,
         "first": r.first, "again": d.again, "before": r.before, "latest": r.latest}
        for d in picture.decisions for r in d.replies
    ]  # fmt: skip
