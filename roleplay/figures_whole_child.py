"""The pictures of module 2: many reasons behind one door, one child of many stages, four jobs as four pictures."""

from math import cos, pi, sin

from matplotlib.axes import Axes
from matplotlib.patches import Circle, Ellipse, FancyBboxPatch, Polygon, Rectangle, Wedge

from roleplay.figures_draw import CLAY, INK, LINE, MIST, SAND, TEAL, Picture, words

REASONS = (
    ("Body", ("hungry, tired,", "something hurts")),
    ("Senses", ("too loud, too bright,", "an itchy label")),
    ("Today", ("a row, a bully,", "a change of plan")),
    ("Learning", ("cannot read it,", "cannot hear it")),
    ("Age", ("growing up,", "wants more say")),
    ("Life so far", ("missing someone,", "an old fear")),
)
STAGES = (
    ("At bedtime", 5, "like five"),
    ("When a game is lost", 7, "like seven"),
    ("In maths", 12, "like twelve"),
    ("About football", 14, "like fourteen"),
)
AGE = 12
JOBS = ("sock", "teeth", "bag", "shoes")


def _door(axes: Axes) -> None:
    """A shut door, with two columns of reasons under it."""
    axes.add_patch(Rectangle((138, 14), 84, 116, facecolor=LINE, edgecolor="none"))
    axes.add_patch(Rectangle((146, 22), 68, 108, facecolor=TEAL, edgecolor="none"))
    for top in (32, 80):
        axes.add_patch(Rectangle((156, top), 48, 38, fill=False, edgecolor=SAND, linewidth=1.5))
    axes.add_patch(Circle((207, 78), 4, color=SAND))
    for side in (-1, 1):  # the slam: three short strokes on each side
        for turn in (-0.5, 0, 0.5):
            x, y = 180 + side * 56, 74 + 60 * sin(turn)
            reach = side * 14 * cos(turn)
            axes.plot(
                (x, x + reach),
                (y, y + 14 * sin(turn)),
                color=CLAY,
                linewidth=3,
                solid_capstyle="round",
            )
    words(axes, 180, 156, "One slammed door", 18, bold=True, align="center")
    for number, (title, lines) in enumerate(REASONS):
        x, y = 12 + 172 * (number % 2), 174 + 94 * (number // 2)
        axes.add_patch(_card(x, y, 164, 84, MIST))
        words(axes, x + 14, y + 28, title, 17, bold=True, colour=TEAL)
        for line, said in enumerate(lines):
            words(axes, x + 14, y + 50 + 20 * line, said, 14)
    words(axes, 180, 478, "More than one may be true. Ask: what else?", 14, align="center")


def _card(x: float, y: float, wide: float, high: float, colour: str) -> FancyBboxPatch:
    card = FancyBboxPatch((x, y), wide, high, "round,pad=0,rounding_size=8")
    card.set(facecolor=colour, edgecolor="none")
    return card


def _stages(axes: Axes) -> None:
    """Four lines for four parts of one day; a dot says how old the child is there, a mark says twelve."""
    words(axes, 180, 30, "Sam is twelve", 19, bold=True, align="center")
    for number, (when, age, like) in enumerate(STAGES):
        y = 92 + 68 * number
        words(axes, 20, y - 18, when, 16, bold=True)
        words(axes, 340, y - 18, like, 16, colour=TEAL, align="right")
        axes.plot((24, 336), (y, y), color=LINE, linewidth=6, solid_capstyle="round")
        _mark(axes, _along(AGE), y)
        axes.add_patch(Circle((_along(age), y), 10, color=TEAL, zorder=3))
    _mark(axes, 60, 344)
    words(axes, 74, 349, "twelve: how old Sam is", 14, colour=CLAY)
    axes.add_patch(Circle((60, 374), 10, color=TEAL))
    words(axes, 78, 379, "how old Sam seems just then", 14, colour=TEAL)


def _mark(axes: Axes, x: float, y: float) -> None:
    axes.add_patch(Rectangle((x - 2, y - 13), 4, 26, facecolor=CLAY, edgecolor="none", zorder=2))


def _along(age: int) -> float:
    """How far along the line an age stands: 3 at its left end, 17 at its right."""
    return 24 + (age - 3) * 312 / 14


def _strip(axes: Axes) -> None:
    """A strip of four pictures with a peg at the one for now, and time that can be seen."""
    axes.add_patch(_card(8, 46, 344, 118, LINE))
    for number, (job, draw) in enumerate(zip(JOBS, (_sock, _brush, _bag, _shoes), strict=True)):
        x = 14 + 84 * number
        axes.add_patch(_card(x, 52, 80, 106, "#ffffff"))
        draw(axes, x + 40, 96)
        words(axes, x + 40, 150, job, 15, align="center", bold=number == 1)
    axes.add_patch(Rectangle((131, 24), 14, 40, facecolor=CLAY, edgecolor="none", zorder=4))
    words(axes, 154, 36, "the peg: just this one", 14, colour=CLAY, bold=True)
    axes.add_patch(Circle((62, 232), 42, facecolor="#ffffff", edgecolor=TEAL, linewidth=3))
    # Angles go clockwise from three o'clock, because the picture is drawn downwards.
    axes.add_patch(Wedge((62, 232), 36, 270, 30, facecolor=TEAL, edgecolor="none"))
    for line, said in enumerate(("One step.", "A picture of it.", "Time you can see.")):
        words(axes, 128, 212 + 28 * line, said, 18, bold=True)


def _sock(axes: Axes, x: float, y: float) -> None:
    shape = ((-12, -28), (8, -28), (8, 4), (24, 14), (22, 26), (2, 26), (-12, 10))
    axes.add_patch(Polygon([(x + a, y + b) for a, b in shape], closed=True, color=TEAL))
    axes.add_patch(Rectangle((x - 12, y - 28), 20, 8, color=CLAY))


def _brush(axes: Axes, x: float, y: float) -> None:
    axes.add_patch(_card(x - 30, y + 2, 60, 10, CLAY))
    for bristle in range(6):
        axes.add_patch(Rectangle((x - 28 + bristle * 5, y - 14), 3.5, 16, color=TEAL))
    for dx, dy, size in ((-20, -22, 4), (-8, -27, 5), (3, -21, 3)):
        axes.add_patch(Circle((x + dx, y + dy), size, facecolor=MIST, edgecolor=TEAL))


def _bag(axes: Axes, x: float, y: float) -> None:
    axes.add_patch(Ellipse((x, y - 18), 24, 24, fill=False, edgecolor=INK, linewidth=3))
    axes.add_patch(_card(x - 22, y - 18, 44, 46, TEAL))
    axes.add_patch(_card(x - 15, y + 4, 30, 18, CLAY))


def _shoes(axes: Axes, x: float, y: float) -> None:
    for dx, dy, colour in ((4, -12, CLAY), (-4, 12, TEAL)):
        top = [(-24, -10), (-8, -10), (2, 0)]
        toe = [(2 + 22 * sin(t), 12 - 12 * cos(t)) for t in (i * pi / 16 for i in range(9))]
        shape = [*top, *toe, (-24, 12)]
        axes.add_patch(
            Polygon([(x + dx + a, y + dy + b) for a, b in shape], closed=True, color=colour)
        )


PICTURES: tuple[Picture, ...] = (
    ("many-reasons", 496, _door),
    ("stages", 396, _stages),
    ("picture-strip", 286, _strip),
)
