"""
How much memory each function gets: the cheapest size that holds it and keeps nobody waiting.

Memory buys a share of a processor. What a function computes costs the same at any size and is done sooner with more;
while it waits for others it pays for all its memory. So a function that mostly waits gets little, and one that
somebody waits for gets what its start needs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from bench.counts import BEWAARTERMIJNEN, HERSTEL, Counts
from bench.durations import call_seconds, cold_seconds
from bench.metered import API, DISPATCH, Invocation
from bench.parameters import ASSUMPTIONS, PRICES
from infra.package.build import ROOT
from infra.package.template import fragments, merge

FUNCTIONS = (API, DISPATCH, HERSTEL, BEWAARTERMIJNEN)
WAITED_FOR = frozenset({API})
MIB_IN_GB = 1024


@dataclass(frozen=True)
class Choice:
    """One function at one size: seconds of its usual call and of its start, dollars for a million such calls."""

    function: str
    memory_mb: int
    call: float
    start: float
    usd: float

    @property
    def fits(self) -> bool:
        """Whether it holds the process, and starts in time if somebody waits for it."""
        held = ASSUMPTIONS.memory["headroom"] * ASSUMPTIONS.work["resident_mib"] <= self.memory_mb
        return held and (self.function not in WAITED_FOR or self.start <= ASSUMPTIONS.memory["start_seconds"])


def choose(counts: Counts, function: str) -> Choice:
    return min((one for one in options(counts, function) if one.fits), key=lambda one: one.usd)


def options(counts: Counts, function: str) -> list[Choice]:
    """The function at each size, smallest first."""
    calls = _calls(counts)[function]
    return [_at(function, size, calls) for size in ASSUMPTIONS.memory["sizes_mb"]]


def memory_of(function: str) -> int:
    """What infra/functions.yaml gives it."""
    return _deployed()[function]


def _at(function: str, size: int, calls: Sequence[Invocation]) -> Choice:
    call = sum(call_seconds(one, size) for one in calls) / len(calls)
    start = cold_seconds(size)
    paid = call + ASSUMPTIONS.flow["cold_share"] * start
    return Choice(function, size, call, start, PRICES["lambda_gb_second"].of(paid * size / MIB_IN_GB) * 1e6)


def _calls(counts: Counts) -> Mapping[str, Sequence[Invocation]]:
    found = {name: [one for one in counts.alone if one.function == name] for name in (API, DISPATCH)}
    return {**found, HERSTEL: [counts.herstel], BEWAARTERMIJNEN: [counts.destroyed]}


@cache
def _deployed() -> Mapping[str, int]:
    resources: dict[str, Any] = merge(fragments(ROOT / "infra"))["Resources"]
    return {name: int(resources[name]["Properties"]["MemorySize"]) for name in FUNCTIONS}
