"""The content of a Dossier: required fields, who has a company, and the rules over more than one field."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.dossier_inhoud import DossierInhoud, check_dates
from chalicelib.domain.parse import parse
from chalicelib.errors import InvalidInput
from chalicelib.privacy.register import fields_of
from tests.bodies import Body, changed, consument, klant, raw, without
from tests.unit.outcome import faults, parsed

TODAY = date(2026, 11, 22)


def dossier(body: Body) -> DossierInhoud:
    return parse(DossierInhoud, raw(body))


def refusal(body: Body) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as caught:
        dossier(body)
    return faults(caught)


def date_faults(body: Body) -> list[tuple[str, str]]:
    return [(fault.veld, fault.code) for fault in check_dates(dossier(body), TODAY)]


@pytest.mark.parametrize(
    "path",
    [
        *("betrokkene", "betrokkene.soort", "betrokkene.voornamen", "betrokkene.achternaam"),
        *("betrokkene.geboortedatum", "betrokkene.email", "betrokkene.telefoon", "betrokkene.adres"),
        *("betrokkene.adres.straat", "betrokkene.adres.huisnummer", "betrokkene.adres.postcode"),
        *("betrokkene.adres.plaats", "betrokkene.adres.land", "onderneming.kvk_nummer", "onderneming.rechtsvorm"),
        *("onderneming.statutaire_naam", "onderneming.oprichtingsdatum", "financieel.0.boekjaar"),
        *("financieel.0.soort", "financieel.0.omzet", "financieel.1.nettowinst", "financieel.1.eigen_vermogen"),
        *("financieel.1.balanstotaal",),
    ],
)
def test_field_of_the_contract_is_required(path: str) -> None:
    assert (path, "verplicht") in refusal(without(klant(), path))


@pytest.mark.parametrize(
    "path",
    [
        *("betrokkene.aanhef", "betrokkene.tussenvoegsel", "betrokkene.functie", "betrokkene.adres.toevoeging"),
        *("onderneming.handelsnaam", "onderneming.sbi_code", "onderneming.rsin", "onderneming.btw_id", "financieel"),
    ],
)
def test_optional_field_may_be_left_out(path: str) -> None:
    assert dossier(without(klant(), path))


def test_klant_needs_a_company() -> None:
    assert refusal(without(klant(), "onderneming")) == [("onderneming", "onderneming.verplicht")]


def test_consument_has_no_company_or_figures() -> None:
    body = changed(klant(), "betrokkene.soort", "consument")
    assert refusal(body) == [("onderneming", "onderneming.verboden"), ("financieel", "financieel.verboden")]


def test_klant_is_not_asked_for_income() -> None:
    body = klant() | {"inkomen": consument()["inkomen"]}
    assert refusal(body) == [("inkomen", "inkomen.verboden")]


@pytest.mark.parametrize(
    ("field", "number", "code"),
    [
        ("rsin", "111222333", "rsin.verboden"),
        ("btw_id", "NL004495445B01", "btw.bsn"),
        ("btw_id", "NL123456782B90", "btw.bsn"),
    ],
)
def test_sole_trader_gives_no_number_with_bsn(field: str, number: str, code: str) -> None:
    body = without(without(klant(), "onderneming.rsin"), "onderneming.btw_id")
    sole_trader = changed(body, "onderneming.rechtsvorm", "eenmanszaak")
    assert dossier(sole_trader)
    assert refusal(changed(sole_trader, f"onderneming.{field}", number)) == [(f"onderneming.{field}", code)]
    assert dossier(changed(body, f"onderneming.{field}", number))


def test_sole_trader_may_give_a_new_btw_id() -> None:
    body = changed(without(klant(), "onderneming.rsin"), "onderneming.rechtsvorm", "eenmanszaak")
    assert dossier(body).onderneming is not None


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("betrokkene.soort", "vendor", "keuze.onbekend"),
        ("betrokkene.geboortedatum", "12-04-1985", "datum.bestaat"),
        ("betrokkene.adres.huisnummer", 0, "getal.min"),
        ("betrokkene.adres.huisnummer", "1a", "huisnummer.vorm"),
        ("betrokkene.adres.huisnummer", 1.5, "type.getal"),
        ("betrokkene.adres.huisnummer", None, "verplicht"),
        ("betrokkene.adres.postcode", "12 AB", "postcode.formaat"),
        ("betrokkene.adres.land", "nl", "land.code"),
        ("betrokkene.email", "x", "email.formaat"),
        ("betrokkene.telefoon", "x", "telefoon.formaat"),
        ("betrokkene.voornamen", "", "tekst.kort"),
        ("betrokkene.achternaam", "x" * 121, "tekst.lang"),
        ("betrokkene.achternaam", "BSN 123456782", "bsn.verboden"),
        ("betrokkene.functie", "123456782", "bsn.lijkt"),
        ("onderneming.kvk_nummer", "1234567", "kvk.formaat"),
        ("onderneming.iban", "NL64XXXX0123456789", "iban.controle"),
        ("onderneming.vestigingsnummer", "1", "vestiging.formaat"),
        ("onderneming.rechtsvorm", "bvba", "keuze.onbekend"),
        ("financieel", [], "lijst.kort"),
        ("financieel.0.omzet", 850000, "bedrag.vorm"),
        ("financieel.0.omzet", "-1.00", "bedrag.negatief"),
        ("financieel.0.boekjaar", "2025", "type.getal"),
        ("financieel.0.boekjaar", 1899, "getal.min"),
    ],
)
def test_value_that_does_not_fit_is_refused(path: str, value: object, code: str) -> None:
    assert refusal(changed(klant(), path, value)) == [(path, code)]


def test_house_number_in_quotes_becomes_a_number() -> None:
    body = dossier(changed(klant(), "betrokkene.adres.huisnummer", "12"))
    assert body.betrokkene.adres.huisnummer == 12


def test_same_figures_twice_are_refused() -> None:
    body = changed(klant(), "financieel.1.boekjaar", 2025)
    assert refusal(body) == [("financieel.1.boekjaar", "financieel.dubbel")]
    assert dossier(changed(body, "financieel.1.soort", "concept"))


def test_foreign_address_has_a_foreign_postcode() -> None:
    body = changed(changed(klant(), "betrokkene.adres.land", "BE"), "betrokkene.adres.postcode", "1000")
    assert dossier(body).betrokkene.adres.postcode == "1000"


@pytest.mark.parametrize(
    ("born", "code"),
    [
        ("2008-11-22", None),
        ("2008-11-23", "leeftijd"),
        ("2030-01-01", "leeftijd"),
        ("1906-11-22", None),
        ("1906-11-21", "geboortedatum.bereik"),
    ],
)
def test_person_is_between_18_and_120(born: str, code: str | None) -> None:
    found = date_faults(changed(klant(), "betrokkene.geboortedatum", born))
    assert found == ([] if code is None else [("betrokkene.geboortedatum", code)])


def test_born_on_leap_day_counts_from_march() -> None:
    """Who is born on 29 February is 18 on 1 March of a common year, as the law counts."""
    body = dossier(changed(klant(), "betrokkene.geboortedatum", "2008-02-29"))
    assert [fault.code for fault in check_dates(body, date(2026, 2, 28))][:1] == ["leeftijd"]
    assert "leeftijd" not in [fault.code for fault in check_dates(body, date(2026, 3, 1))]


def test_company_is_not_founded_in_the_future() -> None:
    body = changed(klant(), "onderneming.oprichtingsdatum", "2026-11-23")
    assert date_faults(body) == [("onderneming.oprichtingsdatum", "datum.toekomst")]
    assert date_faults(changed(klant(), "onderneming.oprichtingsdatum", "2026-11-22")) == []


def test_job_did_not_start_in_the_future() -> None:
    body = changed(consument(), "inkomen.bronnen.0.sinds", "2027-01-01")
    assert date_faults(body) == [("inkomen.bronnen.0.sinds", "datum.toekomst")]


@pytest.mark.parametrize(
    ("year", "kind", "code"),
    [
        (2026, "definitief", None),
        (2027, "definitief", "boekjaar.toekomst"),
        (2027, "concept", "boekjaar.toekomst"),
        (2027, "prognose", None),
        (2037, "prognose", "boekjaar.toekomst"),
    ],
)
def test_figures_of_coming_years_are_a_prognosis(year: int, kind: str, code: str | None) -> None:
    body = changed(changed(klant(), "financieel.0.boekjaar", year), "financieel.0.soort", kind)
    assert date_faults(body) == ([] if code is None else [("financieel.0.boekjaar", code)])


def test_every_field_has_a_categorie() -> None:
    assert {path for path, _ in fields_of(DossierInhoud)} >= {
        *("betrokkene.adres.postcode", "onderneming.kvk_nummer", "financieel.omzet", "inkomen.bronnen.soort"),
        *("betrokkene", "onderneming", "financieel", "inkomen"),
    }


def test_stored_json_is_read_back_unchanged() -> None:
    for body in (klant(), consument()):
        inhoud = dossier(body)
        assert dossier(body) == parse(DossierInhoud, inhoud.model_dump_json(exclude_none=True).encode())


LEAVES = [
    *("betrokkene.voornamen", "betrokkene.email", "betrokkene.telefoon", "betrokkene.geboortedatum"),
    *("betrokkene.adres.postcode", "betrokkene.adres.land", "onderneming.kvk_nummer", "onderneming.rsin"),
    *("onderneming.btw_id", "onderneming.iban", "onderneming.rechtsvorm", "financieel.0.omzet"),
]
VALUES = st.text(min_size=6, max_size=60) | st.integers(min_value=10**6) | st.lists(st.integers(10**6), max_size=2)


@given(st.sampled_from(LEAVES), VALUES)
def test_no_fault_holds_what_was_sent(path: str, value: Any) -> None:
    outcome = parsed(DossierInhoud, raw(changed(klant(), path, value)))
    if isinstance(outcome, InvalidInput):
        assert str(value) not in str(outcome) + repr(outcome.faults)
