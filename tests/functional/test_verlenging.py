"""An Offerte that is extended: asked for by the sender, granted by its Kredietverstrekker, never shortened."""

from datetime import UTC, datetime

import pytest

from chalicelib.domain.ids import dossier_of
from chalicelib.domain.offerte import OfferteStatus
from chalicelib.errors import IllegalState, InvalidInput
from chalicelib.usecases.accept_offerte import accept_offerte
from chalicelib.usecases.ask_verlenging import ask_verlenging
from tests.broker import Bench
from tests.disclosures import body_of

AFTER_THE_FIRST_DAY = datetime(2027, 7, 1, 9, tzinfo=UTC)  # an Offerte of these tests is valid until 30 June


def test_the_kredietverstrekker_is_asked_for_more_time(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    offer = bench.offer(lessor, aanvraag_id)
    ask_verlenging(bench.broker, vendor, offer, None)
    bench.dispatch(aanvraag_id)
    body = body_of(bench.egress.sent_to(lessor.endpoint)[-1])
    assert (body["type"], body["data"]["offerte_id"]) == ("offerte.verlenging_gevraagd", offer)
    with pytest.raises(IllegalState, match=r"offerte\.verlenging_gevraagd"):
        ask_verlenging(bench.broker, vendor, offer, None)
    bench.clock.advance(days=1)
    ask_verlenging(bench.broker, vendor, offer, None)
    bench.check_evidence()


def test_an_extended_offerte_can_be_accepted_later(bench: Bench) -> None:
    """Also told after the deadline of the Aanvraag: it follows an Offerte."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    offer = bench.offer(lessor, aanvraag_id)
    bench.clock.advance(days=20)
    bench.say(lessor, "offerte.verlengd", aanvraag_id)
    bench.clock.move_to(AFTER_THE_FIRST_DAY)
    assert accept_offerte(bench.broker, vendor, offer, None).status == "in_ondertekening"
    (stuk,) = bench.told(dossier_of(aanvraag_id), "offerte.verlengd")
    assert (stuk.gegevens["van"], stuk.gegevens["tot"]) == ("2027-06-30", "2027-07-31")  # I12


@pytest.mark.parametrize("day", ["2027-06-30", "2027-06-29"])
def test_an_extension_is_never_a_shortening(bench: Bench, day: str) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    bench.offer(lessor, aanvraag_id)
    with pytest.raises(InvalidInput, match="geldig_tot"):
        bench.say(lessor, "offerte.verlengd", aanvraag_id, geldig_tot=day)


def test_what_is_over_is_not_extended(bench: Bench) -> None:
    """An expired Offerte needs a new one: nobody finds it open again that saw it end."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    with pytest.raises(IllegalState):
        bench.say(lessor, "offerte.verlengd", aanvraag_id)
    offer = bench.offer(lessor, aanvraag_id)
    bench.clock.move_to(AFTER_THE_FIRST_DAY)
    with pytest.raises(IllegalState):
        bench.say(lessor, "offerte.verlengd", aanvraag_id)
    with pytest.raises(IllegalState, match=r"offerte\.gesloten"):
        ask_verlenging(bench.broker, vendor, offer, None)
    assert bench.offers(aanvraag_id)[0].status_at(AFTER_THE_FIRST_DAY) is OfferteStatus.VERLOPEN
