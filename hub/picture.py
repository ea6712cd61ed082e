"""A role-play's profile as a calm picture: what the course counted, drawn on the server as SVG with its words.

Pure functions. Colours come from the page's style (``static/reply.css``), so that light, dark and paper fit.
"""

from typing import Any

from markupsafe import Markup, escape

WIDE, ROW, BAR, GAP = 340, 50, 14, 4


def profile(role_play: dict[str, Any], key: str = "") -> Markup:
    """Draw one part of a reply's ``role_plays``: a line for each criterion, a box for each point.

    The same figures are in the picture's own description, for whoever hears the page. ``key`` tells two
    replies on one page apart.
    """
    marks = role_play["criteria"]
    name = f"profile-{role_play['name']}-{''.join(filter(str.isalnum, key))}"
    rows = Markup("").join(_row(place, mark) for place, mark in enumerate(marks))
    says = "; ".join(mark["words"] for mark in marks)
    return Markup(
        '<svg class="profile" viewBox="0 0 {wide} {high}" role="img" aria-labelledby="{name}-t {name}-d">'
        '<title id="{name}-t">What you practised in “{title}”</title>'
        '<desc id="{name}-d">{says}.</desc>{rows}</svg>'
    ).format(
        wide=WIDE,
        high=ROW * len(marks),
        name=name,
        title=role_play["title"],
        says=says,
        rows=rows,
    )


def _row(place: int, mark: dict[str, Any]) -> Markup:
    best = max(1, round(mark["best"]))
    top = place * ROW
    wide = (WIDE - GAP * (best - 1)) / best
    boxes = Markup("").join(
        Markup('<rect class="{on}" x="{x:.1f}" y="{y}" width="{w:.1f}" height="{h}" rx="6"/>').format(
            on="on" if box < mark["points"] else "off",
            x=box * (wide + GAP) + 1,
            y=top + 24,
            w=wide - 2,
            h=BAR,
        )
        for box in range(best)
    )  # fmt: skip
    return Markup(
        '<text class="name" x="0" y="{y}">{name}</text>'
        '<text class="of" x="{wide}" y="{y}" text-anchor="end">{points:g} of {best:g}</text>{boxes}'
    ).format(
        y=top + 16,
        name=escape(mark["name"]),
        wide=WIDE,
        points=float(mark["points"]),
        best=float(mark["best"]),
        boxes=boxes,
    )
