"""The picture of module 9: four first calls, from danger now to a doctor this week."""

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from roleplay.figures_draw import CLAY, INK, LILAC, MIST, SAND, TEAL, Picture, words

CALLS = (
    (CLAY, SAND, "In danger now", "Ring 999", ""),
    (TEAL, SAND, "Thoughts of suicide, safe with you", "Ring 111, option 2, and stay", ""),
    (MIST, INK, "Harm, or worry about harm", "My service, today", "by day or by night"),
    (LILAC, INK, "The body, and not in a hurry", "The GP, this week", "and tell my service"),
)
"""Each call's ground and ink, when it is, whom to ring, and what goes with it."""
GAP, TOP, ALSO = 10, 12, 22


def _first_call(axes: Axes) -> None:
    """Four boxes from the most urgent down; the last line is for not being sure."""
    top = TOP
    for ground, ink, when, call, also in CALLS:
        tall = 74 + (ALSO if also else 0)
        box = FancyBboxPatch((12, top), 336, tall, "round,pad=0,rounding_size=12")
        box.set(facecolor=ground, edgecolor="none")
        axes.add_patch(box)
        words(axes, 28, top + 28, when, 15, colour=ink)
        words(axes, 28, top + 56, call, 20, bold=True, colour=ink)
        if also:
            words(axes, 28, top + 80, also, 15, colour=ink)
        top += tall + GAP
    words(axes, 180, top + 26, "Not sure?  Ring your service.", 18, bold=True, align="center")


PICTURES: tuple[Picture, ...] = (("first-call", 434, _first_call),)
