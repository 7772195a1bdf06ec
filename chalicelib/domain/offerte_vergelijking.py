"""
Offertes side by side: figures computed by us from what was offered, and an order that is explained.

The costs of an Offerte are relative to its own financieringsbedrag. No commission or preference of ours weighs in.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from enum import StrEnum
from types import MappingProxyType

from chalicelib.domain.annuity import EXACT, MONTHS_PER_YEAR, ZERO
from chalicelib.domain.money import cents
from chalicelib.domain.offerte_afwijking import (
    Afwijking,
    GevraagdeFinanciering,
    above_cap,
    not_as_asked,
    rate_missing,
    stated_rate_wrong,
    total_too_low,
)
from chalicelib.domain.offerte_inhoud import OfferteInhoud
from chalicelib.domain.rente import GeenRente, effective_rate, round_jkp, round_rate

_Place = tuple[bool, Decimal, Decimal, str]


@dataclass(frozen=True)
class OfferteCijfers:
    """
    What we computed. Amounts in EUR; rates are fractions, six decimals, the JKP three (one of a percentage).

    `geen_rente` says why there is no effectieve_jaarrente. There is a JKP for consumer credit only.
    """

    totaal_te_betalen: Decimal
    totale_kosten: Decimal
    effectieve_jaarrente: Decimal | None
    geen_rente: GeenRente | None
    jkp: Decimal | None
    afwijkingen: tuple[Afwijking, ...]


@dataclass(frozen=True)
class VergelekenOfferte:
    """An Offerte with its figures, as it stands in the list."""

    id: str
    inhoud: OfferteInhoud
    cijfers: OfferteCijfers


class Sortering(StrEnum):
    EFFECTIEF = "effectief"
    TOTAAL = "totaal"
    TERMIJN = "termijn"


def compare(
    offerte: OfferteInhoud, asked: GevraagdeFinanciering, *, consumer_credit_on: date | None = None
) -> OfferteCijfers:
    """
    The figures of one Offerte.

    `consumer_credit_on` is the date of the Offerte when the product is for a Consument, else None: only then is
    there a JKP, and is it tested against the maximum of that date.
    """
    total = total_payable(offerte)
    effective = effective_rate(
        offerte.plan, offerte.termijnbedrag, offerte.termijnen_per_jaar, offerte.eenmalige_kosten
    )
    rate = None if isinstance(effective, GeenRente) else effective
    return OfferteCijfers(
        totaal_te_betalen=total,
        totale_kosten=EXACT.subtract(total, offerte.financieringsbedrag),
        effectieve_jaarrente=None if rate is None else round_rate(rate),
        geen_rente=effective if isinstance(effective, GeenRente) else None,
        jkp=None if rate is None or consumer_credit_on is None else round_jkp(rate),
        afwijkingen=(
            *not_as_asked(offerte, asked),
            *stated_rate_wrong(offerte),
            *total_too_low(offerte, total),
            *rate_missing(effective),
            *above_cap(effective, consumer_credit_on),
        ),
    )


def total_payable(offerte: OfferteInhoud) -> Decimal:
    """Every term as quoted, the slottermijn and the one-off costs; the aanbetaling was paid elsewhere."""
    with localcontext(EXACT):
        terms = offerte.plan.aantal_termijnen * offerte.termijnbedrag
        return cents(terms + offerte.slottermijn + offerte.eenmalige_kosten)


def per_month(offerte: OfferteInhoud) -> Decimal:
    """The term as an amount a month, so that terms of a quarter and of a month compare."""
    with localcontext(EXACT):
        return offerte.termijnbedrag * offerte.termijnen_per_jaar / MONTHS_PER_YEAR


def sort_offers(
    offers: Iterable[VergelekenOfferte], by: Sortering = Sortering.EFFECTIEF
) -> tuple[VergelekenOfferte, ...]:
    """The cheapest first by the chosen measure, then by total, then by id; what has no rate comes last."""
    return tuple(sorted(offers, key=_PLACES[by]))


def _by_rate(offer: VergelekenOfferte) -> _Place:
    rate = offer.cijfers.effectieve_jaarrente
    return (rate is None, ZERO if rate is None else rate, offer.cijfers.totaal_te_betalen, offer.id)


def _by_total(offer: VergelekenOfferte) -> _Place:
    return (False, ZERO, offer.cijfers.totaal_te_betalen, offer.id)


def _by_term(offer: VergelekenOfferte) -> _Place:
    return (False, per_month(offer.inhoud), offer.cijfers.totaal_te_betalen, offer.id)


_PLACES: Mapping[Sortering, Callable[[VergelekenOfferte], _Place]] = MappingProxyType(
    {Sortering.EFFECTIEF: _by_rate, Sortering.TOTAAL: _by_total, Sortering.TERMIJN: _by_term}
)
