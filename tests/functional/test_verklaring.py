"""The statement of destruction over HTTP, on the local AWS: its own KMS signs, its own bucket holds the ledger."""

import jwt

from tests.functional.contract_bodies import dossier_body
from tests.functional.contract_client import Api, new_person
from tests.functional.own_broker import OwnBroker


def deleted(sender: Api) -> str:
    dossier_id: str = sender.made("/v1/dossiers", dossier_body())["id"]
    assert sender.delete(f"/v1/dossiers/{dossier_id}").status == 204
    return dossier_id


def test_who_deleted_a_dossier_can_prove_it(own: OwnBroker, sender: Api) -> None:
    dossier_id = deleted(sender)
    keys = own.api.get("/v1/sleutels")
    assert (keys.status, keys.headers["cache-control"]) == (200, "public, max-age=86400")
    found = sender.get(f"/v1/verklaringen/{dossier_id}").json()
    name = jwt.get_unverified_header(found["handtekening"])["kid"]
    checked = jwt.api_jws.decode(found["handtekening"], jwt.PyJWKSet.from_dict(keys.json())[name], algorithms=["ES256"])
    assert dossier_id.encode() in checked
    assert found["verklaring"]["vernietigd_id"] == dossier_id


def test_the_statement_is_a_page_on_request(own: OwnBroker, sender: Api) -> None:
    dossier_id = deleted(sender)
    answer = sender.get(f"/v1/verklaringen/{dossier_id}?vorm=html")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"
    assert b"Verklaring van vernietiging" in answer.raw
    refused = sender.get(f"/v1/verklaringen/{dossier_id}?vorm=pdf")
    assert (refused.status, refused.codes()) == (422, {("vorm", "verklaring.vorm")})


def test_an_operator_gets_it_by_the_receipt(own: OwnBroker, sender: Api) -> None:
    dossier_id = deleted(sender)
    path = f"/v1/beheer/vernietigingen/vern_{dossier_id[4:]}/verklaring"
    assert own.operator.seen(path)["verklaring"]["vernietigd_id"] == dossier_id
    assert sender.get(path).status == 403


def test_another_s_statement_is_not_there(own: OwnBroker, sender: Api) -> None:
    dossier_id = deleted(sender)
    other = new_person(own.api).api
    theirs, nobody = (other.get(f"/v1/verklaringen/{one}") for one in (dossier_id, "dos_" + "z" * 26))
    assert (theirs.status, nobody.status) == (404, 404)
    assert theirs.without_request_id() == nobody.without_request_id()


def test_a_deletion_stands_in_the_ledger(own: OwnBroker, sender: Api) -> None:
    dossier_id = deleted(sender)
    ledger = own.broker.grootboek
    assert dossier_id in {wissing.id for place in ledger.list_after("") for wissing in ledger.read(place)}
