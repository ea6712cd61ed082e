"""Where each scene and choice stands in a picture of a scenario.

Rule: pure arithmetic, no drawing. A way that passes other rows runs in a lane, one for each scene
it leads to. Lengths are CSS pixels; ``y`` grows down the page.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from roleplay.graph import depths, heading, marks, model_choices
from roleplay.model import Choice, Scenario

ROW_GAP, GAP, MARGIN = 64, 28, 24
CHIP_HEIGHT, CHIP_GAP, HEAD, LANE = 40, 6, 34, 14
SWEEPS = 24
Key = tuple[str, int]
"""A scene in its row; or, in a row above it, the lane that leads to it."""
Links = list[tuple[Key, Key, float]]
"""What is joined between neighbouring rows, with the place (-0.5 to 0.5) along the upper scene."""


@dataclass(frozen=True)
class Box:
    """A scene or a choice: its middle (``x``), its top, its size."""

    x: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Way:
    """One choice's line on the page: the points it goes through, and whether the model run takes it."""

    scene: str
    pick: str
    points: tuple[tuple[float, float], ...]
    is_model: bool


@dataclass(frozen=True)
class Layout:
    """Everything placed: scenes by name, choices by (scene, choice), and the ways between them."""

    width: float
    height: float
    scenes: Mapping[str, Box]
    choices: Mapping[tuple[str, str], Box]
    ways: Sequence[Way]


def layout(scenario: Scenario) -> Layout:
    """Place every scene and choice of a checked scenario."""
    depth = depths(scenario)
    links = _links(scenario, depth)
    sizes = {(name, depth[name]): _size(scenario, name) for name in scenario.scenes}
    grid = _ordered(_grid(scenario, depth, links), links)
    xs = _across(grid, links, sizes)
    shift = MARGIN - min(xs[key] - _width(key, sizes) / 2 for row in grid for key in row)
    width = MARGIN + shift + max(xs[key] + _width(key, sizes) / 2 for row in grid for key in row)
    scenes: dict[str, Box] = {}
    row_tops, y = [], float(MARGIN)
    for row in grid:
        row_tops.append(y)
        tall = max((sizes[key][1] for key in row if key in sizes), default=0.0)
        for key in (key for key in row if key in sizes):
            scenes[key[0]] = Box(xs[key] + shift, y, *sizes[key])
        y += tall + ROW_GAP
    bottoms = [top - ROW_GAP for top in [*row_tops[1:], y]]
    chips = dict(_chips(scenario, scenes))
    lanes = {key: (xs[key] + shift, row_tops[key[1]], bottoms[key[1]]) for row in grid for key in row if key not in sizes}  # fmt: skip
    model = model_choices(scenario)
    ways = tuple(
        Way(name, pick, tuple(_points(chips[name, pick], depth[name], choice.leads_to, depth, scenes, lanes)), (name, pick) in model)
        for name, scene in scenario.scenes.items() for pick, choice in scene.choices.items()
    )  # fmt: skip
    return Layout(width, y - ROW_GAP + MARGIN, scenes, chips, ways)


def _size(scenario: Scenario, name: str) -> tuple[float, float]:
    scene = scenario.scenes[name]
    chips = [_chip_width(pick, choice) for pick, choice in scene.choices.items()]
    inner = sum(chips) + CHIP_GAP * max(0, len(chips) - 1)
    words = max(len(heading(scenario, name)) * 8.6, len(scene.title or "") * 7.4)
    tall = HEAD + (CHIP_HEIGHT + 10 if chips else 26 if scene.title else 0)
    return max(inner + 20, words + 28), tall


def _chip_width(pick: str, choice: Choice) -> float:
    return max(len(pick) * 7.6, len(marks(choice)) * 6.4) + 14


def _chips(scenario: Scenario, scenes: Mapping[str, Box]) -> Iterator[tuple[tuple[str, str], Box]]:
    for name, box in scenes.items():
        widths = {p: _chip_width(p, c) for p, c in scenario.scenes[name].choices.items()}
        left = box.x - (sum(widths.values()) + CHIP_GAP * (len(widths) - 1)) / 2
        for pick, width in widths.items():
            yield (name, pick), Box(left + width / 2, box.top + HEAD, width, CHIP_HEIGHT)
            left += width + CHIP_GAP


def _links(scenario: Scenario, depth: Mapping[str, int]) -> Links:
    """List what is joined between neighbouring rows, with the place (-0.5 to 0.5) along the upper scene."""
    found: dict[tuple[Key, Key], float] = {}
    for name, scene in scenario.scenes.items():
        for number, choice in enumerate(scene.choices.values()):
            at = (number + 0.5) / len(scene.choices) - 0.5
            here: Key = (name, depth[name])
            for row in range(depth[name] + 1, depth[choice.leads_to] + 1):
                found.setdefault((here, (choice.leads_to, row)), at)
                here, at = (choice.leads_to, row), 0.0
    return [(above, below, at) for (above, below), at in found.items()]


def _grid(scenario: Scenario, depth: Mapping[str, int], links: Links) -> list[list[Key]]:
    keys = dict.fromkeys([(scenario.start, 0), *(key for a, b, _ in links for key in (a, b))])
    return [[key for key in keys if key[1] == row] for row in range(max(depth.values()) + 1)]


def _ordered(grid: list[list[Key]], links: Links) -> list[list[Key]]:
    """Order each row by the middle of what it is joined to, and keep the order with fewest crossings."""
    best, fewest = [list(row) for row in grid], _crossings(grid, links)
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for row in grid if down else reversed(grid):
            place = {key: float(i) for line in grid for i, key in enumerate(line)}
            middle = {
                key: _mean([place[a] + at for a, b, at in links if b == key] if down
                           else [place[b] for a, b, _ in links if a == key], place[key])
                for key in row
            }  # fmt: skip
            row.sort(key=lambda key: middle[key])
        if (now := _crossings(grid, links)) < fewest:
            best, fewest = [list(row) for row in grid], now
    return best


def _crossings(grid: list[list[Key]], links: Links) -> int:
    place = {key: i for row in grid for i, key in enumerate(row)}
    ends = [(a[1], place[a] + at, place[b]) for a, b, at in links]
    return sum(
        one[0] == two[0] and (one[1] - two[1]) * (one[2] - two[2]) < 0
        for i, one in enumerate(ends) for two in ends[:i]
    )  # fmt: skip


def _across(
    grid: list[list[Key]], links: Links,
    sizes: Mapping[Key, tuple[float, float]],
) -> dict[Key, float]:  # fmt: skip
    """Give each scene and lane its x: near what it is joined to, without touching its neighbours."""
    xs = {key: 0.0 for row in grid for key in row}
    for sweep in range(SWEEPS):
        for row in grid if sweep % 2 == 0 else reversed(grid):
            wish = [
                _mean([xs[a] + at * _width(a, sizes) for a, b, at in links if b == key]
                      + [xs[b] for a, b, _ in links if a == key], xs[key])
                for key in row
            ]  # fmt: skip
            xs.update(zip(row, _apart(wish, [_width(key, sizes) for key in row]), strict=True))
    return xs


def _apart(wish: list[float], widths: list[float]) -> list[float]:
    """Move a row as little as possible (least squares) so that nothing overlaps, in its order."""
    offsets, at = [], 0.0
    for i, width in enumerate(widths):
        at += (widths[i - 1] + width) / 2 + GAP if i else 0.0
        offsets.append(at)
    groups: list[list[float]] = []
    for want, offset in zip(wish, offsets, strict=True):
        groups.append([want - offset, 1])
        while len(groups) > 1 and groups[-2][0] > groups[-1][0]:
            (mean, n), (other, m) = groups.pop(), groups.pop()
            groups.append([(mean * n + other * m) / (n + m), n + m])
    flat = [mean for mean, n in groups for _ in range(int(n))]
    return [mean + offset for mean, offset in zip(flat, offsets, strict=True)]


def _width(key: Key, sizes: Mapping[Key, tuple[float, float]]) -> float:
    return sizes[key][0] if key in sizes else LANE


def _mean(values: list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _points(
    chip: Box, row: int, target: str, depth: Mapping[str, int],
    scenes: Mapping[str, Box], lanes: Mapping[Key, tuple[float, float, float]],
) -> Iterator[tuple[float, float]]:  # fmt: skip
    """Yield where a way goes: from its choice, down its lane, to the top of the next scene."""
    yield chip.x, chip.top + chip.height
    for below in range(row + 1, depth[target]):
        x, top, bottom = lanes[target, below]
        yield x, top
        yield x, bottom
    yield scenes[target].x, scenes[target].top
