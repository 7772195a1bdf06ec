"""Art. 6 lid 3: wie gegevens kan hebben, hoort dat de toestemming is ingetrokken; wie niets kreeg, hoort niets."""

from datetime import timedelta

import pytest

from chalicelib.domain.kredietverstrekker_inhoud import GewijzigdeKredietverstrekker
from chalicelib.domain.verstrekking import VerstrekkingStatus
from chalicelib.usecases.end_account import end_account
from chalicelib.usecases.ports.egress import Outgoing
from chalicelib.usecases.update_kredietverstrekker import update_kredietverstrekker
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from tests.broker import OPERATOR, Bench, Crash
from tests.disclosures import body_of
from tests.sends import die, live
from tests.stops import Stop, suspend, withdraw_all, withdraw_permission


def test_a_recall_goes_to_each_committed_intent(bench: Bench) -> None:
    """I4: who may hold data is told to stop; who never got anything hears nothing."""
    vendor, reached, failed, never = bench.vendor(), bench.lessor("a"), bench.lessor("b"), bench.lessor("c")
    aanvraag_id = bench.sent(vendor, reached, failed, never, dispatch=False)
    update_kredietverstrekker(bench.broker, OPERATOR, never.id, GewijzigdeKredietverstrekker(status="opgeschort"))
    bench.egress.before_answer = lambda message: die(message) if message.endpoint == failed.endpoint else None
    with pytest.raises(Crash):
        bench.dispatch(aanvraag_id)
    bench.egress.before_answer = live
    assert withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None).teruggeroepen == 2
    bench.clock.advance(seconds=15)
    bench.dispatch(aanvraag_id)
    assert bench.types_to(reached) == ["aanvraag.aangeboden", "aanvraag.ingetrokken"]
    assert bench.types_to(failed) == ["aanvraag.aangeboden", "aanvraag.ingetrokken"]
    assert bench.types_to(never) == []


def test_a_recall_waits_for_a_send_in_flight(bench: Bench) -> None:
    """Else the recall could arrive before what it recalls."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor, dispatch=False)
    begun = bench.clock.now()

    def meanwhile(_: Outgoing) -> None:
        bench.egress.before_answer = live
        bench.clock.advance(seconds=3)
        withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)
        assert bench.dispatch(aanvraag_id) == 0

    bench.egress.before_answer = meanwhile
    bench.dispatch(aanvraag_id)
    (recall,) = bench.berichten(aanvraag_id)
    assert recall.levering.volgende == begun + timedelta(seconds=15)
    assert bench.verstrekking(aanvraag_id, lessor).status is VerstrekkingStatus.INGETROKKEN
    bench.clock.move_to(begun + timedelta(seconds=14.9))
    assert bench.dispatch(aanvraag_id) == 0
    bench.clock.move_to(begun + timedelta(seconds=15))
    assert bench.dispatch(aanvraag_id) == 1
    assert bench.types_to(lessor) == ["aanvraag.aangeboden", "aanvraag.ingetrokken"]


def test_a_recall_tells_only_what_to_stop(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    withdraw_aanvraag(bench.broker, vendor, aanvraag_id, "Testpersoon wil niet meer", None)
    bench.dispatch(aanvraag_id)
    recall = body_of(bench.egress.sent[-1])
    row = bench.verstrekking(aanvraag_id, lessor)
    assert recall["data"] == {"verstrekking_id": row.id, "aanvraag_id": aanvraag_id, "versie": 1}
    assert dict(bench.egress.sent[-1].headers)["webhook-id"] != row.id


@pytest.mark.parametrize("stop", [withdraw_permission, withdraw_all])
def test_a_recall_reaches_an_inactive_kredietverstrekker(bench: Bench, stop: Stop) -> None:
    """Suspended or not, who holds data is told to stop."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    suspend(bench, vendor, aanvraag_id, lessor)
    stop(bench, vendor, aanvraag_id, lessor)
    end_account(bench.broker, vendor)
    bench.dispatch(aanvraag_id)
    assert bench.types_to(lessor) == ["aanvraag.aangeboden", "aanvraag.ingetrokken"]
