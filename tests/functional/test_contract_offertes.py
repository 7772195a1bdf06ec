"""Contract, Offertes: the table, its order, acceptance and what closes it."""

import datetime as dt
from decimal import Decimal

import pytest

from tests.functional.contract_bodies import offerte_data, today
from tests.functional.contract_client import Api, Json
from tests.functional.contract_journey import send
from tests.functional.contract_lender import Lender, listening, register

NAMES = {
    "id",
    "kredietverstrekker_id",
    "naam",
    "soort",
    "status",
    "termijnbedrag",
    "termijnen_per_jaar",
    "looptijd_maanden",
    "betaalwijze",
    "aanbetaling",
    "slottermijn",
    "eenmalige_kosten",
    "totaal_te_betalen",
    "totale_kosten",
    "effectieve_jaarrente",
    "geldig_tot",
    "afwijkingen",
}
MONEY = ("termijnbedrag", "aanbetaling", "slottermijn", "eenmalige_kosten", "totaal_te_betalen", "totale_kosten")
# The worked example of domain.md 2.7: 36.000 financed, three criteria, three orders; the rates are printed there.
TABLE = {
    "A": ("540.00", "12000.00", 60, "achteraf", "0.00", "8400.00", "0.069676"),
    "B": ("639.00", "4000.00", 60, "achteraf", "295.00", "6635.00", "0.065214"),
    "C": ("705.00", "0.00", 60, "achteraf", "0.00", "6300.00", "0.067361"),
    "D": ("634.00", "4000.00", 60, "vooraf", "150.00", "6190.00", "0.062529"),
    "E": ("760.00", "4000.00", 48, "achteraf", "0.00", "4480.00", "0.054917"),
}


def worked(name: str) -> Json:
    termijn, slot, maanden, wijze, kosten, _, _ = TABLE[name]
    return {
        "referentie": name,
        "financieringsbedrag": "36000.00",
        "termijnbedrag": termijn,
        "slottermijn": slot,
        "looptijd_maanden": maanden,
        "betaalwijze": wijze,
        "eenmalige_kosten": kosten,
        "aanbetaling": "0.00",
    }


def yearly(offer: Json) -> float:
    """The effective yearly rate by bisection: what is received now equals what is paid later."""
    terms = offer["looptijd_maanden"] * offer["termijnen_per_jaar"] // 12
    first = 0 if offer["betaalwijze"] == "vooraf" else 1
    received = float(offer["financieringsbedrag"]) - float(offer["eenmalige_kosten"])

    def worth(rate: float) -> float:
        paid: float = sum(float(offer["termijnbedrag"]) / (1 + rate) ** (number + first) for number in range(terms))
        rest: float = float(offer["slottermijn"]) / (1 + rate) ** int(terms)
        return paid + rest

    low, high = 0.0, 1.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if worth(middle) > received else (low, middle)
    per_year = int(offer["termijnen_per_jaar"])
    growth: float = (1 + low) ** per_year
    return growth - 1


def test_table_holds_the_named_fields(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    own = sent.quote(lender, nominale_jaarrente="0.0625")
    answer = vendor.seen(f"/v1/aanvragen/{sent.aanvraag}/offertes")
    assert answer.keys() >= {"offertes", "uitleg_volgorde"}
    assert len(answer["uitleg_volgorde"]) > 20
    (offer,) = answer["offertes"]
    assert offer.keys() >= NAMES
    assert (offer["id"], offer["kredietverstrekker_id"], offer["naam"]) == (own, lender.id, "Voorbeeld Lease N.V.")
    assert all(isinstance(offer[name], str) and Decimal(offer[name]).as_tuple().exponent == -2 for name in MONEY)
    assert (offer["soort"], offer["geldig_tot"]) == ("bindend", offerte_data()["geldig_tot"])
    assert Decimal(offer["nominale_jaarrente"]) == Decimal("0.0625")
    assert (offer["totaal_te_betalen"], offer["totale_kosten"]) == ("28650.00", "4650.00")
    assert offer["afwijkingen"], "24.000 at 6,25 % gives another term than 425"


def test_rate_is_what_the_terms_say(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    sent.quote(lender)
    (offer,) = sent.offers()
    assert Decimal(offer["effectieve_jaarrente"]).as_tuple().exponent == -6
    assert abs(float(offer["effectieve_jaarrente"]) - yearly({**offerte_data(), **offer})) < 0.000001


def test_worked_example_sorts_three_ways(operator: Api, vendor: Api) -> None:
    with listening() as ear:
        lenders = {name: register(operator, ear, naam=f"Voorbeeld {name}") for name in TABLE}
        sent = send(vendor, *lenders.values())
        for name, own in lenders.items():
            sent.quote(own, **worked(name))
        found = {offer["naam"][-1]: offer for offer in sent.offers()}
        for name, row in TABLE.items():
            assert (found[name]["totale_kosten"], found[name]["effectieve_jaarrente"]) == row[5:], name

        def order(query: str) -> str:
            return "".join(offer["naam"][-1] for offer in sent.offers(query))

        assert order("") == order("?sorteer=effectief") == "EDBCA"
        assert order("?sorteer=termijn") == "ADBCE"
        by_total = sorted(TABLE, key=lambda name: Decimal(found[name]["totaal_te_betalen"]))
        assert order("?sorteer=totaal") == "".join(by_total)
        texts = {vendor.seen(f"/v1/aanvragen/{sent.aanvraag}/offertes{query}")["uitleg_volgorde"] for query in SORTS}
        assert len(texts) == len(SORTS)


SORTS = ("?sorteer=effectief", "?sorteer=totaal", "?sorteer=termijn")


@pytest.mark.parametrize("query", ["?sorteer=rente", "?sorteer=", "?sorteer=EFFECTIEF"])
def test_unknown_order_is_422(vendor: Api, lender: Lender, query: str) -> None:
    sent = send(vendor, lender)
    assert vendor.get(f"/v1/aanvragen/{sent.aanvraag}/offertes{query}").status == 422


def test_acceptance_makes_an_agreement(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    offer = sent.quote(lender)
    answer = vendor.post(f"/v1/offertes/{offer}/aanvaarding")
    assert answer.status == 201
    made = answer.json()
    assert made["status"] == "in_ondertekening"
    seen = vendor.seen(f"/v1/overeenkomsten/{made['overeenkomst_id']}")
    assert seen["id"] == made["overeenkomst_id"]
    assert seen["id"] in {row["id"] for row in vendor.seen("/v1/overeenkomsten")["overeenkomsten"]}
    again = vendor.post(f"/v1/offertes/{offer}/aanvaarding")
    assert again.status == 409
    assert isinstance(again.json()["toegestaan"], list)


def test_acceptance_honours_its_idempotency_key(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    path = f"/v1/offertes/{sent.quote(lender)}/aanvaarding"
    first, again = (vendor.post(path, {}, Idempotency_Key="akkoord-1") for _ in range(2))
    assert (first.status, again.status) == (201, 201)
    assert first.json() == again.json()


def test_offer_is_valid_through_its_last_day(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    offer = sent.quote(lender, geldig_tot=today().isoformat())
    assert vendor.post(f"/v1/offertes/{offer}/aanvaarding").status == 201


def test_expired_offer_is_409_or_never_stored(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    yesterday = (today() - dt.timedelta(days=1)).isoformat()
    answer = sent.callback(lender, "offerte.uitgebracht", **{**offerte_data(), "geldig_tot": yesterday})
    if answer.status == 202:
        (offer,) = sent.offers()
        assert vendor.post(f"/v1/offertes/{offer['id']}/aanvaarding").status == 409
    else:
        assert answer.status == 422, answer.raw


def test_offer_after_withdrawal_cannot_be_accepted(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    offer = sent.quote(lender)
    assert sent.withdraw().status == 202
    answer = vendor.post(f"/v1/offertes/{offer}/aanvaarding")
    assert answer.status == 409
    assert isinstance(answer.json()["toegestaan"], list)


def test_zero_rate_and_impossible_terms_are_shown(vendor: Api, lender: Lender, other_lender: Lender) -> None:
    sent = send(vendor, lender, other_lender)
    free = {"slottermijn": "0.00", "eenmalige_kosten": "0.00", "termijnbedrag": "400.00"}
    sent.quote(lender, **free)
    absurd = {**free, "termijnbedrag": "0.01"}
    answer = sent.callback(other_lender, "offerte.uitgebracht", **{**offerte_data(), **absurd})
    assert answer.status in {202, 422}, answer.raw
    found = {offer["kredietverstrekker_id"]: offer for offer in sent.offers()}
    assert Decimal(found[lender.id]["effectieve_jaarrente"]) == 0
    assert all(offer["afwijkingen"] for own, offer in found.items() if own == other_lender.id)


ODD_OFFERS: list[Json] = [
    {"slottermijn": "0.00", "termijnbedrag": "0.01"},
    {"slottermijn": "0.00", "termijnbedrag": "0.01", "termijnen_per_jaar": 1},
    {"eenmalige_kosten": "23999.99"},
    {"termijnbedrag": "4000.00"},
    {"financieringsbedrag": "9999999999.99", "termijnbedrag": "1600000000.00"},
    {"financieringsbedrag": "0.02", "slottermijn": "0.01", "eenmalige_kosten": "0.01", "termijnbedrag": "0.01"},
    {"aanbetaling": "9999999999.99", "nominale_jaarrente": "0.999999"},
]


@pytest.mark.parametrize("number", range(len(ODD_OFFERS)))
def test_odd_offer_never_hides_the_others(vendor: Api, lender: Lender, other_lender: Lender, number: int) -> None:
    sent = send(vendor, lender, other_lender)
    own = sent.quote(lender)
    answer = sent.callback(other_lender, "offerte.uitgebracht", **{**offerte_data(), **ODD_OFFERS[number]})
    assert answer.status in {202, 422}, answer.raw
    assert own in {offer["id"] for offer in sent.offers()}
