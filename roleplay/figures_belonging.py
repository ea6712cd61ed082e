"""The picture of module 10: a bridge between two homes, and a child who may be at both ends of it."""

from math import cos, pi, sin

from matplotlib.axes import Axes
from matplotlib.patches import Circle, Ellipse, Polygon, Rectangle

from roleplay.figures_draw import CLAY, INK, LINE, MIST, ROSE, SAND, TEAL, Picture, words

PARTS = (
    ("Before", "who, when, and what if", MIST),
    ("During", "it is their time", ROSE),
    ("After", "food, quiet, few questions", MIST),
)


def _bridge(axes: Axes) -> None:
    """Two houses, a bridge with a child on it, and what helps before, during and after."""
    _water(axes)
    _arch(axes)
    _house(axes, 52, TEAL, CLAY)
    _house(axes, 308, CLAY, TEAL)
    words(axes, 52, 34, "Here", 18, bold=True, colour=TEAL, align="center")
    words(axes, 305, 34, "My family", 18, bold=True, colour=CLAY, align="center")
    axes.add_patch(Circle((180, 92), 10, facecolor=INK, edgecolor="none"))
    axes.add_patch(Ellipse((180, 123), 21, 44, facecolor=INK, edgecolor="none"))
    for line, (name, said, ground) in enumerate(PARTS):
        y = 244 + 54 * line
        axes.add_patch(Rectangle((10, y), 340, 46, facecolor=ground, edgecolor="none"))
        words(axes, 24, y + 29, name, 17, bold=True)
        words(axes, 104, y + 29, said, 16)
    words(axes, 180, 434, "Nobody has to choose a side.", 17, bold=True, align="center")


def _water(axes: Axes) -> None:
    """Two quiet waves below the bridge."""
    for y in (206, 220):
        xs = list(range(104, 257, 4))
        ys = [y + 3 * sin(2 * pi * x / 44) for x in xs]
        axes.plot(xs, ys, color=LINE, linewidth=3, solid_capstyle="round")


def _arch(axes: Axes) -> None:
    """A bridge that bends up in the middle, from one doorstep to the other."""
    above = [(180 - 88 * cos(pi * i / 40), 178 - 32 * sin(pi * i / 40)) for i in range(41)]
    under = [(180 - 62 * cos(pi * i / 40), 192 - 26 * sin(pi * i / 40)) for i in range(41)]
    shape = [*above, (268, 192), *reversed(under), (92, 192)]
    axes.add_patch(Polygon(shape, facecolor=LINE, edgecolor="none"))
    axes.plot([x for x, _ in above], [y for _, y in above], color=INK, linewidth=3)


def _house(axes: Axes, x: float, wall: str, roof: str) -> None:
    """A small house with an open door, its middle at ``x``."""
    axes.add_patch(Rectangle((x - 36, 112), 72, 66, facecolor=wall, edgecolor="none"))
    axes.add_patch(
        Polygon([(x - 46, 114), (x, 66), (x + 46, 114)], facecolor=roof, edgecolor="none")
    )
    axes.add_patch(Rectangle((x - 13, 134), 26, 44, facecolor=SAND, edgecolor="none"))
    axes.plot([x - 44, x + 44], [178, 178], color=INK, linewidth=3, solid_capstyle="round")


PICTURES: tuple[Picture, ...] = (("bridge", 452, _bridge),)
