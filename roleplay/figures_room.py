"""The picture of the live room: what a group does at each scene, and where it goes round again."""

from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyBboxPatch, Polygon

from roleplay.figures_draw import CLAY, LINE, MIST, SAND, TEAL, Picture, words

PHASES = (
    ("Say it first", "Alone, in your own words."),
    ("Choose in private", "Nobody sees how it goes."),
    ("See how we chose", "Counts, and no names."),
    ("Talk together", "One question. Phones down."),
    ("Choose again", "Keep it or change it."),
    ("See what has changed", "Both votes, side by side."),
    ("Go on", "Follow the group, or choose."),
)
"""What happens at each scene, and a few words about it."""
ALONE = (1, 2, 5)
"""What each person does in private; the rest is done together."""
X, TOP, HIGH = 76, 84, 68


def _phases(axes: Axes) -> None:
    """Draw seven stones down a path, a way back up from the last, and the look back at the end."""
    words(axes, 16, 36, "One scene in a live room", 19, bold=True, colour=TEAL)
    last = TOP + HIGH * (len(PHASES) - 1)
    axes.plot([X, X], [TOP, last + 70], color=LINE, linewidth=8, zorder=1)
    axes.plot([X, 24, 24, X - 34], [last, last, TOP, TOP], color=CLAY, linewidth=3, zorder=1)
    tip = [(X - 25, TOP), (X - 38, TOP - 8), (X - 38, TOP + 8)]
    axes.add_patch(Polygon(tip, facecolor=CLAY, edgecolor="none", zorder=2))
    for place, (title, phrase) in enumerate(PHASES):
        y, number = TOP + HIGH * place, place + 1
        colour = CLAY if number in ALONE else TEAL
        axes.add_patch(Circle((X, y), 23, facecolor=colour, edgecolor="none", zorder=3))
        words(axes, X, y + 8, str(number), 21, bold=True, colour=SAND, align="center")
        words(axes, 116, y - 4, title, 18, bold=True)
        words(axes, 116, y + 18, phrase, 15)
    box = FancyBboxPatch((24, last + 52), 312, 62, "round,pad=0,rounding_size=10")
    box.set(facecolor=MIST, edgecolor="none", zorder=2)
    axes.add_patch(box)
    words(axes, 42, last + 78, "After the last scene", 18, bold=True)
    words(axes, 42, last + 101, "Look back together.", 15)
    axes.add_patch(Circle((32, last + 141), 8, facecolor=CLAY, edgecolor="none"))
    words(axes, 48, last + 146, "Each person alone", 15)
    axes.add_patch(Circle((204, last + 141), 8, facecolor=TEAL, edgecolor="none"))
    words(axes, 220, last + 146, "All together", 15)


PICTURES: tuple[Picture, ...] = (("live-room", TOP + HIGH * 6 + 162, _phases),)
