"""Invented populations for statistics: people of a few kinds, alike enough to be counted together."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random

from chalicelib.privacy.cijfers import TABELLEN, Groep, Uitkomst

Counts = dict[Groep, Counter[Uitkomst]]
OUTCOMES = tuple(Uitkomst)


@dataclass(frozen=True)
class Person:
    """In one group of each table, with one outcome."""

    groups: tuple[Groep, ...]
    outcome: Uitkomst


def population(seed: int, size: int, kinds: int = 2) -> list[Person]:
    """Nobody in particular; each table has at most `kinds` values of each property, some of them rare."""
    random = Random(seed)  # noqa: S311 - a test that must repeat
    weights = [random.choice((1, 3, 9)) for _ in OUTCOMES]
    return [Person(_groups(random, kinds), random.choices(OUTCOMES, weights)[0]) for _ in range(size)]


def count(people: Iterable[Person]) -> Counts:
    found: Counts = {}
    for person in people:
        for groep in person.groups:
            found.setdefault(groep, Counter())[person.outcome] += 1
    return found


def bits(seed: int) -> Callable[[int], bytes]:
    """Entropy that repeats."""
    return Random(seed).randbytes  # noqa: S311 - a test that must repeat


def group(first: str = "financial_lease", second: str = "tot_10000", table: str = "product_bedrag") -> Groep:
    return Groep(table, (first, second))


def _groups(random: Random, kinds: int) -> tuple[Groep, ...]:
    return tuple(
        Groep(tabel.naam, tuple(_one(random, values, kinds) for values in tabel.waarden)) for tabel in TABELLEN.values()
    )


def _one(random: Random, values: Sequence[str], kinds: int) -> str:
    """The later ones are rarer."""
    return str(values[min(random.randrange(kinds), random.randrange(kinds))])
