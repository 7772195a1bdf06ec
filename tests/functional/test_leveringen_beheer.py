"""Dead letters for operators: seen, taken on and sent again, one by one or all; and what a Kredietverstrekker sees."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.aanvraag import AanvraagStatus
from chalicelib.domain.gebruiker import Rol
from chalicelib.domain.ids import dossier_of
from chalicelib.domain.verstrekking import VerstrekkingStatus
from chalicelib.usecases.suspend_kredietverstrekker import suspend_kredietverstrekker
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from tests.bodies import Body
from tests.broker import Bench
from tests.lambda_client import OPERATOR, Client
from tests.lessors import Lessor
from tests.sends import FAILING, SCHEDULE, ids

PATH = "/v1/beheer/leveringen"
ONE = PATH + "/{levering_id}"
TRIES = "/v1/leveringen/{verstrekking_id}/pogingen"


class Desk(Client):
    """The HTTP function with Kredietverstrekkers behind it."""

    bench: Bench

    def __init__(self) -> None:
        super().__init__(Bench())


@pytest.fixture
def client() -> Desk:
    made = Desk()
    made.operator(Rol.BEHEER)
    return made


def fail(client: Desk, lessor: Lessor, address: str = "vendor@example.com", *, days: int = 14) -> str:
    """An Aanvraag of which every try at this one failed."""
    bench = client.bench
    bench.egress.plan(lessor.endpoint, FAILING)
    vendor = bench.vendor(address)
    aanvraag_id = bench.concept(vendor)
    bench.submit(vendor, aanvraag_id, [lessor], until=bench.clock.now() + timedelta(days=days))
    bench.dispatch(aanvraag_id)
    while due := bench.verstrekking(aanvraag_id, lessor).levering.volgende:
        bench.clock.move_to(due)
        bench.dispatch(aanvraag_id)
    row = bench.verstrekking(aanvraag_id, lessor)
    assert row.status is VerstrekkingStatus.TECHNISCH_MISLUKT
    bench.egress.script.clear()
    client.login(OPERATOR)
    return aanvraag_id


def listed(client: Desk) -> Body:
    found: Body = client.call("GET", PATH).json
    return found


def test_a_dead_letter_says_whose_what_and_since_when(client: Desk) -> None:
    lessor = client.bench.lessor()
    begun = client.bench.clock.now()
    aanvraag_id = fail(client, lessor)
    (row,) = listed(client)["leveringen"]
    assert (row["aanvraag_id"], row["kredietverstrekker_id"]) == (aanvraag_id, lessor.id)
    assert (row["type"], row["status"], row["reden"]) == ("aanvraag.aangeboden", "mislukt", "http-503")
    assert (row["sinds"], row["eigenaar"]) == (begun.isoformat().replace("+00:00", "Z"), "beheer")
    assert [poging["status"] for poging in row["pogingen"]] == [503] * 8
    assert client.call("GET", ONE, levering_id=row["id"]).json == row
    (storing,) = listed(client)["storingen"]
    assert (storing["naam"], storing["reden"], storing["sinds"]) == ("Voorbeeld A", "http-503", row["sinds"])


def test_an_operator_takes_one_on(client: Desk) -> None:
    fail(client, client.bench.lessor())
    (row,) = listed(client)["leveringen"]
    assert client.call("POST", ONE + "/toewijzing", levering_id=row["id"]).status == 200
    (taken,) = listed(client)["leveringen"]
    assert taken["eigenaar"].startswith("acc_")
    assert client.bench.told(dossier_of(row["id"]), "levering.toegewezen")


def test_a_replay_is_the_same_message(client: Desk) -> None:
    """I2: the id and the bytes of the first try; the Aanvraag that had lapsed by it is under way again."""
    bench, lessor = client.bench, client.bench.lessor()
    aanvraag_id = fail(client, lessor)
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.VERLOPEN
    row_id = bench.verstrekking(aanvraag_id, lessor).id
    bench.clock.advance(minutes=15)
    answer = client.call("POST", ONE + "/herhaling", levering_id=row_id)
    assert (answer.status, answer.json) == (202, {"id": row_id, "status": "wacht"})
    assert listed(client)["leveringen"] == []
    assert bench.dispatch(aanvraag_id) == 1
    assert set(ids(bench, lessor)) == {row_id}
    assert len({message.body for message in bench.egress.sent_to(lessor.endpoint)}) == 1
    row = bench.verstrekking(aanvraag_id, lessor)
    assert (row.status, row.levering.pogingen) == (VerstrekkingStatus.AANGEBODEN, 9)
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.VERZONDEN
    again = client.call("POST", ONE + "/herhaling", levering_id=row_id)
    assert (again.status, again.json["type"]) == (409, "/problemen/levering-niet-mislukt")
    bench.check_evidence()


def test_a_replay_has_the_whole_schedule(client: Desk) -> None:
    bench, lessor = client.bench, client.bench.lessor()
    aanvraag_id = fail(client, lessor)
    bench.clock.advance(minutes=15)
    client.call("POST", ONE + "/herhaling", levering_id=bench.verstrekking(aanvraag_id, lessor).id)
    bench.egress.plan(lessor.endpoint, FAILING)
    bench.dispatch(aanvraag_id)
    row = bench.verstrekking(aanvraag_id, lessor)
    assert row.levering.volgende == bench.clock.now() + timedelta(seconds=SCHEDULE[0])


def test_what_is_withdrawn_or_late_stays_dead(client: Desk) -> None:
    """Art. 6 lid 3: nothing is sent again for which no permission is left, or no time."""
    bench, lessor = client.bench, client.bench.lessor()
    withdrawn, late = fail(client, lessor), fail(client, lessor, "tweede@example.com", days=2)
    withdraw_aanvraag(bench.broker, bench.enter(bench.login("vendor@example.com")), withdrawn, None, None)
    bench.clock.advance(days=2)
    client.login(OPERATOR)
    for aanvraag_id in (withdrawn, late):
        row_id = bench.verstrekking(aanvraag_id, lessor).id
        answer = client.call("POST", ONE + "/herhaling", levering_id=row_id)
        assert (answer.status, answer.json["type"]) == (409, "/problemen/levering-te-laat")


def test_all_of_one_are_sent_again(client: Desk) -> None:
    """The dead letters of others stay where they are."""
    bench, lessor, other = client.bench, client.bench.lessor("a"), client.bench.lessor("b")
    for number in range(3):
        fail(client, lessor, f"vendor{number}@example.com")
    fail(client, other, "ander@example.com")
    answer = client.call("POST", PATH, {"kredietverstrekker_id": lessor.id})
    assert (answer.status, answer.json) == (202, {"herhaald": 3, "overgeslagen": 0})
    assert [row["kredietverstrekker_id"] for row in listed(client)["leveringen"]] == [other.id]
    assert len({aanvraag for aanvraag, _ in bench.queues.take()}) >= 3
    suspend_kredietverstrekker(bench.broker, other.id, "endpoint-410", other.endpoint)
    refused = client.call("POST", PATH, {"kredietverstrekker_id": other.id})
    assert (refused.status, refused.json["type"]) == (409, "/problemen/kredietverstrekker-niet-actief")


@pytest.mark.parametrize("row_id", ["ver_" + "a" * 42, "ber_" + "a" * 42, "dos_" + "a" * 26, "onzin"])
def test_what_is_no_message_is_not_there(client: Desk, row_id: str) -> None:
    for method, path in (("GET", ONE), ("POST", ONE + "/herhaling"), ("POST", ONE + "/toewijzing")):
        assert client.call(method, path, levering_id=row_id).status == 404


@pytest.mark.parametrize("rol", [rol for rol in Rol if rol is not Rol.BEHEER])
def test_another_role_sees_no_deliveries(rol: Rol) -> None:
    client = Desk()
    client.operator(rol)
    assert client.call("GET", PATH).status == 403


def test_a_kredietverstrekker_sees_how_it_was_tried(client: Desk) -> None:
    """Times and codes of its own messages, by a signed GET; nothing personal, and nothing of another."""
    bench, lessor = client.bench, client.bench.lessor()
    row_id = bench.verstrekking(fail(client, lessor), lessor).id
    answer = client.call("GET", TRIES, headers=signed(client, lessor, row_id), verstrekking_id=row_id)
    (first,) = answer.json["berichten"]
    assert (answer.status, first["id"], first["status"]) == (200, row_id, "mislukt")
    assert [poging["status"] for poging in first["pogingen"]] == [503] * 8
    assert "onderneming" not in answer.text
    other = bench.lessor("b")
    elsewhere = signed(client, lessor, "ver_" + "a" * 42)
    for headers in (signed(client, other, row_id), elsewhere, dict[str, str]()):
        assert client.call("GET", TRIES, headers=headers, verstrekking_id=row_id).status == 401


def signed(client: Desk, lessor: Lessor, row_id: str) -> Any:
    return client.bench.signed(lessor, f"GET /v1/leveringen/{row_id}/pogingen".encode(), "get_pogingen")
