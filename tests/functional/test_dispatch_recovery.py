"""Delivery that is interrupted, overtaken or forgotten is made good under the same id (design 6.2; I1, I2)."""

from datetime import timedelta

import pytest

from chalicelib.domain.gebruiker import SYSTEEM
from chalicelib.domain.ids import dossier_of
from chalicelib.domain.levering import LEASE, LeveringStatus
from chalicelib.domain.verstrekking import VerstrekkingStatus
from chalicelib.usecases.destroy_dossier import destroy_dossier
from chalicelib.usecases.ports.egress import Outcome, Outgoing
from chalicelib.usecases.ports.store import Change
from chalicelib.usecases.recover_leveringen import recover_leveringen
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from tests.broker import Bench, Crash
from tests.lessors import Lessor
from tests.sends import FAILING, SCHEDULE, die, ids, intends, live, outcomes


def test_a_crash_before_the_send_is_made_good(bench: Bench) -> None:
    """The intent is committed and nothing left: when its lease ends, the same message goes under the same id."""
    lessor = bench.lessor()
    aanvraag_id = bench.sent(bench.vendor(), lessor, dispatch=False)
    bench.store.after_commit = lambda changes: die(changes) if intends(changes) else None
    with pytest.raises(Crash):
        bench.dispatch(aanvraag_id)
    bench.store.after_commit = None
    assert bench.egress.sent == []
    bench.clock.advance(seconds=LEASE.total_seconds() - 0.001)
    assert bench.dispatch(aanvraag_id) == 0
    bench.clock.advance(seconds=0.001)
    assert bench.dispatch(aanvraag_id) == 1
    row = bench.verstrekking(aanvraag_id, lessor)
    assert ids(bench, lessor) == [row.id]
    assert (row.status, row.levering.pogingen) == (VerstrekkingStatus.AANGEBODEN, 2)


def test_a_crash_after_the_send_repeats_it(bench: Bench) -> None:
    """Nobody knows whether it arrived, so it goes again; the id lets the Kredietverstrekker drop the repeat."""
    lessor = bench.lessor()
    aanvraag_id = bench.sent(bench.vendor(), lessor, dispatch=False)
    bench.store.before_commit = lambda changes: die(changes) if outcomes(changes) else None
    with pytest.raises(Crash):
        bench.dispatch(aanvraag_id)
    bench.store.before_commit = None
    bench.clock.advance(seconds=15)
    bench.dispatch(aanvraag_id)
    row = bench.verstrekking(aanvraag_id, lessor)
    assert ids(bench, lessor) == [row.id, row.id]
    assert len({message.body for message in bench.egress.sent}) == 1
    assert row.status is VerstrekkingStatus.AANGEBODEN


def test_recovery_needs_no_queue(bench: Bench) -> None:
    """I1: the due index is the outbox; a lost message is found within a minute."""
    lessor = bench.lessor()
    bench.queues.down = True
    aanvraag_id = bench.sent(bench.vendor(), lessor, dispatch=False)
    bench.queues.down = False
    assert recover_leveringen(bench.broker, bench.clock.now()) == 1
    assert bench.queues.take() == [(aanvraag_id, 0)]
    bench.dispatch(aanvraag_id)
    assert recover_leveringen(bench.broker, bench.clock.now()) == 0


def test_recovery_finds_an_expired_lease(bench: Bench) -> None:
    lessor = bench.lessor()
    aanvraag_id = bench.sent(bench.vendor(), lessor, dispatch=False)
    bench.egress.before_answer = die
    with pytest.raises(Crash):
        bench.dispatch(aanvraag_id)
    bench.egress.before_answer = lambda _: None
    bench.queues.take()
    bench.clock.advance(minutes=1)
    assert recover_leveringen(bench.broker, bench.clock.now()) == 1
    assert bench.queues.take() == [(aanvraag_id, 0)]
    assert bench.dispatch(aanvraag_id) == 1


def test_what_is_on_its_way_moves_in_no_index(bench: Bench) -> None:
    """An index is paid for each move. Recovery meets it at its old place, and waking what is leased does nothing."""
    lessor = bench.lessor()
    aanvraag_id = bench.sent(bench.vendor(), lessor, dispatch=False)
    before = bench.verstrekking(aanvraag_id, lessor).due()
    bench.egress.before_answer = die
    for tries in (1, 2):
        with pytest.raises(Crash):
            bench.dispatch(aanvraag_id)
        row = bench.verstrekking(aanvraag_id, lessor)
        assert (row.levering.status, row.levering.pogingen) == (LeveringStatus.ONDERWEG, tries)
        assert row.due() == before
        assert recover_leveringen(bench.broker, bench.clock.now()) == 1
        assert bench.dispatch(aanvraag_id) == 0
        assert row.levering.volgende == bench.clock.now() + LEASE
        bench.clock.advance(seconds=LEASE.total_seconds())


def test_recovery_finds_work_of_days_ago(bench: Bench) -> None:
    lessor = bench.lessor()
    bench.sent(bench.vendor(), lessor, dispatch=False)
    recover_leveringen(bench.broker, bench.clock.now() - timedelta(minutes=1))
    bench.clock.advance(days=12)
    assert recover_leveringen(bench.broker, bench.clock.now()) == 1
    bench.clock.advance(days=1)
    assert recover_leveringen(bench.broker, bench.clock.now()) == 1


def test_two_dispatchers_send_each_message_once(bench: Bench) -> None:
    """One of them commits the intent; the other reads again, and finds nothing due."""
    lessor = bench.lessor()
    aanvraag_id = bench.sent(bench.vendor(), lessor, dispatch=False)
    counts: list[int] = []

    def other(changes: tuple[Change, ...]) -> None:
        if intends(changes):
            bench.store.before_commit = None
            counts.append(bench.dispatch(aanvraag_id))

    bench.store.before_commit = other
    counts.append(bench.dispatch(aanvraag_id))
    assert counts == [1, 0]
    assert len(bench.egress.sent) == 1


def _overtaken(bench: Bench, lessor: Lessor, slow: Outcome, fast: Outcome) -> str:
    """A first try that outlives its lease; a second one starts and ends while the first is still waiting."""
    aanvraag_id = bench.sent(bench.vendor(), lessor, dispatch=False)

    def wait(_: Outgoing) -> None:
        bench.egress.before_answer = lambda _: bench.egress.plan(lessor.endpoint, fast)
        bench.clock.advance(seconds=15)
        bench.dispatch(aanvraag_id)
        bench.egress.plan(lessor.endpoint, slow)

    bench.egress.before_answer = wait
    bench.dispatch(aanvraag_id)
    return aanvraag_id


def test_a_slow_success_counts_after_all(bench: Bench) -> None:
    """Found: a first try that outlived its lease and arrived was forgotten, and sent once more."""
    lessor = bench.lessor()
    aanvraag_id = _overtaken(bench, lessor, slow=Outcome(200), fast=FAILING)
    row = bench.verstrekking(aanvraag_id, lessor)
    assert (row.status, row.levering.status) == (VerstrekkingStatus.AANGEBODEN, LeveringStatus.GELEVERD)


def test_a_slow_failure_undoes_nothing(bench: Bench) -> None:
    lessor = bench.lessor()
    aanvraag_id = _overtaken(bench, lessor, slow=FAILING, fast=FAILING)
    row = bench.verstrekking(aanvraag_id, lessor)
    assert (row.levering.status, row.levering.pogingen) == (LeveringStatus.WACHT, 2)
    assert row.levering.volgende == bench.clock.now() + timedelta(seconds=SCHEDULE[1])


def test_a_slow_failure_leaves_the_running_try_alone(bench: Bench) -> None:
    """Found: the failure of a try that outlived its lease was booked on the next one, which was on its way."""
    lessor = bench.lessor()
    aanvraag_id = bench.sent(bench.vendor(), lessor, dispatch=False)

    def second(_: Outgoing) -> None:
        bench.egress.before_answer = live
        bench.egress.plan(lessor.endpoint, FAILING)
        bench.store.before_commit = lambda changes: die(changes) if outcomes(changes) else None
        bench.clock.advance(seconds=15)
        with pytest.raises(Crash):
            bench.dispatch(aanvraag_id)
        bench.store.before_commit = None

    bench.egress.before_answer = second
    bench.dispatch(aanvraag_id)
    row = bench.verstrekking(aanvraag_id, lessor)
    assert (row.levering.status, row.levering.pogingen) == (LeveringStatus.ONDERWEG, 2)


def test_the_outcome_of_a_withdrawn_send_is_on_record(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor, dispatch=False)
    bench.egress.before_answer = lambda _: _withdraw(bench, aanvraag_id)
    bench.dispatch(aanvraag_id)
    assert len(bench.told(dossier_of(aanvraag_id), "verstrekking.afgeleverd")) == 1
    row = bench.verstrekking(aanvraag_id, lessor)
    assert (row.status, row.levering.status) == (VerstrekkingStatus.INGETROKKEN, LeveringStatus.VERVALLEN)


def _withdraw(bench: Bench, aanvraag_id: str) -> None:
    bench.egress.before_answer = live
    withdraw_aanvraag(bench.broker, bench.enter(bench.login()), aanvraag_id, None, None)


def test_an_erased_dossier_takes_no_outcome(bench: Bench) -> None:
    aanvraag_id = bench.sent(bench.vendor(), bench.lessor(), dispatch=False)
    dossier_id = dossier_of(aanvraag_id)

    def erase(_: Outgoing) -> None:
        bench.clock.advance(seconds=15)  # before the lease ends nobody may destroy it
        destroy_dossier(bench.broker, bench.state(dossier_id), "concept", SYSTEEM, bench.clock.now())

    bench.egress.before_answer = erase
    bench.dispatch(aanvraag_id)
    assert bench.store.list_prefix(dossier_id) == []


def test_a_send_that_begins_too_late_is_none(bench: Bench) -> None:
    """Found (I4): a process that stood still after its intent sent the data when the recall had arrived already."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor, dispatch=False)

    def withdrawn_meanwhile(_: object) -> None:
        bench.store.after_commit = None
        withdraw_aanvraag(bench.broker, vendor, aanvraag_id, None, None)
        bench.clock.advance(seconds=20)
        bench.dispatch(aanvraag_id)

    def stand_still(changes: object) -> None:
        if bench.verstrekking(aanvraag_id, lessor).levering.intended:
            withdrawn_meanwhile(changes)

    bench.store.after_commit = stand_still
    assert bench.dispatch(aanvraag_id) == 0
    assert bench.types_to(lessor) == ["aanvraag.ingetrokken"]
    bench.check_evidence()


def test_what_did_not_begin_goes_out_later(bench: Bench) -> None:
    """I1: the next try has the same id and the same bytes."""
    lessor = bench.lessor()
    aanvraag_id = bench.sent(bench.vendor(), lessor, dispatch=False)
    bench.store.after_commit = lambda _: bench.clock.advance(seconds=6)
    assert bench.dispatch(aanvraag_id) == 0
    bench.store.after_commit = None
    bench.clock.advance(seconds=15)
    assert bench.dispatch(aanvraag_id) == 1
    assert bench.types_to(lessor) == ["aanvraag.aangeboden"]
