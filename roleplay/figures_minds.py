"""The pictures of module 6: a thermometer for each of two people, and two minds with guesses."""

from matplotlib.axes import Axes
from matplotlib.patches import Circle, Ellipse, FancyBboxPatch, Rectangle, Wedge

from roleplay.figures_draw import CLAY, INK, LILAC, MIST, ROSE, TEAL, Picture, words

BANDS = (
    (7, 11, ROSE, "7 to 10: hot", "Few words.", "Keep safe."),
    (4, 7, MIST, "4 to 6: warm", "Breathe first.", "Then wonder."),
    (0, 4, LILAC, "0 to 3: cool", "There is room", "to wonder."),
)
"""Each band's lowest number, the number above it, its ground and its words."""
GUESSES = ((250, 62, "maybe hungry"), (272, 118, "maybe worried"), (246, 174, "maybe just tired"))
BOTTOM, DEGREE = 378, 26


def _height(number: float) -> float:
    """How far down the picture a number of the thermometers is."""
    return BOTTOM - number * DEGREE


def _thermometer(axes: Axes, x: float) -> None:
    """Draw an empty tube with its bulb and its marks; the bulb is always filled."""
    top = _height(10) - 16.0
    tube = FancyBboxPatch((x - 13, top), 26, BOTTOM - top + 10, "round,pad=0,rounding_size=13")
    tube.set(facecolor="#ffffff", edgecolor=INK, linewidth=2, zorder=2)
    axes.add_patch(tube)
    axes.add_patch(
        Circle((x, BOTTOM + 26), 26, facecolor=CLAY, edgecolor=INK, linewidth=2, zorder=3)
    )
    for number in range(11):
        at = _height(number)
        axes.plot((x - 13, x - 4), (at, at), color=INK, linewidth=1.2, zorder=5)


def _two_thermometers(axes: Axes) -> None:
    """Read my own first; the child's is a guess, so it ends in a blur."""
    for low, high, ground, title, one, two in BANDS:
        top = _height(high - 0.5)
        tall = _height(low - 0.5) - top
        axes.add_patch(Rectangle((12, top), 336, tall - 3, facecolor=ground, edgecolor="none"))
        for down, text in ((24, title), (46, one), (66, two)):
            words(axes, 152, top + down, text, 16 if text == title else 14, bold=text == title)
    for x, name, said, colour in (
        (64, "Mine", "read this first", TEAL),
        (302, "Theirs", "a guess", CLAY),
    ):
        words(axes, x, 30, name, 20, bold=True, align="center", colour=colour)
        words(axes, x, 52, said, 14, align="center")
        _thermometer(axes, x)
    mine = _height(6)
    axes.add_patch(Rectangle((56, mine), 16, BOTTOM + 14 - mine, facecolor=CLAY, zorder=4))
    words(axes, 98, mine + 7, "6", 22, bold=True, align="center")
    for step in range(12):  # from sure to not sure, between 5 and 8
        shade = Rectangle(
            (294, _height(5.25 + step * 0.25)), 16, DEGREE / 4, facecolor=CLAY, zorder=4
        )
        shade.set_alpha(0.85 - step * 0.07)
        axes.add_patch(shade)
    sure = _height(5)
    axes.add_patch(Rectangle((294, sure), 16, BOTTOM + 14 - sure, facecolor=CLAY, zorder=4))
    words(axes, 338, _height(6.5) + 7, "?", 22, bold=True, align="center")
    words(axes, 180, 458, "A picture to think with, not a measurement.", 14, align="center")


def _head(axes: Axes, x: float, size: float, colour: str, turn: int) -> None:
    """Draw a head with shoulders that looks to the left (-1) or to the right (1)."""
    axes.add_patch(Wedge((x, 364), 56 * size, 180, 360, facecolor=colour, zorder=3))
    middle = 364 - 74 * size
    axes.add_patch(Circle((x, middle), 34 * size, color=colour, zorder=5))
    axes.add_patch(Circle((x + turn * 34 * size, middle + 4), 7 * size, color=colour, zorder=5))


def _two_minds(axes: Axes) -> None:
    """My own mind first; the child's holds only guesses, one of them still empty."""
    axes.add_patch(Ellipse((310, 290), 92, 148, color=LILAC, zorder=1))
    words(axes, 313, 258, "history", 14, align="center")
    _head(axes, 86, 1, TEAL, 1)
    _head(axes, 256, 0.84, CLAY, -1)
    for y, text in ((128, "my number"), (170, "my first sign"), (212, "my thought")):
        box = FancyBboxPatch((22, y - 22), 128, 32, "round,pad=0,rounding_size=8")
        box.set(facecolor=MIST, edgecolor=TEAL, linewidth=1.5)
        axes.add_patch(box)
        words(axes, 86, y, text, 15, align="center")
    words(axes, 86, 84, "Me", 20, bold=True, align="center", colour=TEAL)
    words(axes, 258, 24, "The child", 20, bold=True, align="center", colour=CLAY)
    for x, y, text in GUESSES:
        cloud = Ellipse((x, y - 5), 168, 46, facecolor="#ffffff", edgecolor=CLAY, linewidth=1.5)
        cloud.set(linestyle=(0, (5, 3)), zorder=6)
        axes.add_patch(cloud)
        axes.text(x, y, text, fontsize=15, color=INK, ha="center", va="baseline", zorder=7)
    axes.add_patch(
        Circle((196, 224), 20, fill=False, edgecolor=CLAY, linewidth=1.5, linestyle="--")
    )
    words(axes, 196, 231, "?", 20, bold=True, align="center")
    words(axes, 180, 392, "Guesses, held lightly.", 16, bold=True, align="center")
    words(axes, 180, 416, "The child knows best.", 15, align="center")


PICTURES: tuple[Picture, ...] = (
    ("two-thermometers", 476, _two_thermometers),
    ("two-minds", 430, _two_minds),
)
