"""Draw the book's pictures with matplotlib, when the book is built.

Rule: each picture is one calm SVG, wide enough for a phone and no wider, whose every word also stands
in the page as text. The same code gives the same bytes: no dates, no random ids, no installed fonts.
"""

from collections.abc import Callable
from io import StringIO
from math import exp, pi, sin
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, FancyBboxPatch, Rectangle

INK, TEAL, CLAY, SAND, LINE = "#22302f", "#1f5f5b", "#a64b2a", "#faf7f2", "#d9d2c5"
MIST = "#dfeae6"
WIDE = 360  # one unit is one CSS pixel on a 390 px phone
SYSTEM_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif"

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


def build(folder: Path) -> list[Path]:
    """Write every picture into ``folder`` as SVG; a file that would not change is left alone.

    Args:
        folder: where the pictures go, made if it is missing (the book uses ``book/figures``).

    Returns:
        The paths of the pictures, in order.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name, height, draw in _PICTURES:
        path = folder / f"{name}.svg"
        text = _svg(name, height, draw)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
        made.append(path)
    return made


def _svg(name: str, height: int, draw: Callable[[Axes], None]) -> str:
    """Draw one picture of ``WIDE`` by ``height`` units and return its SVG text."""
    settings = {"svg.fonttype": "none", "svg.hashsalt": name, "font.family": "DejaVu Sans"}
    with mpl.rc_context(settings):
        figure = Figure(figsize=(WIDE / 72, height / 72), facecolor=SAND)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, WIDE)
        axes.set_ylim(height, 0)  # down the page, as people read
        axes.axis("off")
        draw(axes)
        out = StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None}, facecolor=SAND)
    # The reader's own font: the words stay words, and look like the rest of the page.
    return (
        "\n".join(
            line.rstrip()
            for line in out.getvalue().replace("'DejaVu Sans'", SYSTEM_FONT).splitlines()
        )
        + "\n"
    )


def _words(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    size: int = 16,
    *,
    bold: bool = False,
    colour: str = INK,
    align: str = "left",
) -> None:
    weight = "bold" if bold else "normal"
    axes.text(x, y, text, fontsize=size, fontweight=weight, color=colour, ha=align, va="baseline")


def _five_steps(axes: Axes) -> None:
    """Five stepping stones down a winding path."""
    stones = [(64 + 18 * sin(i * pi / 2 + 0.4), 58 + i * 92) for i in range(5)]
    axes.plot(
        *zip(*stones, strict=True), color=LINE, linewidth=10, solid_capstyle="round", zorder=1
    )
    for number, ((x, y), (title, phrase)) in enumerate(zip(stones, STEPS, strict=True), start=1):
        axes.add_patch(Ellipse((x, y + 5), 84, 60, color=LINE, zorder=2))
        axes.add_patch(Ellipse((x, y), 84, 60, color=CLAY if number == 2 else TEAL, zorder=3))
        _words(axes, x, y + 9, str(number), 24, bold=True, colour=SAND, align="center")
        _words(axes, 136, y - 4, title, 19, bold=True)
        _words(axes, 136, y + 19, phrase, 15)
    _words(axes, 136, 58 + 92 + 41, "In danger, this comes first.", 14, bold=True, colour=CLAY)


def _window(axes: Axes) -> None:
    """Three bands with one line that wanders through them."""
    bands = ((16, "#f3ded2"), (136, MIST), (256, "#e3e1ea"))
    for (top, colour), (title, phrase) in zip(bands, WINDOW, strict=True):
        axes.add_patch(Rectangle((12, top), 336, 116, facecolor=colour, edgecolor="none"))
        _words(axes, 26, top + 28, title, 18, bold=True)
        _words(axes, 26, top + 50, phrase, 15)
    box = FancyBboxPatch((13, 137), 334, 114, "round,pad=0,rounding_size=8", fill=False)
    box.set(edgecolor=TEAL, linewidth=2.5)
    axes.add_patch(box)
    xs = [22 + i * 2 for i in range(159)]
    ys = [_feeling(x) for x in xs]
    axes.plot(xs, ys, color=TEAL, linewidth=3, solid_capstyle="round")
    _words(axes, 180, 394, "A picture to think with, not a measurement.", 14, align="center")


def _feeling(x: float) -> float:
    """How far down the picture the line is: in the window, with one trip above it and one below."""
    above = 122 * exp(-(((x - 215) / 17) ** 2))
    below = 128 * exp(-(((x - 290) / 19) ** 2))
    return 220 + 6 * sin(x / 14) - above + below


_PICTURES: tuple[tuple[str, int, Callable[[Axes], None]], ...] = (
    ("five-steps", 480, _five_steps),
    ("window", 410, _window),
)
