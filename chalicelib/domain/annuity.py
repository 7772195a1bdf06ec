"""
The annuity of a lease: what a term is, and how the terms bring the balance down to the slottermijn.

With i the rate per period, n terms, PV financed, B the slottermijn and v = 1 / (1 + i):

    achteraf                          M = (PV - B v^n) / (v + ... + v^n)         = (PV - B v^n) i / (1 - v^n)
    vooraf, B at the end              M = (PV - B v^n) / (1 + ... + v^(n-1))     = (PV - B v^n) i / ((1 - v^n)(1 + i))
    vooraf, B with the last term      M = (PV - B v^(n-1)) / (1 + ... + v^(n-1))

The sums are computed as they stand: near i = 0 the closed forms lose their digits, and at i = 0 they do not exist.

Everything is Decimal, 40 digits; money is rounded half-up to cents. What rounding leaves is put right in the last
term, never in the slottermijn.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from enum import StrEnum
from itertools import accumulate, repeat
from operator import mul

from chalicelib.domain.money import NUL, cents

EXACT = Context(prec=40, rounding=ROUND_HALF_UP)
ZERO = Decimal(0)
MONTHS_PER_YEAR = 12


class Betaalwijze(StrEnum):
    """Whether a term is paid at the start of its period or at the end."""

    VOORAF = "vooraf"
    ACHTERAF = "achteraf"


class SlottermijnMoment(StrEnum):
    """When the slottermijn is paid; the two differ only when terms are paid vooraf."""

    EINDE_LOOPTIJD = "einde_looptijd"
    MET_LAATSTE_TERMIJN = "met_laatste_termijn"


@dataclass(frozen=True)
class Betaalplan:
    """What is repaid and in how many terms; amounts in EUR with whole cents."""

    financieringsbedrag: Decimal
    slottermijn: Decimal
    aantal_termijnen: int
    betaalwijze: Betaalwijze
    slottermijn_moment: SlottermijnMoment = SlottermijnMoment.EINDE_LOOPTIJD

    @property
    def in_advance(self) -> bool:
        return self.betaalwijze is Betaalwijze.VOORAF

    @property
    def slottermijn_period(self) -> int:
        """How many periods after the start the slottermijn is paid."""
        with_last = self.slottermijn_moment is SlottermijnMoment.MET_LAATSTE_TERMIJN
        return self.aantal_termijnen - 1 if self.in_advance and with_last else self.aantal_termijnen


@dataclass(frozen=True)
class Termijn:
    """One row of a schedule: what is paid, the part that is interest, and the balance when the period ends."""

    nummer: int
    termijn: Decimal
    rente: Decimal
    aflossing: Decimal
    saldo: Decimal


def number_of_terms(looptijd_maanden: int, termijnen_per_jaar: int) -> int | None:
    """How many terms there are; None when the looptijd does not hold a whole number of them."""
    terms, rest = divmod(looptijd_maanden * termijnen_per_jaar, MONTHS_PER_YEAR)
    return None if rest or terms <= 0 else terms


def exact_term(plan: Betaalplan, rate: Decimal) -> Decimal:
    """The term before rounding, at `rate` per period (a fraction, above -1)."""
    with localcontext(EXACT):
        powers = list(accumulate(repeat(1 / (1 + rate), plan.aantal_termijnen), mul, initial=Decimal(1)))
        first = 0 if plan.in_advance else 1
        annuity = sum(powers[first : first + plan.aantal_termijnen], ZERO)
        return (plan.financieringsbedrag - plan.slottermijn * powers[plan.slottermijn_period]) / annuity


def term_amount(plan: Betaalplan, rate: Decimal) -> Decimal:
    """The term in whole cents, at `rate` per period."""
    return cents(exact_term(plan, rate))


def schedule(plan: Betaalplan, rate: Decimal, term: Decimal | None = None) -> tuple[Termijn, ...]:
    """
    Every term at `rate` per period, ending at the slottermijn to the cent.

    `term` is a quoted term; without one it follows from the rate.
    """
    amount = term_amount(plan, rate) if term is None else term
    rows: list[Termijn] = []
    balance = plan.financieringsbedrag
    with localcontext(EXACT):
        for number in range(1, plan.aantal_termijnen):
            rows.append(_regular(plan, number, balance, amount, rate))
            balance = rows[-1].saldo
        return (*rows, _last(plan, balance, rate))


def _regular(plan: Betaalplan, number: int, balance: Decimal, term: Decimal, rate: Decimal) -> Termijn:
    bearing = balance - term if plan.in_advance else balance
    interest = _interest(bearing, rate)
    redemption = term - interest
    return Termijn(number, term, interest, redemption, balance - redemption)


def _last(plan: Betaalplan, balance: Decimal, rate: Decimal) -> Termijn:
    """The term that leaves exactly the slottermijn."""
    target = plan.slottermijn
    if plan.slottermijn_period < plan.aantal_termijnen:
        # Term and slottermijn are paid on one day, so nothing is left to bear interest.
        term, interest = balance - target, NUL
    elif plan.in_advance:
        term = cents(balance - target / (1 + rate))
        # The term was rounded, so the interest is what still lacks, not a rounding of its own.
        interest = target - (balance - term)
    else:
        interest = _interest(balance, rate)
        term = balance + interest - target
    return Termijn(plan.aantal_termijnen, term, interest, term - interest, target)


def _interest(balance: Decimal, rate: Decimal) -> Decimal:
    return cents(balance * rate) + ZERO  # adding zero takes the minus from a zero
