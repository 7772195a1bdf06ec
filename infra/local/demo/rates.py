"""The effective yearly rate of an Offerte, worked out apart from the broker: plain bisection, no library."""

from dataclasses import dataclass

STEPS = 200
LOWEST, HIGHEST = -0.5, 1.0
MONTHS = 12


@dataclass(frozen=True)
class Flows:
    """What is lent and what is paid, in euro."""

    amount: float
    costs: float
    term: float
    terms: int
    terms_per_year: int
    in_advance: bool
    balloon: float
    balloon_with_last_term: bool


def effective_rate(flows: Flows) -> float:
    """The yearly rate at which everything paid is worth what was lent; 0.0625 is 6.25 %."""
    low, high = LOWEST, HIGHEST
    for _ in range(STEPS):
        middle = (low + high) / 2
        if _present_value(flows, middle) > flows.amount - flows.costs:
            low = middle
        else:
            high = middle
    return float((1 + low) ** flows.terms_per_year - 1)


def _present_value(flows: Flows, rate: float) -> float:
    first = 0 if flows.in_advance else 1
    last = first + flows.terms - 1
    terms = sum(flows.term / (1 + rate) ** moment for moment in range(first, last + 1))
    end = last if flows.balloon_with_last_term else flows.terms
    return float(terms + flows.balloon / (1 + rate) ** end)
