"""What an Offerte costs, from the numbers of the Aanvraag itself."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

CENT = Decimal("0.01")
MONTHS = 12


@dataclass(frozen=True)
class Wanted:
    """The financing that was asked for."""

    amount: Decimal
    down_payment: Decimal
    balloon: Decimal
    balloon_with_last_term: bool
    months: int
    terms_per_year: int
    in_advance: bool

    @property
    def terms(self) -> int:
        return self.months * self.terms_per_year // MONTHS


def wanted(gegevens: dict[str, Any]) -> Wanted:
    """Read the Aanvraag as it was sent; raises KeyError, ValueError or ArithmeticError when it lacks a number."""
    ask, thing = gegevens["financiering"], gegevens["object"]
    price = Decimal(thing["prijs_excl_btw"])
    if ask.get("btw_meefinancieren"):
        price += Decimal(thing["btw_bedrag"])
    down = Decimal(ask.get("aanbetaling", "0"))
    return Wanted(
        amount=price - down - Decimal(ask.get("inruil") or "0"),
        down_payment=down,
        balloon=Decimal(ask.get("slottermijn", "0")),
        balloon_with_last_term=ask.get("slottermijn_moment") == "met_laatste_termijn",
        months=int(ask["looptijd_maanden"]),
        terms_per_year=int(ask.get("termijnen_per_jaar", MONTHS)),
        in_advance=ask.get("betaalwijze") == "vooraf",
    )


def term_amount(ask: Wanted, nominal_rate: Decimal) -> Decimal:
    """The annuity in cents: what each term is, so that the balloon is left at its moment."""
    rate = nominal_rate / ask.terms_per_year
    if rate == 0:
        return _cents((ask.amount - ask.balloon) / ask.terms)
    growth = 1 + rate
    discount = growth**-ask.terms
    balloon = ask.balloon * (growth * discount if ask.in_advance and ask.balloon_with_last_term else discount)
    term = (ask.amount - balloon) * rate / (1 - discount)
    return _cents(term / growth if ask.in_advance else term)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)
