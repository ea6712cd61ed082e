"""The picture of module 12: steps from a calm minute up to a hot one, and a person who starts at the foot."""

from matplotlib.axes import Axes
from matplotlib.patches import Circle, Ellipse, Rectangle

from roleplay.figures_draw import CLAY, INK, LILAC, LINE, MIST, ROSE, TEAL, Picture, words

STEPS = (
    ("Use it in a hot moment", ROSE),
    ("Try it on a wobbly day", ROSE),
    ("Try it on a calm day at home", LILAC),
    ("Play it, here or with a friend", MIST),
    ("Say it out loud, on your own", MIST),
)
"""What stands on each step, from the top down, and its ground."""
TREAD, HIGH = 27, 56


def _steps(axes: Axes) -> None:
    """Draw five steps that climb to the right, and a person on the lowest."""
    words(axes, 12, 34, "From calm to hot", 19, bold=True, colour=TEAL)
    for row, (said, ground) in enumerate(STEPS):
        left, top = 12 + TREAD * (len(STEPS) - row), 62 + HIGH * row
        axes.add_patch(Rectangle((left, top), 348 - left, HIGH, facecolor=ground, edgecolor="none"))
        axes.plot([left, 348], [top, top], color=INK, linewidth=3, solid_capstyle="round")
        words(axes, 338, top + 35, said, 17, bold=row == len(STEPS) - 1, align="right")
    _person(axes, 25, 62 + HIGH * len(STEPS))
    words(axes, 12, 378, "After each step: look back.", 17)
    words(axes, 12, 408, "A slip? Go down one, and try again.", 17, bold=True, colour=CLAY)


def _person(axes: Axes, x: float, ground: float) -> None:
    """Draw a small person whose feet are on ``ground``."""
    axes.plot([12, 348], [ground, ground], color=LINE, linewidth=3, solid_capstyle="round")
    axes.add_patch(Ellipse((x, ground - 20), 20, 40, facecolor=INK, edgecolor="none"))
    axes.add_patch(Circle((x, ground - 49), 9, facecolor=INK, edgecolor="none"))


PICTURES: tuple[Picture, ...] = (("practice-steps", 424, _steps),)
