"""
Rates: nominal and effective, and the one that is hidden in a quoted term.

A rate is a fraction: Decimal("0.0625") is 6,25 %. A library solves the equation of the present values in binary
floating point; its answer counts only after a step of Newton and a test of what remains, both in Decimal. Where
no single rate exists the outcome says so (`GeenRente`); nothing is guessed.

The JKP is the X of Richtlijn 2008/48/EG bijlage I (the same equation in (EU) 2023/2225 bijlage III). Terms at whole
months count as twelfths of a year; other dates count in days, each over the length of its own calendar year.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from enum import StrEnum
from itertools import pairwise
from math import isfinite
from typing import NamedTuple

from chalicelib.domain.annuity import EXACT, ZERO, Betaalplan

RATE_STEP = Decimal("0.000001")
JKP_STEP = Decimal("0.001")  # one decimal of a percentage
HIGHEST_EFFECTIVE = Decimal(10)
# A solver's last digits are noise: 0.0624999999999999 is 0.0625, and then rounds up.
_NOISE = Decimal("1e-12")
_LARGEST_CORRECTION = Decimal("1e-6")
_RESIDUAL = Decimal("1e-6")  # EUR


class GeenRente(StrEnum):
    """Why there is no rate to show."""

    GEEN_OPLOSSING = "rente.geen_oplossing"  # nothing is financed, or nothing is paid for it
    MEER_OPLOSSINGEN = "rente.meer_oplossingen"  # money goes to and fro, so that more than one rate may fit
    NIET_GEVONDEN = "rente.niet_gevonden"  # the solver's answer did not stand the test in Decimal
    BUITEN_BEREIK = "rente.buiten_bereik"  # above 1000 % a year: an error, not a price


@dataclass(frozen=True)
class Betaling:
    """One movement seen from who borrows: positive is received, negative is paid. EUR."""

    op: date
    bedrag: Decimal


class _Flow(NamedTuple):
    time: Decimal
    amount: Decimal


def periodic_from_nominal(nominal: Decimal, periods: int) -> Decimal:
    return EXACT.divide(nominal, Decimal(periods))


def effective_from_periodic(rate: Decimal, periods: int) -> Decimal:
    """What a rate per period is over a year, interest on interest."""
    with localcontext(EXACT):
        return (1 + rate) ** periods - 1


def round_rate(rate: Decimal) -> Decimal:
    """Six decimals, half up."""
    return _rounded(rate, RATE_STEP)


def round_jkp(rate: Decimal) -> Decimal:
    """One decimal of a percentage, half up (bijlage I, opmerking d)."""
    return _rounded(rate, JKP_STEP)


def implied_periodic_rate(plan: Betaalplan, term: Decimal, costs: Decimal = ZERO) -> Decimal | GeenRente:
    """The rate per period at which the terms and the slottermijn are worth what is financed less `costs`."""
    amounts = plan_flows(plan, term, costs)
    flows = [_Flow(Decimal(time), amount) for time, amount in enumerate(amounts)]
    return _refusal(amounts) or _confirmed(flows, _solve_periods(amounts))


def implied_nominal_rate(plan: Betaalplan, term: Decimal, periods: int) -> Decimal | GeenRente:
    """The nominal rate a year that belongs to a quoted term."""
    rate = implied_periodic_rate(plan, term)
    return rate if isinstance(rate, GeenRente) else EXACT.multiply(rate, Decimal(periods))


def effective_rate(plan: Betaalplan, term: Decimal, periods: int, costs: Decimal = ZERO) -> Decimal | GeenRente:
    """
    The effective rate a year, costs included, not rounded.

    With terms at whole months this is the JKP before rounding: a period of 12 / `periods` equal months is 1 / `periods`
    of a year.
    """
    rate = implied_periodic_rate(plan, term, costs)
    return rate if isinstance(rate, GeenRente) else _in_range(effective_from_periodic(rate, periods))


def effective_rate_by_days(movements: Iterable[Betaling]) -> Decimal | GeenRente:
    """The effective rate of movements on any dates, not rounded; time runs from the first of them."""
    days = _by_day(movements)
    amounts = [movement.bedrag for movement in days]
    flows = [_Flow(years_between(days[0].op, movement.op), movement.bedrag) for movement in days]
    rate = _refusal(amounts) or _confirmed(flows, _solve_days(days))
    return rate if isinstance(rate, GeenRente) else _in_range(rate)


def years_between(start: date, end: date) -> Decimal:
    """Years and fractions of a year: each day counts 1/365, or 1/366 when it lies in a leap year."""
    with localcontext(EXACT):
        return _position(end) - _position(start)


def plan_flows(plan: Betaalplan, term: Decimal, costs: Decimal) -> list[Decimal]:
    """What the lessee receives (positive) and pays (negative) at the start of each period and at the end."""
    with localcontext(EXACT):
        flows = [ZERO] * (plan.aantal_termijnen + 1)
        flows[0] = plan.financieringsbedrag - costs
        first = 0 if plan.in_advance else 1
        for number in range(first, first + plan.aantal_termijnen):
            flows[number] -= term
        flows[plan.slottermijn_period] -= plan.slottermijn
        return flows


def _refusal(amounts: Sequence[Decimal]) -> GeenRente | None:
    """
    Descartes' rule of signs: one change of sign gives exactly one rate above -100 %.

    A rate belongs to money that is first received and then paid back, so a first payment has no solution either.
    """
    moving = [amount for amount in amounts if amount]
    changes = sum((before > 0) != (after > 0) for before, after in pairwise(moving))
    if not changes or (changes == 1 and moving[0] < 0):
        return GeenRente.GEEN_OPLOSSING
    return GeenRente.MEER_OPLOSSINGEN if changes > 1 else None


def _solve_periods(amounts: Sequence[Decimal]) -> float | None:
    import pyxirr  # noqa: PLC0415  # only a comparison of offers pays for loading it

    return pyxirr.irr([float(amount) for amount in amounts], silent=True)


def _solve_days(days: Sequence[Betaling]) -> float | None:
    import pyxirr  # noqa: PLC0415  # see _solve_periods

    dates, amounts = [day.op for day in days], [float(day.bedrag) for day in days]
    return pyxirr.xirr(dates, amounts, day_count=pyxirr.DayCount.ACT_ACT_ISDA, silent=True)


def _confirmed(flows: Sequence[_Flow], found: float | None) -> Decimal | GeenRente:
    """The solver's answer, improved by one step of Newton, if the step is tiny and nothing remains after it."""
    if found is None or not isfinite(found) or found <= -1:
        return GeenRente.NIET_GEVONDEN
    with localcontext(EXACT):
        guess = Decimal(found)
        worth = _discounted(flows, guess)
        slope = -sum((flow.time * value for flow, value in zip(flows, worth, strict=True)), ZERO) / (1 + guess)
        step = sum(worth, ZERO) / slope
        rest = sum(_discounted(flows, guess - step), ZERO)
        trusted = abs(step) <= _LARGEST_CORRECTION and abs(rest) <= _RESIDUAL
        return guess - step if trusted else GeenRente.NIET_GEVONDEN


def _discounted(flows: Sequence[_Flow], rate: Decimal) -> list[Decimal]:
    # Onwards from one flow to the next: a power for each from the start costs several times as much.
    shrink, factor, moment = 1 / (1 + rate), Decimal(1), ZERO
    worth = []
    for flow in flows:
        factor *= shrink ** (flow.time - moment)
        moment = flow.time
        worth.append(flow.amount * factor)
    return worth


def _by_day(movements: Iterable[Betaling]) -> list[Betaling]:
    """What moves on one day is one movement."""
    sums: dict[date, Decimal] = {}
    for movement in movements:
        sums[movement.op] = EXACT.add(sums.get(movement.op, ZERO), movement.bedrag)
    return [Betaling(day, sums[day]) for day in sorted(sums)]


def _position(day: date) -> Decimal:
    """A date as a year with its fraction."""
    new_year = date(day.year, 1, 1)
    length = (date(day.year + 1, 1, 1) - new_year).days
    return day.year + Decimal((day - new_year).days) / length


def _in_range(effective: Decimal) -> Decimal | GeenRente:
    return effective if effective <= HIGHEST_EFFECTIVE else GeenRente.BUITEN_BEREIK


def _rounded(rate: Decimal, step: Decimal) -> Decimal:
    exact = rate.quantize(_NOISE, context=EXACT)
    return EXACT.add(exact.quantize(step, context=EXACT), ZERO)
