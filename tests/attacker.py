"""
Somebody with full outside knowledge: all people, all their properties, the outcome of all but one, and how we publish.

How probable each publication is under each outcome of that one is computed exactly, as fractions: the noise of a cell
is two-sided geometric, what is added to it follows from the rules. Nothing here asks the code that is attacked but the
choice of groups, which rests on no outcome, and what rounding makes of a figure.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cache
from math import prod

from chalicelib.domain.cijfer import Cel
from chalicelib.privacy.cijfers import TABELLEN, Groep, Uitkomst
from chalicelib.privacy.cijfers_publicatie import ALPHA, K, L, rounded, shown_groups
from tests.populations import OUTCOMES, Counts, Person

Published = Mapping[Groep, Mapping[Uitkomst, int]]


def read(cells: Iterable[Cel]) -> Published:
    """The publication as it is read: per group what is shown of it."""
    found: dict[Groep, dict[Uitkomst, int]] = {}
    for cel in cells:
        values = tuple(getattr(cel, name) for name in TABELLEN[cel.tabel].eigenschappen)
        found.setdefault(Groep(cel.tabel, values), {})[Uitkomst(cel.uitkomst)] = cel.aantal
    return found


def likelihoods(counts: Counts, published: Published, target: Person) -> dict[Uitkomst, Fraction]:
    """How probable what was published is under each outcome of `target`, up to what no outcome of theirs touches."""
    shown = {groep for tabel in TABELLEN for groep in shown_groups(sizes_of(counts, tabel))}
    groups = [groep for groep in target.groups if groep in shown]
    found = {}
    for guess in OUTCOMES:
        found[guess] = prod(
            (_of_group(_moved(counts[groep], target.outcome, guess), published.get(groep, {})) for groep in groups),
            start=Fraction(1),
        )
    return found


def sizes_of(counts: Counts, tabel: str) -> dict[Groep, int]:
    return {groep: found.total() for groep, found in counts.items() if groep.tabel == tabel}


def _moved(found: Counter[Uitkomst], real: Uitkomst, guess: Uitkomst) -> tuple[int, ...]:
    moved = found - Counter([real]) + Counter([guess])
    return tuple(moved[outcome] for outcome in OUTCOMES)


def _of_group(counts: tuple[int, ...], shown: Mapping[Uitkomst, int]) -> Fraction:
    """Cells are independent; a group of which nothing is shown had fewer than L to show."""
    chances = [shown_of(number, sum(counts)) for number in counts]
    if shown:
        assert len(shown) >= L
        return prod((chance[shown.get(o, 0)] for o, chance in zip(OUTCOMES, chances, strict=True)), start=Fraction(1))
    hidden = [chance[0] for chance in chances]
    one = sum(
        ((1 - hidden[i]) * prod(hidden[:i] + hidden[i + 1 :], start=Fraction(1)) for i in range(len(hidden))),
        Fraction(0),
    )
    return prod(hidden, start=Fraction(1)) + one


@cache
def shown_of(number: int, size: int) -> Mapping[int, Fraction]:
    """What is shown of a cell, 0 for nothing, and how probable that is."""
    weights: dict[int, Fraction] = {}
    for figure in range(size + 1):
        tail = figure in (0, size)
        chance = ALPHA ** abs(figure - number) * (1 if tail else 1 - ALPHA) / (1 + ALPHA)
        value = rounded(figure) if rounded(figure) >= K else 0
        weights[value] = weights.get(value, Fraction(0)) + chance
    assert sum(weights.values()) == 1
    return weights
