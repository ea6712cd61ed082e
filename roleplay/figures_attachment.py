"""The picture of module 3: a walk out from a secure base and back to a safe haven."""

from math import cos, pi, sin

from matplotlib.axes import Axes
from matplotlib.patches import Circle, Ellipse, FancyArrowPatch, Polygon, Rectangle

from roleplay.figures_draw import CLAY, INK, LINE, MIST, SAND, TEAL, Picture, words

OUT = ("Out", "\u201cI want to see.\u201d", "Secure base:", "off you go,", "I'm right here.")
BACK = ("Back", "\u201cI need you.\u201d", "Safe haven:", "come in,", "I've got you.")


def _out_and_back(axes: Axes) -> None:
    """A house at the foot, a tree with a swing at the top, one path out and one path back."""
    words(axes, 180, 30, "The world: play, school, friends", 17, bold=True, align="center")
    _tree(axes)
    _path(axes, (153, 354), (150, 168), -0.14, TEAL)
    _path(axes, (210, 168), (207, 354), -0.14, CLAY)
    for x, align, colour, said in ((8, "left", TEAL, OUT), (352, "right", CLAY, BACK)):
        title, wish, name, *answer = said
        words(axes, x, 188, title, 22, bold=True, colour=colour, align=align)
        words(axes, x, 210, wish, 15, align=align)
        words(axes, x, 258, name, 15, bold=True, colour=colour, align=align)
        for line, text in enumerate(answer):
            words(axes, x, 279 + 20 * line, text, 15, align=align)
    _house(axes)
    words(axes, 180, 476, "Round and round, many times a day", 15, align="center")


def _path(
    axes: Axes, start: tuple[float, float], end: tuple[float, float], bend: float, colour: str
) -> None:
    """A broad pale path with an arrow along it."""
    shape = f"arc3,rad={bend}"
    for tone, wide, style in ((LINE, 18, "-"), (colour, 4, "-|>")):
        arrow = FancyArrowPatch(
            start, end, connectionstyle=shape, arrowstyle=style, shrinkA=0, shrinkB=0
        )
        arrow.set(color=tone, linewidth=wide, mutation_scale=18, capstyle="round")
        axes.add_patch(arrow)


def _tree(axes: Axes) -> None:
    """A tree with a swing: somewhere to go."""
    axes.add_patch(Ellipse((180, 148), 150, 26, facecolor=MIST, edgecolor="none"))
    axes.add_patch(Rectangle((174, 96), 12, 50, facecolor=CLAY, edgecolor="none"))
    for i in range(7):
        turn = 2 * pi * i / 7
        centre = (180 + 27 * cos(turn), 76 + 14 * sin(turn))
        axes.add_patch(Circle(centre, 19, facecolor=TEAL, edgecolor="none"))
    axes.plot([198, 198], [96, 130], color=INK, linewidth=1.5)
    axes.plot([210, 210], [92, 130], color=INK, linewidth=1.5)
    axes.plot([195, 213], [130, 130], color=INK, linewidth=4)


def _house(axes: Axes) -> None:
    """A small house with an open door, and someone in it."""
    axes.add_patch(Rectangle((132, 382), 96, 66, facecolor=TEAL, edgecolor="none"))
    axes.add_patch(Polygon([(120, 384), (180, 340), (240, 384)], facecolor=CLAY, edgecolor="none"))
    axes.add_patch(Rectangle((162, 396), 36, 52, facecolor=SAND, edgecolor="none"))
    axes.add_patch(Circle((180, 413), 7, facecolor=INK, edgecolor="none"))
    axes.add_patch(Ellipse((180, 450), 24, 54, facecolor=INK, edgecolor="none"))
    axes.add_patch(Rectangle((160, 448), 40, 32, facecolor=SAND, edgecolor="none"))
    axes.plot([112, 248], [448, 448], color=LINE, linewidth=4, solid_capstyle="round")


PICTURES: tuple[Picture, ...] = (("out-and-back", 490, _out_and_back),)
