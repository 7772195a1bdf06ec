"""Contract, dossiers and Aanvragen: made, read, changed, listed and removed by their owner alone."""

import pytest

from tests.functional.contract_bodies import aanvraag_body, changed, dossier_body, without
from tests.functional.contract_client import Answer, Api, new_person
from tests.functional.contract_journey import new_aanvraag, new_dossier, send
from tests.functional.contract_lender import Lender

PERSONAL = (b"Voorbeeld", b"Testpersoon", b"1234 AB", b"90001354", b"1980-02-29", b"612345678", b"Bestel")


def personal(answer: Answer) -> list[bytes]:
    return [word for word in PERSONAL if word in answer.raw]


def test_new_dossier_starts_at_version_one(vendor: Api) -> None:
    made = vendor.made("/v1/dossiers", dossier_body())
    assert made["versie"] == 1
    seen = vendor.seen(f"/v1/dossiers/{made['id']}")
    assert (seen["id"], seen["versie"]) == (made["id"], 1)
    assert seen["onderneming"] == dossier_body()["onderneming"]
    assert seen["financieel"] == dossier_body()["financieel"]
    assert seen["betrokkene"]["achternaam"] == "Voorbeeld"
    assert seen["betrokkene"]["telefoon"] == "+31612345678"
    assert seen["betrokkene"]["adres"] == dossier_body()["betrokkene"]["adres"]


def test_change_of_dossier_raises_its_version(vendor: Api) -> None:
    path = f"/v1/dossiers/{new_dossier(vendor)}"
    assert vendor.patch(path, {"onderneming": {"handelsnaam": "Nieuw"}}, 1).status == 200
    seen = vendor.seen(path)
    assert seen["versie"] == 2
    assert seen["onderneming"]["handelsnaam"] == "Nieuw"
    assert seen["onderneming"]["kvk_nummer"] == "90001354"


def test_stale_and_missing_if_match_are_refused(vendor: Api) -> None:
    path = f"/v1/dossiers/{new_dossier(vendor)}"
    change = {"onderneming": {"handelsnaam": "Nieuw"}}
    assert vendor.patch(path, change, 0).status == 412
    assert vendor.patch(path, change, 2).status == 412
    assert vendor.patch(path, change, 1).status == 200
    stale = vendor.patch(path, change, 1)
    assert stale.status == 412
    assert stale.headers["content-type"] == "application/problem+json"
    assert vendor.call("PATCH", path, change).status in {412, 422, 428}
    assert vendor.seen(path)["versie"] == 2


def test_change_must_leave_a_valid_dossier(vendor: Api) -> None:
    path = f"/v1/dossiers/{new_dossier(vendor)}"
    answer = vendor.patch(path, {"betrokkene": {"soort": "consument"}}, 1)
    assert answer.status == 422
    answer = vendor.patch(path, {"onderneming": {"kvk_nummer": "123"}}, 1)
    assert ("onderneming.kvk_nummer", "kvk.formaat") in answer.codes()
    assert vendor.seen(path)["versie"] == 1


def test_removed_dossier_is_gone(vendor: Api) -> None:
    dossier = new_dossier(vendor)
    aanvraag = new_aanvraag(vendor, dossier)
    answer = vendor.delete(f"/v1/dossiers/{dossier}", If_Match='"1"')
    assert answer.status in {202, 204}, answer.raw
    assert vendor.get(f"/v1/dossiers/{dossier}").status == 404
    assert vendor.get(f"/v1/aanvragen/{aanvraag}").status == 404
    assert dossier not in {row["id"] for row in vendor.seen("/v1/dossiers")["dossiers"]}
    assert vendor.get("/v1/aanvragen").json() == {"aanvragen": []}


def test_list_holds_no_personal_data(vendor: Api) -> None:
    dossier = new_dossier(vendor)
    new_aanvraag(vendor, dossier)
    answer = vendor.get("/v1/dossiers")
    (row,) = answer.json()["dossiers"]
    assert row.keys() >= {"id", "status", "versie"}
    assert (row["id"], row["versie"]) == (dossier, 1)
    assert personal(answer) == []
    assert personal(vendor.get("/v1/aanvragen")) == []


def test_names_are_shown_when_asked_for(vendor: Api) -> None:
    new_dossier(vendor)
    (row,) = vendor.seen("/v1/dossiers?velden=naam")["dossiers"]
    assert "Voorbeeld" in row["naam"]
    assert vendor.get("/v1/dossiers?velden=geboortedatum").status == 422
    assert vendor.get("/v1/dossiers?velden=naam&limiet=26").status == 422


def test_list_pages_with_limiet_and_na(vendor: Api) -> None:
    made = {new_dossier(vendor) for _ in range(5)}
    first = vendor.seen("/v1/dossiers?limiet=2")
    rows = list(first["dossiers"])
    assert len(rows) == 2
    page = first
    while na := page.get("volgende") or page.get("na"):
        page = vendor.seen(f"/v1/dossiers?limiet=2&na={na}")
        rows += page["dossiers"]
    assert len(rows) == 5
    assert {row["id"] for row in rows} == made


@pytest.mark.parametrize("query", ["limiet=0", "limiet=101", "limiet=-1", "limiet=x", "limiet=1.5", "na=%00", "na=xx"])
def test_bad_paging_is_422(vendor: Api, query: str) -> None:
    answer = vendor.get(f"/v1/dossiers?{query}")
    assert answer.status == 422, answer.raw


def test_hundred_a_page_is_allowed(vendor: Api) -> None:
    assert vendor.get("/v1/dossiers?limiet=100").status == 200


def test_foreign_absent_malformed_and_erased_are_one_404(broker: Api, vendor: Api) -> None:
    other = new_person(broker).api
    foreign, erased = new_dossier(other), new_dossier(vendor)
    vendor.delete(f"/v1/dossiers/{erased}", If_Match='"1"')
    absent = foreign[:-1] + ("a" if foreign[-1] != "a" else "b")
    names = [foreign, erased, absent, "x", "%20", "d" * 500, "%F0%9F%92%A9", "dos_", foreign.upper(), f"{foreign}%00"]
    answers = [vendor.get(f"/v1/dossiers/{name}") for name in names]
    assert [answer.status for answer in answers] == [404] * len(names)
    assert len({answer.without_request_id() for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers.keys())) for answer in answers}) == 1
    for method, body in (("PATCH", {"onderneming": {"handelsnaam": "x"}}), ("DELETE", None)):
        others = [vendor.call(method, f"/v1/dossiers/{name}", body, headers={"If-Match": '"1"'}) for name in names]
        assert {answer.without_request_id() for answer in others} == {answers[0].without_request_id()}, method


def test_colleague_of_another_organisation_sees_no_aanvraag(broker: Api, vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    offer = sent.quote(lender)
    other = new_person(broker, "adviseur").api
    verstrekking = sent.verstrekkingen[lender.id]
    (toestemming,) = [row["id"] for row in vendor.seen("/v1/toestemmingen")["toestemmingen"]]
    tries = [
        other.get(f"/v1/aanvragen/{sent.aanvraag}"),
        other.get(f"/v1/aanvragen/{sent.aanvraag}/offertes"),
        other.patch(f"/v1/aanvragen/{sent.aanvraag}", {"product": "huurkoop"}, 1),
        other.delete(f"/v1/aanvragen/{sent.aanvraag}", If_Match='"1"'),
        other.post(f"/v1/aanvragen/{sent.aanvraag}/intrekking", {}),
        other.post(f"/v1/offertes/{offer}/aanvaarding"),
        other.post(f"/v1/toestemmingen/{toestemming}/intrekking"),
        other.post(f"/v1/verstrekkingen/{verstrekking}/informatie", {"antwoorden": [{"code": "x", "tekst": "y"}]}),
        other.post(f"/v1/dossiers/{sent.dossier}/aanvragen", aanvraag_body()),
        other.get("/v1/overeenkomsten/ove_bestaatniet"),
    ]
    assert [answer.status for answer in tries] == [404] * len(tries)
    assert len({answer.without_request_id() for answer in tries}) == 1


def test_new_aanvraag_is_a_concept(vendor: Api) -> None:
    dossier = new_dossier(vendor)
    made = vendor.made(f"/v1/dossiers/{dossier}/aanvragen", aanvraag_body())
    assert (made["status"], made["versie"]) == ("concept", 1)
    seen = vendor.seen(f"/v1/aanvragen/{made['id']}")
    assert (seen["dossier_id"], seen["product"], seen["status"]) == (dossier, "financial_lease", "concept")
    assert seen["object"] == aanvraag_body()["object"]
    assert seen["financiering"]["financieringsbedrag"] == "24000.00"
    assert seen["verstrekkingen"] == []
    assert seen["volgende_stap"]


def test_financed_amount_may_include_the_tax(vendor: Api) -> None:
    body = changed(aanvraag_body(), "financiering.btw_meefinancieren", value=True)
    made = vendor.made(f"/v1/dossiers/{new_dossier(vendor)}/aanvragen", body)
    assert vendor.seen(f"/v1/aanvragen/{made['id']}")["financiering"]["financieringsbedrag"] == "30300.00"


def test_financed_amount_without_trade_in(vendor: Api) -> None:
    body = without(aanvraag_body(), "financiering.inruil")
    made = vendor.made(f"/v1/dossiers/{new_dossier(vendor)}/aanvragen", body)
    assert vendor.seen(f"/v1/aanvragen/{made['id']}")["financiering"]["financieringsbedrag"] == "25000.00"


def test_concept_is_changed_and_removed(vendor: Api) -> None:
    path = f"/v1/aanvragen/{new_aanvraag(vendor)}"
    assert vendor.patch(path, {"financiering": {"looptijd_maanden": 48}}, 1).status == 200
    seen = vendor.seen(path)
    assert (seen["versie"], seen["financiering"]["looptijd_maanden"]) == (2, 48)
    assert seen["financiering"]["termijnen_per_jaar"] == 12
    assert vendor.patch(path, {"financiering": {"looptijd_maanden": 36}}, 1).status == 412
    answer = vendor.delete(path, If_Match='"2"')
    assert answer.status in {202, 204}, answer.raw
    assert vendor.get(path).status == 404


def test_sent_aanvraag_is_withdrawn_not_removed(vendor: Api, lender: Lender) -> None:
    sent = send(vendor, lender)
    answer = vendor.delete(f"/v1/aanvragen/{sent.aanvraag}", If_Match='"1"')
    assert answer.status == 409
    assert isinstance(answer.json()["toegestaan"], list)


@pytest.mark.parametrize("extra", ["id", "status", "versie", "eigenaar", "rollen", "organisatie_id", "gemaakt_op"])
def test_server_fields_cannot_be_set(vendor: Api, extra: str) -> None:
    made = new_dossier(vendor)
    refused = vendor.post("/v1/dossiers", {**dossier_body(), extra: "x"})
    assert refused.status == 422
    assert extra in {error["veld"] for error in refused.json()["errors"]}
    assert vendor.patch(f"/v1/dossiers/{made}", {extra: "x"}, 1).status == 422
    refused = vendor.post(f"/v1/dossiers/{made}/aanvragen", {**aanvraag_body(), extra: "x"})
    assert refused.status == 422
