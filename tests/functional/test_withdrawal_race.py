"""Art. 6 lid 3, I3, I4: a withdrawal while messages are leaving, on the local AWS, in many orders."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

import pytest

from chalicelib.domain.ids import sibling
from chalicelib.domain.levering import LeveringStatus
from chalicelib.domain.verstrekking import BerichtSoort, VerstrekkingStatus
from chalicelib.privacy.bewijs import Bewijsstuk
from chalicelib.usecases.dispatch_verstrekkingen import dispatch_verstrekkingen
from chalicelib.usecases.messages import OFFERED
from chalicelib.usecases.ports.store import Store
from chalicelib.usecases.suspend_kredietverstrekker import suspend_kredietverstrekker
from tests.functional.concept import THREE, Concept, accepted, new_concept, places
from tests.functional.contract_client import Api, at_once
from tests.functional.contract_lender import Lender, Message, Reply, polite
from tests.functional.own_broker import HeldStore, OwnBroker

_S = VerstrekkingStatus
ROUNDS = 16
STEP = 0.004  # seconds by which the withdrawal comes later in each round
PATIENCE = 60.0


def test_no_intent_commits_after_a_withdrawal(own: OwnBroker, sender: Api, lenders: list[Lender]) -> None:
    """The decision to send was taken, its messages are built, and then the withdrawal is first."""
    concept = new_concept(sender, lenders).submitted()
    held = HeldStore(own.broker.store, concept.withdraw)
    assert dispatch_verstrekkingen(replace(own.broker, store=cast("Store", held)), concept.aanvraag) == 0
    assert [lender.ear.heard for lender in lenders] == [[], [], []]
    assert "verstrekking.voorgenomen" not in {stuk.gebeurtenis for stuk in own.whole_chain(concept.dossier)}
    _stopped(own, concept)


def test_no_intent_commits_after_the_end_of_an_account(own: OwnBroker, sender: Api, lenders: list[Lender]) -> None:
    concept = new_concept(sender, lenders).submitted()
    held = HeldStore(own.broker.store, lambda: accepted(sender.delete("/v1/account")))
    dispatch_verstrekkingen(replace(own.broker, store=cast("Store", held)), concept.aanvraag)
    assert [lender.ear.heard for lender in lenders] == [[], [], []]


def test_nothing_leaves_to_who_was_just_suspended(own: OwnBroker, sender: Api, lenders: list[Lender]) -> None:
    """The decision rested on an active Kredietverstrekker: it is taken again, and the others get theirs."""
    concept = new_concept(sender, lenders).submitted()
    endpoint = f"http://127.0.0.1:{lenders[0].ear.port}/aanvragen"
    held = HeldStore(
        own.broker.store, lambda: suspend_kredietverstrekker(own.broker, lenders[0].id, "endpoint-410", endpoint)
    )
    sent = dispatch_verstrekkingen(replace(own.broker, store=cast("Store", held)), concept.aanvraag)
    assert (sent, [len(lender.ear.heard) for lender in lenders]) == (2, [0, 1, 1])
    rows = own.state(concept.dossier).verstrekkingen.values()
    assert {row.status for row in rows if row.kredietverstrekker_id == lenders[0].id} == {_S.KLAAR}


def test_a_withdrawal_under_way_is_followed_by_a_recall(own: OwnBroker, sender: Api, lenders: list[Lender]) -> None:
    """Every message is at its Kredietverstrekker, none is answered yet; the recall waits for the end of the lease."""
    concept = new_concept(sender, lenders).submitted()
    meeting = threading.Barrier(THREE, action=concept.withdraw, timeout=PATIENCE)
    for lender in lenders:
        lender.ear.answer = _after(meeting)
    own.take_message(concept.aanvraag)
    berichten = own.state(concept.dossier).berichten.values()
    assert len(berichten) == THREE
    for bericht in berichten:
        assert bericht.levering.status is LeveringStatus.WACHT
        assert bericht.levering.volgende is not None
        assert bericht.levering.volgende > own.broker.clock.now()
    _stopped(own, concept)


@pytest.mark.parametrize("in_parts", [False, True], ids=["aanvraag", "toestemmingen"])
def test_a_withdrawal_races_with_dispatch(own: OwnBroker, sender: Api, lenders: list[Lender], in_parts: bool) -> None:
    """Two dispatches and a withdrawal at once, the withdrawal a little later in each round."""
    for number in range(ROUNDS // 2):
        concept = new_concept(sender, lenders).submitted()
        withdraw = _withdraw_in_parts(own, concept) if in_parts else concept.withdraw
        _all_at_once(_dispatch(own, concept), _later(2 * number * STEP, withdraw), _dispatch(own, concept))
        _stopped(own, concept)


def _all_at_once(*work: Callable[[], object]) -> None:
    at_once(len(work), lambda place: work[place]())


def _dispatch(own: OwnBroker, concept: Concept) -> Callable[[], object]:
    return lambda: own.take_message(concept.aanvraag)


def _later(seconds: float, work: Callable[[], object]) -> Callable[[], object]:
    return lambda: (threading.Event().wait(seconds), work())


def _withdraw_in_parts(own: OwnBroker, concept: Concept) -> Callable[[], object]:
    """Each permission by itself, all at once."""
    paths = [f"/v1/toestemmingen/{row_id}/intrekking" for row_id in own.state(concept.dossier).toestemmingen]
    return lambda: at_once(len(paths), lambda place: accepted(concept.sender.post(paths[place])))


def _after(meeting: threading.Barrier) -> Callable[[Message], Reply]:
    def answer(message: Message) -> Reply:
        meeting.wait()
        return polite(message)

    return answer


def _stopped(own: OwnBroker, concept: Concept) -> None:
    """By the order of the evidence: what left had an intent, and each intent came before the end and is recalled."""
    stukken = own.whole_chain(concept.dossier)
    state = own.state(concept.dossier)
    recalls = [b.verstrekking_id for b in state.berichten.values() if b.type is BerichtSoort.INGETROKKEN]
    for row in state.verstrekkingen.values():
        (end,) = places(stukken, "toestemming.ingetrokken", sibling("toe", row.id))
        intents = _offers_intended(stukken, row.id)
        assert all(nr < end for nr in intents)
        assert recalls.count(row.id) == len(intents)
        assert _heard(concept, row.id) <= len(intents)
        assert row.status is _S.INGETROKKEN


def _offers_intended(stukken: Sequence[Bewijsstuk], verstrekking_id: str) -> list[int]:
    """Where it is written that the Aanvraag itself is about to leave under this id, once for each try."""
    numbers = places(stukken, "verstrekking.voorgenomen", verstrekking_id)
    return [nr for nr in numbers if OFFERED in str(stukken[nr - 1].gegevens["soort"])]


def _heard(concept: Concept, verstrekking_id: str) -> int:
    """How often the Aanvraag itself reached anybody under this id."""
    heard = [message for lender in concept.lenders for message in lender.ear.messages(OFFERED)]
    return sum(message.headers["webhook-id"] == verstrekking_id for message in heard)
