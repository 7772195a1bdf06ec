"""Contract and domain.md 1.6: no BSN anywhere."""

import pytest

from tests.functional.contract_bodies import aanvraag_body, changed, dossier_body
from tests.functional.contract_client import Api
from tests.functional.contract_journey import new_dossier

BSN = "111222333"  # passes the 11-proef
OTHER = "123456789"  # does not
DOSSIER_PLACES = ["betrokkene.functie", "onderneming.handelsnaam", "onderneming.statutaire_naam"]
LOOKS_LIKE = ["111222333", "kenmerk 111222333", "111.222.333", "111 222 333", "111-222-333", "1112.22.333"]


def codes(raw: object) -> set[str]:
    assert isinstance(raw, dict)
    return {str(error["code"]) for error in raw["errors"]}


@pytest.mark.parametrize("name", ["bsn", "BSN", "sofi", "sofinummer", "burgerservicenummer", "bsn_nummer"])
@pytest.mark.parametrize("place", ["", "betrokkene.", "onderneming.", "betrokkene.adres."])
def test_field_named_after_the_bsn_is_refused(shared_vendor: Api, name: str, place: str) -> None:
    answer = shared_vendor.post("/v1/dossiers", changed(dossier_body(), place + name, BSN))
    assert answer.status == 422
    assert BSN.encode() not in answer.raw
    if name in {"bsn", "sofi", "burgerservicenummer"}:
        assert "bsn.verboden" in codes(answer.json()), answer.raw


@pytest.mark.parametrize("text", LOOKS_LIKE)
@pytest.mark.parametrize("place", DOSSIER_PLACES)
def test_text_that_looks_like_a_bsn_may_be_confirmed(shared_vendor: Api, place: str, text: str) -> None:
    body = changed(dossier_body(), place, text)
    answer = shared_vendor.post("/v1/dossiers", body)
    assert answer.status == 422, answer.raw
    assert (place, "bsn.lijkt") in answer.codes()
    assert "bevestigbaar" in answer.raw.decode()
    assert b"222" not in answer.without_request_id()
    confirmed = shared_vendor.post("/v1/dossiers", body, X_Bevestig="geen-bsn")
    assert confirmed.status == 201, confirmed.raw


@pytest.mark.parametrize("text", ["BSN 111222333", "mijn burgerservicenummer is 111.222.333", "sofi: 111 222 333"])
def test_text_that_says_bsn_is_refused_whatever_the_header(shared_vendor: Api, text: str) -> None:
    body = changed(dossier_body(), "betrokkene.functie", text)
    for headers in ({}, {"X_Bevestig": "geen-bsn"}):
        answer = shared_vendor.post("/v1/dossiers", body, **headers)
        assert answer.status == 422, answer.raw
        assert ("betrokkene.functie", "bsn.verboden") in answer.codes()
        assert b"222" not in answer.without_request_id()


@pytest.mark.parametrize("text", [OTHER, "AB111222333", "1112223334", "factuur 2026-000123"])
def test_other_numbers_are_taken(shared_vendor: Api, text: str) -> None:
    answer = shared_vendor.post("/v1/dossiers", changed(dossier_body(), "betrokkene.functie", text))
    assert answer.status == 201, answer.raw


def test_confirmation_opens_nothing_else(shared_vendor: Api) -> None:
    body = changed(dossier_body(), "onderneming.kvk_nummer", "1")
    assert shared_vendor.post("/v1/dossiers", body, X_Bevestig="geen-bsn").status == 422
    named = changed(dossier_body(), "betrokkene.bsn", BSN)
    assert shared_vendor.post("/v1/dossiers", named, X_Bevestig="geen-bsn").status == 422
    unconfirmed = changed(dossier_body(), "betrokkene.functie", BSN)
    assert shared_vendor.post("/v1/dossiers", unconfirmed, X_Bevestig="ja").status == 422


def test_old_tax_number_of_an_eenmanszaak_is_refused(shared_vendor: Api) -> None:
    sole = changed(dossier_body(), "onderneming.rechtsvorm", "eenmanszaak")
    answer = shared_vendor.post("/v1/dossiers", changed(sole, "onderneming.btw_id", "NL111222333B01"))
    assert ("onderneming.btw_id", "btw.bsn") in answer.codes(), answer.raw
    assert b"111222333" not in answer.raw
    assert shared_vendor.post("/v1/dossiers", changed(sole, "onderneming.rsin", BSN)).status == 422
    good = changed(sole, "onderneming.btw_id", "NL000099998B57")
    assert shared_vendor.post("/v1/dossiers", good).status == 201


def test_change_and_aanvraag_are_searched_too(shared_vendor: Api) -> None:
    dossier = new_dossier(shared_vendor)
    change = shared_vendor.patch(f"/v1/dossiers/{dossier}", {"betrokkene": {"functie": f"BSN {BSN}"}}, 1)
    assert ("betrokkene.functie", "bsn.verboden") in change.codes()
    body = changed(aanvraag_body(), "object.type", f"bsn {BSN}")
    answer = shared_vendor.post(f"/v1/dossiers/{dossier}/aanvragen", body)
    assert ("object.type", "bsn.verboden") in answer.codes()
    assert BSN.encode() not in answer.raw
