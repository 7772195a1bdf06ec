"""Contract, public routes: sign-up, sessions, passwords and Mijn Account."""

import pytest

from tests.functional.contract_bodies import changed, without
from tests.functional.contract_client import (
    PASSWORD,
    Answer,
    Api,
    mailed_code,
    mails,
    new_name,
    new_person,
    sign_in,
    sign_up_body,
)
from tests.functional.contract_journey import new_aanvraag, new_dossier, send
from tests.functional.contract_lender import Lender

NEW_PASSWORD = "Ander-Wachtwoord-2027!"


def login(api: Api, schermnaam: str, password: str = PASSWORD) -> Answer:
    return api.post("/v1/sessies", {"schermnaam": schermnaam, "wachtwoord": password})


@pytest.mark.parametrize("soort", ["vendor", "adviseur", "klant", "consument"])
def test_every_kind_of_gebruiker_can_sign_up(broker: Api, soort: str) -> None:
    person = new_person(broker, soort)
    seen = person.api.seen("/v1/account")
    assert (seen["schermnaam"], seen["soort"]) == (person.schermnaam, soort)
    assert PASSWORD not in str(seen)


def test_known_address_gets_the_same_answer(broker: Api) -> None:
    known = new_person(broker).schermnaam
    answers = [broker.post("/v1/accounts", sign_up_body(name)) for name in (known, known.upper(), new_name())]
    assert {(answer.status, answer.raw) for answer in answers} == {(202, b'{"status":"bevestiging_verstuurd"}')}
    assert len({tuple(sorted(answer.headers)) for answer in answers}) == 1
    assert login(broker, known).status == 200


def test_known_address_keeps_its_password(broker: Api) -> None:
    known = new_person(broker).schermnaam
    broker.made("/v1/accounts", sign_up_body(known, wachtwoord=NEW_PASSWORD), 202)
    assert login(broker, known, NEW_PASSWORD).status == 401
    assert login(broker, known).status == 200


@pytest.mark.parametrize("document", ["privacyreglement", "gebruikersvoorwaarden"])
def test_both_documents_must_be_accepted(broker: Api, document: str) -> None:
    body = sign_up_body(new_name())
    missing = broker.post("/v1/accounts", without(body, f"akkoord.{document}"))
    assert (missing.status, {code for _, code in missing.codes()}) == (422, {"akkoord.verplicht"})
    old = broker.post("/v1/accounts", changed(body, f"akkoord.{document}", "2018-05-25"))
    assert (old.status, {code for _, code in old.codes()}) == (422, {"akkoord.verouderd"})


def test_nothing_accepted_is_422(broker: Api) -> None:
    answer = broker.post("/v1/accounts", without(sign_up_body(new_name()), "akkoord"))
    assert "akkoord.verplicht" in {code for _, code in answer.codes()}


@pytest.mark.parametrize("soort", ["vendor", "adviseur"])
def test_vendor_and_adviseur_need_an_organisatie(broker: Api, soort: str) -> None:
    answer = broker.post("/v1/accounts", without(sign_up_body(new_name(), soort), "organisatie"))
    assert answer.status == 422
    assert "organisatie" in {veld for veld, _ in answer.codes()}


BAD_SIGN_UPS: list[tuple[str, object]] = [
    ("schermnaam", "geen-adres-zz"),
    ("schermnaam", "a@example.com\nBcc: b@example.com"),
    ("wachtwoord", "kort"),
    ("wachtwoord", 12345678901234),
    ("soort", "beheer"),
    ("soort", "operator"),
    ("naam", ""),
    ("naam", None),
    ("telefoon", "bel mij maar"),
    ("organisatie.kvk_nummer", "123"),
    ("organisatie.rol", "beheer-zz"),
    ("rollen", ["beheer"]),
    ("status", "bevestigd"),
    ("id", "acc_zelfgekozen"),
]


@pytest.mark.parametrize(("path", "value"), BAD_SIGN_UPS)
def test_bad_sign_up_is_422_without_the_value(broker: Api, path: str, value: object) -> None:
    answer = broker.post("/v1/accounts", changed(sign_up_body(new_name()), path, value))
    assert answer.status == 422, answer.raw
    assert any(error["veld"].startswith(path.split(".", maxsplit=1)[0]) for error in answer.json()["errors"])
    assert len(str(value)) < 6 or str(value).encode() not in answer.without_request_id()


def test_wrong_and_used_codes_are_422(broker: Api) -> None:
    schermnaam = new_name()
    broker.made("/v1/accounts", sign_up_body(schermnaam), 202)
    code = mailed_code(broker, schermnaam)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    path = "/v1/accounts/bevestiging"
    refused = broker.post(path, {"schermnaam": schermnaam, "code": wrong})
    unknown = broker.post(path, {"schermnaam": new_name(), "code": code})
    assert (refused.status, unknown.status) == (422, 422)
    assert refused.without_request_id() == unknown.without_request_id()
    assert broker.post(path, {"schermnaam": schermnaam, "code": code}).status == 204
    assert broker.post(path, {"schermnaam": schermnaam, "code": code}).status == 422


def test_unknown_unconfirmed_and_wrong_are_one_401(broker: Api) -> None:
    unconfirmed, known = new_name(), new_person(broker).schermnaam
    broker.made("/v1/accounts", sign_up_body(unconfirmed), 202)
    answers = [login(broker, new_name()), login(broker, unconfirmed), login(broker, known, "Fout-Wachtwoord-1!")]
    assert [answer.status for answer in answers] == [401] * 3
    assert len({answer.without_request_id() for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers)) for answer in answers}) == 1


def test_session_holds_the_named_tokens(broker: Api) -> None:
    person = new_person(broker)
    made = login(broker, person.schermnaam).json()
    assert made.keys() == {"access_token", "refresh_token", "expires_in"}
    assert 0 < made["expires_in"] <= 24 * 3600
    renewed = broker.post("/v1/sessies/verversing", {"refresh_token": made["refresh_token"]})
    assert renewed.status == 200
    assert broker.signed_in(renewed.json()["access_token"]).get("/v1/account").status == 200
    assert broker.post("/v1/sessies/verversing", {"refresh_token": "verzonnen"}).status == 401
    assert broker.signed_in(made["refresh_token"]).get("/v1/account").status == 401


def test_logout_stops_every_token(broker: Api) -> None:
    person = new_person(broker)
    assert person.api.delete("/v1/sessies").status == 204
    assert person.api.get("/v1/account").status == 401
    assert broker.post("/v1/sessies/verversing", {"refresh_token": person.refresh_token}).status == 401
    assert login(broker, person.schermnaam).status == 200


def test_password_is_reset_by_mail(broker: Api) -> None:
    person = new_person(broker)
    before = len(mails(broker, person.schermnaam))
    asked = [broker.post("/v1/wachtwoord/herstel", {"schermnaam": name}) for name in (person.schermnaam, new_name())]
    assert [answer.status for answer in asked] == [202, 202]
    assert len({answer.raw for answer in asked}) == 1
    code = mailed_code(broker, person.schermnaam, before + 1)
    body = {"schermnaam": person.schermnaam, "code": code, "wachtwoord": NEW_PASSWORD}
    assert broker.post("/v1/wachtwoord", {**body, "code": f"{(int(code) + 1) % 1_000_000:06}"}).status == 422
    assert broker.post("/v1/wachtwoord", body).status == 204
    assert login(broker, person.schermnaam).status == 401
    assert login(broker, person.schermnaam, NEW_PASSWORD).status == 200
    assert broker.post("/v1/wachtwoord", body).status == 422


def test_reset_ends_the_sessions_of_a_thief(broker: Api) -> None:
    person = new_person(broker)
    broker.made("/v1/wachtwoord/herstel", {"schermnaam": person.schermnaam}, 202)
    body = {"schermnaam": person.schermnaam, "code": mailed_code(broker, person.schermnaam, 2)}
    assert broker.post("/v1/wachtwoord", {**body, "wachtwoord": NEW_PASSWORD}).status == 204
    assert broker.post("/v1/sessies/verversing", {"refresh_token": person.refresh_token}).status == 401
    assert person.api.get("/v1/account").status == 401


def test_account_is_read_and_changed(broker: Api) -> None:
    person = new_person(broker)
    seen = person.api.seen("/v1/account")
    assert person.api.patch("/v1/account", {"naam": "Nieuwe Naam"}, seen["versie"]).status == 200
    after = person.api.seen("/v1/account")
    assert (after["naam"], after["versie"]) == ("Nieuwe Naam", seen["versie"] + 1)
    assert person.api.patch("/v1/account", {"naam": "Nog Een"}, seen["versie"]).status == 412


@pytest.mark.parametrize("extra", ["rollen", "soort", "id", "organisatie_id", "status", "eigenaar"])
def test_account_cannot_promote_itself(broker: Api, extra: str) -> None:
    person = new_person(broker)
    assert person.api.patch("/v1/account", {extra: ["beheer"]}, 1).status == 422
    assert person.api.get("/v1/beheer/kredietverstrekkers").status == 403


def test_ended_account_is_gone_at_once(broker: Api, lender: Lender) -> None:
    person = new_person(broker)
    new_aanvraag(person.api, new_dossier(person.api))
    answer = person.api.delete("/v1/account", {"reden": "Voorbeeld"})
    assert (answer.status, answer.json()) == (202, {"status": "beeindigd", "dossiers": 1})
    assert person.api.get("/v1/account").status == 401
    assert login(broker, person.schermnaam).status == 401
    assert broker.post("/v1/sessies/verversing", {"refresh_token": person.refresh_token}).status == 401


def test_ended_account_recalls_what_is_open(broker: Api, lender: Lender) -> None:
    person = new_person(broker)
    sent = send(person.api, lender)
    assert person.api.delete("/v1/account").status == 202
    messages = lender.ear.wait("aanvraag.ingetrokken")
    assert messages[0].data["verstrekking_id"] == sent.verstrekkingen[lender.id]
    assert sent.callback(lender, "aanvraag.ontvangen").status == 410


def test_freed_schermnaam_starts_anew(broker: Api) -> None:
    person = new_person(broker, "klant")
    dossier = new_dossier(person.api)
    assert person.api.delete("/v1/account").status == 202
    broker.made("/v1/accounts", sign_up_body(person.schermnaam, "klant"), 202)
    code = mailed_code(broker, person.schermnaam, 2)
    assert broker.post("/v1/accounts/bevestiging", {"schermnaam": person.schermnaam, "code": code}).status == 204
    again = sign_in(broker, person.schermnaam).api
    assert again.get(f"/v1/dossiers/{dossier}").status == 404
    assert again.seen("/v1/dossiers")["dossiers"] == []


def test_mails_name_no_password(broker: Api) -> None:
    person = new_person(broker)
    box = mails(broker, person.schermnaam)
    assert box
    assert all(mail.keys() == {"to", "subject", "text", "sent_at"} for mail in box)
    assert not [mail for mail in box if PASSWORD in str(mail)]
