"""The same thing ten times at once, on the local AWS: what was done once stays done once (I2, I5, I15)."""

import pytest

from chalicelib.domain.ids import sibling
from chalicelib.domain.kalender import today
from chalicelib.domain.verstrekking import VerstrekkingStatus
from chalicelib.errors import Replayed
from chalicelib.privacy.toestemming import HUIDIGE_TEKST
from chalicelib.usecases.authenticate import authenticate
from chalicelib.usecases.idempotency import make_claim
from chalicelib.usecases.messages import OFFERED
from chalicelib.usecases.submit_aanvraag import Grant, Verzending, submit_aanvraag
from tests.functional.concept import THREE, Concept, listening_lenders, new_concept, places
from tests.functional.contract_bodies import offerte_data
from tests.functional.contract_client import Api, Json, at_once
from tests.functional.contract_lender import Lender
from tests.functional.own_broker import OwnBroker

TEN = 10


def test_ten_sendings_at_once_send_once(own: OwnBroker, sender: Api, lenders: list[Lender]) -> None:
    """Ten clicks without a key: one is stored, and nine are told that it was sent already."""
    concept = new_concept(sender, lenders)
    answers = at_once(TEN, lambda _: concept.submit())
    assert sorted(answer.status for answer in answers) == [202] + [409] * (TEN - 1)
    assert all("toegestaan" in answer.json() for answer in answers if answer.status == 409)
    _disclosed_once(own, concept)


def test_ten_repeats_of_a_sending_share_its_answer(own: OwnBroker, sender: Api, lenders: list[Lender]) -> None:
    """
    One Idempotency-Key in ten requests at once: whoever comes too late gets the stored answer.

    Found here: a request that passed the look-up of its key, and then read the Aanvraag after its twin had sent
    it, was told 409.
    """
    concept = new_concept(sender, lenders)
    answers = at_once(TEN, lambda _: concept.submit(Idempotency_Key="zelfde-verzending"))
    assert {answer.status for answer in answers} == {202}, [answer.raw for answer in answers]
    assert len({answer.raw for answer in answers}) == 1
    _disclosed_once(own, concept)


def test_a_repeat_that_reads_too_late_gets_the_answer(own: OwnBroker, sender: Api, lenders: list[Lender]) -> None:
    """The same fault without chance: the key was free when it was looked up, and then its twin did the work."""
    concept = new_concept(sender, lenders)
    actor, _ = authenticate(own.broker, f"Bearer {sender.token}", own.broker.clock.now())
    day = today(own.broker.clock.now())
    grant = Grant(HUIDIGE_TEKST.versie, "klant", "schriftelijk", day, day)
    claim = make_claim(own.broker, actor.account_id, "POST /verzending", "sleutel", b"verzoek", 202)
    verzending = Verzending(1, [lender.id for lender in lenders], grant)
    answer = submit_aanvraag(own.broker, actor, concept.aanvraag, verzending, claim)
    with pytest.raises(Replayed) as replayed:
        submit_aanvraag(own.broker, actor, concept.aanvraag, verzending, claim)
    assert (replayed.value.status, replayed.value.answer) == (202, answer.model_dump_json(exclude_none=True))


def test_ten_copies_of_a_callback_count_once(own: OwnBroker, sender: Api, lenders: list[Lender]) -> None:
    concept = new_concept(sender, lenders[:1]).submitted()
    own.take_message(concept.aanvraag)
    raw = _offer_to(own, concept, lenders[0])
    answers = at_once(TEN, lambda _: lenders[0].send(raw, message_id="offerte-een"))
    told = sorted((answer.status, answer.json()["status"]) for answer in answers)
    assert told == [(200, "al_ontvangen")] * (TEN - 1) + [(202, "opgeslagen")]
    assert len(own.state(concept.dossier).offertes) == 1
    received = [stuk for stuk in own.whole_chain(concept.dossier) if stuk.gebeurtenis == "callback.ontvangen"]
    assert len(received) == 1


def test_ten_kredietverstrekkers_answer_at_once(own: OwnBroker, sender: Api) -> None:
    """All write to one dossier in the same moment, and no answer is lost or turned away."""
    with listening_lenders(own.operator, TEN) as lenders:
        concept = new_concept(sender, lenders).submitted()
        own.take_message(concept.aanvraag)
        bodies = [_offer_to(own, concept, lender) for lender in lenders]
        answers = at_once(TEN, lambda number: lenders[number].send(bodies[number]))
    assert [answer.status for answer in answers] == [202] * TEN, [answer.raw for answer in answers]
    assert len(own.state(concept.dossier).offertes) == TEN
    own.whole_chain(concept.dossier)


def test_ten_dispatches_at_once_send_each_message_once(own: OwnBroker, sender: Api, lenders: list[Lender]) -> None:
    concept = new_concept(sender, lenders).submitted()
    at_once(TEN, lambda _: own.take_message(concept.aanvraag))
    for lender in lenders:
        assert [message.type for message in lender.ear.heard] == [OFFERED]
    rows = own.state(concept.dossier).verstrekkingen.values()
    assert {row.status for row in rows} == {VerstrekkingStatus.AANGEBODEN}
    stukken = own.whole_chain(concept.dossier)
    assert [len(places(stukken, "verstrekking.voorgenomen", row.id)) for row in rows] == [1] * THREE


def _disclosed_once(own: OwnBroker, concept: Concept) -> None:
    """One Verstrekking and one Toestemming for each Kredietverstrekker, and the evidence of each, once."""
    state = own.state(concept.dossier)
    wanted = sorted(lender.id for lender in concept.lenders)
    assert sorted(row.kredietverstrekker_id for row in state.verstrekkingen.values()) == wanted
    assert {sibling("toe", row_id) for row_id in state.verstrekkingen} == set(state.toestemmingen)
    stukken = own.whole_chain(concept.dossier)
    assert [len(places(stukken, "toestemming.gegeven", row_id)) for row_id in state.verstrekkingen] == [1] * THREE


def _offer_to(own: OwnBroker, concept: Concept, lender: Lender) -> bytes:
    rows = own.state(concept.dossier).verstrekkingen.values()
    (row,) = [row for row in rows if row.kredietverstrekker_id == lender.id]
    data: Json = {"verstrekking_id": row.id, "versie": row.versie, **offerte_data()}
    return lender.envelope("offerte.uitgebracht", data)
