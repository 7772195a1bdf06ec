"""
What of the counters of one quarter may be published, so that nobody is in it (art. 5 lid 11, art. 8 lid 3; I11).

Held against somebody who knows everything: each person, all properties of each, and the outcome of all but one. Against
such a reader no fixed rule helps, and rounding and leaving out are fixed rules. Say somebody was refused: if that does
not show, the same is published when it was not so. The same goes for the next who was refused, and the next. So a fixed
rule that never tells publishes what it would if nobody had been refused, and so for each outcome: it says nothing. So
each figure is first disturbed by chance, by how much nobody knows, and all that looks at an outcome comes after:

1. A group is published when at least K people are in it. Who is alike is what the reader knows already, so this tells
   no outcome.
2. What is left out is left out with others, so that no sum of a row or column of a table, which another table with the
   same margin may show, gives a group back; in each row and column, and in the table as a whole, it is nobody or at
   least K people. No total is published, in no table.
3. Each outcome of a published group gets two-sided geometric noise of its own (Ghosh, Roughgarden and Sundararajan,
   "Universally Utility-Maximizing Privacy Mechanisms", 2009): any figure can come from any count, and one person more
   or less makes it at most `1 / ALPHA` times as probable. It stays within the size of its group.
4. It is rounded to BASE; what is below K then is not shown.
5. A group that then shows fewer than L outcomes is not shown at all: it would say what became of everybody in it.

A dossier is in one group of each table, in one quarter, and its outcome moves two figures of that. So all publications
together are at most `LARGEST_RATIO` times as probable under one guess of an outcome as under another: about ten, and no
guess is ever ruled out. That holds because the noise is drawn once: a quarter is published by inserting a row, after it
has closed, and its counters are deleted then.

What it does not hide is that a group has at least K people: that K is kept to is known, and the reader may know all
others in it.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from operator import eq

from chalicelib.domain.cijfer import Cel
from chalicelib.privacy.cijfers import TABELLEN, Groep, Tabel, Uitkomst

REGELS = "1"  # of these rules; a publication says by which it was made
K, L, BASE = 10, 2, 5
COIN_BITS = 2
ALPHA = 1 - Fraction(1, 2**COIN_BITS)
LARGEST_RATIO = (1 / ALPHA) ** (2 * len(TABELLEN))

Counts = Mapping[Groep, Mapping[Uitkomst, int]]
Noise = Callable[[], int]


def publish(counts: Counts, noise: Noise) -> tuple[Cel, ...]:
    """The cells of one quarter, in order of table and group."""
    return tuple(cel for tabel in TABELLEN.values() for cel in _table(tabel, counts, noise))


def digest(cells: tuple[Cel, ...]) -> str:
    """SHA-256 in hex, over the cells as JSON, a line each."""
    return hashlib.sha256("\n".join(cel.model_dump_json() for cel in cells).encode()).hexdigest()


def shown_groups(sizes: Mapping[Groep, int]) -> frozenset[Groep]:
    """The groups of one table that may be published: large enough, and what is left out not to be told from others."""
    shown = frozenset(groep for groep, size in sizes.items() if size >= K)
    while (one := _to_hide_as_well(sizes, shown)) is not None:
        shown -= {one}
    return shown


def geometric(entropy: Callable[[int], bytes]) -> int:
    """
    Noise with P(x) proportional to ALPHA ** |x|, exactly: the difference of two numbers of tosses before a first hit.

    A toss is COIN_BITS bits, and hits when all are zero.
    """
    return _tosses(entropy) - _tosses(entropy)


def rounded(figure: int) -> int:
    """The nearest multiple of BASE."""
    return (figure + BASE // 2) // BASE * BASE


def _tosses(entropy: Callable[[int], bytes]) -> int:
    misses = 0
    while entropy(1)[0] % 2**COIN_BITS:
        misses += 1
    return misses


def _to_hide_as_well(sizes: Mapping[Groep, int], shown: frozenset[Groep]) -> Groep | None:
    """The smallest group beside what could be told by subtraction; None when nothing can, or nothing is left."""
    hidden = frozenset(groep for groep in sizes if sizes[groep] and groep not in shown)
    for line in _telling(sizes, hidden):
        if left := [groep for groep in line if groep in shown]:
            return min(left, key=lambda groep: (sizes[groep], groep))
    return None


def _telling(sizes: Mapping[Groep, int], hidden: frozenset[Groep]) -> Iterator[list[Groep]]:
    """The lines where more has to be hidden: around a group that the sums of lines would give, and those of too few."""
    for groep in sorted(hidden):
        if not _on_a_cycle(groep, hidden):
            yield [other for other in sizes if any(map(eq, other.waarden, groep.waarden))]
    for line in _lines(sizes):
        if 0 < sum(sizes[groep] for groep in line if groep in hidden) < K:
            yield line


def _on_a_cycle(groep: Groep, hidden: frozenset[Groep]) -> bool:
    """
    Whether the sums of all rows and columns leave this group open.

    Rows and columns are the points of a graph, hidden groups its lines: what cannot be moved round a cycle is fixed.
    """
    start, goal = ((place, groep.waarden[place]) for place in (0, 1))
    reached, waiting = {start}, [start]
    while waiting:
        place, value = waiting.pop()
        beside = (other for other in hidden if other != groep and other.waarden[place] == value)
        fresh = {(1 - place, other.waarden[1 - place]) for other in beside} - reached
        reached |= fresh
        waiting += fresh
    return goal in reached


def _lines(sizes: Mapping[Groep, int]) -> Iterator[list[Groep]]:
    """The rows and the columns of a table, and the table."""
    for place in (0, 1):
        for value in sorted({groep.waarden[place] for groep in sizes}):
            yield [groep for groep in sizes if groep.waarden[place] == value]
    yield list(sizes)


def _table(tabel: Tabel, counts: Counts, noise: Noise) -> Iterator[Cel]:
    outcomes = {groep: counts[groep] for groep in counts if groep.tabel == tabel.naam}
    for groep in sorted(shown_groups({groep: sum(found.values()) for groep, found in outcomes.items()})):
        figures = _disturbed(outcomes[groep], noise)
        if len(figures) >= L:
            terms = dict(zip(tabel.eigenschappen, groep.waarden, strict=True))
            yield from (
                Cel.model_validate({"tabel": tabel.naam, **terms, "uitkomst": outcome, "aantal": figure})
                for outcome, figure in figures.items()
            )


def _disturbed(found: Mapping[Uitkomst, int], noise: Noise) -> dict[Uitkomst, int]:
    """What is shown of a group. An outcome that nobody had is disturbed too: it may be the one that is not known."""
    size = sum(found.values())
    figures = {outcome: rounded(min(size, max(0, found.get(outcome, 0) + noise()))) for outcome in Uitkomst}
    return {outcome: figure for outcome, figure in figures.items() if figure >= K}
