"""I11, rule by rule: what of the counters of a quarter is published."""

from collections import Counter
from collections.abc import Mapping
from itertools import product
from operator import eq
from random import Random

import pytest

from chalicelib.domain.cijfer import Cel
from chalicelib.privacy.cijfers import TABELLEN, Groep, Uitkomst
from chalicelib.privacy.cijfers_publicatie import ALPHA, BASE, K, L, digest, geometric, publish, rounded, shown_groups
from tests.populations import bits, count, group, population

_U = Uitkomst


def undisturbed() -> int:
    return 0


def figures(cells: tuple[Cel, ...]) -> list[tuple[str, int]]:
    return [(cel.uitkomst, cel.aantal) for cel in cells]


@pytest.mark.parametrize(("size", "shown"), [(9, False), (10, True)])
def test_a_group_of_nine_is_left_out(size: int, shown: bool) -> None:
    """K: whatever the noise says, fewer than ten people are never a group."""
    alone = {group(): size}
    assert bool(shown_groups(alone)) is shown
    assert shown or publish({group(): {_U.AFGEWEZEN: 5, _U.VERLOPEN: 4}}, lambda: 50) == ()


def test_one_outcome_tells_what_became_of_all() -> None:
    """L: a group that would show a single outcome is left out as a whole."""
    assert publish({group(): {_U.AFGEWEZEN: 40}}, undisturbed) == ()
    assert publish({group(): {_U.AFGEWEZEN: 40, _U.VERLOPEN: 7}}, undisturbed) == ()
    shown = publish({group(): {_U.AFGEWEZEN: 40, _U.VERLOPEN: 8}}, undisturbed)
    assert figures(shown) == [("afgewezen", 40), ("verlopen", 10)]


def test_figures_are_rounded_to_five() -> None:
    assert [rounded(number) for number in (0, 2, 3, 7, 8, 12, 13, 100)] == [0, 0, 5, 5, 10, 10, 15, 100]


@pytest.mark.parametrize("seed", range(8))
def test_nothing_below_ten_is_ever_shown(seed: int) -> None:
    """Under chance as it is drawn: multiples of five from ten on, two outcomes a group, groups of ten or more."""
    counts = count(population(seed, 200, kinds=3))
    entropy = bits(seed)
    cells = publish(counts, lambda: geometric(entropy))
    assert cells
    assert all(cel.aantal >= K and cel.aantal % BASE == 0 for cel in cells)
    per_group = Counter(named(cel) for cel in cells)
    assert min(per_group.values()) >= L
    assert all(sum(counts[groep].values()) >= K for groep in per_group)


def named(cel: Cel) -> Groep:
    properties = TABELLEN[cel.tabel].eigenschappen
    return Groep(cel.tabel, (getattr(cel, properties[0]), getattr(cel, properties[1])))


def test_no_cell_is_a_total() -> None:
    """Every cell names both properties and an outcome, so none is the sum of others."""
    for cel in publish(count(population(1, 300)), undisturbed):
        assert len(cel.model_dump(exclude_none=True)) == 5


def test_one_small_group_takes_another_along() -> None:
    """Alone in its row or its column, it would be the difference of two sums."""
    sizes = {group("a", "x"): 3, group("a", "y"): 30, group("b", "x"): 40, group("b", "y"): 50}
    assert shown_groups(sizes) == frozenset()
    without = {group("a", "x"): 30, group("a", "y"): 30, group("b", "x"): 40, group("b", "y"): 50}
    assert shown_groups(without) == without.keys()


def test_small_groups_together_are_ten_people() -> None:
    """Two of three would be a sum of six, by subtraction."""
    small = {group(a, b): 3 for a in "ab" for b in "xy"}
    large = {group(a, b): 20 + number for number, (a, b) in enumerate([*product("ab", "z"), *product("c", "xyz")])}
    shown = shown_groups(small | large)
    hidden = (small | large).keys() - shown
    for line in (line for place in (0, 1) for line in lines(small | large, place)):
        assert sum((small | large)[groep] for groep in line if groep in hidden) not in range(1, K)


@pytest.mark.parametrize("seed", range(40))
def test_sums_of_lines_give_no_group_back(seed: int) -> None:
    """Even with every margin known exactly: either another table fits too, or there was nothing left to leave out."""
    random = Random(seed)  # noqa: S311 - a test that must repeat
    width, height = random.randint(2, 6), random.randint(2, 6)
    sizes = {group(f"p{a}", f"q{b}"): random.choice((0, 2, 5, 12, 30)) for a in range(width) for b in range(height)}
    shown = shown_groups(sizes)
    assert all(sizes[groep] >= K for groep in shown)
    hidden = [groep for groep, size in sizes.items() if size and groep not in shown]
    for groep in hidden:
        around = [other for other in shown if any(map(eq, other.waarden, groep.waarden))]
        assert not around or movable(groep, hidden)


def movable(start: Groep, hidden: list[Groep]) -> bool:
    """A round of hidden groups, along a row and a column in turn, that comes back: one more here, one less there."""

    def walk(path: list[Groep], place: int) -> bool:
        here = path[-1]
        for groep in hidden:
            if groep.waarden[place] == here.waarden[place] and groep != here:
                if groep == start:
                    return len(path) >= 4
                if groep not in path and walk([*path, groep], 1 - place):
                    return True
        return False

    return walk([start], 0)


def lines(sizes: Mapping[Groep, int], place: int) -> list[list[Groep]]:
    values = {groep.waarden[place] for groep in sizes}
    return [[groep for groep in sizes if groep.waarden[place] == value] for value in values]


def test_noise_falls_off_by_a_quarter_a_step() -> None:
    """P(x) is in proportion to ALPHA ** |x|: symmetric, and never out of reach."""
    entropy, draws = bits(7), 40_000
    found = Counter(geometric(entropy) for _ in range(draws))
    top = (1 - ALPHA) / (1 + ALPHA)
    for number in range(-6, 7):
        assert found[number] / draws == pytest.approx(float(top * ALPHA ** abs(number)), abs=0.006)
    assert max(found) > 15 > -15 > min(found)


def test_noise_stays_within_its_group() -> None:
    far = publish({group(): {_U.AFGEWEZEN: 10, _U.VERLOPEN: 10}}, lambda: 1000)
    assert {cel.aantal for cel in far} == {20}
    assert publish({group(): {_U.AFGEWEZEN: 10, _U.VERLOPEN: 10}}, lambda: -1000) == ()


def test_a_digest_follows_from_the_cells() -> None:
    cells = publish(count(population(1, 300)), undisturbed)
    assert digest(cells) == digest(tuple(cells))
    assert len({digest(cells), digest(cells[1:]), digest(())}) == 3
