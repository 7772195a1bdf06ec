"""Art. 7 lid 1 en art. 6 lid 3: intrekken kan altijd, werkt meteen, en iedereen die iets heeft hoort het."""

from datetime import timedelta

import pytest

from chalicelib.domain.aanvraag import AanvraagStatus
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import dossier_of
from chalicelib.domain.informatie import Antwoord, Antwoorden
from chalicelib.domain.levering import LeveringStatus
from chalicelib.domain.offerte import OfferteStatus
from chalicelib.domain.verstrekking import ToestemmingStatus, VerstrekkingStatus
from chalicelib.errors import Gone, IllegalState, NotFound
from chalicelib.usecases.accept_offerte import accept_offerte
from chalicelib.usecases.answer_informatieverzoek import answer_informatieverzoek
from chalicelib.usecases.ports.egress import Outcome, Outgoing
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from chalicelib.usecases.withdraw_toestemming import withdraw_toestemming
from tests.broker import Bench
from tests.lessors import Lessor

ANSWERS = Antwoorden(antwoorden=(Antwoord(code="jaarcijfers", tekst="Voorbeeldtekst"),))
MOST = 20  # Kredietverstrekkers in one sending


def withdraw_one(bench: Bench, vendor: Actor, aanvraag_id: str, lessor: Lessor) -> None:
    withdraw_toestemming(bench.broker, vendor, bench.toestemming(aanvraag_id, lessor).id, None)


def test_withdrawing_a_permission_works_at_once(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    withdraw_one(bench, vendor, aanvraag_id, lessor)
    consent = bench.toestemming(aanvraag_id, lessor)
    assert (consent.status, consent.epoch) == (ToestemmingStatus.INGETROKKEN, 2)
    assert consent.ingetrokken_op == bench.clock.now()
    assert bench.verstrekking(aanvraag_id, lessor).status is VerstrekkingStatus.INGETROKKEN
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.INGETROKKEN
    assert bench.queues.sent[-1] == (aanvraag_id, 0)


def test_what_was_not_sent_waits_no_longer(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor, dispatch=False)
    withdraw_one(bench, vendor, aanvraag_id, lessor)
    row = bench.verstrekking(aanvraag_id, lessor)
    assert (row.levering.status, row.due()) == (LeveringStatus.VERVALLEN, None)
    assert bench.berichten(aanvraag_id) == []


def test_an_answer_after_withdrawal_is_gone(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    withdraw_one(bench, vendor, aanvraag_id, lessor)
    with pytest.raises(Gone):
        bench.offer(lessor, aanvraag_id)
    assert bench.offers(aanvraag_id) == []


def test_a_permission_is_withdrawn_only_once(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    withdraw_one(bench, vendor, aanvraag_id, lessor)
    with pytest.raises(IllegalState):
        withdraw_one(bench, vendor, aanvraag_id, lessor)
    assert len(bench.berichten(aanvraag_id)) == 1


def test_another_persons_permission_is_not_there(bench: Bench) -> None:
    vendor, stranger, lessor = bench.vendor(), bench.vendor("ander@example.com"), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    with pytest.raises(NotFound):
        withdraw_one(bench, stranger, aanvraag_id, lessor)
    with pytest.raises(NotFound):
        withdraw_aanvraag(bench.broker, stranger, aanvraag_id, None, None)


def test_withdrawing_a_permission_closes_its_offerte(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    offerte_id = bench.offer(lessor, aanvraag_id)
    withdraw_one(bench, vendor, aanvraag_id, lessor)
    assert bench.offers(aanvraag_id)[0].status is OfferteStatus.VERVALLEN
    with pytest.raises(IllegalState):
        accept_offerte(bench.broker, vendor, offerte_id, None)


def test_withdrawing_an_aanvraag_ends_every_permission(bench: Bench) -> None:
    vendor, first, second = bench.vendor(), bench.lessor("a"), bench.lessor("b")
    aanvraag_id = bench.sent(vendor, first, second)
    bench.offer(first, aanvraag_id)
    withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.INGETROKKEN
    assert not bench.toestemming(aanvraag_id, first).in_force
    assert not bench.toestemming(aanvraag_id, second).in_force
    assert bench.offers(aanvraag_id)[0].status is OfferteStatus.VERVALLEN


def test_an_answer_that_waits_does_not_leave_any_more(bench: Bench) -> None:
    """What the sender answered is a disclosure too: after withdrawal it stays here."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    bench.say(lessor, "informatie.gevraagd", aanvraag_id)
    answer_informatieverzoek(bench.broker, vendor, bench.verstrekking(aanvraag_id, lessor).id, ANSWERS, None)
    withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)
    bench.dispatch(aanvraag_id)
    assert bench.types_to(lessor) == ["aanvraag.aangeboden", "aanvraag.ingetrokken"]
    states = {bericht.type.value: bericht.levering.status for bericht in bench.berichten(aanvraag_id)}
    assert states["informatie.beantwoord"] is LeveringStatus.VERVALLEN


def test_a_recall_waits_for_an_answer_in_flight(bench: Bench) -> None:
    """Found: a recall looked at the first message only, and could overtake an answer that was on its way."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    bench.say(lessor, "informatie.gevraagd", aanvraag_id)
    answer_informatieverzoek(bench.broker, vendor, bench.verstrekking(aanvraag_id, lessor).id, ANSWERS, None)
    begun = bench.clock.now()

    def meanwhile(_: Outgoing) -> None:
        withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)

    bench.egress.before_answer = meanwhile
    bench.dispatch(aanvraag_id)
    recall = next(b for b in bench.berichten(aanvraag_id) if b.type == "aanvraag.ingetrokken")
    assert recall.levering.volgende == begun + timedelta(seconds=15)


def test_withdrawing_from_twenty_kredietverstrekkers_fits(bench: Bench) -> None:
    """Found: with evidence per recipient the transaction outgrew its hundred places, and nobody could withdraw."""
    vendor, lessors = bench.vendor(), bench.lessors(MOST)
    aanvraag_id = bench.sent(vendor, *lessors)
    bench.dispatch(aanvraag_id)
    for lessor in lessors:
        bench.say(lessor, "informatie.gevraagd", aanvraag_id)
        answer_informatieverzoek(bench.broker, vendor, bench.verstrekking(aanvraag_id, lessor).id, ANSWERS, None)
        bench.offer(lessor, aanvraag_id)
    assert withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None).teruggeroepen == MOST
    assert len(bench.store.commits[-1]) <= 100
    (stuk,) = bench.told(dossier_of(aanvraag_id), "verstrekking.teruggeroepen")
    assert stuk.gegevens["verstrekkingen"] == tuple(bench.state(aanvraag_id).verstrekkingen)


def test_accepting_among_twenty_kredietverstrekkers_fits(bench: Bench) -> None:
    """Found: the recalls of nineteen others, each with its own evidence, did not fit the transaction either."""
    vendor, lessors = bench.vendor(), bench.lessors(MOST)
    aanvraag_id = bench.sent(vendor, *lessors)
    bench.dispatch(aanvraag_id)
    offerte_id = bench.offer(lessors[0], aanvraag_id)
    accept_offerte(bench.broker, vendor, offerte_id, None)
    assert len([b for b in bench.berichten(aanvraag_id) if b.type == "aanvraag.ingetrokken"]) == MOST - 1
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.GEACCEPTEERD


def test_an_ended_aanvraag_is_not_withdrawn_again(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)
    with pytest.raises(IllegalState) as refused:
        withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)
    assert refused.value.allowed == ()


def test_a_concept_is_withdrawn_without_telling_anybody(bench: Bench) -> None:
    vendor = bench.vendor()
    aanvraag_id = bench.concept(vendor)
    assert withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None).teruggeroepen == 0
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.INGETROKKEN


def test_consent_ends_after_a_refusal_as_well(bench: Bench) -> None:
    """Who refused still holds the data: the recall goes out."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    bench.say(lessor, "aanvraag.afgewezen", aanvraag_id)
    withdraw_one(bench, vendor, aanvraag_id, lessor)
    bench.dispatch(aanvraag_id)
    assert bench.types_to(lessor) == ["aanvraag.aangeboden", "aanvraag.ingetrokken"]


def test_a_second_ending_does_not_move_the_term(bench: Bench) -> None:
    """Found (I12): withdrawing consent after a refusal let the months of art. 8 lid 1 begin anew."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    bench.say(lessor, "aanvraag.afgewezen", aanvraag_id)
    before = bench.state(aanvraag_id).dossier.vernietigen_op
    bench.clock.advance(days=5)
    withdraw_one(bench, vendor, aanvraag_id, lessor)
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.INGETROKKEN
    assert bench.state(aanvraag_id).dossier.vernietigen_op == before


def test_a_failing_recall_is_tried_again(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    withdraw_one(bench, vendor, aanvraag_id, lessor)
    bench.egress.plan(lessor.endpoint, Outcome(503), Outcome(200))
    bench.dispatch(aanvraag_id)
    bench.clock.advance(seconds=5)
    bench.dispatch(aanvraag_id)
    assert bench.types_to(lessor)[1:] == ["aanvraag.ingetrokken"] * 2
    assert len({message.body for message in bench.egress.sent[1:]}) == 1
    assert bench.berichten(aanvraag_id)[0].levering.status is LeveringStatus.GELEVERD
