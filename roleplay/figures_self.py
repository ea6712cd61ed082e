"""The picture of module 11: a jug that runs low, and what to do long before it is empty."""

from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Wedge

from roleplay.figures_draw import CLAY, INK, LINE, MIST, ROSE, TEAL, Picture, words

TOP, FOOT, LEFT, RIGHT, TAPER = 66, 330, 28, 148, 12
LINES = (
    (66, 154, MIST, TEAL, "Steady", ("Keep what", "fills you.")),
    (154, 242, "#ffffff", INK, "Getting low", ("Tell one person.", "Ask for one thing.")),
    (242, 330, ROSE, INK, "Nearly empty", ("Ring somebody", "today.")),
)


def _side(y: float) -> float:
    """How far the jug's side has come in at the height ``y``."""
    return TAPER * (y - TOP) / (FOOT - TOP)


def _jug(axes: Axes) -> None:
    """A jug with three bands, and beside each what to do when it has sunk that far."""
    words(axes, 180, 36, "How full am I today?", 18, bold=True, align="center")
    axes.add_patch(Wedge((RIGHT + 2, 178), 40, -90, 90, width=13, facecolor=LINE, edgecolor="none"))
    for top, foot, ground, colour, name, todo in LINES:
        a, b = _side(top), _side(foot)
        band = [(LEFT + a, top), (RIGHT - a, top), (RIGHT - b, foot), (LEFT + b, foot)]
        axes.add_patch(Polygon(band, facecolor=ground, edgecolor="none"))
        words(axes, 208, top + 30, name, 17, bold=True, colour=colour)
        for line, said in enumerate(todo):
            words(axes, 208, top + 53 + 20 * line, said, 15)
    axes.add_patch(Polygon([(LEFT, TOP), (LEFT - 16, TOP), (LEFT + 3, TOP + 46)], facecolor=MIST))
    for level, dash in ((154, (0, (4, 4))), (242, (0, (4, 4)))):
        inset = _side(level)
        ends = [LEFT + inset, RIGHT - inset]
        axes.plot(ends, [level, level], color=CLAY, linewidth=2.5, linestyle=dash)
    outline = [
        (LEFT - 16, TOP),
        (LEFT + 3, TOP + 46),
        (LEFT + TAPER, FOOT),
        (RIGHT - TAPER, FOOT),
        (RIGHT, TOP),
    ]
    xs, ys = zip(*outline, strict=True)
    axes.plot(xs, ys, color=INK, linewidth=3.5, solid_capstyle="round", solid_joinstyle="round")
    words(axes, 180, 376, "You do not have to be empty to ask.", 17, bold=True, align="center")
    words(axes, 180, 404, "If anyone is in danger, ring 999.", 15, align="center")


PICTURES: tuple[Picture, ...] = (("jug", 424, _jug),)
