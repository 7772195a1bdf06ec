"""What still counts of a Kredietverstrekker that is suspended, and that nothing does of one that has ended (I7)."""

import pytest

from chalicelib.domain.verstrekking import VerstrekkingStatus
from chalicelib.errors import BadSignature, IllegalState
from chalicelib.usecases.accept_offerte import accept_offerte
from chalicelib.usecases.ports.store import Change
from tests.broker import Bench, snapshot
from tests.stops import end_lessor, suspend


def test_an_ended_one_is_not_heard(bench: Bench) -> None:
    """Found: it could still make an Offerte. It is as unknown as one that never was."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    end_lessor(bench, vendor, aanvraag_id, lessor)
    before = snapshot(bench)
    with pytest.raises(BadSignature) as refused:
        bench.offer(lessor, aanvraag_id)
    assert str(refused.value) == ""
    assert snapshot(bench) == before


def test_a_suspended_one_is_heard(bench: Bench) -> None:
    """What it says about running matters must not be lost; it says so once."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    suspend(bench, vendor, aanvraag_id, lessor)
    bench.offer(lessor, aanvraag_id)
    assert bench.verstrekking(aanvraag_id, lessor).status is VerstrekkingStatus.OFFERTE_ONTVANGEN


def test_nothing_is_accepted_from_an_ended_one(bench: Bench) -> None:
    """Found: an Overeenkomst could begin with who is no longer there to hear of it."""
    vendor, ended, other = bench.vendor(), bench.lessor("a"), bench.lessor("b")
    aanvraag_id = bench.sent(vendor, ended, other)
    first, second = bench.offer(ended, aanvraag_id), bench.offer(other, aanvraag_id)
    end_lessor(bench, vendor, aanvraag_id, ended)
    before = snapshot(bench)
    with pytest.raises(IllegalState, match=r"kredietverstrekker\.beeindigd"):
        accept_offerte(bench.broker, vendor, first, None)
    assert snapshot(bench) == before
    accept_offerte(bench.broker, vendor, second, None)
    bench.dispatch(aanvraag_id)
    assert bench.types_to(other)[-1] == "offerte.aanvaard"


def test_an_end_just_before_an_acceptance_counts(bench: Bench) -> None:
    """The acceptance rests on a Kredietverstrekker that is there: when that changed, it is decided again."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    offerte_id = bench.offer(lessor, aanvraag_id)

    def end(_: tuple[Change, ...]) -> None:
        bench.store.before_commit = None
        end_lessor(bench, vendor, aanvraag_id, lessor)

    bench.store.before_commit = end
    with pytest.raises(IllegalState, match=r"kredietverstrekker\.beeindigd"):
        accept_offerte(bench.broker, vendor, offerte_id, None)
    assert not bench.state(aanvraag_id).overeenkomsten


def test_an_offerte_of_a_suspended_one_is_accepted(bench: Bench) -> None:
    """Its last day does not wait for an operator; the message does."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    offerte_id = bench.offer(lessor, aanvraag_id)
    suspend(bench, vendor, aanvraag_id, lessor)
    assert accept_offerte(bench.broker, vendor, offerte_id, None).status == "in_ondertekening"
    assert bench.dispatch(aanvraag_id) == 0
    assert bench.berichten(aanvraag_id)[0].levering.open
