"""The portal: staff of one Kredietverstrekker see what is theirs, open it on record, and answer like a callback."""

import re
from typing import Any

import pytest

from chalicelib.domain.aanvraag import AanvraagStatus
from chalicelib.domain.callback import CallbackSoort
from chalicelib.domain.gebruiker import Rol
from chalicelib.domain.ids import dossier_of
from chalicelib.domain.kredietverstrekker import Levering
from chalicelib.domain.kredietverstrekker_inhoud import GewijzigdeKredietverstrekker
from chalicelib.domain.verstrekking import VerstrekkingStatus
from chalicelib.handlers import portaal_pagina
from chalicelib.handlers.portaal_formulier import states_for
from chalicelib.usecases.confirm_medewerker import confirm_medewerker
from chalicelib.usecases.update_kredietverstrekker import update_kredietverstrekker
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from tests.accounts import PASSWORD
from tests.broker import OPERATOR as ACTOR
from tests.broker import SECOND_OPERATOR, Bench
from tests.lambda_client import OPERATOR, Client
from tests.lessors import EXTRA, OFFER, Lessor

STAFF = "medewerker@example.com"
PATH = "/v1/portaal/verstrekkingen"
ONE = PATH + "/{verstrekking_id}"
MEMBERS = "/v1/beheer/kredietverstrekkers/{kredietverstrekker_id}/medewerkers"


class Desk(Client):
    """The HTTP function, with a Kredietverstrekker whose staff sign in and another that gets pushed."""

    bench: Bench

    def __init__(self) -> None:
        super().__init__(Bench())
        self.lessor = self.bench.lessor("portaal", levering=Levering.PORTAAL)
        self.other = self.bench.lessor("ander", levering=Levering.PORTAAL)
        self.operator(Rol.BEHEER)
        self.staff(self.lessor, STAFF)
        self.vendor = self.bench.vendor()
        self.aanvraag_id = self.bench.sent(self.vendor, self.lessor)
        self.row_id = self.bench.verstrekking(self.aanvraag_id, self.lessor).id
        self.login(STAFF)

    def staff(self, lessor: Lessor, address: str) -> None:
        """Made by an operator and confirmed by a second; the password is their own choice, by a code in the mail."""
        body = {"schermnaam": address, "naam": "Testpersoon Voorbeeld"}
        made = self.call("POST", MEMBERS, body, kredietverstrekker_id=lessor.id)
        assert made.status == 201, made.text
        confirm_medewerker(self.bench.broker, SECOND_OPERATOR, lessor.id, address)
        assert self.call("POST", "/v1/wachtwoord/herstel", {"schermnaam": address}).status == 202
        code = self.bench.code(address, soort="herstel")
        change = {"schermnaam": address, "code": code, "wachtwoord": PASSWORD}
        assert self.call("POST", "/v1/wachtwoord", change).status == 204

    def answer(self, kind: str, **data: Any) -> Any:
        return self.call("POST", ONE + "/antwoorden", {"type": kind, "data": data}, verstrekking_id=self.row_id)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.mark.parametrize("naam", ["", "x" * 201, None])
def test_a_name_of_any_length_was_taken_of_staff(desk: Desk, naam: str | None) -> None:
    desk.login(OPERATOR)
    body = {"schermnaam": "ander@example.com", "naam": naam}
    assert desk.call("POST", MEMBERS, body, kredietverstrekker_id=desk.lessor.id).status == 422


def test_nothing_leaves_by_itself(desk: Desk) -> None:
    """Art. 6 lid 3: the intent is on record without fields, and the Verstrekking lies ready."""
    assert desk.bench.egress.sent_to(desk.lessor.endpoint) == []
    row = desk.bench.state(desk.row_id).verstrekking(desk.row_id)
    assert (row.status, row.levering.open) == (VerstrekkingStatus.AANGEBODEN, False)
    (intent,) = desk.bench.told(dossier_of(desk.row_id), "verstrekking.voorgenomen")
    assert intent.gegevens["velden"] == ()


def test_staff_see_a_list_without_persons(desk: Desk) -> None:
    answer = desk.call("GET", PATH)
    (row,) = answer.json["verstrekkingen"]
    assert (row["id"], row["status"], set(row)) == (desk.row_id, "aangeboden", {"id", "status", "versie", "gemaakt_op"})


def test_opening_one_is_a_disclosure_on_record(desk: Desk) -> None:
    """Art. 6 lid 2: which of the staff saw which fields; exactly those of the information need."""
    answer = desk.call("GET", ONE, verstrekking_id=desk.row_id)
    assert set(answer.json["data"]["gegevens"]) == {"onderneming", "financiering", "object"}
    (seen,) = desk.bench.told(dossier_of(desk.row_id), "verstrekking.opgehaald")
    assert seen.door.startswith("acc_")
    assert seen.gegevens["ontvanger"] == desk.lessor.id


def test_an_answer_is_one_like_any_callback(desk: Desk) -> None:
    assert desk.answer("aanvraag.in_beoordeling").status == 202
    made = desk.answer("offerte.uitgebracht", **OFFER)
    assert (made.status, made.json["status"]) == (202, "opgeslagen")
    assert desk.bench.aanvraag(desk.aanvraag_id).status is AanvraagStatus.OFFERTE_UITGEBRACHT
    assert desk.answer("aanvraag.ontvangen").status == 409
    assert desk.answer("offerte.uitgebracht").status == 422
    for kind in ("aanvraag.onbekend", "aanvraag.aangeboden"):
        assert desk.answer(kind).status == 422


def test_ids_in_an_answer_count_for_nothing(desk: Desk) -> None:
    """What it is about is said by the address alone."""
    other = desk.bench.sent(desk.bench.vendor("tweede@example.com"), desk.other)
    elsewhere = desk.bench.verstrekking(other, desk.other)
    desk.answer("aanvraag.ontvangen", verstrekking_id=elsewhere.id, versie=7)
    assert desk.bench.verstrekking(other, desk.other).status is VerstrekkingStatus.AANGEBODEN
    row = desk.bench.state(desk.row_id).verstrekking(desk.row_id)
    assert row.status is VerstrekkingStatus.ONTVANGEN


def test_after_withdrawal_nothing_is_shown(desk: Desk) -> None:
    withdraw_aanvraag(desk.bench.broker, desk.vendor, desk.aanvraag_id, None, None)
    assert desk.call("GET", ONE, verstrekking_id=desk.row_id).status == 410
    assert desk.answer("aanvraag.ontvangen").status == 410


def test_staff_of_another_see_nothing_of_it(desk: Desk) -> None:
    """I17: not theirs and not there are one and the same 404."""
    desk.login("beheer@example.com")
    desk.staff(desk.other, "ander@example.com")
    desk.login("ander@example.com")
    assert desk.call("GET", PATH).json == {"verstrekkingen": []}
    theirs = desk.call("GET", ONE, verstrekking_id=desk.row_id)
    never = desk.call("GET", ONE, verstrekking_id="ver_" + "a" * 42)
    assert (theirs.status, theirs.text) == (404, never.text)
    assert desk.answer("aanvraag.ontvangen").status == 404


def test_staff_reach_nothing_else(desk: Desk) -> None:
    for path in ("/v1/dossiers", "/v1/aanvragen", "/v1/toestemmingen", "/v1/beheer/kredietverstrekkers"):
        assert desk.call("GET", path).status == 403, path


def test_nobody_else_reaches_the_portal(desk: Desk) -> None:
    for address in ("beheer@example.com", "testpersoon@example.com"):
        desk.login(address)
        assert desk.call("GET", PATH).status == 403


def test_one_that_ended_has_no_portal(desk: Desk) -> None:
    """Its staff are signed out at once; who signs in before the account is gone finds nothing."""
    change = GewijzigdeKredietverstrekker(status="beeindigd")
    update_kredietverstrekker(desk.bench.broker, ACTOR, desk.lessor.id, change)
    assert desk.call("GET", PATH).status == 401
    desk.login(STAFF)
    assert desk.call("GET", PATH).status == 404
    assert desk.call("GET", ONE, verstrekking_id=desk.row_id).status == 404
    desk.login("beheer@example.com")
    body = {"schermnaam": "nieuw@example.com", "naam": "Testpersoon Voorbeeld"}
    assert desk.call("POST", MEMBERS, body, kredietverstrekker_id=desk.lessor.id).status == 409


def test_a_known_address_gets_no_second_account(desk: Desk) -> None:
    desk.login("beheer@example.com")
    body = {"schermnaam": STAFF, "naam": "Testpersoon Voorbeeld"}
    assert desk.call("POST", MEMBERS, body, kredietverstrekker_id=desk.lessor.id).status == 409


STATES: dict[VerstrekkingStatus, tuple[str, ...]] = {
    VerstrekkingStatus.AANGEBODEN: (),
    VerstrekkingStatus.ONTVANGEN: ("aanvraag.ontvangen",),
    VerstrekkingStatus.IN_BEOORDELING: ("aanvraag.in_beoordeling",),
    VerstrekkingStatus.INFORMATIE_GEVRAAGD: ("informatie.gevraagd",),
    VerstrekkingStatus.OFFERTE_ONTVANGEN: ("offerte.uitgebracht",),
    VerstrekkingStatus.AFGEWEZEN: ("aanvraag.afgewezen",),
    VerstrekkingStatus.NIET_TE_VERWERKEN: ("aanvraag.niet_te_verwerken",),
}
ACCEPTED_FIRST = {CallbackSoort.GEACTIVEERD, CallbackSoort.BEEINDIGD}


@pytest.mark.parametrize("kind", CallbackSoort)
@pytest.mark.parametrize("state", STATES)
def test_the_page_offers_the_answers_that_fit(desk: Desk, state: VerstrekkingStatus, kind: CallbackSoort) -> None:
    """What it offers in a state is taken then, and what it leaves out is not."""
    for step in STATES[state]:
        assert desk.answer(step, **EXTRA.get(step, {})).status == 202
    assert desk.bench.verstrekking(desk.aanvraag_id, desk.lessor).status is state
    offered = state in states_for(kind)
    expected = 202 if offered and kind not in ACCEPTED_FIRST else 409
    assert desk.answer(kind, **EXTRA.get(kind, {})).status == expected


def test_the_page_runs_only_what_is_its_own(desk: Desk) -> None:
    """Nothing from elsewhere, nothing inline but what the policy names; its width follows the screen."""
    answer = desk.call("GET", "/v1/portaal")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert policy.count("sha256-") == 2
    assert "width=device-width" in answer.text
    assert re.findall(r"(?:src|href)=|innerHTML|https?://|\son\w+=", answer.text) == []
    assert "JSON" not in re.sub(r"<script.*", "", answer.text, flags=re.DOTALL)
    assert answer.text == portaal_pagina.page()
