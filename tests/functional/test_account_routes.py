"""Accounts, sessions and passwords over HTTP, as Lambda gets them from the gateway."""

import json
from typing import Any

import pytest

from tests.accounts import ADDRESS, PASSWORD, VERSION, wrong
from tests.lambda_client import SIGN_UP, Client

NEW_PASSWORD = "een heel nieuw wachtwoord"


@pytest.fixture
def client() -> Client:
    return Client()


def test_sign_up_confirm_login_and_read(client: Client) -> None:
    client.sign_up()
    tokens = client.login()
    assert set(tokens) == {"access_token", "refresh_token", "expires_in"}
    mine = client.call("GET", "/v1/account")
    assert mine.status == 200
    assert mine.json["schermnaam"] == ADDRESS
    assert mine.json["telefoon"] == "+31612345678"
    assert {akkoord["versie"] for akkoord in mine.json["akkoorden"]} == {VERSION}


def test_a_known_address_gets_the_same_answer(client: Client) -> None:
    first = client.call("POST", "/v1/accounts", SIGN_UP)
    client.call("POST", "/v1/accounts/bevestiging", {"schermnaam": ADDRESS, "code": client.bench.code()})
    assert client.call("POST", "/v1/accounts", SIGN_UP) == first
    assert first.json == {"status": "bevestiging_verstuurd"}


@pytest.mark.parametrize(
    ("akkoord", "expected"),
    [
        (
            None,
            [
                ("akkoord.privacyreglement", "akkoord.verplicht"),
                ("akkoord.gebruikersvoorwaarden", "akkoord.verplicht"),
            ],
        ),
        ({"gebruikersvoorwaarden": VERSION}, [("akkoord.privacyreglement", "akkoord.verplicht")]),
        (
            {"gebruikersvoorwaarden": VERSION, "privacyreglement": "2020-01-01"},
            [("akkoord.privacyreglement", "akkoord.verouderd")],
        ),
    ],
)
def test_missing_and_old_versions_are_named(
    client: Client, akkoord: dict[str, str] | None, expected: list[tuple[str, str]]
) -> None:
    body = {name: value for name, value in SIGN_UP.items() if name != "akkoord"}
    answer = client.call("POST", "/v1/accounts", body if akkoord is None else body | {"akkoord": akkoord})
    assert (answer.status, answer.faults) == (422, expected)


def test_every_fault_of_a_sign_up_comes_at_once(client: Client) -> None:
    """Found: what the schema refused came first, and the rest only after that was mended."""
    answer = client.call("POST", "/v1/accounts", {"schermnaam": "geen adres", "wachtwoord": "kort", "soort": "vendor"})
    assert answer.status == 422
    assert sorted(answer.faults) == [
        ("akkoord.gebruikersvoorwaarden", "akkoord.verplicht"),
        ("akkoord.privacyreglement", "akkoord.verplicht"),
        ("naam", "verplicht"),
        ("organisatie", "organisatie.verplicht"),
        ("schermnaam", "email.formaat"),
        ("wachtwoord", "wachtwoord.eisen"),
    ]


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"akkoord": 3}, [("akkoord", "type.object")]),
        (
            {"akkoord": {"privacyreglement": 3, "gebruikersvoorwaarden": "2020-01-01"}},
            [("akkoord.gebruikersvoorwaarden", "akkoord.verouderd"), ("akkoord.privacyreglement", "type.tekst")],
        ),
        (
            {"akkoord": None},
            [
                ("akkoord", "verplicht"),
                ("akkoord.gebruikersvoorwaarden", "akkoord.verplicht"),
                ("akkoord.privacyreglement", "akkoord.verplicht"),
            ],
        ),
        ({"soort": ["vendor"], "organisatie": None}, [("soort", "keuze.onbekend")]),
        ({"wachtwoord": 3}, [("wachtwoord", "type.tekst")]),
    ],
)
def test_no_field_of_a_sign_up_is_named_twice(
    client: Client, change: dict[str, Any], faults: list[tuple[str, str]]
) -> None:
    answer = client.call("POST", "/v1/accounts", SIGN_UP | change)
    assert (answer.status, sorted(answer.faults)) == (422, faults)


@pytest.mark.parametrize("body", ["geen object", ["lijst"], None])
def test_a_sign_up_that_is_no_object_is_refused(client: Client, body: Any) -> None:
    assert client.call("POST", "/v1/accounts", body).status == 422


def test_a_wrong_password_has_a_text_of_its_own(client: Client) -> None:
    """The same for an unknown address: it says nothing about which of the two is wrong."""
    client.sign_up()
    told = [
        client.call("POST", "/v1/sessies", {"schermnaam": address, "wachtwoord": "een ander wachtwoord"})
        for address in (ADDRESS, "onbekend@example.com")
    ]
    assert told[0] == told[1]
    assert (told[0].status, told[0].json["type"]) == (401, "/problemen/niet-ingelogd")
    assert told[0].json["title"].startswith("De schermnaam of het wachtwoord klopt niet")
    assert client.call("GET", "/v1/account").json["title"] == "U bent niet ingelogd. Log opnieuw in."


@pytest.mark.parametrize(
    ("change", "veld"),
    [
        ({"schermnaam": "geen adres"}, "schermnaam"),
        ({"wachtwoord": "kort"}, "wachtwoord"),
        ({"soort": "bank"}, "soort"),
        ({"telefoon": "abc"}, "telefoon"),
        ({"organisatie": None}, "organisatie"),
        ({"organisatie": {"naam": "Voorbeeld", "kvk_nummer": "1"}}, "organisatie.kvk_nummer"),
        ({"rollen": ["beheer"]}, "rollen"),
    ],
)
def test_a_field_that_does_not_fit_is_named_and_not_repeated(client: Client, change: dict[str, Any], veld: str) -> None:
    answer = client.call("POST", "/v1/accounts", SIGN_UP | change)
    assert answer.status == 422
    assert veld in [name for name, _ in answer.faults]
    assert "geen adres" not in answer.text
    assert "kort" not in answer.text.replace("te kort", "")
    assert all(fault["melding"] != "Dit klopt niet. Controleer wat u hebt ingevuld." for fault in answer.json["errors"])


def test_refused_logins_are_equal_but_for_the_request_id(client: Client) -> None:
    client.sign_up()
    client.call("POST", "/v1/accounts", SIGN_UP | {"schermnaam": "wachtend@example.com"})
    answers = {
        client.call("POST", "/v1/sessies", {"schermnaam": address, "wachtwoord": password}).text
        for address, password in (
            (ADDRESS, "een ander wachtwoord"),
            ("onbekend@example.com", PASSWORD),
            ("wachtend@example.com", PASSWORD),
            ("geen adres", ""),
        )
    }
    assert len(answers) == 1
    assert json.loads(answers.pop())["status"] == 401


def test_a_wrong_code_is_a_field_fault(client: Client) -> None:
    client.call("POST", "/v1/accounts", SIGN_UP)
    body = {"schermnaam": ADDRESS, "code": wrong(client.bench.code())}
    answer = client.call("POST", "/v1/accounts/bevestiging", body)
    assert (answer.status, answer.faults) == (422, [("code", "code.onjuist")])


def test_signing_out_works_with_and_without_a_body(client: Client) -> None:
    client.sign_up()
    client.login()
    assert client.call("DELETE", "/v1/sessies").status == 204
    assert client.call("GET", "/v1/account").status == 401
    tokens = client.login()
    assert client.call("DELETE", "/v1/sessies", {"refresh_token": tokens["refresh_token"]}).status == 204
    assert client.call("POST", "/v1/sessies/verversing", {"refresh_token": tokens["refresh_token"]}).status == 401


def test_a_refresh_gives_a_token_that_works(client: Client) -> None:
    client.sign_up()
    tokens = client.login()
    again = client.call("POST", "/v1/sessies/verversing", {"refresh_token": tokens["refresh_token"]})
    assert again.status == 200
    client.token = again.json["access_token"]
    assert client.call("GET", "/v1/account").status == 200


def test_a_lost_password_is_replaced_by_mail(client: Client) -> None:
    client.sign_up()
    client.login()
    known = client.call("POST", "/v1/wachtwoord/herstel", {"schermnaam": ADDRESS})
    assert known.status == 202
    assert client.call("POST", "/v1/wachtwoord/herstel", {"schermnaam": "onbekend@example.com"}) == known
    body = {"schermnaam": ADDRESS, "code": client.bench.code(soort="herstel"), "wachtwoord": NEW_PASSWORD}
    assert client.call("POST", "/v1/wachtwoord", body).status == 204
    assert client.call("GET", "/v1/account").status == 401
    client.login(password=NEW_PASSWORD)


def test_a_change_needs_the_version_that_was_read(client: Client) -> None:
    client.sign_up()
    client.login()
    change = {"naam": "Nieuwe Voorbeeldnaam", "telefoon": None}
    assert client.call("PATCH", "/v1/account", change).status == 412
    changed = client.call("PATCH", "/v1/account", change, headers={"if-match": '"1"'})
    assert (changed.status, changed.json["versie"], changed.json["naam"]) == (200, 2, "Nieuwe Voorbeeldnaam")
    assert "telefoon" not in changed.json
    assert client.call("PATCH", "/v1/account", change, headers={"if-match": '"1"'}).status == 412


@pytest.mark.parametrize("change", [{"naam": None}, {"naam": ""}, {"schermnaam": "ander@example.com"}, {"rollen": []}])
def test_what_cannot_be_changed_is_refused(client: Client, change: dict[str, Any]) -> None:
    client.sign_up()
    client.login()
    answer = client.call("PATCH", "/v1/account", change, headers={"if-match": '"1"'})
    assert (answer.status, [veld for veld, _ in answer.faults]) == (422, list(change))


@pytest.mark.parametrize("body", [None, {}, {"reden": "Ik stop ermee."}])
def test_an_ended_account_is_gone_when_the_answer_comes(client: Client, body: dict[str, str] | None) -> None:
    client.sign_up()
    client.login()
    answer = client.call("DELETE", "/v1/account", body)
    assert (answer.status, answer.json) == (202, {"status": "beeindigd", "dossiers": 0})
    assert client.call("GET", "/v1/account").status == 401
    assert client.call("POST", "/v1/sessies", {"schermnaam": ADDRESS, "wachtwoord": PASSWORD}).status == 401


def test_without_a_token_mijn_account_is_closed(client: Client) -> None:
    for method in ("GET", "PATCH", "DELETE"):
        assert client.call(method, "/v1/account", {}).status == 401
