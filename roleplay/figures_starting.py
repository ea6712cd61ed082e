"""The pictures of module 1: what a carer is asked to be, a card of numbers, and what the marks of evidence mean."""

from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyBboxPatch, Rectangle

from roleplay.figures_draw import CLAY, LINE, MIST, ROSE, SAND, TEAL, Picture, words

PARTS = (
    ("give safety, day by day", "therapist", "treats trauma"),
    ("listen, write down, tell", "investigator", "finds out what happened"),
    ("say what you see", "assessor", "gives it a name"),
)
CARD = (
    ("Danger now", "999"),
    ("Health, not danger", "111"),
    ("My service, by day", ""),
    ("My service, at night", ""),
    ("The child's social worker", ""),
    ("Council's night team", ""),
)
MARKS = (
    ("Strong", 2, 20, 20, ("Two or more studies put together. Low risk", "that they mislead us.")),
    (
        "Good",
        2,
        20,
        9,
        ("Two or more studies put together. Low or", "medium risk that they mislead us."),
    ),
    (
        "Promising",
        1,
        9,
        9,
        ("One study. Low or medium risk that it", "misleads us. Groups of any size."),
    ),
    (
        "Not established",
        0,
        0,
        0,
        ("Our own words: no such study yet,", "or none that shows it works."),
    ),
)
"""Each mark: its studies, people with the support, people to compare with (9 stands for any number), words."""


def _box(axes: Axes, x: float, y: float, wide: float, high: float, colour: str) -> None:
    """Draw a soft box with no edge."""
    shape = FancyBboxPatch((x, y), wide, high, "round,pad=0,rounding_size=10")
    shape.set(facecolor=colour, edgecolor="none")
    axes.add_patch(shape)


def _my_part(axes: Axes) -> None:
    """Three rows: what you do, and beside it what somebody trained does."""
    words(axes, 14, 30, "You …", 18, bold=True, colour=TEAL)
    words(axes, 346, 30, "Somebody else …", 18, bold=True, colour=CLAY, align="right")
    for i, (mine, who, theirs) in enumerate(PARTS):
        top = 44 + i * 108
        _box(axes, 12, top, 250, 44, MIST)
        words(axes, 26, top + 28, mine, 17, bold=True)
        _box(axes, 62, top + 50, 286, 44, ROSE)
        words(axes, 334, top + 78, f"{who}: {theirs}", 14, align="right")


def _my_numbers(axes: Axes) -> None:
    """A card with two numbers filled in and room for the rest."""
    _box(axes, 12, 12, 336, 386, "#ffffff")
    _box(axes, 12, 12, 336, 46, TEAL)
    axes.add_patch(Rectangle((12, 40), 336, 18, facecolor=TEAL, edgecolor="none"))
    words(axes, 180, 43, "My numbers", 20, bold=True, colour=SAND, align="center")
    for i, (who, number) in enumerate(CARD):
        line = 98 + i * 52
        words(axes, 28, line, who, 15, bold=bool(number))
        if number:
            words(axes, 332, line, number, 22, bold=True, colour=CLAY, align="right")
        else:
            axes.plot((28, 332), (line + 26, line + 26), color=LINE, linewidth=2)


def _group(axes: Axes, x: float, y: float, people: int, colour: str) -> None:
    """Draw people as dots, five in a row."""
    for i in range(people):
        axes.add_patch(Circle((x + i % 5 * 8, y + i // 5 * 8), 2.8, color=colour))


def _evidence_words(axes: Axes) -> None:
    """Four bands: each mark with its studies, as pairs of groups of people."""
    _group(axes, 24, 26, 1, TEAL)
    words(axes, 34, 31, "had the support", 14)
    _group(axes, 184, 26, 1, CLAY)
    words(axes, 194, 31, "did not", 14)
    for i, (name, studies, helped, others, lines) in enumerate(MARKS):
        top = 46 + i * 118
        _box(axes, 12, top, 336, 110, MIST)
        words(axes, 26, top + 36, name, 19, bold=True)
        for study in range(studies):
            x = 236 - study * 106
            _box(axes, x, top + 10, 100, 42, "#ffffff")
            _group(axes, x + 10, top + 19, helped, TEAL)
            _group(axes, x + 58, top + 19, others, CLAY)
        for row, line in enumerate(lines):
            words(axes, 26, top + 76 + row * 21, line, 14)


PICTURES: tuple[Picture, ...] = (
    ("my-part", 360, _my_part),
    ("my-numbers", 410, _my_numbers),
    ("evidence-words", 522, _evidence_words),
)
