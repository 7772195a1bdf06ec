"""Who may receive: proof of control, a second person for a new address, secrets that rotate."""

import json
from datetime import timedelta

import pytest

from chalicelib.domain.kredietverstrekker import KredietverstrekkerStatus
from chalicelib.domain.kredietverstrekker_inhoud import GewijzigdeKredietverstrekker
from chalicelib.domain.parse import parse
from chalicelib.domain.verstrekking import VerstrekkingStatus
from chalicelib.errors import BadSignature, IllegalState, InvalidInput, NotFound
from chalicelib.handlers.schemas.kredietverstrekkers import GeheimVernieuwing
from chalicelib.usecases.activate_kredietverstrekker import activate_kredietverstrekker
from chalicelib.usecases.confirm_endpoint import confirm_endpoint
from chalicelib.usecases.list_kredietverstrekkers import list_kredietverstrekkers
from chalicelib.usecases.ports.egress import Outcome, Outgoing
from chalicelib.usecases.rotate_geheim import Noodreden, rotate_geheim
from chalicelib.usecases.suspend_kredietverstrekker import suspend_kredietverstrekker
from chalicelib.usecases.update_kredietverstrekker import update_kredietverstrekker
from tests.bodies import raw
from tests.broker import OPERATOR, SECOND_OPERATOR, Bench
from tests.lessors import Lessor, answer_challenge, message

NEW = "https://nieuw.example.com/leads"


def change(bench: Bench, lessor: Lessor, **fields: object) -> None:
    update = GewijzigdeKredietverstrekker.model_validate(fields)
    update_kredietverstrekker(bench.broker, OPERATOR, lessor.id, update)


def verified(bench: Bench, outgoing: Outgoing, *secrets: str) -> bool:
    """Whether the receiver, knowing these secrets, accepts a message."""
    try:
        bench.signatures.verify(secrets, dict(outgoing.headers), outgoing.body, bench.clock.now())
    except BadSignature:
        return False
    return True


def test_activation_asks_for_proof_of_control(bench: Bench) -> None:
    lessor = bench.lessor(active=False)
    assert activate_kredietverstrekker(bench.broker, SECOND_OPERATOR, lessor.id).status == "actief"
    (sent,) = bench.egress.sent
    assert (sent.endpoint, json.loads(sent.body)["type"]) == (lessor.endpoint, "test")
    assert verified(bench, sent, lessor.secret)
    assert bench.kredietverstrekker(lessor).active


@pytest.mark.parametrize(
    "answer",
    [
        Outcome(200, "", b'{"antwoord": "iets anders"}'),
        Outcome(200, "", b"{}"),
        Outcome(200, "", b"[]"),
        Outcome(200, "", b"geen json"),
        Outcome(302, "redirect"),
        Outcome(None, "timeout"),
    ],
)
def test_without_proof_it_stays_inactive(bench: Bench, answer: Outcome) -> None:
    lessor = bench.lessor(active=False)
    bench.egress.plan(lessor.endpoint, answer)
    with pytest.raises(IllegalState, match=r"uitdaging\.mislukt"):
        activate_kredietverstrekker(bench.broker, SECOND_OPERATOR, lessor.id)
    assert bench.kredietverstrekker(lessor).status is KredietverstrekkerStatus.GECONTROLEERD


def test_a_right_answer_with_an_error_is_no_proof(bench: Bench) -> None:
    lessor = bench.lessor(active=False)
    bench.egress.answer = lambda sent: Outcome(500, "", answer_challenge(sent).body)
    with pytest.raises(IllegalState):
        activate_kredietverstrekker(bench.broker, SECOND_OPERATOR, lessor.id)


def test_each_challenge_is_another_one(bench: Bench) -> None:
    for name in ("a", "b"):
        activate_kredietverstrekker(bench.broker, SECOND_OPERATOR, bench.lessor(name, active=False).id)
    challenges = {json.loads(sent.body)["data"]["uitdaging"] for sent in bench.egress.sent}
    assert len(challenges) == 2


def test_an_active_one_is_not_activated_again(bench: Bench) -> None:
    lessor = bench.lessor()
    with pytest.raises(IllegalState):
        activate_kredietverstrekker(bench.broker, SECOND_OPERATOR, lessor.id)


def test_a_new_address_waits_for_a_second_person(bench: Bench) -> None:
    """Until then the old one counts; the first person cannot confirm alone."""
    vendor, lessor = bench.vendor(), bench.lessor()
    change(bench, lessor, endpoint=NEW)
    bench.sent(vendor, lessor)
    assert [sent.endpoint for sent in bench.egress.sent] == [lessor.endpoint]
    with pytest.raises(IllegalState, match=r"tweede_persoon"):
        confirm_endpoint(bench.broker, OPERATOR, lessor.id)
    row = confirm_endpoint(bench.broker, SECOND_OPERATOR, lessor.id)
    assert (row.endpoint, row.status) == (NEW, KredietverstrekkerStatus.OPGESCHORT)
    with pytest.raises(IllegalState, match=r"niets_te_bevestigen"):
        confirm_endpoint(bench.broker, SECOND_OPERATOR, lessor.id)


def test_a_confirmed_address_proves_control_again(bench: Bench) -> None:
    lessor = bench.lessor()
    change(bench, lessor, endpoint=NEW)
    confirm_endpoint(bench.broker, SECOND_OPERATOR, lessor.id)
    activate_kredietverstrekker(bench.broker, SECOND_OPERATOR, lessor.id)
    assert [sent.endpoint for sent in bench.egress.sent] == [NEW]


def test_an_address_that_waits_blocks_activation(bench: Bench) -> None:
    lessor = bench.lessor(active=False)
    change(bench, lessor, endpoint=NEW)
    with pytest.raises(IllegalState, match=r"bevestiging_nodig"):
        activate_kredietverstrekker(bench.broker, SECOND_OPERATOR, lessor.id)


def test_a_change_while_suspended_waits_as_well(bench: Bench) -> None:
    """The reason of the suspension stays, and nothing starts before two agreed and the new one answered."""
    lessor = bench.lessor()
    suspend_kredietverstrekker(bench.broker, lessor.id, "endpoint-410", lessor.endpoint)
    change(bench, lessor, endpoint=NEW)
    with pytest.raises(IllegalState, match=r"bevestiging_nodig"):
        activate_kredietverstrekker(bench.broker, SECOND_OPERATOR, lessor.id)
    row = confirm_endpoint(bench.broker, SECOND_OPERATOR, lessor.id, NEW)
    assert (row.endpoint, row.status, row.reden) == (NEW, KredietverstrekkerStatus.OPGESCHORT, "endpoint-410")
    activate_kredietverstrekker(bench.broker, SECOND_OPERATOR, lessor.id)
    assert [sent.endpoint for sent in bench.egress.sent] == [NEW]


def test_the_one_who_changed_it_last_does_not_confirm(bench: Bench) -> None:
    """However often it is changed: of the two who agree on an endpoint, neither is the other."""
    lessor = bench.lessor()
    change(bench, lessor, endpoint="https://eerder.example.com/leads")
    again = GewijzigdeKredietverstrekker(endpoint=NEW)
    update_kredietverstrekker(bench.broker, SECOND_OPERATOR, lessor.id, again)
    with pytest.raises(IllegalState, match=r"tweede_persoon"):
        confirm_endpoint(bench.broker, SECOND_OPERATOR, lessor.id)
    assert confirm_endpoint(bench.broker, OPERATOR, lessor.id).endpoint == NEW


def test_an_endpoint_nobody_saw_is_not_confirmed(bench: Bench) -> None:
    """Between the look of the second person and the confirmation the first one changed it once more."""
    lessor = bench.lessor()
    change(bench, lessor, endpoint="https://eerder.example.com/leads")
    change(bench, lessor, endpoint=NEW)
    with pytest.raises(IllegalState, match=r"endpoint\.ander"):
        confirm_endpoint(bench.broker, SECOND_OPERATOR, lessor.id, "https://eerder.example.com/leads")
    assert bench.kredietverstrekker(lessor).endpoint == lessor.endpoint


def test_naming_the_present_endpoint_takes_a_change_back(bench: Bench) -> None:
    lessor = bench.lessor()
    change(bench, lessor, endpoint=NEW)
    change(bench, lessor, endpoint=lessor.endpoint)
    with pytest.raises(IllegalState, match=r"niets_te_bevestigen"):
        confirm_endpoint(bench.broker, SECOND_OPERATOR, lessor.id)
    assert bench.kredietverstrekker(lessor).active


def test_an_end_takes_back_a_change_that_waits(bench: Bench) -> None:
    lessor = bench.lessor()
    change(bench, lessor, endpoint=NEW)
    change(bench, lessor, status="beeindigd")
    with pytest.raises(IllegalState, match=r"niets_te_bevestigen"):
        confirm_endpoint(bench.broker, SECOND_OPERATOR, lessor.id)


def test_a_confirmation_names_both_people_and_endpoints(bench: Bench) -> None:
    lessor = bench.lessor()
    change(bench, lessor, endpoint=NEW)
    confirm_endpoint(bench.broker, SECOND_OPERATOR, lessor.id)
    (stuk,) = bench.told(lessor.id, "kredietverstrekker.endpoint_bevestigd")
    assert stuk.door == SECOND_OPERATOR.account_id
    assert stuk.gegevens == {"oud": lessor.endpoint, "nieuw": NEW, "gewijzigd_door": OPERATOR.account_id}


@pytest.mark.parametrize(
    "endpoint", ["http://nieuw.example.com/", "https://127.0.0.1/", "https://nieuw.example.com:8443/"]
)
def test_an_address_that_may_not_be_called_is_refused(bench: Bench, endpoint: str) -> None:
    lessor = bench.lessor()
    with pytest.raises(InvalidInput, match="endpoint"):
        change(bench, lessor, endpoint=endpoint)
    assert bench.kredietverstrekker(lessor).nieuw_endpoint is None


def test_both_secrets_count_for_a_day(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    fresh = rotate_geheim(bench.broker, OPERATOR, lessor.id)
    assert fresh.oud_geldig_tot == bench.clock.now() + timedelta(hours=24)
    aanvraag_id = bench.sent(vendor, lessor)
    (sent,) = bench.egress.sent
    assert verified(bench, sent, lessor.secret)
    assert verified(bench, sent, fresh.geheim)
    bench.clock.advance(hours=24, seconds=-1)
    bench.say(lessor, "aanvraag.ontvangen", aanvraag_id)
    renewed = Lessor(lessor.id, fresh.geheim, lessor.endpoint)
    bench.say(renewed, "aanvraag.in_beoordeling", aanvraag_id)
    bench.clock.advance(seconds=1)
    with pytest.raises(BadSignature):
        bench.say(lessor, "aanvraag.afgewezen", aanvraag_id)
    bench.say(renewed, "aanvraag.afgewezen", aanvraag_id)


def test_in_an_emergency_the_old_secret_ends_at_once(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    fresh = rotate_geheim(bench.broker, OPERATOR, lessor.id, Noodreden.GELEKT)
    with pytest.raises(BadSignature):
        bench.say(lessor, "aanvraag.ontvangen", aanvraag_id)
    bench.say(Lessor(lessor.id, fresh.geheim, lessor.endpoint), "aanvraag.ontvangen", aanvraag_id)


def test_an_emergency_leaves_nothing_of_the_old_secret(bench: Bench) -> None:
    """Not signed with, not accepted, not stored; and the chain says why."""
    vendor, lessor = bench.vendor(), bench.lessor()
    rotate_geheim(bench.broker, OPERATOR, lessor.id)
    fresh = rotate_geheim(bench.broker, OPERATOR, lessor.id, Noodreden.VERMOEDEN)
    assert fresh.oud_geldig_tot == bench.clock.now()
    assert bench.kredietverstrekker(lessor).oud_geheim is None
    bench.sent(vendor, lessor)
    (sent,) = bench.egress.sent
    assert dict(sent.headers)["webhook-signature"].count("v1,") == 1
    assert verified(bench, sent, fresh.geheim)
    turned = bench.told(lessor.id, "kredietverstrekker.geheim_vernieuwd")
    assert [stuk.gegevens.get("reden") for stuk in turned] == [None, "vermoeden"]


@pytest.mark.parametrize("body", [{"direct": True}, {"reden": "gelekt"}, {"direct": True, "reden": "zomaar"}])
def test_an_emergency_says_why(body: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        parse(GeheimVernieuwing, raw(body))


def test_a_promised_secret_outlives_a_second_rotation(bench: Bench) -> None:
    """Found: the second within a day ended the first secret at once, though it had been said to count longer."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    first = rotate_geheim(bench.broker, OPERATOR, lessor.id)
    bench.clock.move_to(first.oud_geldig_tot - timedelta(seconds=1))
    with pytest.raises(IllegalState, match=r"geheim\.overlapt"):
        rotate_geheim(bench.broker, OPERATOR, lessor.id)
    bench.say(lessor, "aanvraag.ontvangen", aanvraag_id)
    bench.clock.move_to(first.oud_geldig_tot)
    second = rotate_geheim(bench.broker, OPERATOR, lessor.id)
    for secret, kind in ((first.geheim, "aanvraag.in_beoordeling"), (second.geheim, "aanvraag.afgewezen")):
        bench.say(Lessor(lessor.id, secret, lessor.endpoint), kind, aanvraag_id)


def test_a_secret_is_never_stored_in_clear(bench: Bench) -> None:
    lessor = bench.lessor()
    fresh = rotate_geheim(bench.broker, OPERATOR, lessor.id)
    stored = "".join(repr(row) for row in bench.store.rows())
    assert lessor.secret not in stored
    assert fresh.geheim not in stored


def test_a_suspended_one_may_still_answer(bench: Bench) -> None:
    """What it holds it may finish; it gets nothing new."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    change(bench, lessor, status="opgeschort")
    bench.offer(lessor, aanvraag_id)
    assert bench.verstrekking(aanvraag_id, lessor).status is VerstrekkingStatus.OFFERTE_ONTVANGEN
    assert list_kredietverstrekkers(bench.broker, None) == []


def test_a_gone_address_suspends_only_itself(bench: Bench) -> None:
    """The message that failed went to an address that was replaced meanwhile."""
    lessor = bench.lessor()
    suspend_kredietverstrekker(bench.broker, lessor.id, "endpoint-410", "https://oud.example.com/")
    assert bench.kredietverstrekker(lessor).active


@pytest.mark.parametrize("status", ["actief", "aangemeld", "onzin"])
def test_a_status_is_not_set_by_hand(bench: Bench, status: str) -> None:
    lessor = bench.lessor(active=False)
    with pytest.raises(InvalidInput, match="status"):
        change(bench, lessor, status=status)


def test_an_ended_one_does_not_come_back(bench: Bench) -> None:
    lessor = bench.lessor()
    change(bench, lessor, status="beeindigd")
    for again in (
        lambda: change(bench, lessor, status="opgeschort"),
        lambda: activate_kredietverstrekker(bench.broker, SECOND_OPERATOR, lessor.id),
    ):
        with pytest.raises(IllegalState):
            again()


def test_an_unknown_field_path_is_refused(bench: Bench) -> None:
    lessor = bench.lessor()
    with pytest.raises(InvalidInput, match="informatiebehoefte"):
        change(bench, lessor, informatiebehoefte=("betrokkene.bsn",))


@pytest.mark.parametrize("lessor_id", ["kre_" + "a" * 26, "kre_", "", "acc_" + "a" * 26])
def test_an_unknown_one_is_not_found(bench: Bench, lessor_id: str) -> None:
    with pytest.raises(NotFound):
        rotate_geheim(bench.broker, OPERATOR, lessor_id)
    with pytest.raises(NotFound):
        activate_kredietverstrekker(bench.broker, SECOND_OPERATOR, lessor_id)


def test_a_stranger_at_the_callback_costs_the_same_work(bench: Bench) -> None:
    """Unknown and known senders are refused alike."""
    lessor = bench.lessor()
    body = message("aanvraag.ontvangen", {"verstrekking_id": "ver_" + "a" * 42, "versie": 1})
    stranger = Lessor("kre_" + "a" * 26, lessor.secret, lessor.endpoint)
    with pytest.raises(BadSignature):
        bench.say_raw(stranger, body)
