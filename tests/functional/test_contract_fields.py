"""Contract, field rules: every kind of bad input is 422 with veld, code and melding, never with the value."""

import re
from urllib.parse import quote

import pytest

from tests.functional.contract_bodies import TODAY, aanvraag_body, changed, dossier_body, without
from tests.functional.contract_client import Answer, Api, Json, new_person
from tests.functional.contract_journey import new_dossier

BSN = "111222333"  # the test number of the tax service: it passes the 11-proef
SEVENTEEN = TODAY.replace(year=TODAY.year - 17, day=1).isoformat()
OLD = TODAY.replace(year=TODAY.year - 121, day=1).isoformat()
B, ON, A = "betrokkene.", "onderneming.", "betrokkene.adres."
BAD_DOSSIERS: list[tuple[str, object, str | None]] = [
    (B + "soort", "vendor", None),
    (B + "voornamen", "", None),
    (B + "voornamen", 12, None),
    (B + "voornamen", ["Testpersoon"], None),
    (B + "achternaam", "   ", None),
    (B + "achternaam", "x" * 501, None),
    (B + "achternaam", "Test\x00persoon", None),
    (B + "achternaam", None, None),
    (B + "geboortedatum", "1980-02-30", "datum.bestaat"),
    (B + "geboortedatum", "30-01-1980", "datum.bestaat"),
    (B + "geboortedatum", 315532800, "datum.bestaat"),
    (B + "geboortedatum", "1980-01-01T00:00:00Z", "datum.bestaat"),
    (B + "geboortedatum", SEVENTEEN, "leeftijd"),
    (B + "geboortedatum", OLD, None),
    (B + "email", "geen-adres", "email.formaat"),
    (B + "email", "x@test.invalid", "email.formaat"),
    (B + "email", "a@example.com, b@example.com", "email.formaat"),
    (B + "email", "a@example.com\r\nBcc: b@example.com", "email.formaat"),
    (B + "telefoon", "06 7654321", "telefoon.formaat"),
    (B + "telefoon", "0900 1234", None),
    (B + "telefoon", "0906 123456", None),
    (B + "telefoon", "bel mij", "telefoon.formaat"),
    (A + "postcode", "0123 AB", "postcode.formaat"),
    (A + "postcode", "1234 SS", "postcode.formaat"),
    (A + "postcode", "1234 SA", "postcode.formaat"),
    (A + "postcode", "1234 SD", "postcode.formaat"),
    (A + "postcode", "12345", "postcode.formaat"),
    (A + "huisnummer", 0, None),
    (A + "huisnummer", -1, None),
    (A + "huisnummer", 1.5, None),
    (A + "huisnummer", True, None),
    (A + "land", "nl", None),
    (A + "land", "XX", None),
    (ON + "kvk_nummer", "1234567", "kvk.formaat"),
    (ON + "kvk_nummer", "123456789", "kvk.formaat"),
    (ON + "kvk_nummer", "1234567a", "kvk.formaat"),
    (ON + "kvk_nummer", "١٢٣٤٥٦٧٨", "kvk.formaat"),
    (ON + "kvk_nummer", "12345678\n", "kvk.formaat"),
    (ON + "kvk_nummer", 12345678, None),
    (ON + "rechtsvorm", "gmbh", None),
    (ON + "rsin", "123456789", "rsin.elfproef"),
    (ON + "rsin", "12345678", None),
    (ON + "btw_id", "NL000088887B5", "btw.formaat"),
    (ON + "btw_id", "NL4495445B01", "btw.formaat"),
    (ON + "btw_id", "NL123456789B01", None),
    (ON + "btw_id", "BE0123456749", "btw.formaat"),
    (ON + "iban", "NL00ABNA0417164300", "iban.controle"),
    (ON + "iban", "NL64XXXX0123456789", "iban.controle"),
    (ON + "sbi_code", "1", None),
    (ON + "sbi_code", "1234567", None),
    (ON + "oprichtingsdatum", "2999-01-01", None),
    (ON + "statutaire_naam", "x" * 501, None),
    ("financieel.0.omzet", 500000, None),
    ("financieel.0.omzet", "7.654,32", "bedrag.vorm"),
    ("financieel.0.omzet", "1e5", "bedrag.vorm"),
    ("financieel.0.omzet", "NaN", "bedrag.vorm"),
    ("financieel.0.omzet", "Infinity", "bedrag.vorm"),
    ("financieel.0.omzet", "1.234", "bedrag.vorm"),
    ("financieel.0.soort", "geschat", None),
    ("financieel.0.boekjaar", "2025", None),
    ("financieel.0.boekjaar", 1600, None),
    ("onderneming", [], None),
    ("financieel", {}, None),
]
OB, F = "object.", "financiering."
BAD_AANVRAGEN: list[tuple[str, object, str | None]] = [
    ("product", "lening", None),
    (OB + "soort", "raket", None),
    (OB + "bouwjaar", "2026", None),
    (OB + "bouwjaar", 2999, None),
    (OB + "staat", "kapot", None),
    (OB + "kenteken", "AAAAAA", "kenteken.vorm"),
    (OB + "kenteken", "ABC123", "kenteken.vorm"),
    (OB + "kenteken", "123456", "kenteken.vorm"),
    (OB + "chassisnummer", "WVWZZZ1KZAW12345", "vin.vorm"),
    (OB + "chassisnummer", "WVWZZZ1KZAW12345O", "vin.vorm"),
    (OB + "btw_regime", "geen", None),
    (OB + "btw_regime", "marge", None),
    (OB + "prijs_excl_btw", "0.00", None),
    (OB + "prijs_excl_btw", "-1.00", None),
    (OB + "prijs_excl_btw", 30000, None),
    (OB + "prijs_excl_btw", "30000.001", "bedrag.vorm"),
    (F + "looptijd_maanden", 5, "looptijd.bereik"),
    (F + "looptijd_maanden", 121, "looptijd.bereik"),
    (F + "looptijd_maanden", 60.0, None),
    (F + "termijnen_per_jaar", 7, None),
    (F + "betaalwijze", "nooit", None),
    (F + "aanbetaling", "30000.01", "bedrag.aanbetaling"),
    (F + "aanbetaling", "-0.01", None),
    (F + "slottermijn", "24000.00", "slottermijn.max"),
    (F + "slottermijn_moment", "morgen", None),
    (F + "btw_meefinancieren", "ja", None),
    (F + "financieringsbedrag", "1.00", None),
]


def shows(answer: Answer, value: object) -> bool:
    """Whether the response holds what was sent, as it is or encoded. Short values stand in Dutch sentences too."""
    text = str(value)
    everything = answer.raw.decode() + str(dict(answer.headers))
    return len(text) > 6 and any(form in everything for form in (text, quote(text), text.lower()))


def is_refusal(answer: Answer, path: str, code: str | None) -> bool:
    """A 422 of the contract's shape that names the field, and the code when domain.md gives it."""
    assert answer.status == 422, (answer.status, answer.raw)
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem.keys() >= {"type", "title", "status", "verzoek_id", "errors"}
    assert problem["type"].startswith("/problemen/")
    assert all(error.keys() >= {"veld", "code", "melding"} for error in problem["errors"])
    assert all(re.search(r"[a-z]{3}", error["melding"]) for error in problem["errors"])
    top = path.split(".", maxsplit=1)[0]
    own = [error for error in problem["errors"] if error["veld"] == path or error["veld"].split(".")[0] == top]
    assert own, problem
    return code is None or (path, code) in answer.codes()


@pytest.mark.parametrize(("path", "value", "code"), BAD_DOSSIERS)
def test_bad_dossier_field_is_422(shared_vendor: Api, path: str, value: object, code: str | None) -> None:
    answer = shared_vendor.post("/v1/dossiers", changed(dossier_body(), path, value))
    assert is_refusal(answer, path, code), answer.raw
    assert not shows(answer, value)


@pytest.mark.parametrize(("path", "value", "code"), BAD_AANVRAGEN)
def test_bad_aanvraag_field_is_422(shared_vendor: Api, path: str, value: object, code: str | None) -> None:
    dossier = new_dossier(shared_vendor)
    answer = shared_vendor.post(f"/v1/dossiers/{dossier}/aanvragen", changed(aanvraag_body(), path, value))
    assert is_refusal(answer, path, code), answer.raw
    assert not shows(answer, value)


GOOD_DOSSIERS: list[tuple[str, object]] = [
    (A + "postcode", "2611ET"),
    (A + "postcode", "1234 FI"),
    (ON + "kvk_nummer", "00000001"),
    (ON + "rsin", BSN),
    (ON + "btw_id", "NL000099998B57"),
    (ON + "iban", "NL91ABNA0417164300"),
    (ON + "iban", "NL91 ABNA 0417 1643 00"),
    (ON + "sbi_code", "01"),
    (B + "telefoon", "+31(0) 750 835307"),
    (B + "achternaam", "Ünal-d'Ávila"),
    (B + "email", "Testpersoon@Example.com"),
]


@pytest.mark.parametrize(("path", "value"), GOOD_DOSSIERS)
def test_good_dossier_field_is_taken(shared_vendor: Api, path: str, value: object) -> None:
    answer = shared_vendor.post("/v1/dossiers", changed(dossier_body(), path, value))
    assert answer.status == 201, answer.raw


@pytest.mark.parametrize("kenteken", ["1-ABC-23", "ZX-99-YY", "G001BB", "AB-1234", "123-AB-4"])
def test_good_kenteken_is_taken(shared_vendor: Api, kenteken: str) -> None:
    body = changed(aanvraag_body(), "object.kenteken", kenteken)
    answer = shared_vendor.post(f"/v1/dossiers/{new_dossier(shared_vendor)}/aanvragen", body)
    assert answer.status == 201, answer.raw


@pytest.mark.parametrize("vin", ["WVWZZZ1KZAW123456", "YV1LS5502N2023766"])
def test_european_chassisnummer_needs_no_checksum(shared_vendor: Api, vin: str) -> None:
    body = changed(aanvraag_body(), "object.chassisnummer", vin)
    answer = shared_vendor.post(f"/v1/dossiers/{new_dossier(shared_vendor)}/aanvragen", body)
    assert answer.status == 201, answer.raw


REQUIRED = [
    *(B + name for name in ("soort", "voornamen", "achternaam", "geboortedatum", "email", "telefoon", "adres")),
    *(A + name for name in ("straat", "huisnummer", "postcode", "plaats")),
    *(ON + name for name in ("kvk_nummer", "rechtsvorm", "statutaire_naam", "oprichtingsdatum")),
    "betrokkene",
    "onderneming",
]


@pytest.mark.parametrize("path", REQUIRED)
def test_required_dossier_field_is_required(shared_vendor: Api, path: str) -> None:
    answer = shared_vendor.post("/v1/dossiers", without(dossier_body(), path))
    assert answer.status == 422, answer.raw
    assert any(error["veld"] == path for error in answer.json()["errors"]), answer.raw


def test_consument_has_no_onderneming(broker: Api) -> None:
    consument = new_person(broker, "consument").api
    body = changed(dossier_body(), "betrokkene.soort", "consument")
    assert consument.post("/v1/dossiers", body).status == 422
    bare: Json = without(without(body, "onderneming"), "financieel")
    bare = without(bare, "betrokkene.functie")
    assert consument.post("/v1/dossiers", bare).status == 201


@pytest.mark.parametrize("regime", ["marge", "vrijgesteld"])
def test_regime_without_tax_has_no_amount(shared_vendor: Api, regime: str) -> None:
    body = without(changed(aanvraag_body(), "object.btw_regime", regime), "object.btw_bedrag")
    used = changed(changed(body, "object.staat", "gebruikt"), "object.bouwjaar", 2020)
    answer = shared_vendor.post(f"/v1/dossiers/{new_dossier(shared_vendor)}/aanvragen", used)
    assert answer.status == 201, answer.raw


def test_bad_item_does_not_make_its_list_short(shared_vendor: Api) -> None:
    answer = shared_vendor.post("/v1/dossiers", changed(dossier_body(), "financieel.0.omzet", "1.234,56"))
    assert answer.codes() == {("financieel.0.omzet", "bedrag.vorm")}
