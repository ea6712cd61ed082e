"""What the book's pictures share: one calm palette, one width, words in the reader's own font.

Rule: the same code gives the same bytes: no dates, no random ids, no installed fonts. Words are ink, teal or
clay on a light ground, or sand on a dark one; ``tests/test_figures.py`` holds every picture to it.
"""

from collections.abc import Callable
from io import StringIO

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

INK, TEAL, CLAY, SAND, LINE = "#22302f", "#1f5f5b", "#a64b2a", "#faf7f2", "#d9d2c5"
MIST, ROSE, LILAC = "#dfeae6", "#f3ded2", "#e3e1ea"
LIGHT = (SAND, MIST, ROSE, LILAC, "#ffffff")
"""Grounds that ink may stand on; teal and clay only on sand, mist and white."""
DARK = (TEAL, CLAY, INK)
"""Grounds that sand may stand on."""
WIDE = 360
"""The width of a picture; one unit is one CSS pixel on a 390 px phone."""
SYSTEM_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif"

Picture = tuple[str, int, Callable[[Axes], None]]
"""A picture's file name without its ending, its height in units, and what draws it on the axes."""


def svg(name: str, height: int, draw: Callable[[Axes], None]) -> str:
    """Draw one picture of ``WIDE`` by ``height`` units and return its SVG text."""
    settings = {"svg.fonttype": "none", "svg.hashsalt": name, "font.family": "DejaVu Sans"}
    with mpl.rc_context(settings):
        figure = Figure(figsize=(WIDE / 72, height / 72), facecolor=SAND)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, WIDE)
        axes.set_ylim(height, 0)  # down the page, as people read
        axes.axis("off")
        draw(axes)
        out = StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None}, facecolor=SAND)
    # The reader's own font: the words stay words, and look like the rest of the page.
    return (
        "\n".join(
            line.rstrip()
            for line in out.getvalue().replace("'DejaVu Sans'", SYSTEM_FONT).splitlines()
        )
        + "\n"
    )


def words(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    size: int = 16,
    *,
    bold: bool = False,
    colour: str = INK,
    align: str = "left",
) -> None:
    """Write a line of words with its baseline at ``y``; no smaller than 14 units."""
    weight = "bold" if bold else "normal"
    axes.text(x, y, text, fontsize=size, fontweight=weight, color=colour, ha=align, va="baseline")
