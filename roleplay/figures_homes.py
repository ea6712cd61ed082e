"""The pictures of module 7: the house of five letters, and a plan on one page."""

from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyBboxPatch, Polygon, Rectangle, Wedge

from roleplay.figures_draw import CLAY, INK, LILAC, LINE, MIST, ROSE, TEAL, Picture, words

ROOMS = (
    (104, 92, "H", "Connections", "people who matter", MIST),
    (24, 186, "O", "Outcomes", "notice, celebrate", ROSE),
    (184, 186, "M", "Making sense", "together", LILAC),
    (24, 278, "E", "Working with", "a real say", LILAC),
    (184, 278, "S", "Safe base", "steady and warm", ROSE),
)
"""Each room's left edge, its top, its letter, its name, a few words and its ground."""
BOXES = (
    (54, 1, "My words", "what matters to me", MIST),
    (122, 1, "What is strong already", "", ROSE),
    (172, 1, "What is hard,", "and our best guess: maybe", LILAC),
    (240, 1, "What helps", "", ROSE),
    (290, 1, "Two small goals", "who does what", MIST),
    (358, 1, "One thing to notice", "", ROSE),
    (408, 2, "We look again", "on this day", LILAC),
    (408, 3, "We celebrate", "as I choose", LILAC),
)
"""Each box's top, where it stands (1: across, 2: left half, 3: right half), its words and its ground."""


def _person(axes: Axes, x: float, floor: float, size: float, colour: str) -> None:
    """Draw a small standing figure: a head above round shoulders."""
    axes.add_patch(Wedge((x, floor), 17 * size, 180, 360, facecolor=colour, zorder=4))
    axes.add_patch(Circle((x, floor - 27 * size), 10 * size, color=colour, zorder=4))


def _house(axes: Axes) -> None:
    """A house with a room for each letter, and two people in front of its door."""
    axes.add_patch(Polygon([(180, 14), (12, 176), (348, 176)], facecolor=TEAL, edgecolor="none"))
    axes.add_patch(Rectangle((12, 176), 336, 280, facecolor="#ffffff", edgecolor=TEAL, linewidth=3))
    for x, y, letter, name, said, ground in ROOMS:
        room = FancyBboxPatch((x, y), 152, 80, "round,pad=0,rounding_size=8")
        room.set(facecolor=ground, edgecolor=TEAL, linewidth=1.5)
        axes.add_patch(room)
        words(axes, x + 76, y + 30, letter, 26, bold=True, align="center")
        words(axes, x + 76, y + 52, name, 17, bold=True, align="center")
        words(axes, x + 76, y + 71, said, 14, align="center")
    axes.add_patch(Rectangle((130, 372), 100, 84, facecolor=LINE, edgecolor=TEAL, linewidth=2))
    _person(axes, 159, 455, 1.0, CLAY)
    _person(axes, 198, 455, 1.5, INK)
    words(axes, 180, 484, "Five letters from Action for Children,", 14, align="center")
    words(axes, 180, 504, "put in our own words.", 14, align="center")


def _page(axes: Axes) -> None:
    """One sheet of paper with eight boxes; it begins with the child's own words."""
    axes.add_patch(Rectangle((12, 10), 336, 476, facecolor="#ffffff", edgecolor=INK, linewidth=2))
    words(axes, 180, 40, "My plan", 22, bold=True, align="center", colour=TEAL)
    for top, where, title, said, ground in BOXES:
        left, wide = {1: (26, 308), 2: (26, 150), 3: (184, 150)}[where]
        tall = 60 if said else 42
        box = FancyBboxPatch((left, top), wide, tall, "round,pad=0,rounding_size=8")
        box.set(facecolor=ground, edgecolor=TEAL, linewidth=3 if top == 54 else 1.2)
        axes.add_patch(box)
        words(axes, left + 12, top + 27, title, 17, bold=True)
        if said:
            words(axes, left + 12, top + 49, said, 15)
    words(axes, 322, 81, "start here", 15, bold=True, align="right", colour=CLAY)
    for y, tall, ground in ((444, 20, "#ffffff"), (444, 6, CLAY)):  # a small calendar
        axes.add_patch(
            Rectangle((144, y), 22, tall, facecolor=ground, edgecolor=INK, linewidth=1.5)
        )
    axes.plot(314, 453, marker="*", markersize=24, color=CLAY)
    words(axes, 180, 512, "Made to be changed.", 15, bold=True, align="center")


PICTURES: tuple[Picture, ...] = (
    ("homes-house", 518, _house),
    ("one-page-plan", 526, _page),
)
