"""Art. 8 lid 1: wat te veel tegelijk zou verdwijnen wacht op twee personen, en gaat daarna door."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.register_rows import BulkStatus, Bulkvernietiging, Vernietiging
from chalicelib.domain.state import DossierState
from chalicelib.errors import IllegalState, NotFound
from chalicelib.usecases.approve_bulkvernietiging import approve_bulkvernietiging
from chalicelib.usecases.list_bulkvernietigingen import list_bulkvernietigingen
from chalicelib.usecases.purge_due_dossiers import purge_due_dossiers
from tests.broker import OPERATOR, SECOND_OPERATOR, Bench
from tests.destruction import due_at, ended, left, run
from tests.fakes.store import FakeStore

LIMIT = 3


@pytest.fixture
def few(bench: Bench) -> Bench:
    """Three dossiers may go in one run."""
    bench.broker = replace(bench.broker, settings=bench.broker.settings.model_copy(update={"bulk_grens": LIMIT}))
    return bench


def due(bench: Bench, vendor: Actor, count: int) -> tuple[list[str], datetime]:
    found = [bench.dossier(vendor) for _ in range(count)]
    return found, max(due_at(bench, one) for one in found)


def bulks(bench: Bench) -> list[Bulkvernietiging]:
    return list_bulkvernietigingen(bench.broker, None, 50)[0]


def approve(bench: Bench, *actors: Actor) -> Bulkvernietiging:
    (waiting,) = [row for row in bulks(bench) if row.status is BulkStatus.WACHT]
    for actor in actors:
        waiting = approve_bulkvernietiging(bench.broker, actor, waiting.id)
    return waiting


def test_as_many_as_the_setting_go_by_themselves(few: Bench) -> None:
    dossiers, at = due(few, few.vendor(), LIMIT)
    assert run(few, at)["vernietigd"] == LIMIT
    assert [left(few, one) for one in dossiers] == [[]] * LIMIT
    assert bulks(few) == []


def test_one_more_waits_with_all_of_them(few: Bench) -> None:
    vendor, lessor = few.vendor(), few.lessor()
    refused = ended(few, vendor, lessor)
    _, _ = due(few, vendor, LIMIT)
    at = due_at(few, refused)
    assert run(few, at) == {"vernietigd": 0, "hervat": 0, "uitgesteld": LIMIT + 1}
    (row,) = bulks(few)
    assert (row.status, row.aantal, row.tot) == (BulkStatus.WACHT, LIMIT + 1, at)
    assert row.regels == ("aanvraag_geeindigd:1", f"concept:{LIMIT}")
    run(few, at + timedelta(days=1))
    assert bulks(few) == [row], "it waits as it was found, so that an approval says for what"


def test_one_person_is_not_enough(few: Bench) -> None:
    _, at = due(few, few.vendor(), LIMIT + 1)
    run(few, at)
    assert approve(few, OPERATOR).status is BulkStatus.WACHT
    with pytest.raises(IllegalState, match=r"bulk\.tweede_persoon"):
        approve(few, OPERATOR)
    assert run(few, at + timedelta(days=1))["vernietigd"] == 0


def test_two_persons_let_it_go(few: Bench) -> None:
    dossiers, at = due(few, few.vendor(), LIMIT + 1)
    run(few, at)
    assert approve(few, OPERATOR, SECOND_OPERATOR).status is BulkStatus.GOEDGEKEURD
    assert run(few, at + timedelta(days=1))["vernietigd"] == LIMIT + 1
    assert [left(few, one) for one in dossiers] == [[]] * (LIMIT + 1)
    run(few, at + timedelta(days=2))
    (row,) = bulks(few)
    assert row.status is BulkStatus.AFGEROND
    few.check_evidence()
    with pytest.raises(IllegalState, match=r"bulk\.niet_open"):
        approve_bulkvernietiging(few.broker, OPERATOR, row.id)


def test_an_approval_is_for_what_was_due_then(few: Bench) -> None:
    """As many again became due since: they wait for an approval of their own."""
    vendor = few.vendor()
    first, at = due(few, vendor, LIMIT + 1)
    few.clock.advance(hours=12)
    second, later = due(few, vendor, LIMIT + 1)
    run(few, at)
    approve(few, OPERATOR, SECOND_OPERATOR)
    assert run(few, later)["vernietigd"] == LIMIT + 1
    assert [left(few, one) for one in first] == [[]] * (LIMIT + 1)
    assert all(left(few, one) for one in second)
    assert run(few, later + timedelta(days=1))["vernietigd"] == 0
    assert [row.status for row in bulks(few)] == [BulkStatus.WACHT, BulkStatus.AFGEROND]


def test_few_that_became_due_since_go_along(few: Bench) -> None:
    """They are no bulk, and need nobody."""
    vendor = few.vendor()
    _, at = due(few, vendor, LIMIT + 1)
    few.clock.advance(hours=12)
    _, later = due(few, vendor, 1)
    run(few, at)
    approve(few, OPERATOR, SECOND_OPERATOR)
    assert run(few, later)["vernietigd"] == LIMIT + 2


def test_a_restored_order_needs_no_approval(few: Bench) -> None:
    """Fewer are due than the setting by now: what waited is over."""
    vendor = few.vendor()
    dossiers, at = due(few, vendor, LIMIT + 1)
    run(few, at)
    few.store.erase(dossiers[0])
    assert run(few, at + timedelta(days=1))["vernietigd"] == LIMIT
    assert [row.status for row in bulks(few)] == [BulkStatus.AFGEROND]


def test_nobody_approves_what_is_not_there(few: Bench) -> None:
    for bulk_id in ("bul_" + "a" * 26, "bul_", "dos_" + "a" * 26):
        with pytest.raises(NotFound):
            approve_bulkvernietiging(few.broker, OPERATOR, bulk_id)


def test_a_run_stops_in_time_and_the_next_goes_on(bench: Bench) -> None:
    """A function has fifteen minutes; what is left stays due."""
    dossiers, at = due(bench, bench.vendor(), 30)
    bench.clock.move_to(at)
    erase = bench.documents.erase

    def slow(dossier_id: str) -> int:
        bench.clock.advance(seconds=1)
        return erase(dossier_id)

    vars(bench.documents)["erase"] = slow
    first = purge_due_dossiers(bench.broker, at, at + timedelta(seconds=10))
    assert (first.vernietigd, first.uitgesteld) == (25, 5), "a batch that was begun is finished"
    second = purge_due_dossiers(bench.broker, at, at + timedelta(minutes=5))
    assert second.vernietigd == 5
    assert [one for one in dossiers if left(bench, one)] == []


def test_two_runs_share_the_work(bench: Bench) -> None:
    """One begins while the other has marked half of its batch: each dossier goes once."""
    dossiers, at = due(bench, bench.vendor(), 6)
    bench.clock.move_to(at)
    load, seen = bench.store.load_dossier, list[str]()
    other: list[int] = []

    def meanwhile(dossier_id: str) -> DossierState | None:
        seen.append(dossier_id)
        if len(seen) == 4:
            other.append(purge_due_dossiers(bench.broker, at).vernietigd)
        return load(dossier_id)

    vars(bench.store)["load_dossier"] = meanwhile
    mine = purge_due_dossiers(bench.broker, at).vernietigd
    assert (mine, other) == (3, [3])
    assert [one for one in dossiers if left(bench, one)] == []
    assert [len(bench.told(one, "dossier.vernietigd")) for one in dossiers] == [1] * 6


def test_evidence_of_many_waits_and_then_goes(few: Bench) -> None:
    """Found: of dossiers that were destroyed before nothing was counted, so that their evidence never went."""
    vendor, found = few.vendor(), []
    for _ in range(2):
        some, at = due(few, vendor, LIMIT)
        assert run(few, at)["vernietigd"] == LIMIT
        found += some
    later = few.clock.now() + timedelta(days=5 * 366)
    run(few, later)
    (waiting,) = bulks(few)
    assert (waiting.aantal, waiting.regels) == (2 * LIMIT, (f"bewijs:{2 * LIMIT}",))
    approve(few, OPERATOR, SECOND_OPERATOR)
    run(few, later + timedelta(days=1))
    assert [few.store.get(Vernietiging, one) for one in found] == [None] * len(found)


def test_one_that_does_not_go_keeps_no_later_ones_from_asking(few: Bench) -> None:
    """Found: as long as one of those that were approved stood there, nobody was asked about the next."""
    vendor = few.vendor()
    first, at = due(few, vendor, LIMIT + 1)
    run(few, at)
    approve(few, OPERATOR, SECOND_OPERATOR)
    stuck = first[0]

    def read(dossier_id: str) -> DossierState | None:
        if dossier_id == stuck:
            raise RuntimeError("a row of it that nobody can read")
        return FakeStore.load_dossier(few.store, dossier_id)

    vars(few.store)["load_dossier"] = read
    assert run(few, at + timedelta(days=1))["vernietigd"] == LIMIT
    second, later = due(few, vendor, LIMIT + 1)
    for days in (1, 2):
        run(few, later + timedelta(days=days))
    approve(few, OPERATOR, SECOND_OPERATOR)
    run(few, later + timedelta(days=3))
    assert [left(few, one) for one in second] == [[]] * len(second)


def test_what_was_not_counted_is_not_approved(few: Bench) -> None:
    """Art. 8 lid 1: of a backlog that one run does not see whole, the approval is for what it saw."""
    vendor, found = few.vendor(), []
    for count in (LIMIT + 1, LIMIT + 1, 3 * LIMIT):
        found += due(few, vendor, count)[0]
        few.clock.advance(days=1)
    at = max(due_at(few, one) for one in found)
    few.clock.move_to(at)
    seen = LIMIT + 2
    purge_due_dossiers(few.broker, at, most=seen)
    approve(few, OPERATOR, SECOND_OPERATOR)
    for _ in range(5):
        few.clock.advance(days=1)
        purge_due_dossiers(few.broker, few.clock.now(), most=seen)
    stays = [one for one in found if left(few, one)]
    assert len(stays) > LIMIT, "more than go by themselves"
    assert set(stays) <= set(found[-3 * LIMIT :])
    assert [row.status for row in bulks(few)] == [BulkStatus.WACHT, BulkStatus.AFGEROND]
