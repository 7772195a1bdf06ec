"""Bewaarblokkades over HTTP: for role `juridisch`, two persons to lift, and refusals that change nothing."""

from collections.abc import Mapping
from typing import Any

import pytest

from chalicelib.domain.gebruiker import Rol
from chalicelib.usecases.create_operator import create_operator
from tests.accounts import PASSWORD
from tests.bodies import klant
from tests.lambda_client import OPERATOR, Client

PATH = "/v1/beheer/bewaarblokkades"
ONE = PATH + "/{bewaarblokkade_id}"
SECOND = "tweede@example.com"
REDEN = "Voorbeeld: Testpersoon vordert schadevergoeding."


@pytest.fixture
def client() -> Client:
    """Two operators with every role but one, and role `juridisch` for both."""
    made = Client()
    made.sign_up()
    create_operator(made.bench.broker, SECOND, "Voorbeeld Beheer", PASSWORD, (Rol.JURIDISCH,))
    made.operator(Rol.JURIDISCH)
    return made


@pytest.fixture
def dossier(client: Client) -> str:
    client.login()
    made: str = client.call("POST", "/v1/dossiers", klant()).json["id"]
    client.login(OPERATOR)
    return made


def hold(dossier_id: str, **changes: Any) -> dict[str, Any]:
    body = {"dossier_id": dossier_id, "reden": REDEN, "grond": "rechtsvordering", "herzien_op": "2028-05-01"}
    return body | changes


def stored(client: Client) -> list[str]:
    """All but who is signed in, and what a key has been asked."""
    rows = client.bench.store.rows()
    return [repr(row) for row in rows if type(row).__name__ not in ("Account", "Idempotentie")]


def test_a_hold_is_placed_seen_and_lifted_by_two(client: Client, dossier: str) -> None:
    made = client.call("POST", PATH, hold(dossier))
    assert (made.status, made.json["status"], made.json["herzien_op"]) == (201, "actief", "2028-05-01")
    one = {"bewaarblokkade_id": made.json["id"]}
    (row,) = client.call("GET", PATH).json["bewaarblokkades"]
    assert (row["id"], row["dossier_id"], row["grond"]) == (made.json["id"], dossier, "rechtsvordering")
    assert (row["herziening_nodig"], "reden" in row) == (False, False)
    assert client.call("GET", ONE, **one).json["reden"] == REDEN
    (record,) = client.call("GET", ONE + "/dossier", **one).json["records"]
    assert record["inhoud"]["betrokkene"]["achternaam"] == klant()["betrokkene"]["achternaam"]
    for _ in range(2):
        asked = client.call("DELETE", ONE, **one)
        assert (asked.status, asked.json["status"]) == (202, "opheffing_gevraagd")
    client.login(SECOND)
    assert client.call("DELETE", ONE, **one).status == 204
    assert client.call("DELETE", ONE, **one).status == 404
    assert client.call("GET", PATH).json == {"bewaarblokkades": []}


def test_an_owner_cannot_tell_held_from_gone(client: Client, dossier: str) -> None:
    """Art. 7 lid 1: DELETE answers as ever, and afterwards every way in is the same 404."""
    client.call("POST", PATH, hold(dossier))
    client.login()
    assert client.call("DELETE", "/v1/dossiers/{dossier_id}", dossier_id=dossier).status == 204
    held = client.call("GET", "/v1/dossiers/{dossier_id}", dossier_id=dossier)
    never = client.call("GET", "/v1/dossiers/{dossier_id}", dossier_id="dos_" + "a" * 26)
    assert (held.status, held.text) == (404, never.text)
    assert client.call("GET", "/v1/dossiers").json == {"dossiers": []}


@pytest.mark.parametrize("rol", [rol for rol in Rol if rol is not Rol.JURIDISCH])
def test_no_other_role_comes_near(rol: Rol) -> None:
    client = Client()
    client.operator(rol)
    one = {"bewaarblokkade_id": "blo_" + "a" * 34}
    answers = [
        client.call("POST", PATH, hold("dos_" + "a" * 26)),
        client.call("GET", PATH),
        *(client.call(method, ONE, **one) for method in ("GET", "DELETE")),
        client.call("GET", ONE + "/dossier", **one),
    ]
    assert {answer.status for answer in answers} == {403}


BAD: Mapping[str, tuple[Mapping[str, Any], tuple[str, str]]] = {
    "a ground that is not on the list": ({"grond": "zomaar"}, ("grond", "keuze.onbekend")),
    "no reason": ({"reden": "  "}, ("reden", "tekst.kort")),
    "a reason without end": ({"reden": "a" * 4001}, ("reden", "tekst.lang")),
    "a burgerservicenummer": ({"reden": "bsn 111222333"}, ("reden", "bsn.verboden")),
    "a day that is over": ({"herzien_op": "2027-01-01"}, ("herzien_op", "datum.verleden")),
    "a day too far": ({"herzien_op": "2031-01-01"}, ("herzien_op", "herzien_op.bereik")),
    "no day": ({"herzien_op": "2028-02-30"}, ("herzien_op", "datum.bestaat")),
    "an unknown field": ({"blokkade": True}, ("blokkade", "veld.onbekend")),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_hold_changes_nothing(client: Client, dossier: str, name: str) -> None:
    changes, fault = BAD[name]
    before = stored(client)
    answer = client.call("POST", PATH, hold(dossier, **changes))
    assert (answer.status, answer.faults) == (422, [fault])
    assert stored(client) == before


@pytest.mark.parametrize("veld", ["dossier_id", "reden", "grond", "herzien_op"])
def test_a_hold_needs_every_field(client: Client, dossier: str, veld: str) -> None:
    """Without a ground nothing is kept: clear, and nothing changes."""
    before = stored(client)
    body = {name: value for name, value in hold(dossier).items() if name != veld}
    answer = client.call("POST", PATH, body)
    assert (answer.status, answer.faults) == (422, [(veld, "verplicht")])
    assert stored(client) == before


@pytest.mark.parametrize("dossier_id", ["dos_" + "a" * 26, "x", "acc_" + "a" * 26])
def test_a_hold_on_nothing_is_404(client: Client, dossier_id: str) -> None:
    assert client.call("POST", PATH, hold(dossier_id)).status == 404


def test_a_hold_with_one_key_is_placed_once(client: Client, dossier: str) -> None:
    key = {"idempotency-key": "sleutel-1"}
    first, again = (client.call("POST", PATH, hold(dossier), headers=key) for _ in range(2))
    assert (first.status, first.text) == (again.status, again.text)
    assert len(client.call("GET", PATH).json["bewaarblokkades"]) == 1
    assert REDEN not in first.text
