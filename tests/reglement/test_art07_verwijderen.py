"""Art. 7 lid 1 en art. 6 lid 3: wie een dossier verwijdert, laat niemand met gegevens achter die dat niet weet."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from chalicelib.domain.aanvraag import AanvraagStatus
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import dossier_of
from chalicelib.domain.informatie import Antwoord, Antwoorden
from chalicelib.domain.verstrekking import VerstrekkingStatus
from chalicelib.errors import IllegalState
from chalicelib.usecases.accept_offerte import accept_offerte
from chalicelib.usecases.answer_informatieverzoek import answer_informatieverzoek
from chalicelib.usecases.delete_dossier import delete_dossier
from chalicelib.usecases.ports.egress import Outcome, Outgoing
from chalicelib.usecases.recall import DELIVER_WITHIN
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from chalicelib.usecases.withdraw_toestemming import withdraw_toestemming
from tests.broker import Bench, Crash
from tests.destruction import due_at, left, run
from tests.lessors import Lessor
from tests.sends import DOWN, die, live

RECALLED = ["aanvraag.aangeboden", "aanvraag.ingetrokken"]
ANSWERS = Antwoorden(antwoorden=(Antwoord(code="jaarcijfers", tekst="Voorbeeldtekst"),))


def lapsed(bench: Bench, vendor: Actor, lessor: Lessor) -> str:
    """An Aanvraag that was delivered, and never answered in time."""
    aanvraag_id = bench.sent(vendor, lessor)
    until = bench.aanvraag(aanvraag_id).uiterste_reactie
    assert until is not None
    bench.clock.move_to(until + timedelta(minutes=1))
    return aanvraag_id


def refused(bench: Bench, vendor: Actor, lessor: Lessor) -> str:
    aanvraag_id = bench.sent(vendor, lessor)
    bench.say(lessor, "aanvraag.afgewezen", aanvraag_id)
    return aanvraag_id


End = Callable[[Bench, Actor, Lessor], str]
ENDS = pytest.mark.parametrize("end", [lapsed, refused])


@ENDS
def test_deleting_recalls_what_ended_without_withdrawal(bench: Bench, end: End) -> None:
    """Found (I4): a Kredietverstrekker whose Aanvraag had lapsed or been refused never heard of the deletion."""
    vendor, lessor = bench.vendor(), bench.lessor()
    dossier_id = dossier_of(end(bench, vendor, lessor))
    delete_dossier(bench.broker, vendor, dossier_id)
    assert bench.types_to(lessor) == RECALLED
    assert left(bench, dossier_id) == []
    bench.check_evidence()


@ENDS
def test_what_ended_can_still_be_withdrawn(bench: Bench, end: End) -> None:
    """Found: one permission could be taken back after the end, all of them at once could not (AVG art. 7 lid 3)."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = end(bench, vendor, lessor)
    before = due_at(bench, aanvraag_id)
    assert withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None).teruggeroepen == 1
    bench.dispatch(aanvraag_id)
    assert bench.types_to(lessor) == RECALLED
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.INGETROKKEN
    assert due_at(bench, aanvraag_id) == before, "the term runs from the first end (I12)"


def test_who_got_nothing_is_not_recalled(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.concept(vendor)
    until = bench.clock.now() + timedelta(minutes=1)
    bench.submit(vendor, aanvraag_id, [lessor], until=until)
    bench.clock.move_to(until)
    delete_dossier(bench.broker, vendor, dossier_of(aanvraag_id))
    assert bench.egress.sent == []


def test_an_overeenkomst_is_not_recalled(bench: Bench) -> None:
    """Its Kredietverstrekker is a party to it; the one that made no offer is told, the one not chosen was."""
    vendor, chosen, other, silent = bench.vendor(), bench.lessor("a"), bench.lessor("b"), bench.lessor("c")
    aanvraag_id = bench.sent(vendor, chosen, other, silent)
    offerte_id = bench.offer(chosen, aanvraag_id)
    bench.say(other, "aanvraag.afgewezen", aanvraag_id)
    accept_offerte(bench.broker, vendor, offerte_id, None)
    bench.dispatch(aanvraag_id)
    bench.say(chosen, "overeenkomst.geactiveerd", aanvraag_id)
    bench.say(chosen, "overeenkomst.beeindigd", aanvraag_id)
    delete_dossier(bench.broker, vendor, dossier_of(aanvraag_id))
    assert bench.types_to(chosen) == ["aanvraag.aangeboden", "offerte.aanvaard"]
    assert (bench.types_to(other), bench.types_to(silent)) == (RECALLED, RECALLED)


def test_a_dossier_is_not_deleted_under_a_send(bench: Bench) -> None:
    """Found (I4): an Aanvraag could lapse, and its dossier be destroyed, while it was on its way."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.concept(vendor)
    until = bench.clock.now() + timedelta(seconds=5)
    bench.submit(vendor, aanvraag_id, [lessor], until=until)
    dossier_id = dossier_of(aanvraag_id)

    def meanwhile(_: Outgoing) -> None:
        bench.egress.before_answer = live
        bench.clock.move_to(until)
        with pytest.raises(IllegalState, match=r"dossier\.bericht_onderweg"):
            delete_dossier(bench.broker, vendor, dossier_id)

    bench.egress.before_answer = meanwhile
    bench.dispatch(aanvraag_id)
    assert bench.verstrekking(aanvraag_id, lessor).status is VerstrekkingStatus.INGETROKKEN
    bench.clock.advance(seconds=15)
    delete_dossier(bench.broker, vendor, dossier_id)
    assert bench.types_to(lessor) == RECALLED


def test_an_answer_in_flight_is_waited_for(bench: Bench) -> None:
    """Any send counts, whatever else there is to tell."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    bench.say(lessor, "informatie.gevraagd", aanvraag_id)
    answer_informatieverzoek(bench.broker, vendor, bench.verstrekking(aanvraag_id, lessor).id, ANSWERS, None)

    def meanwhile(_: Outgoing) -> None:
        bench.egress.before_answer = live
        bench.say(lessor, "aanvraag.afgewezen", aanvraag_id)
        with pytest.raises(IllegalState, match=r"dossier\.bericht_onderweg"):
            delete_dossier(bench.broker, vendor, dossier_of(aanvraag_id))

    bench.egress.before_answer = meanwhile
    bench.dispatch(aanvraag_id)
    bench.clock.advance(seconds=15)
    delete_dossier(bench.broker, vendor, dossier_of(aanvraag_id))
    assert bench.types_to(lessor) == ["aanvraag.aangeboden", "informatie.beantwoord", "aanvraag.ingetrokken"]


def test_an_acceptance_in_flight_is_waited_for(bench: Bench) -> None:
    """Also when nobody is left to recall."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    accept_offerte(bench.broker, vendor, bench.offer(lessor, aanvraag_id), None)

    def meanwhile(_: Outgoing) -> None:
        bench.egress.before_answer = live
        bench.say(lessor, "overeenkomst.geactiveerd", aanvraag_id)
        bench.say(lessor, "overeenkomst.beeindigd", aanvraag_id)
        with pytest.raises(IllegalState, match=r"dossier\.bericht_onderweg"):
            delete_dossier(bench.broker, vendor, dossier_of(aanvraag_id))

    bench.egress.before_answer = meanwhile
    bench.dispatch(aanvraag_id)
    delete_dossier(bench.broker, vendor, dossier_of(aanvraag_id))
    assert bench.types_to(lessor) == ["aanvraag.aangeboden", "offerte.aanvaard"]


def test_who_cannot_be_told_blocks_two_days(bench: Bench) -> None:
    """Given up or never tried again: after 48 hours the dossier can go."""
    vendor, lessor = bench.vendor(), bench.lessor()
    dossier_id = dossier_of(lapsed(bench, vendor, lessor))
    bench.egress.plan(lessor.endpoint, DOWN)
    begun = bench.clock.now()
    with pytest.raises(IllegalState, match=r"dossier\.bericht_onderweg"):
        delete_dossier(bench.broker, vendor, dossier_id)
    bench.clock.move_to(begun + DELIVER_WITHIN)
    delete_dossier(bench.broker, vendor, dossier_id)
    assert left(bench, dossier_id) == []


def test_an_endpoint_that_is_gone_blocks_nothing(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    dossier_id = dossier_of(lapsed(bench, vendor, lessor))
    bench.egress.plan(lessor.endpoint, Outcome(410))
    delete_dossier(bench.broker, vendor, dossier_id)
    assert left(bench, dossier_id) == []


def test_a_slow_recall_does_not_hold_the_owner(bench: Bench) -> None:
    """Sending them all would take longer than an answer may: the rest is woken, and the next try finds it told."""
    vendor, lessor = bench.vendor(), bench.lessor()
    dossier_id = bench.dossier(vendor)
    aanvragen = [bench.sent(vendor, lessor, dossier_id=dossier_id) for _ in range(3)]
    for aanvraag_id in aanvragen:
        bench.say(lessor, "aanvraag.afgewezen", aanvraag_id)
    bench.queues.sent.clear()
    bench.egress.before_answer = lambda _: bench.clock.advance(seconds=14)
    with pytest.raises(IllegalState, match=r"dossier\.bericht_onderweg"):
        delete_dossier(bench.broker, vendor, dossier_id)
    assert bench.types_to(lessor).count("aanvraag.ingetrokken") == 1
    bench.egress.before_answer = live
    woken = {aanvraag_id for aanvraag_id, _ in bench.queues.sent}
    assert len(woken & set(aanvragen)) == 2
    for aanvraag_id in woken:
        bench.dispatch(aanvraag_id)
    delete_dossier(bench.broker, vendor, dossier_id)
    assert bench.types_to(lessor).count("aanvraag.ingetrokken") == len(aanvragen)


def test_the_term_waits_for_a_send(bench: Bench) -> None:
    """Art. 8 lid 1: the end of a term needs no recall, but nothing is destroyed while it leaves."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = refused(bench, vendor, lessor)
    withdraw_toestemming(bench.broker, vendor, bench.toestemming(aanvraag_id, lessor).id, None)
    at = due_at(bench, aanvraag_id)
    bench.clock.move_to(at - timedelta(seconds=5))
    bench.egress.before_answer = die
    with pytest.raises(Crash):
        bench.dispatch(aanvraag_id)
    assert run(bench, at) == {"vernietigd": 0, "hervat": 0, "uitgesteld": 1}
    assert run(bench, at + timedelta(seconds=10)) == {"vernietigd": 1, "hervat": 0, "uitgesteld": 0}


def test_the_term_waits_for_a_promised_recall(bench: Bench) -> None:
    """Found (I4): a withdrawal shortly before the end of the term was never heard of; it may take 48 hours."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = refused(bench, vendor, lessor)
    at = due_at(bench, aanvraag_id)
    bench.clock.move_to(at - timedelta(hours=1))
    withdraw_toestemming(bench.broker, vendor, bench.toestemming(aanvraag_id, lessor).id, None)
    assert run(bench, at)["vernietigd"] == 0
    assert run(bench, at - timedelta(hours=1) + DELIVER_WITHIN)["vernietigd"] == 1
