"""Art. 8 lid 1: wat misgaat bij een vernietiging wordt ingehaald, en niets blijft vergeten liggen."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.gebruiker import SYSTEEM, Actor
from chalicelib.domain.ids import dossier_of
from chalicelib.domain.register_rows import Vernietiging, Voortgang
from chalicelib.domain.row import DataSleutel, DueSoort
from chalicelib.errors import Conflict, NotFound, Unavailable
from chalicelib.usecases.delete_dossier import delete_dossier
from chalicelib.usecases.destroy_dossier import destroy_dossier, resume_destruction
from chalicelib.usecases.ports.store import Change, Insert
from chalicelib.usecases.purge_due_dossiers import purge_due_dossiers
from chalicelib.usecases.read_dossier import read_dossier
from chalicelib.usecases.withdraw_toestemming import withdraw_toestemming
from tests.broker import Bench, Crash
from tests.destruction import STORES, DyingStore, due_at, ended, herstel, left, receipt, revive, run
from tests.fakes.store import FakeStore


@pytest.mark.parametrize("deadly", range(1, 8))
def test_a_crash_at_any_step_is_made_good(bench: Bench, deadly: int) -> None:
    """Whatever store call it dies at, a minute and a sweep later all is as if it had never crashed."""
    dossier_id = ended(bench, bench.vendor(), bench.lessor())
    at = due_at(bench, dossier_id)
    bench.clock.move_to(at)
    state = bench.state(dossier_id)
    DyingStore(bench, deadly)
    try:
        destroy_dossier(bench.broker, state, "aanvraag_geeindigd", SYSTEEM, at)
        assert deadly > 6, "a destruction makes six calls to its stores"
    except Crash:
        assert deadly <= 6
    revive(bench)
    herstel(bench, at + timedelta(minutes=1))
    run(bench, at + timedelta(days=1))
    assert left(bench, dossier_id) == []
    row = receipt(bench, dossier_id)
    assert row.klaar
    assert tuple(line.split(":")[0] for line in row.opslag) == STORES
    assert len(bench.told(dossier_id, "dossier.vernietigd")) == 1
    assert run(bench, at + timedelta(days=2)) == {"vernietigd": 0, "hervat": 0, "uitgesteld": 0}


class LeavingStore(FakeStore):
    """Finds a row that an earlier count missed, once."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.__dict__.update(bench.store.__dict__)
        self.leftovers = [[("broker", "#DOSSIER#")]]

    def list_prefix(self, dossier_id: str) -> list[tuple[str, str]]:
        return self.leftovers.pop() if self.leftovers else super().list_prefix(dossier_id)


def test_a_receipt_stays_open_while_anything_is_left(bench: Bench) -> None:
    """It says nothing is left only after counting; until then it is come back to."""
    dossier_id = ended(bench, bench.vendor(), bench.lessor())
    at = due_at(bench, dossier_id)
    bench.clock.move_to(at)
    leaving = replace(bench.broker, store=LeavingStore(bench))
    with pytest.raises(Unavailable):
        destroy_dossier(leaving, bench.state(dossier_id), "aanvraag_geeindigd", SYSTEEM, at)
    assert not receipt(bench, dossier_id).klaar
    assert resume_destruction(leaving, dossier_id)
    assert all(
        line.endswith(("daarna 0 geteld", "persoonsgegevens", "vernietigd"))
        for line in receipt(bench, dossier_id).opslag
    )


def half_deleted(bench: Bench, vendor: Actor) -> str:
    """A dossier whose deletion by its owner died half-way."""
    dossier_id = bench.dossier(vendor)
    DyingStore(bench, 2)
    with pytest.raises(Crash):
        delete_dossier(bench.broker, vendor, dossier_id)
    revive(bench)
    return dossier_id


def test_a_crash_of_the_owners_deletion_is_made_good(bench: Bench) -> None:
    """Its term is far away: the open receipt is found by the next minute, and not by a night's sweep."""
    vendor = bench.vendor()
    dossier_id = half_deleted(bench, vendor)
    with pytest.raises(NotFound):
        read_dossier(bench.broker, vendor, dossier_id)
    assert herstel(bench, bench.clock.now() + timedelta(minutes=1)) == 1
    assert left(bench, dossier_id) == []
    assert herstel(bench, bench.clock.now() + timedelta(minutes=1)) == 0


def test_destroying_twice_does_no_harm(bench: Bench) -> None:
    dossier_id = ended(bench, bench.vendor(), bench.lessor())
    at = due_at(bench, dossier_id)
    state = bench.state(dossier_id)
    run(bench, at)
    done = receipt(bench, dossier_id)
    assert run(bench, at) == {"vernietigd": 0, "hervat": 0, "uitgesteld": 0}
    assert resume_destruction(bench.broker, dossier_id) is False
    with pytest.raises(Conflict):
        destroy_dossier(bench.broker, state, "concept", SYSTEEM, at)
    assert receipt(bench, dossier_id) == done


def test_two_runs_at_once_never_both_work(bench: Bench) -> None:
    """The receipt is a lease: who comes second leaves it alone, in whichever step the first one is."""
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    at = due_at(bench, dossier_id)
    met: list[int] = []

    def second(changes: tuple[Change, ...]) -> None:
        if bench.store.get(Vernietiging, dossier_id) is not None:
            bench.store.before_commit = None
            assert resume_destruction(bench.broker, dossier_id) is False
            assert herstel(bench) == 0
            met.append(purge_due_dossiers(bench.broker, at).hervat)
            bench.store.before_commit = second

    bench.store.before_commit = second
    assert run(bench, at)["vernietigd"] == 1
    assert set(met) == {0}
    assert receipt(bench, dossier_id).loper == 1


def test_an_owner_hears_that_somebody_is_at_work(bench: Bench) -> None:
    """Found: the owner whose deletion a sweep was finishing was told that the dossier was never there."""
    vendor = bench.vendor()
    dossier_id = half_deleted(bench, vendor)
    with pytest.raises(Unavailable):
        delete_dossier(bench.broker, vendor, dossier_id)
    bench.clock.advance(minutes=1)
    delete_dossier(bench.broker, vendor, dossier_id)
    assert left(bench, dossier_id) == []


def test_a_run_that_lost_its_lease_cannot_write(bench: Bench) -> None:
    """It slept for longer than its minute; the next one holds a higher token, and its word is the last."""
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)

    def sleep(changes: tuple[Change, ...]) -> None:
        if any(isinstance(change.row, Vernietiging) and change.row.klaar for change in changes):
            bench.store.before_commit = None
            bench.clock.advance(minutes=1)
            assert resume_destruction(bench.broker, dossier_id)

    bench.store.before_commit = sleep
    delete_dossier(bench.broker, vendor, dossier_id)
    last = receipt(bench, dossier_id)
    assert (last.loper, last.klaar, last.rev) == (2, True, 2)


def test_a_run_past_its_lease_leaves_the_key(bench: Bench) -> None:
    """Emptying took longer than its minute: it stops before the key, and the next one goes on."""
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    erase = bench.documents.erase

    def slow(dossier_id: str) -> int:
        bench.clock.advance(minutes=1)
        return erase(dossier_id)

    vars(bench.documents)["erase"] = slow
    with pytest.raises(Unavailable):
        delete_dossier(bench.broker, vendor, dossier_id)
    assert bench.store.get(DataSleutel, dossier_id) is not None
    vars(bench.documents)["erase"] = erase
    assert herstel(bench) == 1
    assert left(bench, dossier_id) == []


def test_a_sweep_that_missed_weeks_catches_up(bench: Bench) -> None:
    vendor = bench.vendor()
    first, second = bench.dossier(vendor), bench.dossier(vendor)
    at = due_at(bench, first)
    assert run(bench, at - timedelta(days=50))["vernietigd"] == 0
    assert run(bench, at + timedelta(days=40))["vernietigd"] == 2
    assert left(bench, first) + left(bench, second) == []


def test_a_sweep_for_the_future_forgets_nothing(bench: Bench) -> None:
    """A run for a later moment (`AT=`) must not skip what will be written for the days between."""
    vendor = bench.vendor()
    future = bench.clock.now() + timedelta(days=3650)
    assert purge_due_dossiers(bench.broker, future).vernietigd == 0
    early = bench.dossier(vendor)
    assert purge_due_dossiers(bench.broker, future).vernietigd == 1
    later = bench.dossier(vendor)
    assert run(bench, due_at(bench, later))["vernietigd"] == 1
    assert left(bench, early) + left(bench, later) == []


def test_a_term_that_ended_earlier_is_due_now(bench: Bench) -> None:
    """Found: a write could date a dossier back to a day that the sweep had finished, where nobody looked again."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    dossier_id = dossier_of(aanvraag_id)
    bench.clock.move_to(due_at(bench, dossier_id) + timedelta(days=50))  # no sweep ran all that time
    consent = next(iter(bench.state(dossier_id).toestemmingen))
    withdraw_toestemming(bench.broker, vendor, consent, None)
    bench.dispatch(aanvraag_id)
    assert due_at(bench, dossier_id) == bench.clock.now()
    assert run(bench, bench.clock.now() + timedelta(days=1))["vernietigd"] == 1


@pytest.mark.parametrize("days", [-10, 0, 400])
def test_any_event_leaves_its_receipt_findable(bench: Bench, days: int) -> None:
    """Found: a sweep for a moment that is not now wrote its open receipt into a day that nobody looks into."""
    dossier_id = bench.dossier(bench.vendor())
    now = due_at(bench, dossier_id) + timedelta(days=10)
    bench.clock.move_to(now)
    state = bench.state(dossier_id)
    finished = (now - timedelta(days=1)).date().isoformat()
    bench.store.commit(Insert(Voortgang(id=DueSoort.VERNIETIGING, dag=finished)))
    DyingStore(bench, 2)
    with pytest.raises(Crash):
        destroy_dossier(bench.broker, state, "concept", SYSTEEM, now + timedelta(days=days))
    revive(bench)
    assert herstel(bench, now + timedelta(minutes=1)) == 1
    assert receipt(bench, dossier_id).uitgevoerd_op == now + timedelta(days=max(days, 0))


def down(_: str) -> int:
    raise Unavailable("s3: does not answer")


def test_a_deletion_that_failed_is_asked_again(bench: Bench) -> None:
    """Found (I8): the repeat was told that the dossier is not there, while its key stayed until the night."""
    vendor, other = bench.vendor(), bench.vendor("ander@example.com")
    dossier_id = bench.dossier(vendor)
    erase = bench.documents.erase
    vars(bench.documents)["erase"] = down
    for _ in range(2):
        with pytest.raises(Unavailable):
            delete_dossier(bench.broker, vendor, dossier_id)
    vars(bench.documents)["erase"] = erase
    with pytest.raises(NotFound):
        delete_dossier(bench.broker, other, dossier_id)
    assert left(bench, dossier_id) != []
    delete_dossier(bench.broker, vendor, dossier_id)
    assert left(bench, dossier_id) == []
    with pytest.raises(NotFound):
        delete_dossier(bench.broker, vendor, dossier_id)


def test_a_sweeps_destruction_is_not_the_owners(bench: Bench) -> None:
    """Only who asked for it is told that it was done; for anybody else the dossier is not there."""
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    at = due_at(bench, dossier_id)
    bench.clock.move_to(at)
    DyingStore(bench, 2)
    with pytest.raises(Crash):
        destroy_dossier(bench.broker, bench.state(dossier_id), "concept", SYSTEEM, at)
    revive(bench)
    with pytest.raises(NotFound):
        delete_dossier(bench.broker, vendor, dossier_id)
    assert not receipt(bench, dossier_id).klaar


def test_one_stuck_destruction_keeps_no_other(bench: Bench) -> None:
    """What fails is tried again each minute, and what comes after it goes on."""
    vendor = bench.vendor()
    stuck, free = bench.dossier(vendor), bench.dossier(vendor)
    erase = bench.documents.erase
    vars(bench.documents)["erase"] = down
    for dossier_id in (stuck, free):
        with pytest.raises(Unavailable):
            delete_dossier(bench.broker, vendor, dossier_id)
        bench.clock.advance(seconds=1)
    vars(bench.documents)["erase"] = lambda dossier_id: down(dossier_id) if dossier_id == stuck else erase(dossier_id)
    assert herstel(bench) == 1
    assert left(bench, free) == []
    vars(bench.documents)["erase"] = erase
    assert herstel(bench, bench.clock.now() + timedelta(minutes=1)) == 1
    assert left(bench, stuck) == []
