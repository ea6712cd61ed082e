"""How alike two people mark: counts first, then a weighted kappa with its interval, and what it cannot say.

Rule: figures and words only, no verdict. The statistics are statsmodels' own; this module chooses
which of them can be worked out at all, and says so plainly where they cannot.
"""

import itertools
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from roleplay import rubric

FEW = 20
"""Below this many pairs the page says how little can be known (our own line, not a law)."""
KAPPA_MEANS = (
    "Kappa says how much more alike two people mark than chance alone would make them: 1 means "
    "always the same level, 0 means no more alike than chance, and two levels apart weighs four "
    "times as much as one level."
)

Pair = tuple[int, int]
"""The first marker's level and the second's, each 0-4."""


@dataclass(frozen=True)
class Agreement:
    """How alike the levels of some pairs are."""

    count: int
    same: int
    next_to: int
    """Pairs that are one level apart."""
    apart: int
    """Pairs that are two levels apart or more."""
    kappa: float | None
    """Quadratic weighted kappa; nothing when both always gave one and the same level, or no pairs."""
    low: float | None
    high: float | None
    """The 95 % interval of kappa (Fleiss, Cohen and Everitt, 1969); nothing when it has no width."""
    share_low: float
    share_high: float
    """The 95 % interval of the share marked the same (Clopper and Pearson), 0-1."""
    table: tuple[tuple[int, ...], ...]
    """How often: a row for each level of the first marker, a column for each of the second."""


def agreement(pairs: Sequence[Pair]) -> Agreement:
    """Compare two markers.

    Raises:
        ValueError: a level is not one of the rubric's (0-4).
    """
    size = rubric.MOST + 1
    table = [[0] * size for _ in range(size)]
    for first, second in pairs:
        if not (0 <= first < size and 0 <= second < size):
            raise ValueError(f"A level is between 0 and {rubric.MOST}.")
        table[first][second] += 1
    gaps = [abs(first - second) for first, second in pairs]
    kappa, low, high = _kappa(table)
    share = _share(gaps.count(0), len(pairs))
    counts = (len(pairs), gaps.count(0), gaps.count(1), sum(gap > 1 for gap in gaps))
    return Agreement(*counts, kappa, low, high, *share, tuple(map(tuple, table)))


def _kappa(table: list[list[int]]) -> tuple[float | None, float | None, float | None]:
    rows = {place for place, row in enumerate(table) if sum(row)}
    columns = {place for row in table for place, count in enumerate(row) if count}
    if not rows or (rows == columns and len(rows) == 1):
        return None, None, None  # nothing that chance could be told from
    # Late: it takes a second or two to come, and only this page needs it.
    from statsmodels.stats.inter_rater import cohens_kappa

    found = cohens_kappa(table, wt="quadratic")
    kappa, wide = float(found.kappa), float(found.std_kappa)
    if not math.isfinite(wide) or wide < 1e-9:
        return kappa, None, None
    return kappa, max(-1.0, float(found.kappa_low)), min(1.0, float(found.kappa_upp))


def _share(same: int, count: int) -> tuple[float, float]:
    if not count:
        return 0.0, 1.0
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(same, count, method="beta")
    return float(low), float(high)


def caution(found: Agreement) -> str:
    """Say what these figures cannot say, in plain words."""
    if not found.count:
        return "Nothing was marked by both, so nothing can be said."
    answers = "1 pair of marks" if found.count == 1 else f"{found.count} pairs of marks"
    share = f"{_per_cent(found.share_low)} and {_per_cent(found.share_high)}"
    if found.kappa is None:
        return (
            f"Both gave one and the same level each time, so kappa cannot be worked out. With {answers}, "
            f"the share of work that you two would mark the same could be anywhere between {share}."
        )
    if found.low is None or found.high is None:
        return (
            f"With {answers} no interval can be worked out for kappa: the marks leave no room to measure "
            f"chance. The share that you two would mark the same could be anywhere between {share}."
        )
    between = f"kappa could be anywhere between {number(found.low)} and {number(found.high)}"
    if found.count >= FEW:
        return f"With {answers} {between}."
    # The formula is one for many pairs.
    return f"With only {answers} {between}, and for so few even this is drawn too narrow."


def number(value: float) -> str:
    """Write a figure with two places and a real minus sign."""
    return f"{value:.2f}".replace("-", "\N{MINUS SIGN}")


def _per_cent(share: float) -> str:
    return f"{100 * share:.0f} %"


def how_many(count: int) -> int:
    """Say how large a sample is: a fifth, and at least five where there are as many."""
    return min(count, max(5, math.ceil(count / 5)))


def draw(points: Mapping[str, float], size: int, seed: int) -> list[str]:
    """Draw a sample that reaches from the lowest first marks to the highest, the same for one seed.

    The work is put in order of its first marks and cut into as many equal parts as are wanted;
    one piece is drawn from each. The answer is shuffled, so that its order gives nothing away.
    """
    chance = random.Random(seed)  # noqa: S311 (a fair draw that can be repeated, no secret)
    order = sorted(sorted(points), key=lambda one: points[one])
    size = min(size, len(order))
    edges = [place * len(order) // size for place in range(size + 1)] if size else [0]
    drawn = [chance.choice(order[a:b]) for a, b in itertools.pairwise(edges)]
    chance.shuffle(drawn)
    return drawn
