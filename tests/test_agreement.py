"""Agreement of two markers: checked against published figures and against the formula written out anew."""

import math
import random

import pytest

from roleplay import agreement

MADE_UP = [
    (4, 4),
    (4, 3),
    (3, 3),
    (2, 3),
    (2, 2),
    (1, 2),
    (3, 1),
    (4, 4),
    (0, 1),
    (2, 2),
    (3, 4),
    (1, 1),
]


def by_formula(pairs):
    """Work out quadratic weighted kappa and its standard error as in Fleiss, Cohen and Everitt (1969).

    Psychological Bulletin 72(5), 323-327. Plain loops, so that it shares no line with the library.
    """
    levels, n = range(5), len(pairs)
    p = [[sum(one == (i, j) for one in pairs) / n for j in levels] for i in levels]
    weight = [[1 - (i - j) ** 2 / 16 for j in levels] for i in levels]
    row = [sum(p[i]) for i in levels]
    column = [sum(p[i][j] for i in levels) for j in levels]
    observed = sum(weight[i][j] * p[i][j] for i in levels for j in levels)
    chance = sum(weight[i][j] * row[i] * column[j] for i in levels for j in levels)
    kappa = (observed - chance) / (1 - chance)
    across = [sum(weight[i][j] * column[j] for j in levels) for i in levels]
    down = [sum(weight[i][j] * row[i] for i in levels) for j in levels]
    inner = sum(
        p[i][j] * (weight[i][j] * (1 - chance) - (across[i] + down[j]) * (1 - observed)) ** 2
        for i in levels
        for j in levels
    )
    variance = (inner - (observed * chance - 2 * chance + observed) ** 2) / (n * (1 - chance) ** 4)
    return kappa, math.sqrt(variance)


@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_kappa_and_its_interval_are_those_of_fleiss_cohen_and_everitt(seed):
    pairs = MADE_UP
    if seed is not None:
        chance = random.Random(seed)  # noqa: S311 (figures to count with)
        first = [chance.randrange(5) for _ in range(40)]
        pairs = [(one, max(0, min(4, one + chance.choice([-2, -1, 0, 0, 1])))) for one in first]
    kappa, error = by_formula(pairs)
    found = agreement.agreement(pairs)
    assert found.kappa == pytest.approx(kappa, abs=1e-9)
    assert found.low == pytest.approx(max(-1, kappa - 1.959964 * error), abs=1e-5)
    assert found.high == pytest.approx(min(1, kappa + 1.959964 * error), abs=1e-5)


def test_counts_are_plain():
    found = agreement.agreement(MADE_UP)
    assert (found.count, found.same, found.next_to, found.apart) == (12, 6, 5, 1)
    assert found.table[3][1] == 1
    assert found.table[1][3] == 0
    assert sum(map(sum, found.table)) == 12


def test_two_levels_apart_weigh_more_than_two_times_one_level():
    near = agreement.agreement([(1, 1), (2, 2), (3, 3), (4, 4), (2, 3), (3, 2)])
    far = agreement.agreement([(1, 1), (2, 2), (3, 3), (4, 4), (1, 3), (3, 3)])
    assert near.kappa > far.kappa


def test_always_the_same_level_gives_no_kappa_and_says_why():
    found = agreement.agreement([(3, 3)] * 6)
    assert found.kappa is None
    said = agreement.caution(found)
    assert "cannot be worked out" in said
    # Clopper and Pearson, six of six: the lower end is the sixth root of 0.025.
    assert found.share_low == pytest.approx(0.025 ** (1 / 6))
    assert f"{100 * 0.025 ** (1 / 6):.0f} % and 100 %" in said


def test_perfect_agreement_of_a_few_is_not_called_certain():
    found = agreement.agreement([(1, 1), (2, 2), (3, 3)])
    assert found.kappa == pytest.approx(1)
    assert found.low is None
    assert "no interval" in agreement.caution(found)


def test_with_few_the_page_says_how_wide_it_is():
    said = agreement.caution(agreement.agreement([(2, 2), (3, 2), (1, 2), (4, 4), (3, 3), (1, 3)]))
    assert said.startswith("With only 6 pairs of marks kappa could be anywhere between ")
    assert said.endswith("for so few even this is drawn too narrow.")
    assert agreement.number(-0.057) == "−0.06"


def test_nothing_marked_says_nothing():
    found = agreement.agreement([])
    assert (found.kappa, found.low, found.high) == (None, None, None)
    assert "nothing can be said" in agreement.caution(found)


@pytest.mark.parametrize("pair", [(5, 1), (1, -1)])
def test_a_level_outside_the_rubric_is_refused(pair):
    with pytest.raises(ValueError, match="between 0 and 4"):
        agreement.agreement([pair])


@pytest.mark.parametrize(("there", "drawn"), [(0, 0), (3, 3), (5, 5), (24, 5), (26, 6), (100, 20)])
def test_a_sample_is_a_fifth_and_at_least_five(there, drawn):
    assert agreement.how_many(there) == drawn


def test_a_draw_reaches_from_low_to_high_and_can_be_repeated():
    points = {f"carer-{n}": float(n) for n in range(25)}
    drawn = agreement.draw(points, 5, 7)
    assert drawn == agreement.draw(points, 5, 7)
    assert sorted(int(points[one]) // 5 for one in drawn) == [0, 1, 2, 3, 4]
    assert any(agreement.draw(points, 5, seed) != drawn for seed in range(5))


def test_a_draw_never_gives_anyone_twice_and_never_more_than_there_are():
    assert sorted(agreement.draw({"a": 1, "b": 1, "c": 2}, 9, 1)) == ["a", "b", "c"]
    assert agreement.draw({}, 5, 1) == []
