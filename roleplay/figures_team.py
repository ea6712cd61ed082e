"""The pictures of module 8: the pieces that each person brings, and a tough conversation as a bridge."""

from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyBboxPatch, Rectangle

from roleplay.figures_draw import CLAY, INK, LILAC, LINE, MIST, ROSE, SAND, TEAL, Picture, words

PIECES = (
    ("School", "lessons and friends", MIST),
    ("Health", "body and mind", ROSE),
    ("Family", "love and history", LILAC),
    ("Social worker", "the plan and the law", MIST),
    ("The child", "what it's like to be me", TEAL),
    ("You", "mornings and nights", ROSE),
    ("Youth worker", "fun and friends", MIST),
    ("?", "Who looks, by when?", "#ffffff"),
)
"""Row by row: whose piece it is, what they see, and its ground; the last one is the gap."""
PLANKS = (
    ("Purpose", "what we both want"),
    ("Fact", "what was seen or said"),
    ("Impact", "what it is like for the child"),
    ("Ask", "one clear thing"),
    ("Agree", "who, what, by when"),
)
_WIDE, _HIGH = 168, 96


def _jigsaw(axes: Axes) -> None:
    """Eight pieces in two columns; each has a knob to the right or below, where there is a neighbour."""
    for i, (_, _, ground) in enumerate(PIECES):
        left, top = 12 + i % 2 * _WIDE, 12 + i // 2 * _HIGH
        gap = i == len(PIECES) - 1
        body = Rectangle((left, top), _WIDE, _HIGH, zorder=1)
        body.set(facecolor=ground, edgecolor=CLAY if gap else SAND, linewidth=3 if gap else 4)
        if gap:
            body.set(linestyle=(0, (4, 3)), zorder=2)
        axes.add_patch(body)
    for i, (_, _, ground) in enumerate(PIECES):
        left, top = 12 + i % 2 * _WIDE, 12 + i // 2 * _HIGH
        if i % 2 == 0:
            _knob(axes, left + _WIDE, top + _HIGH * 0.78, (-6, 0), ground)
        if i < len(PIECES) - 2:
            _knob(axes, left + _WIDE * 0.5, top + _HIGH, (0, -6), ground)
    for i, (who, sees, ground) in enumerate(PIECES):
        middle, top = 12 + (i % 2 + 0.5) * _WIDE, 12 + i // 2 * _HIGH
        ink = SAND if ground == TEAL else INK
        size, colour = (24, CLAY) if who == "?" else (17, ink)
        words(axes, middle, top + 43, who, size, bold=True, colour=colour, align="center")
        words(axes, middle, top + 65, sees, 14, colour=ink, align="center")


def _knob(axes: Axes, x: float, y: float, back: tuple[int, int], ground: str) -> None:
    """Draw the round part by which one piece holds on to the next, open on its own side."""
    along, down = back
    axes.add_patch(Circle((x - along, y - down), 12, facecolor=SAND, edgecolor="none", zorder=3))
    axes.add_patch(Circle((x - along, y - down), 10, facecolor=ground, edgecolor="none", zorder=3))
    neck = Rectangle((x - 7, y - 7), 14, 14, facecolor=ground, edgecolor="none", zorder=3)
    axes.add_patch(neck)


def _tough_talk(axes: Axes) -> None:
    """Five planks between two ropes, from me to us."""
    words(axes, 180, 32, "Me", 18, bold=True, colour=TEAL, align="center")
    for x in (30, 330):
        axes.plot((x, x), (44, 432), color=LINE, linewidth=5, solid_capstyle="round", zorder=1)
    for i, (name, what) in enumerate(PLANKS):
        top = 50 + i * 76
        plank = FancyBboxPatch((16, top), 328, 64, "round,pad=0,rounding_size=10", zorder=2)
        plank.set(facecolor=MIST, edgecolor="none")
        axes.add_patch(plank)
        axes.add_patch(Circle((48, top + 32), 19, color=TEAL, zorder=3))
        words(axes, 48, top + 39, str(i + 1), 19, bold=True, colour=SAND, align="center")
        words(axes, 82, top + 28, name, 18, bold=True)
        words(axes, 82, top + 50, what, 15)
    words(axes, 180, 456, "Us", 18, bold=True, colour=TEAL, align="center")
    words(axes, 180, 482, "Then write it up.", 15, align="center")


PICTURES: tuple[Picture, ...] = (
    ("jigsaw", 408, _jigsaw),
    ("tough-talk", 498, _tough_talk),
)
