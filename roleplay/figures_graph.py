"""Draw a scenario's graph with matplotlib: one picture in which an author sees the whole story.

Rule: what a colour or a line says, a word says too. Where things stand comes from ``graph_layout``;
the same in words is ``graph.in_words``.
"""

from io import BytesIO
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, PathPatch
from matplotlib.path import Path as Curve

from roleplay import graph, graph_layout
from roleplay.figures_draw import CLAY, INK, LINE, MIST, SAND, SYSTEM_FONT, TEAL
from roleplay.graph_layout import MARGIN, Box, Layout, Way
from roleplay.model import HOT, Choice, Scenario

WHITE, QUIET = "#ffffff", "#6f7f7a"
WARMTH = (MIST, "#e9ecdf", "#f6ecd9", "#f5dfc8", "#efc9b0")
"""The ground of a scene, from at ease to overwhelmed; the number beside it says the same."""
TOP = 118
"""Room for the title and the key."""


def draw(scenario: Scenario, path: Path) -> None:
    """Draw a checked scenario into ``path``.

    Args:
        scenario: what to draw.
        path: ends in ``.svg`` or ``.png``; a picture that is there already is drawn over.
    """
    placed = graph_layout.layout(scenario)
    kind = path.suffix.lower().removeprefix(".")
    settings = {
        "svg.fonttype": "none",
        "svg.hashsalt": scenario.name,
        "font.family": "DejaVu Sans",
        "text.parse_math": False,
    }
    with mpl.rc_context(settings):
        wide, tall = max(placed.width, 700.0), placed.height + TOP
        figure = Figure(figsize=(wide / 72, tall / 72), facecolor=SAND)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim((placed.width - wide) / 2, (placed.width + wide) / 2)
        axes.set_ylim(placed.height, -TOP)
        axes.axis("off")
        _heading(axes, scenario, (placed.width - wide) / 2 + MARGIN)
        _story(axes, scenario, placed)
        out = BytesIO()
        metadata = {"Date": None, "Creator": None} if kind == "svg" else {"Software": None}
        figure.savefig(out, format=kind, dpi=144, metadata=metadata, facecolor=SAND)
    made = out.getvalue()
    if kind == "svg":
        made = made.replace(b"'DejaVu Sans'", SYSTEM_FONT.encode())
    path.write_bytes(made)


def _story(axes: Axes, scenario: Scenario, placed: Layout) -> None:
    for way in sorted(placed.ways, key=lambda way: way.is_model):
        _way(axes, way, scenario.scenes[way.scene].choices[way.pick])
    model = graph.model_choices(scenario)
    for name, box in placed.scenes.items():
        _scene(axes, scenario, name, box)
    for (name, pick), box in placed.choices.items():
        _choice(axes, scenario.scenes[name].choices[pick], pick, box, (name, pick) in model)


def _heading(axes: Axes, scenario: Scenario, left: float) -> None:
    child = scenario.child
    _words(axes, left, -88, scenario.title, 20, bold=True, align="left")
    _words(axes, left, -66, f"{child.name} is made up. File: {scenario.name}.yaml", 12, align="left")  # fmt: skip
    x = left
    axes.plot([x, x + 30], [-40, -40], color=TEAL, linewidth=4)
    _words(axes, x + 38, -35, "the run that earns the best of everything", 12, align="left")
    _box(axes, Box(x + 356, -50, 26, 20), fill=WARMTH[-1], edge=CLAY, wide=2.5, round_by=6)
    _words(axes, x + 378, -35, "hot: over 5", 12, align="left")
    _box(axes, Box(x + 478, -50, 26, 20), fill=WARMTH[0], edge=INK, wide=1.2, round_by=10)
    _box(axes, Box(x + 478, -47, 20, 14), fill=WARMTH[0], edge=INK, wide=1, round_by=7)
    _words(axes, x + 498, -35, "an ending", 12, align="left")
    _words(axes, left, -12, "In each choice: its name, then its step, and whether it meets the safeguarding line.", 12, align="left")  # fmt: skip


def _scene(axes: Axes, scenario: Scenario, name: str, box: Box) -> None:
    scene = scenario.scenes[name]
    hot = scene.temperature > HOT
    fill = WARMTH[min(scene.temperature // 2, 4)]
    round_by = box.height / 2 if scene.is_ending else 10
    _box(
        axes, box, fill=fill, edge=CLAY if hot else QUIET, wide=3 if hot else 1.2, round_by=round_by
    )
    if scene.is_ending:
        inner = Box(box.x, box.top + 4, box.width - 8, box.height - 8)
        _box(axes, inner, fill=fill, edge=INK, wide=1, round_by=round_by - 4)
    elif name == scenario.start:
        _words(axes, box.x, box.top - 8, "start", 12)
    _words(axes, box.x, box.top + 23, graph.heading(scenario, name), 14, bold=True)
    if scene.title:
        _words(axes, box.x, box.top + 43, scene.title, 12)


def _choice(axes: Axes, choice: Choice, pick: str, box: Box, is_model: bool) -> None:
    fill, ink = (CLAY, WHITE) if choice.harm else (WHITE, INK)
    edge = TEAL if is_model else CLAY if choice.line == "missed" else LINE
    _box(axes, box, fill=fill, edge=edge, wide=3 if is_model else 1.5, round_by=5)
    _words(axes, box.x, box.top + 16, pick, 12, bold=is_model, colour=ink)
    marked = choice.line == "met"
    _words(
        axes,
        box.x,
        box.top + 32,
        graph.marks(choice),
        11,
        bold=marked,
        colour=TEAL if marked else ink,
    )


def _way(axes: Axes, way: Way, choice: Choice) -> None:
    """A soft line down the page, with an arrowhead where it comes in."""
    (x, y), *rest = way.points
    points, codes = [(x, y)], [Curve.MOVETO]
    for to_x, to_y in rest:
        if to_x == x:
            points.append((to_x, to_y))
            codes.append(Curve.LINETO)
        else:
            half = (y + to_y) / 2
            points += [(x, half), (to_x, half), (to_x, to_y)]
            codes += [Curve.CURVE4] * 3
        x, y = to_x, to_y
    colour = TEAL if way.is_model else CLAY if choice.harm else QUIET
    line = PathPatch(Curve(points, codes), fill=False, edgecolor=colour, capstyle="round")
    line.set(linewidth=4 if way.is_model else 1.3, alpha=1 if way.is_model else 0.8)
    axes.add_patch(line)
    size = 7 if way.is_model else 5
    axes.fill([x - size, x + size, x], [y - 1.6 * size, y - 1.6 * size, y], color=colour)


def _box(axes: Axes, box: Box, *, fill: str, edge: str, wide: float, round_by: float) -> None:
    shape = f"round,pad=0,rounding_size={round_by}"
    patch = FancyBboxPatch((box.x - box.width / 2, box.top), box.width, box.height, shape)
    patch.set(facecolor=fill, edgecolor=edge, linewidth=wide)
    axes.add_patch(patch)


def _words(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    size: float,
    *,
    bold: bool = False,
    colour: str = INK,
    align: str = "center",
) -> None:
    weight = "bold" if bold else "normal"
    axes.text(x, y, text, fontsize=size, fontweight=weight, color=colour, ha=align, va="baseline")
