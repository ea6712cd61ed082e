"""The picture of module 4: the four parts of PACE, and the voice and face that carry them."""

from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyBboxPatch

from roleplay.figures_draw import LILAC, MIST, ROSE, SAND, TEAL, Picture, words

PARTS = (
    ("Playfulness", "light and warm"),
    ("Acceptance", "feelings are OK"),
    ("Curiosity", "I wonder"),
    ("Empathy", "I'm with you"),
)
MIDDLE = ("safe with", "you")
VOICE = ("Your voice and face come first:", "soft, warm, side by side, no hurry")


def _pace(axes: Axes) -> None:
    """Four circles that overlap, with a line for voice and face under them."""
    centres = ((106, 106), (254, 106), (106, 254), (254, 254))
    for centre, ground in zip(centres, (ROSE, MIST, LILAC, "#ffffff"), strict=True):
        axes.add_patch(Circle(centre, 98, facecolor=ground, edgecolor="none"))
    for (x, y), (title, phrase) in zip(centres, PARTS, strict=True):
        axes.add_patch(Circle((x, y), 98, fill=False, edgecolor=TEAL, linewidth=2.5))
        outward = 13 if x > 180 else -13
        up = -18 if y < 180 else 22
        words(axes, x + outward, y + up, title, 19, bold=True, align="center")
        words(axes, x + outward, y + up + 24, phrase, 15, align="center")
    axes.add_patch(Circle((180, 180), 44, facecolor=TEAL, edgecolor=SAND, linewidth=2.5))
    words(axes, 180, 177, MIDDLE[0], 15, bold=True, colour=SAND, align="center")
    words(axes, 180, 197, MIDDLE[1], 15, bold=True, colour=SAND, align="center")
    box = FancyBboxPatch((14, 372), 332, 64, "round,pad=0,rounding_size=12")
    box.set(facecolor=MIST, edgecolor="none")
    axes.add_patch(box)
    words(axes, 180, 398, VOICE[0], 17, bold=True, align="center")
    words(axes, 180, 422, VOICE[1], 16, align="center")


PICTURES: tuple[Picture, ...] = (("pace", 450, _pace),)
