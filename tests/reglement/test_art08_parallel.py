"""Art. 8 lid 1: wat een nacht niet zelf kan vernietigen gaat naar werkers, en verdwijnt op dezelfde voorwaarden."""

import json
from datetime import datetime, timedelta

import pytest

from chalicelib import wiring
from chalicelib.errors import Unavailable
from chalicelib.handlers.queues import on_wissingen
from chalicelib.usecases.purge_due_dossiers import NAMED, purge_due_dossiers
from chalicelib.usecases.purge_named_dossiers import purge_named_dossiers
from tests.broker import Bench, Crash
from tests.destruction import DyingStore, due_at, left, receipt, revive, run

DUE = 6
HERE = 2


@pytest.fixture
def many(bench: Bench) -> tuple[list[str], datetime]:
    vendor = bench.vendor()
    found = [bench.dossier(vendor) for _ in range(DUE)]
    at = max(due_at(bench, one) for one in found)
    bench.clock.move_to(at)
    wiring.use(bench.broker)
    return found, at


def sweep(bench: Bench, at: datetime) -> dict[str, int]:
    return dict(purge_due_dossiers(bench.broker, at, here=HERE).model_dump())


def deliver(bench: Bench) -> list[str]:
    """What Lambda does with the messages: the ids of those that stay in the queue."""
    records = [
        {"messageId": str(number), "body": json.dumps({"dossiers": ids, "tot": now.isoformat()})}
        for number, (ids, now) in enumerate(bench.queues.handed_over)
    ]
    failed = on_wissingen({"Records": records})["batchItemFailures"]
    return [one["itemIdentifier"] for one in failed]


def gone(bench: Bench, ids: list[str]) -> int:
    return sum(left(bench, one) == [] for one in ids)


def test_what_is_too_much_goes_to_workers(bench: Bench, many: tuple[list[str], datetime]) -> None:
    dossiers, at = many
    told = sweep(bench, at)
    assert (told["vernietigd"], told["overgedragen"]) == (HERE, DUE - HERE)
    assert gone(bench, dossiers) == HERE
    assert deliver(bench) == []
    assert gone(bench, dossiers) == DUE
    assert all(receipt(bench, one).uitgevoerd_op == at for one in dossiers)


def test_a_message_twice_does_nothing_more(bench: Bench, many: tuple[list[str], datetime]) -> None:
    dossiers, at = many
    sweep(bench, at)
    sweep(bench, at + timedelta(days=1))  # the night after found the messages still in the queue
    deliver(bench)
    before = [receipt(bench, one) for one in dossiers]
    assert deliver(bench) == []
    assert [receipt(bench, one) for one in dossiers] == before
    assert sum(len(bench.told(one, "dossier.vernietigd")) for one in dossiers) == DUE


def test_a_message_is_no_permission(bench: Bench, many: tuple[list[str], datetime]) -> None:
    """Between the night and the worker its owner wrote: the term runs anew, and the dossier stays."""
    dossiers, at = many
    fresh = bench.dossier(bench.vendor("ander@example.com"))
    assert purge_named_dossiers(bench.broker, [fresh, dossiers[0]], at) == 1
    assert left(bench, fresh) != []


def test_a_queue_that_is_down_leaves_them_due(bench: Bench, many: tuple[list[str], datetime]) -> None:
    dossiers, at = many
    bench.queues.down = True
    told = sweep(bench, at)
    assert (told["vernietigd"], told["overgedragen"], told["uitgesteld"]) == (HERE, 0, DUE - HERE)
    bench.queues.down = False
    assert run(bench, at + timedelta(days=1))["vernietigd"] == DUE - HERE
    assert gone(bench, dossiers) == DUE


def test_a_lost_message_is_made_good_the_next_night(bench: Bench, many: tuple[list[str], datetime]) -> None:
    dossiers, at = many
    sweep(bench, at)
    bench.queues.handed_over.clear()
    assert run(bench, at + timedelta(days=1))["vernietigd"] == DUE - HERE
    assert gone(bench, dossiers) == DUE


def test_a_worker_that_dies_is_followed_by_another(bench: Bench, many: tuple[list[str], datetime]) -> None:
    dossiers, at = many
    sweep(bench, at)
    DyingStore(bench, 3)
    with pytest.raises(Crash):
        deliver(bench)
    revive(bench)
    bench.clock.advance(minutes=6)  # the message is seen again, and no lease of the first holds any longer
    assert deliver(bench) == []
    assert gone(bench, dossiers) == DUE


def test_a_dossier_that_fails_brings_its_message_back(bench: Bench, many: tuple[list[str], datetime]) -> None:
    dossiers, at = many
    sweep(bench, at)
    [(named, _)] = bench.queues.handed_over
    erase = bench.documents.erase

    def down(dossier_id: str) -> int:
        if dossier_id == named[1]:
            raise Unavailable("s3: does not answer")
        return erase(dossier_id)

    vars(bench.documents)["erase"] = down
    assert deliver(bench) == ["0"]
    assert gone(bench, dossiers) == DUE - 1
    del vars(bench.documents)["erase"]
    assert deliver(bench) == []
    assert gone(bench, dossiers) == DUE


def test_more_than_a_run_looks_at_waits(
    bench: Bench, many: tuple[list[str], datetime], capsys: pytest.CaptureFixture[str]
) -> None:
    dossiers, at = many
    assert purge_due_dossiers(bench.broker, at, most=DUE - 1).vernietigd == DUE - 1
    assert '"aantal":6,"soort":"bewaartermijn"' in capsys.readouterr().out  # what waits is seen all the same
    assert run(bench, at + timedelta(days=1))["vernietigd"] == 1
    assert gone(bench, dossiers) == DUE


def test_a_message_names_no_more_than_fits(bench: Bench) -> None:
    vendor = bench.vendor()
    found = [bench.dossier(vendor) for _ in range(NAMED + 1)]
    at = max(due_at(bench, one) for one in found)
    purge_due_dossiers(bench.broker, at, here=0)
    assert [len(ids) for ids, _ in bench.queues.handed_over] == [NAMED, 1]
