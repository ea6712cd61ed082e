"""The pictures of module 5: the five steps, and the window of tolerance."""

from math import exp, pi, sin

from matplotlib.axes import Axes
from matplotlib.patches import Ellipse, FancyBboxPatch, Rectangle

from roleplay.figures_draw import CLAY, LILAC, LINE, MIST, ROSE, SAND, TEAL, Picture, words

STEPS = (
    ("Settle me", "Feet down. Slow breath out."),
    ("Make safe", "Move people. Move things."),
    ("Connect", "Show you see the feeling."),
    ("Correct", "A calm limit, a skill to try."),
    ("Repair", "My part first, then ours."),
)
WINDOW = (
    ("Too much", "shout, kick, run, panic"),
    ("In the window", "I can feel and think"),
    ("Too little", "blank, frozen, far away"),
)


def _five_steps(axes: Axes) -> None:
    """Five stepping stones down a winding path."""
    stones = [(64 + 18 * sin(i * pi / 2 + 0.4), 58 + i * 92) for i in range(5)]
    axes.plot(
        *zip(*stones, strict=True), color=LINE, linewidth=10, solid_capstyle="round", zorder=1
    )
    for number, ((x, y), (title, phrase)) in enumerate(zip(stones, STEPS, strict=True), start=1):
        axes.add_patch(Ellipse((x, y + 5), 84, 60, color=LINE, zorder=2))
        axes.add_patch(Ellipse((x, y), 84, 60, color=CLAY if number == 2 else TEAL, zorder=3))
        words(axes, x, y + 9, str(number), 24, bold=True, colour=SAND, align="center")
        words(axes, 136, y - 4, title, 19, bold=True)
        words(axes, 136, y + 19, phrase, 15)
    words(axes, 136, 58 + 92 + 41, "In danger, this comes first.", 14, bold=True, colour=CLAY)


def _window(axes: Axes) -> None:
    """Three bands with one line that wanders through them."""
    bands = ((16, ROSE), (136, MIST), (256, LILAC))
    for (top, colour), (title, phrase) in zip(bands, WINDOW, strict=True):
        axes.add_patch(Rectangle((12, top), 336, 116, facecolor=colour, edgecolor="none"))
        words(axes, 26, top + 28, title, 18, bold=True)
        words(axes, 26, top + 50, phrase, 15)
    box = FancyBboxPatch((13, 137), 334, 114, "round,pad=0,rounding_size=8", fill=False)
    box.set(edgecolor=TEAL, linewidth=2.5)
    axes.add_patch(box)
    xs = [22 + i * 2 for i in range(159)]
    ys = [_feeling(x) for x in xs]
    axes.plot(xs, ys, color=TEAL, linewidth=3, solid_capstyle="round")
    words(axes, 180, 394, "A picture to think with, not a measurement.", 14, align="center")


def _feeling(x: float) -> float:
    """How far down the picture the line is: in the window, with one trip above it and one below."""
    above = 122 * exp(-(((x - 215) / 17) ** 2))
    below = 128 * exp(-(((x - 290) / 19) ** 2))
    return 220 + 6 * sin(x / 14) - above + below


PICTURES: tuple[Picture, ...] = (
    ("five-steps", 480, _five_steps),
    ("window", 410, _window),
)
