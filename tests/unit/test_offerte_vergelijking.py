"""Offertes side by side: our figures, what differs from what was asked, and three orders of five Offertes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from chalicelib.domain.annuity import Betaalwijze, SlottermijnMoment
from chalicelib.domain.offerte_afwijking import Afwijking, AfwijkingCode, GevraagdeFinanciering
from chalicelib.domain.offerte_inhoud import OfferteInhoud, OfferteSoort
from chalicelib.domain.offerte_teksten import GEEN_RENTE_TEKST, TOELICHTING, UITLEG_VOLGORDE
from chalicelib.domain.offerte_vergelijking import (
    OfferteCijfers,
    Sortering,
    VergelekenOfferte,
    compare,
    per_month,
    sort_offers,
)
from chalicelib.domain.rente import GeenRente

VOORAF, ACHTERAF = Betaalwijze.VOORAF, Betaalwijze.ACHTERAF
ASKED = GevraagdeFinanciering(
    financieringsbedrag=Decimal("36000.00"),
    looptijd_maanden=60,
    termijnen_per_jaar=12,
    betaalwijze=ACHTERAF,
    aanbetaling=Decimal("0.00"),
    slottermijn=Decimal("4000.00"),
)
BASE = OfferteInhoud(
    referentie="VB-1",
    soort=OfferteSoort.BINDEND,
    financieringsbedrag=Decimal("36000.00"),
    looptijd_maanden=60,
    termijnen_per_jaar=12,
    betaalwijze=ACHTERAF,
    termijnbedrag=Decimal("639.00"),
    aanbetaling=Decimal("0.00"),
    slottermijn=Decimal("4000.00"),
    eenmalige_kosten=Decimal("0.00"),
    geldig_tot=date(2026, 12, 31),
)


def offer(**changes: object) -> OfferteInhoud:
    fields = {name: getattr(BASE, name) for name in OfferteInhoud.model_fields}
    return OfferteInhoud.model_validate({**fields, **changes})


FIVE = {
    "A": offer(termijnbedrag=Decimal("540.00"), slottermijn=Decimal("12000.00")),
    "B": offer(termijnbedrag=Decimal("639.00"), eenmalige_kosten=Decimal("295.00")),
    "C": offer(termijnbedrag=Decimal("705.00"), slottermijn=Decimal("0.00")),
    "D": offer(termijnbedrag=Decimal("634.00"), betaalwijze=VOORAF, eenmalige_kosten=Decimal("150.00")),
    "E": offer(termijnbedrag=Decimal("760.00"), looptijd_maanden=48),
}


def compared(**offers: OfferteInhoud) -> list[VergelekenOfferte]:
    return [VergelekenOfferte(name, content, compare(content, ASKED)) for name, content in offers.items()]


def order(offers: list[VergelekenOfferte], by: Sortering) -> str:
    return "".join(offer.id for offer in sort_offers(offers, by))


def codes(figures: OfferteCijfers) -> list[str]:
    return [str(afwijking.code) for afwijking in figures.afwijkingen]


@pytest.mark.parametrize(
    ("name", "total", "costs", "percentage"),
    [
        ("A", "44400.00", "8400.00", "6.9676"),
        ("B", "42635.00", "6635.00", "6.5214"),
        ("C", "42300.00", "6300.00", "6.7361"),
        ("D", "42190.00", "6190.00", "6.2529"),
        ("E", "40480.00", "4480.00", "5.4917"),
    ],
)
def test_figures_of_five_offers_are_ours(name: str, total: str, costs: str, percentage: str) -> None:
    figures = compare(FIVE[name], ASKED)
    assert (str(figures.totaal_te_betalen), str(figures.totale_kosten)) == (total, costs)
    assert figures.effectieve_jaarrente is not None
    assert figures.effectieve_jaarrente.as_tuple().exponent == -6
    assert (figures.effectieve_jaarrente * 100).quantize(Decimal("0.0001")) == Decimal(percentage)
    assert figures.jkp is None


@pytest.mark.parametrize(
    ("by", "expected"),
    [(Sortering.TERMIJN, "ADBCE"), (Sortering.TOTAAL, "EDCBA"), (Sortering.EFFECTIEF, "EDBCA")],
)
def test_three_measures_give_three_orders(by: Sortering, expected: str) -> None:
    offers = compared(**FIVE)
    assert order(offers, by) == expected
    assert sort_offers(offers) == sort_offers(offers, Sortering.EFFECTIEF)


@pytest.mark.parametrize("by", Sortering)
def test_order_does_not_depend_on_arrival(by: Sortering) -> None:
    offers = compared(**FIVE, F=FIVE["B"])
    assert order(offers, by) == order(offers[::-1], by)


def test_equal_rate_is_decided_by_total_then_id() -> None:
    half = offer(
        financieringsbedrag=Decimal("18000.00"), termijnbedrag=Decimal("319.50"), slottermijn=Decimal("2000.00")
    )
    assert order(compared(c=BASE, b=BASE, a=half), Sortering.EFFECTIEF) == "abc"
    assert order(compared(c=BASE, b=half, a=BASE), Sortering.EFFECTIEF) == "bac"


def test_offer_without_rate_comes_last() -> None:
    nothing_left = offer(eenmalige_kosten=Decimal("35999.00"), betaalwijze=VOORAF, termijnbedrag=Decimal("1.00"))
    assert order(compared(Z=nothing_left, **FIVE), Sortering.EFFECTIEF) == "EDBCAZ"


def test_quarterly_term_counts_as_amount_a_month() -> None:
    quarterly = offer(termijnen_per_jaar=4, termijnbedrag=Decimal("1800.00"))
    assert per_month(quarterly) == 600
    assert order(compared(M=BASE, Q=quarterly), Sortering.TERMIJN) == "QM"


def test_offer_as_asked_has_no_afwijkingen() -> None:
    assert compare(BASE, ASKED).afwijkingen == ()


@pytest.mark.parametrize(
    ("veld", "offered", "asked_text", "offered_text"),
    [
        ("financieringsbedrag", Decimal("35000.00"), "36000.00", "35000.00"),
        ("looptijd_maanden", 72, 60, 72),
        ("aanbetaling", Decimal("1000.00"), "0.00", "1000.00"),
        ("slottermijn", Decimal("5000.00"), "4000.00", "5000.00"),
        ("betaalwijze", VOORAF, "achteraf", "vooraf"),
    ],
)
def test_each_field_not_as_asked_is_named(veld: str, offered: object, asked_text: object, offered_text: object) -> None:
    found = compare(offer(**{veld: offered}), ASKED).afwijkingen
    assert [(str(f.code), f.veld, f.gevraagd, f.aangeboden) for f in found] == [
        (f"{veld}.anders", veld, asked_text, offered_text)
    ]


def test_other_frequency_is_named_beside_its_total() -> None:
    quarterly = offer(termijnen_per_jaar=4, termijnbedrag=Decimal("1917.00"))
    assert codes(compare(quarterly, ASKED)) == ["termijnen_per_jaar.anders"]


@pytest.mark.parametrize(
    ("wijze", "stated", "slot", "expected"),
    [
        (VOORAF, SlottermijnMoment.MET_LAATSTE_TERMIJN, "4000.00", ["slottermijn_moment.anders"]),
        (VOORAF, SlottermijnMoment.EINDE_LOOPTIJD, "4000.00", []),
        (VOORAF, None, "4000.00", []),
        (VOORAF, SlottermijnMoment.MET_LAATSTE_TERMIJN, "0.00", []),
        (ACHTERAF, SlottermijnMoment.MET_LAATSTE_TERMIJN, "4000.00", []),
    ],
)
def test_other_moment_is_named_where_it_matters(
    wijze: Betaalwijze, stated: SlottermijnMoment | None, slot: str, expected: list[str]
) -> None:
    asked = replace(ASKED, betaalwijze=wijze, slottermijn=Decimal(slot))
    content = offer(betaalwijze=wijze, slottermijn_moment=stated, slottermijn=Decimal(slot), termijnbedrag=Decimal(700))
    assert codes(compare(content, asked)) == expected


@pytest.mark.parametrize(
    ("stated", "klopt"), [("0.0600", True), ("0.06009", True), ("0.0602", False), ("0.0575", False), ("0", False)]
)
def test_stated_nominal_rate_must_fit_the_term(stated: str, klopt: bool) -> None:
    # 30.000 over 60 terms at 6 % is 579.98.
    asked = replace(ASKED, financieringsbedrag=Decimal("30000.00"), slottermijn=Decimal("0.00"))
    content = offer(
        financieringsbedrag=Decimal("30000.00"),
        termijnbedrag=Decimal("579.98"),
        slottermijn=Decimal("0.00"),
        nominale_jaarrente=Decimal(stated),
        eenmalige_kosten=Decimal("250.00"),
    )
    assert codes(compare(content, asked)) == ([] if klopt else ["nominale_jaarrente.klopt_niet"])


def test_wrong_nominal_rate_is_shown_beside_ours() -> None:
    (found,) = compare(offer(nominale_jaarrente=Decimal("0.05")), ASKED).afwijkingen
    assert found == Afwijking(
        AfwijkingCode.NOMINAAL_KLOPT_NIET, "nominale_jaarrente", aangeboden="0.050000", berekend="0.060192"
    )


def test_cent_in_a_small_term_is_no_wrong_rate() -> None:
    small: dict[str, Any] = {"financieringsbedrag": Decimal("100.00"), "slottermijn": Decimal("0.00")}
    content = offer(**small, looptijd_maanden=6, termijnbedrag=Decimal("16.96"), nominale_jaarrente=Decimal("0.06"))
    assert codes(compare(content, replace(ASKED, looptijd_maanden=6, **small))) == []


def test_less_paid_than_financed_is_pointed_out() -> None:
    slipped = compare(offer(termijnbedrag=Decimal("63.90")), ASKED)
    assert codes(slipped) == ["totaal_te_betalen.lager_dan_financiering"]
    assert slipped.effectieve_jaarrente is not None
    assert slipped.effectieve_jaarrente < 0


def test_rounded_term_without_interest_is_not_pointed_out() -> None:
    free: dict[str, Any] = {
        "financieringsbedrag": Decimal("1000.00"),
        "slottermijn": Decimal("0.00"),
        "looptijd_maanden": 12,
    }
    content = offer(**free, termijnbedrag=Decimal("83.33"), nominale_jaarrente=Decimal(0))
    assert codes(compare(content, replace(ASKED, **free))) == []


def test_missing_rate_gives_its_reason() -> None:
    figures = compare(
        offer(eenmalige_kosten=Decimal("35999.00"), betaalwijze=VOORAF),
        replace(ASKED, betaalwijze=VOORAF),
        consumer_credit_on=date(2023, 3, 1),
    )
    assert (figures.effectieve_jaarrente, figures.jkp) == (None, None)
    assert figures.geen_rente is GeenRente.GEEN_OPLOSSING
    assert figures.afwijkingen[-1].reden is GeenRente.GEEN_OPLOSSING


@pytest.mark.parametrize(
    ("term", "day", "jkp", "expected"),
    [
        ("639.00", date(2023, 3, 1), "0.062", []),
        ("750.00", date(2023, 3, 1), "0.126", ["jkp.boven_maximum"]),
        ("750.00", date(2023, 8, 1), "0.126", []),
        ("639.00", date(2026, 11, 22), "0.062", ["jkp.maximum_niet_vastgesteld"]),
    ],
)
def test_consumer_credit_has_a_jkp_and_a_cap(term: str, day: date, jkp: str, expected: list[str]) -> None:
    figures = compare(offer(termijnbedrag=Decimal(term)), ASKED, consumer_credit_on=day)
    assert figures.jkp == Decimal(jkp)
    assert codes(figures) == expected


def test_every_code_and_order_has_a_dutch_sentence() -> None:
    assert set(TOELICHTING) == set(AfwijkingCode)
    assert set(GEEN_RENTE_TEKST) == set(GeenRente)
    assert set(UITLEG_VOLGORDE) == set(Sortering)
    for text in UITLEG_VOLGORDE.values():
        assert text.endswith(".")
        assert text.count(". ") == 0
