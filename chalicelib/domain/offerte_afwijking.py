"""
What a reader of an Offerte should look at twice: it is not what was asked, or its figures do not add up.

Codes and figures only; the texts for people stand in `offerte_teksten.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from chalicelib.domain.annuity import EXACT, Betaalwijze, SlottermijnMoment, exact_term
from chalicelib.domain.kredietvergoeding import Toets, check_cap
from chalicelib.domain.money import CENT, amount_text, rate_text
from chalicelib.domain.offerte_inhoud import OfferteInhoud
from chalicelib.domain.rente import (
    GeenRente,
    implied_nominal_rate,
    periodic_from_nominal,
    round_jkp,
    round_rate,
)

# A rate may be stated in hundredths of a percentage, and its term is rounded to the cent: neither is an error.
NOMINAL_TOLERANCE = Decimal("0.0001")
TERM_TOLERANCE = CENT
_HALF_CENT = CENT / 2


class AfwijkingCode(StrEnum):
    """The first seven: not what was asked. The others: figures that do not add up, or may not be."""

    FINANCIERINGSBEDRAG = "financieringsbedrag.anders"
    LOOPTIJD = "looptijd_maanden.anders"
    TERMIJNEN_PER_JAAR = "termijnen_per_jaar.anders"
    BETAALWIJZE = "betaalwijze.anders"
    AANBETALING = "aanbetaling.anders"
    SLOTTERMIJN = "slottermijn.anders"
    SLOTTERMIJN_MOMENT = "slottermijn_moment.anders"
    NOMINAAL_KLOPT_NIET = "nominale_jaarrente.klopt_niet"
    TOTAAL_TE_LAAG = "totaal_te_betalen.lager_dan_financiering"
    GEEN_RENTE = "effectieve_jaarrente.ontbreekt"
    JKP_BOVEN_MAXIMUM = "jkp.boven_maximum"
    JKP_NIET_GETOETST = "jkp.maximum_niet_vastgesteld"


@dataclass(frozen=True)
class Afwijking:
    """
    One difference in the field `veld`: what was asked (or what we compute) beside what is offered.

    Amounts and rates are decimal strings; None where there is no figure. `reden` says why a rate is missing.
    """

    code: AfwijkingCode
    veld: str
    gevraagd: str | int | None = None
    aangeboden: str | int | None = None
    berekend: str | None = None
    reden: GeenRente | None = None


@dataclass(frozen=True)
class GevraagdeFinanciering:
    """The financing that was asked, as far as an Offerte can differ from it. EUR."""

    financieringsbedrag: Decimal
    looptijd_maanden: int
    termijnen_per_jaar: int
    betaalwijze: Betaalwijze
    aanbetaling: Decimal
    slottermijn: Decimal
    slottermijn_moment: SlottermijnMoment = SlottermijnMoment.EINDE_LOOPTIJD


_COMPARED = (
    "financieringsbedrag",
    "looptijd_maanden",
    "termijnen_per_jaar",
    "betaalwijze",
    "aanbetaling",
    "slottermijn",
)


def not_as_asked(offerte: OfferteInhoud, asked: GevraagdeFinanciering) -> Iterator[Afwijking]:
    """One Afwijking for each field of the financing that is offered otherwise."""
    for veld in _COMPARED:
        wanted, offered = getattr(asked, veld), getattr(offerte, veld)
        if wanted != offered:
            yield Afwijking(AfwijkingCode(f"{veld}.anders"), veld, _shown(wanted), _shown(offered))
    # Only with terms vooraf do the two moments differ, and a Kredietverstrekker may leave it out.
    matters = offerte.slottermijn > 0 and offerte.betaalwijze is Betaalwijze.VOORAF
    if matters and offerte.slottermijn_moment not in {None, asked.slottermijn_moment}:
        yield Afwijking(
            AfwijkingCode.SLOTTERMIJN_MOMENT,
            "slottermijn_moment",
            _shown(asked.slottermijn_moment),
            _shown(offerte.plan.slottermijn_moment),
        )


def stated_rate_wrong(offerte: OfferteInhoud) -> Iterator[Afwijking]:
    """
    The stated nominal rate against the one that follows from the term.

    It stands when it is within NOMINAL_TOLERANCE, or gives the quoted term within TERM_TOLERANCE: on a small amount
    a cent is more than the former.
    """
    stated = offerte.nominale_jaarrente
    if stated is None:
        return
    implied = implied_nominal_rate(offerte.plan, offerte.termijnbedrag, offerte.termijnen_per_jaar)
    if isinstance(implied, GeenRente):
        return
    own_term = exact_term(offerte.plan, periodic_from_nominal(stated, offerte.termijnen_per_jaar))
    rate_off = abs(EXACT.subtract(implied, stated)) > NOMINAL_TOLERANCE
    if rate_off and abs(EXACT.subtract(own_term, offerte.termijnbedrag)) > TERM_TOLERANCE:
        yield Afwijking(
            AfwijkingCode.NOMINAAL_KLOPT_NIET,
            "nominale_jaarrente",
            aangeboden=rate_text(stated),
            berekend=rate_text(round_rate(implied)),
        )


def total_too_low(offerte: OfferteInhoud, total: Decimal) -> Iterator[Afwijking]:
    """Less is paid than is financed, by more than rounding the terms explains: a part remains or a figure is wrong."""
    rounding = _HALF_CENT * offerte.plan.aantal_termijnen
    if EXACT.subtract(total, offerte.eenmalige_kosten) < EXACT.subtract(offerte.financieringsbedrag, rounding):
        yield Afwijking(AfwijkingCode.TOTAAL_TE_LAAG, "totaal_te_betalen", berekend=amount_text(total))


def rate_missing(effective: Decimal | GeenRente) -> Iterator[Afwijking]:
    if isinstance(effective, GeenRente):
        yield Afwijking(AfwijkingCode.GEEN_RENTE, "effectieve_jaarrente", reden=effective)


def above_cap(effective: Decimal | GeenRente, consumer_credit_on: date | None) -> Iterator[Afwijking]:
    """For a Consument: above the maximum of the date, or a maximum that is not established."""
    if consumer_credit_on is None or isinstance(effective, GeenRente):
        return
    outcome = check_cap(effective, consumer_credit_on)
    if outcome is Toets.BINNEN:
        return
    code = AfwijkingCode.JKP_BOVEN_MAXIMUM if outcome is Toets.BOVEN else AfwijkingCode.JKP_NIET_GETOETST
    yield Afwijking(code, "jkp", berekend=rate_text(round_jkp(effective)))


def _shown(value: Decimal | int | StrEnum) -> str | int:
    return amount_text(value) if isinstance(value, Decimal) else value
