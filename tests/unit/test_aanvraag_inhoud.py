"""The content of an Aanvraag: object, money and terms."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.aanvraag_inhoud import AanvraagInhoud, Product, check_dates, financed_amount
from chalicelib.domain.object import ObjectSoort
from chalicelib.domain.parse import parse
from chalicelib.errors import InvalidInput
from chalicelib.privacy.register import fields_of
from tests.bodies import Body, changed, example, lease, raw, without
from tests.unit.outcome import faults, parsed

TODAY = date(2026, 11, 22)


def aanvraag(body: Body) -> AanvraagInhoud:
    return parse(AanvraagInhoud, raw(body))


def refusal(body: Body) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as caught:
        aanvraag(body)
    return faults(caught)


def all_changed(**changes: object) -> Body:
    """The example with changes; `__` stands for the dot of a path."""
    body = lease()
    for path, value in changes.items():
        body = changed(body, path.replace("__", "."), value)
    return body


@pytest.mark.parametrize(
    "path",
    [
        *("product", "object", "financiering", "object.soort", "object.merk", "object.type", "object.bouwjaar"),
        *("object.staat", "object.btw_regime", "object.prijs_excl_btw", "financiering.looptijd_maanden"),
        *("financiering.termijnen_per_jaar", "financiering.betaalwijze", "financiering.aanbetaling"),
        *("financiering.slottermijn", "financiering.slottermijn_moment"),
    ],
)
def test_field_of_the_contract_is_required(path: str) -> None:
    assert refusal(without(lease(), path)) == [(path, "verplicht")]


@pytest.mark.parametrize(
    "path", ["object.btw_bedrag", "object.leverancier", "financiering.inruil", "financiering.btw_meefinancieren"]
)
def test_optional_field_may_be_left_out(path: str) -> None:
    assert aanvraag(without(lease(), path))


@pytest.mark.parametrize("product", Product)
def test_every_product_is_known(product: Product) -> None:
    """Whether a product is active is not for the model to say."""
    assert aanvraag(changed(lease(), "product", product.value)).product is product


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("product", "FINANCIAL_LEASE", "keuze.onbekend"),
        ("object.soort", "vliegtuig", "keuze.onbekend"),
        ("object.bouwjaar", 1899, "getal.min"),
        ("object.staat", "demo", "keuze.onbekend"),
        ("object.kenteken", "123456", "kenteken.vorm"),
        ("object.chassisnummer", "123", "vin.vorm"),
        ("object.serienummer", "123456782", "bsn.lijkt"),
        ("object.prijs_excl_btw", "0.00", "bedrag.positief"),
        ("object.prijs_excl_btw", 40000, "bedrag.vorm"),
        ("object.leverancier.kvk_nummer", "1", "kvk.formaat"),
        ("financiering.looptijd_maanden", 5, "looptijd.bereik"),
        ("financiering.looptijd_maanden", 121, "looptijd.bereik"),
        ("financiering.looptijd_maanden", "60", "type.getal"),
        ("financiering.termijnen_per_jaar", 3, "termijnen_per_jaar.waarde"),
        ("financiering.termijnen_per_jaar", 0, "termijnen_per_jaar.waarde"),
        ("financiering.termijnen_per_jaar", True, "type.getal"),
        ("financiering.termijnen_per_jaar", 12.0, "type.getal"),
        ("financiering.betaalwijze", "maandelijks", "keuze.onbekend"),
        ("financiering.aanbetaling", "-1.00", "bedrag.negatief"),
        ("financiering.btw_meefinancieren", "ja", "type.ja_nee"),
        ("financiering.financieringsbedrag", "36000.00", "veld.onbekend"),
        ("financiering.diensten", ["wassen"], "keuze.onbekend"),
    ],
)
def test_value_that_does_not_fit_is_refused(path: str, value: object, code: str) -> None:
    veld = f"{path}.0" if path.endswith("diensten") else path
    assert refusal(changed(lease(), path, value)) == [(veld, code)]


@pytest.mark.parametrize(
    ("months", "periods", "code"),
    [
        (6, 12, None),
        (120, 12, None),
        (60, 4, None),
        (61, 4, "looptijd.termijnen"),
        (60, 1, None),
        (66, 1, "looptijd.termijnen"),
        (66, 2, None),
    ],
)
def test_looptijd_holds_whole_terms(months: int, periods: int, code: str | None) -> None:
    body = all_changed(financiering__looptijd_maanden=months, financiering__termijnen_per_jaar=periods)
    if code is None:
        assert aanvraag(body)
    else:
        assert refusal(body) == [("financiering.looptijd_maanden", code)]


@pytest.mark.parametrize(
    ("changes", "amount"),
    [
        ({}, "36000.00"),
        ({"financiering__inruil": "1000.00"}, "35000.00"),
        ({"financiering__btw_meefinancieren": True}, "44400.00"),
        ({"financiering__aanbetaling": "0.00"}, "40000.00"),
        ({"object__prijs_excl_btw": "40000.05", "object__btw_bedrag": "8400.01"}, "36000.05"),
    ],
)
def test_financed_amount_follows_from_the_fields(changes: Body, amount: str) -> None:
    inhoud = aanvraag(all_changed(**changes))
    assert inhoud.financieringsbedrag == Decimal(amount)
    assert financed_amount(json.loads(inhoud.model_dump_json(exclude_none=True))) == amount
    assert "financieringsbedrag" not in inhoud.model_dump_json()


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"financiering__aanbetaling": "40000.01"}, ("financiering.aanbetaling", "bedrag.aanbetaling")),
        ({"financiering__aanbetaling": "40000.00"}, ("financiering.aanbetaling", "financiering.niets_over")),
        ({"financiering__inruil": "36000.00"}, ("financiering.inruil", "financiering.niets_over")),
        ({"financiering__slottermijn": "36000.00"}, ("financiering.slottermijn", "slottermijn.max")),
        ({"financiering__slottermijn": "99999.00"}, ("financiering.slottermijn", "slottermijn.max")),
        ({"object__aankoop": {"datum": "2024-05-01"}}, ("object.aankoop", "aankoop.product")),
    ],
)
def test_amounts_that_do_not_add_up_are_refused(changes: Body, fault: tuple[str, str]) -> None:
    assert refusal(all_changed(**changes)) == [fault]


def test_slottermijn_just_below_the_financed_amount_fits() -> None:
    assert aanvraag(changed(lease(), "financiering.slottermijn", "35999.99"))


@pytest.mark.parametrize(
    ("amount", "fits"),
    [
        ("8400.00", True),
        ("8400.01", True),
        ("8399.99", True),
        ("8400.02", False),
        ("3600.00", True),
        ("0.00", True),
        ("1000.00", False),
    ],
)
def test_btw_amount_matches_a_rate_within_a_cent(amount: str, *, fits: bool) -> None:
    body = changed(lease(), "object.btw_bedrag", amount)
    assert (aanvraag(body) is not None) if fits else refusal(body) == [("object.btw_bedrag", "btw.bedrag")]


@pytest.mark.parametrize("regime", ["marge", "vrijgesteld"])
def test_marge_and_exempt_have_no_btw_amount(regime: str) -> None:
    body = changed(lease(), "object.btw_regime", regime)
    assert refusal(body) == [("object.btw_bedrag", "btw.verboden")]
    assert aanvraag(without(body, "object.btw_bedrag"))


def test_financing_the_btw_needs_its_amount() -> None:
    body = without(all_changed(financiering__btw_meefinancieren=True), "object.btw_bedrag")
    assert refusal(body) == [("object.btw_bedrag", "btw.nodig")]


@pytest.mark.parametrize(
    ("kind", "fits"), [("bestelauto", True), ("motor", True), ("medisch", False), ("ict", False), ("fiets", False)]
)
def test_only_vehicles_carry_a_kenteken(kind: ObjectSoort, *, fits: bool) -> None:
    body = all_changed(object__soort=kind, object__kenteken="g001bb")
    if fits:
        assert aanvraag(body).object.kenteken == "G-001-BB"
    else:
        assert refusal(body) == [("object.kenteken", "kenteken.soort")]


def test_sale_and_lease_back_may_name_the_purchase() -> None:
    body = all_changed(product="sale_and_lease_back", object__aankoop={"datum": "2024-05-01", "prijs": "50000.00"})
    assert aanvraag(body).object.aankoop is not None


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"object__bouwjaar": 2027}, []),
        ({"object__bouwjaar": 2028}, [("object.bouwjaar", "bouwjaar.toekomst")]),
        ({"object__bouwjaar": 2026, "object__staat": "gebruikt"}, []),
        ({"object__bouwjaar": 2027, "object__staat": "gebruikt"}, [("object.bouwjaar", "bouwjaar.toekomst")]),
        (
            {"object__datum_eerste_toelating": "2026-11-23"},
            [("object.datum_eerste_toelating", "datum.toekomst")],
        ),
        (
            {"product": "sale_and_lease_back", "object__aankoop": {"datum": "2026-11-23"}},
            [("object.aankoop.datum", "datum.toekomst")],
        ),
    ],
)
def test_days_and_years_are_not_in_the_future(changes: Body, codes: list[tuple[str, str]]) -> None:
    found = check_dates(aanvraag(all_changed(**changes)), TODAY)
    assert [(fault.veld, fault.code) for fault in found] == codes


def test_every_field_has_a_categorie() -> None:
    assert {path for path, _ in fields_of(AanvraagInhoud)} >= {
        "product",
        "object.merk",
        "financiering.looptijd_maanden",
    }


@pytest.mark.parametrize("name", ["aanvraag-financial-lease", "aanvraag-operational-lease"])
def test_stored_json_is_read_back_unchanged(name: str) -> None:
    inhoud = aanvraag(example(name))
    assert parse(AanvraagInhoud, inhoud.model_dump_json(exclude_none=True).encode()) == inhoud


AMOUNTS = st.decimals(min_value=0, max_value=Decimal("999999.99"), places=2).map(str)


@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS)
def test_no_amount_that_was_sent_comes_back(price: str, deposit: str, trade_in: str, balloon: str) -> None:
    """A bound of the slottermijn would be computed from what was sent, so it is not told."""
    body = all_changed(
        object__prijs_excl_btw=price,
        financiering__aanbetaling=deposit,
        financiering__inruil=trade_in,
        financiering__slottermijn=balloon,
    )
    outcome = parsed(AanvraagInhoud, raw(without(body, "object.btw_bedrag")))
    if isinstance(outcome, InvalidInput):
        assert all(fault.params == () for fault in outcome.faults)
    else:
        assert outcome.financiering.slottermijn < outcome.financieringsbedrag
