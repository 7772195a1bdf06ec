"""Art. 6 lid 3: wat nu niet weg mag maar later wel, wacht; wat nooit meer mag, eindigt, en de afzender ziet het."""

from datetime import timedelta

import pytest

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import dossier_of
from chalicelib.domain.informatie import Antwoord, Antwoorden
from chalicelib.domain.levering import REST, LeveringStatus
from chalicelib.domain.verstrekking import Bericht, VerstrekkingStatus
from chalicelib.handlers.volgende_stap import volgende_stap
from chalicelib.usecases.accept_offerte import accept_offerte
from chalicelib.usecases.activate_kredietverstrekker import activate_kredietverstrekker
from chalicelib.usecases.answer_informatieverzoek import answer_informatieverzoek
from chalicelib.usecases.ports.egress import Outcome
from chalicelib.usecases.read_aanvraag import read_aanvraag
from chalicelib.usecases.recover_leveringen import recover_leveringen
from chalicelib.usecases.withdraw_toestemming import withdraw_toestemming
from tests.broker import SECOND_OPERATOR, Bench
from tests.lessors import Lessor
from tests.stops import Stop, end_lessor, lift_restriction, restrict, suspend

ANSWERS = Antwoorden(antwoorden=(Antwoord(code="jaarcijfers", tekst="Voorbeeldtekst"),))
HOLDS = pytest.mark.parametrize("hold", [restrict, suspend])
SAID = pytest.mark.parametrize("kind", ["offerte.aanvaard", "informatie.beantwoord"])


def release(bench: Bench, aanvraag_id: str, lessor: Lessor) -> None:
    """Whatever held it, holds it no longer."""
    lift_restriction(bench, aanvraag_id)
    if not bench.kredietverstrekker(lessor).active:
        activate_kredietverstrekker(bench.broker, SECOND_OPERATOR, lessor.id)


def said(bench: Bench, kind: str) -> tuple[Actor, Lessor, str]:
    """The sender has just accepted or answered; the message has not left."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    if kind == "offerte.aanvaard":
        accept_offerte(bench.broker, vendor, bench.offer(lessor, aanvraag_id), None)
    else:
        bench.say(lessor, "informatie.gevraagd", aanvraag_id)
        answer_informatieverzoek(bench.broker, vendor, bench.verstrekking(aanvraag_id, lessor).id, ANSWERS, None)
    return vendor, lessor, aanvraag_id


def the_message(bench: Bench, aanvraag_id: str) -> Bericht:
    (bericht,) = bench.berichten(aanvraag_id)
    return bericht


def next_step(bench: Bench, aanvraag_id: str) -> str:
    return volgende_stap(read_aanvraag(bench.broker, bench.enter(bench.login()), aanvraag_id))


@HOLDS
def test_an_aanvraag_waits_for_what_may_pass(bench: Bench, hold: Stop) -> None:
    """Art. 6 lid 3, found: a restriction or a suspension of a moment ended it for good."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor, dispatch=False)
    hold(bench, vendor, aanvraag_id, lessor)
    for _ in range(3):
        assert bench.dispatch(aanvraag_id) == 0
        bench.clock.advance(minutes=15)
    row = bench.verstrekking(aanvraag_id, lessor)
    assert (row.status, row.levering.pogingen) == (VerstrekkingStatus.KLAAR, 0)
    assert len(bench.told(dossier_of(aanvraag_id), "verstrekking.aangehouden")) == 1
    release(bench, aanvraag_id, lessor)
    assert bench.dispatch(aanvraag_id) == 1
    assert bench.types_to(lessor)[-1] == "aanvraag.aangeboden"


@SAID
@HOLDS
def test_what_the_sender_said_waits_too(bench: Bench, hold: Stop, kind: str) -> None:
    vendor, lessor, aanvraag_id = said(bench, kind)
    hold(bench, vendor, aanvraag_id, lessor)
    assert bench.dispatch(aanvraag_id) == 0
    bench.clock.advance(hours=40)
    assert bench.dispatch(aanvraag_id) == 0
    release(bench, aanvraag_id, lessor)
    bench.clock.advance(minutes=15)
    assert bench.dispatch(aanvraag_id) == 1
    assert bench.types_to(lessor)[-1] == kind
    assert the_message(bench, aanvraag_id).levering.pogingen == 1
    bench.check_evidence()


@HOLDS
def test_resting_work_is_found_but_never_spins(bench: Bench, hold: Stop) -> None:
    """The due index shows it once in a quarter of an hour, not at every run."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor, dispatch=False)
    hold(bench, vendor, aanvraag_id, lessor)
    for _ in range(3):
        assert recover_leveringen(bench.broker, bench.clock.now()) == 1
        bench.dispatch(aanvraag_id)
        bench.clock.advance(seconds=REST.total_seconds() - 1)
        assert recover_leveringen(bench.broker, bench.clock.now()) == 0
        assert bench.dispatch(aanvraag_id) == 0
        bench.clock.advance(seconds=1)


@HOLDS
def test_an_aanvraag_rests_until_its_deadline(bench: Bench, hold: Stop) -> None:
    """I1: then it has failed, and its sender can see that."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.concept(vendor)
    until = bench.clock.now() + timedelta(minutes=20)
    bench.submit(vendor, aanvraag_id, [lessor], until=until)
    hold(bench, vendor, aanvraag_id, lessor)
    for wait in (15, 5):
        bench.dispatch(aanvraag_id)
        assert bench.verstrekking(aanvraag_id, lessor).levering.status is LeveringStatus.WACHT
        bench.clock.advance(minutes=wait)
    assert recover_leveringen(bench.broker, until) == 1
    bench.dispatch(aanvraag_id)
    row = bench.verstrekking(aanvraag_id, lessor)
    assert (row.status, row.levering.status) == (VerstrekkingStatus.TECHNISCH_MISLUKT, LeveringStatus.MISLUKT)
    assert recover_leveringen(bench.broker, bench.clock.now()) == 0


@SAID
@HOLDS
def test_what_waited_in_vain_is_told(bench: Bench, hold: Stop, kind: str) -> None:
    """The sender reads whom to phone; until then nothing is wrong."""
    vendor, lessor, aanvraag_id = said(bench, kind)
    hold(bench, vendor, aanvraag_id, lessor)
    bench.dispatch(aanvraag_id)
    assert "Let op" not in next_step(bench, aanvraag_id)
    bench.clock.move_to(the_message(bench, aanvraag_id).uiterlijk)
    assert bench.dispatch(aanvraag_id) == 0
    levering = the_message(bench, aanvraag_id).levering
    assert (levering.status, levering.volgende) == (LeveringStatus.MISLUKT, None)
    assert next_step(bench, aanvraag_id).endswith("kwam niet aan bij Voorbeeld A. Bel die kredietverstrekker.")
    assert len(bench.told(dossier_of(aanvraag_id), "verstrekking.mislukt")) == 1


@SAID
def test_what_did_not_arrive_is_told(bench: Bench, kind: str) -> None:
    _, lessor, aanvraag_id = said(bench, kind)
    bench.egress.plan(lessor.endpoint, Outcome(410))
    bench.dispatch(aanvraag_id)
    assert "Bel die kredietverstrekker" in next_step(bench, aanvraag_id)


@SAID
def test_what_an_ended_one_never_heard_is_told(bench: Bench, kind: str) -> None:
    """A Kredietverstrekker that has ended does not come back: no rest, and the sender knows at once."""
    vendor, lessor, aanvraag_id = said(bench, kind)
    end_lessor(bench, vendor, aanvraag_id, lessor)
    assert bench.dispatch(aanvraag_id) == 0
    levering = the_message(bench, aanvraag_id).levering
    assert (levering.status, levering.reden) == (LeveringStatus.VERVALLEN, "kredietverstrekker_beeindigd")
    assert "Bel die kredietverstrekker" in next_step(bench, aanvraag_id)


def test_a_running_overeenkomst_warns_of_nothing(bench: Bench) -> None:
    """Who activates the Overeenkomst knows that its Offerte was accepted, however it heard."""
    _, lessor, aanvraag_id = said(bench, "offerte.aanvaard")
    bench.egress.plan(lessor.endpoint, Outcome(410))
    bench.dispatch(aanvraag_id)
    bench.say(lessor, "overeenkomst.geactiveerd", aanvraag_id)
    assert "Let op" not in next_step(bench, aanvraag_id)


def test_a_later_answer_takes_the_warning_away(bench: Bench) -> None:
    vendor, lessor, aanvraag_id = said(bench, "informatie.beantwoord")
    suspend(bench, vendor, aanvraag_id, lessor)
    bench.clock.advance(hours=48)
    bench.dispatch(aanvraag_id)
    release(bench, aanvraag_id, lessor)
    bench.say(lessor, "informatie.gevraagd", aanvraag_id)
    assert "Let op" not in next_step(bench, aanvraag_id)
    vendor = bench.enter(bench.login())
    answer_informatieverzoek(bench.broker, vendor, bench.verstrekking(aanvraag_id, lessor).id, ANSWERS, None)
    bench.dispatch(aanvraag_id)
    assert "Let op" not in next_step(bench, aanvraag_id)


def test_an_aanvraag_for_an_ended_one_is_blocked(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor, dispatch=False)
    end_lessor(bench, vendor, aanvraag_id, lessor)
    bench.dispatch(aanvraag_id)
    row = bench.verstrekking(aanvraag_id, lessor)
    assert (row.status, row.levering.status) == (VerstrekkingStatus.GEBLOKKEERD, LeveringStatus.VERVALLEN)
    (stuk,) = bench.told(dossier_of(aanvraag_id), "verstrekking.geblokkeerd")
    assert stuk.gegevens["reden"] == "kredietverstrekker_beeindigd"
    assert "Voorbeeld A konden wij niet bereiken" in next_step(bench, aanvraag_id)


@HOLDS
def test_a_withdrawal_ends_what_rests(bench: Bench, hold: Stop) -> None:
    """Art. 6 lid 3: waiting keeps no permission alive, and only the withdrawal itself is still told."""
    vendor, lessor, aanvraag_id = said(bench, "informatie.beantwoord")
    suspend(bench, vendor, aanvraag_id, lessor)
    bench.dispatch(aanvraag_id)
    withdraw_toestemming(bench.broker, vendor, bench.toestemming(aanvraag_id, lessor).id, None)
    hold(bench, vendor, aanvraag_id, lessor) if hold is restrict else None
    bench.clock.advance(minutes=15)
    bench.dispatch(aanvraag_id)
    answer = next(b for b in bench.berichten(aanvraag_id) if b.type == "informatie.beantwoord")
    assert (answer.levering.status, answer.levering.reden) == (LeveringStatus.VERVALLEN, "toestemming_ingetrokken")
    assert bench.types_to(lessor) == ["aanvraag.aangeboden", "aanvraag.ingetrokken"]


def test_the_others_do_not_wait_along(bench: Bench) -> None:
    vendor, held, other = bench.vendor(), bench.lessor("a"), bench.lessor("b")
    aanvraag_id = bench.sent(vendor, held, other, dispatch=False)
    suspend(bench, vendor, aanvraag_id, held)
    assert bench.dispatch(aanvraag_id) == 1
    assert bench.types_to(other) == ["aanvraag.aangeboden"]
