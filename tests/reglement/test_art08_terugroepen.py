"""Art. 8 lid 2 en art. 6 lid 3: met een Account eindigt elke toestemming die het gaf; wie iets kreeg, hoort dat."""

from datetime import timedelta

from chalicelib.domain.informatie import Antwoord, Antwoorden
from chalicelib.domain.offerte import OvereenkomstStatus
from chalicelib.domain.verstrekking import VerstrekkingStatus
from chalicelib.usecases.accept_offerte import accept_offerte
from chalicelib.usecases.answer_informatieverzoek import answer_informatieverzoek
from chalicelib.usecases.end_account import end_account
from chalicelib.usecases.withdraw_toestemming import withdraw_toestemming
from tests.broker import Bench
from tests.destruction import due_at

ANSWERS = Antwoorden(antwoorden=(Antwoord(code="jaarcijfers", tekst="Voorbeeldtekst"),))
RECALLED = ["aanvraag.aangeboden", "aanvraag.ingetrokken"]


def test_the_end_recalls_what_lapsed_or_was_refused(bench: Bench) -> None:
    """Found (I4): only Aanvragen that were still alive were recalled."""
    vendor, silent, refusing = bench.vendor(), bench.lessor("a"), bench.lessor("b")
    lapsed, refused = bench.sent(vendor, silent), bench.sent(vendor, refusing)
    bench.say(refusing, "aanvraag.afgewezen", refused)
    until = bench.aanvraag(lapsed).uiterste_reactie
    assert until is not None
    bench.clock.move_to(until + timedelta(minutes=1))
    terms = [due_at(bench, aanvraag_id) for aanvraag_id in (lapsed, refused)]
    end_account(bench.broker, vendor)
    for aanvraag_id in (lapsed, refused):
        bench.dispatch(aanvraag_id)
    assert (bench.types_to(silent), bench.types_to(refusing)) == (RECALLED, RECALLED)
    assert [due_at(bench, aanvraag_id) for aanvraag_id in (lapsed, refused)] == terms
    bench.check_evidence()


def test_the_end_leaves_an_overeenkomst_alone(bench: Bench) -> None:
    """What was agreed is between others; whoever else got the Aanvraag is told to stop."""
    vendor, chosen, other = bench.vendor(), bench.lessor("a"), bench.lessor("b")
    aanvraag_id = bench.sent(vendor, chosen, other)
    bench.say(other, "aanvraag.afgewezen", aanvraag_id)
    accept_offerte(bench.broker, vendor, bench.offer(chosen, aanvraag_id), None)
    bench.dispatch(aanvraag_id)
    end_account(bench.broker, vendor)
    bench.dispatch(aanvraag_id)
    assert bench.types_to(chosen) == ["aanvraag.aangeboden", "offerte.aanvaard"]
    assert bench.types_to(other) == RECALLED
    assert bench.toestemming(aanvraag_id, chosen).in_force
    assert bench.verstrekking(aanvraag_id, chosen).status is VerstrekkingStatus.OFFERTE_ONTVANGEN
    bench.say(chosen, "overeenkomst.geactiveerd", aanvraag_id)
    (contract,) = bench.state(aanvraag_id).overeenkomsten.values()
    assert contract.status is OvereenkomstStatus.ACTIEF


def test_an_acceptance_still_arrives_after_the_end(bench: Bench) -> None:
    """Found: the Overeenkomst stayed, and its Kredietverstrekker never heard that its Offerte was accepted."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    bench.say(lessor, "informatie.gevraagd", aanvraag_id)
    answer_informatieverzoek(bench.broker, vendor, bench.verstrekking(aanvraag_id, lessor).id, ANSWERS, None)
    bench.clock.advance(minutes=1)
    accept_offerte(bench.broker, vendor, bench.offer(lessor, aanvraag_id), None)
    end_account(bench.broker, vendor)
    bench.dispatch(aanvraag_id)
    assert bench.types_to(lessor) == ["aanvraag.aangeboden", "offerte.aanvaard"]
    assert [row.levering.reden for row in bench.berichten(aanvraag_id) if row.levering.reden] == ["account_beeindigd"]
    bench.check_evidence()


def test_a_withdrawn_permission_is_not_recalled_twice(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    withdraw_toestemming(bench.broker, vendor, bench.toestemming(aanvraag_id, lessor).id, None)
    end_account(bench.broker, vendor)
    assert len(bench.berichten(aanvraag_id)) == 1
