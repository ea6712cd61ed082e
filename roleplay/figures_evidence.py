"""The picture of the evidence page: the seven recommendations of the Foundations guide, by strength."""

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from roleplay.figures_draw import CLAY, INK, LINE, MIST, TEAL, Picture, words

STRENGTHS = ("Promising", "Good", "Strong")
RECOMMENDATIONS = (
    ("1  Support on several levels", "Strong"),
    ("2  Support with children's behaviour", "Strong"),
    ("3  Training in steady ways and routines", "Good"),
    ("4  Self-care and behaviour skills together", "Good"),
    ("5  Behaviour support in a group", "Good"),
    ("6  Training about the relationship", "Good"),
    ("7  Networks of support for carers", "Promising"),
)
COLOURS = {"Promising": CLAY, "Good": TEAL, "Strong": INK}
LEFT, STEP = 16, 108


def _recommendations(axes: Axes) -> None:
    """One bar for each recommendation, as long as its evidence is strong."""
    for i, strength in enumerate(STRENGTHS, start=1):
        words(axes, LEFT + i * STEP, 28, strength, 15, bold=True, align="right")
    for row, (title, strength) in enumerate(RECOMMENDATIONS):
        top = 40 + row * 58
        words(axes, LEFT, top + 24, title, 15)
        track = Rectangle((LEFT, top + 32), 3 * STEP, 14, facecolor=MIST, zorder=1)
        axes.add_patch(track)
        long = (STRENGTHS.index(strength) + 1) * STEP
        bar = Rectangle((LEFT, top + 32), long, 14, facecolor=COLOURS[strength], zorder=2)
        axes.add_patch(bar)
        for i in (1, 2, 3):
            right = LEFT + i * STEP
            axes.plot((right, right), (top + 30, top + 48), color=LINE, linewidth=2, zorder=3)
    words(axes, 180, 470, "Marks for kinds of support, not for courses.", 14, align="center")


PICTURES: tuple[Picture, ...] = (("recommendations", 484, _recommendations),)
