"""The published documents over HTTP: for anybody to read, for an operator to publish."""

import pytest

from chalicelib.domain.gebruiker import Rol
from chalicelib.domain.reglement_versie import DocumentSoort
from tests.accounts import VERSION
from tests.lambda_client import OPERATOR, Client


@pytest.fixture
def client() -> Client:
    return Client()


def test_anybody_can_read_the_documents(client: Client) -> None:
    rows = client.call("GET", "/v1/reglementen").json["reglementen"]
    assert {(row["soort"], row["versie"], row["geldig_vanaf"], row["huidig"]) for row in rows} == {
        (soort.value, VERSION, VERSION, True) for soort in DocumentSoort
    }
    text = client.call("GET", "/v1/reglementen/{soort}/{versie}", soort="privacyreglement", versie=VERSION)
    assert (text.status, text.text) == (200, f"# Voorbeeld van privacyreglement {VERSION}")
    assert text.headers["Content-Type"].startswith("text/markdown")
    assert client.call("GET", "/v1/reglementen/{soort}/{versie}", soort="privacyreglement", versie="x").status == 404


def test_an_operator_publishes_a_version_once(client: Client) -> None:
    client.operator(Rol.BEHEER)
    body = {"soort": "privacyreglement", "versie": "2027-07-01", "geldig_vanaf": "2027-07-01", "tekst": "# Nieuw"}
    made = client.call("POST", "/v1/beheer/reglementen", body)
    assert (made.status, made.json["versie"], len(made.json["sha256"])) == (201, "2027-07-01", 64)
    again = client.call("POST", "/v1/beheer/reglementen", body | {"tekst": "# Anders"})
    assert (again.status, again.json["toegestaan"]) == (409, [])
    account = client.bench.account(OPERATOR)
    assert client.bench.evidence(account.id)[-1].gebeurtenis == "reglement.gepubliceerd"


def test_publishing_with_one_idempotency_key_happens_once(client: Client) -> None:
    client.operator(Rol.BEHEER)
    body = {"soort": "privacyreglement", "versie": "2027-07-01", "geldig_vanaf": "2027-07-01", "tekst": "# Nieuw"}
    key = {"idempotency-key": "sleutel-1"}
    first = client.call("POST", "/v1/beheer/reglementen", body, headers=key)
    again = client.call("POST", "/v1/beheer/reglementen", body, headers=key)
    assert first.status == again.status == 201
    assert first.json == again.json


def test_publishing_is_for_the_role_beheer(client: Client) -> None:
    client.operator(Rol.PRIVACY, Rol.AUDITOR)
    body = {"soort": "privacyreglement", "versie": "x", "geldig_vanaf": "2027-07-01", "tekst": "# Nieuw"}
    assert client.call("POST", "/v1/beheer/reglementen", body).status == 403
