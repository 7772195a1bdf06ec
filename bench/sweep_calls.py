"""
How many calls a sweep makes at the same number of dossiers due, with ever more of them stored; some minutes.

Two counts, each up to a hundred thousand stored. Calls to AWS, of the real adapters on moto, where those that are not
due stand beside the table (bystanders.py). And calls of the port `Store`, on a table in memory with the same indexes.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bench.bystanders import crowd
from bench.figures import Figure
from chalicelib.adapters.dynamodb.codec import encode
from chalicelib.domain.dossier import Dossier
from chalicelib.usecases.purge_due_dossiers import purge_due_dossiers
from tests.broker import Bench
from tests.indexed_store import IndexedStore
from tests.sweeping import (
    DAYS_OF_LATER,
    DUE,
    FIRST_LATER,
    RUN,
    Call,
    Stage,
    fill,
    plain_dossier,
    plain_key,
    staged,
)

DUE_AT_ONCE, STORED = 100, (1_000, 10_000, 100_000)
RATIO_GOAL = 1.1
SHRED_GOAL = 0.1
CALLS = "calls"


def figures() -> list[Figure]:
    aws = {stored: _on_aws(stored) for stored in STORED}
    memory = {stored: _in_memory(stored) for stored in STORED}
    calls, keys = aws[STORED[-1]]
    return [
        Figure("sweep.aws_calls.ratio", _ratio([one.total() for one, _ in aws.values()]), "x the least", RATIO_GOAL),
        Figure("sweep.store_calls.ratio", _ratio(list(memory.values())), "x the least", RATIO_GOAL),
        Figure("sweep.key_shred", keys / DUE_AT_ONCE, "calls to AWS a dossier", SHRED_GOAL),
        Figure("sweep.kms", sum(n for (service, _), n in calls.items() if service == "kms"), CALLS, 0),
        Figure("sweep.aws_calls", round(calls.total() / DUE_AT_ONCE, 2), "calls to AWS a dossier"),
        *(Figure(f"sweep.aws_calls.{stored}_stored", one.total(), CALLS) for stored, (one, _) in aws.items()),
        *(Figure(f"sweep.store_calls.{stored}_stored", total, CALLS) for stored, total in memory.items()),
    ]


def _on_aws(stored: int) -> tuple[Counter[Call], int]:
    """The calls of one sweep, and how many of them went to the table of keys."""
    with staged() as stage:
        fill(stage.broker, DUE_AT_ONCE)
        crowd_later(stage, stored - DUE_AT_ONCE)
        stage.wire.clear()
        stage.run()
        return Counter(stage.wire.calls), sum("sleutels" in tables for tables in stage.wire.tables)


def crowd_later(stage: Stage, count: int) -> None:
    """So many dossiers that are due on another day: their own row, which is the one in the index, and their key."""
    settings = stage.broker.settings
    crowd(settings.region, settings.table_broker, map(encode, _later(count)))
    crowd(settings.region, settings.table_sleutels, (encode(plain_key(row.id)) for row in _later(count)))


def _later(count: int) -> Iterator[Dossier]:
    for number in range(count):
        yield plain_dossier(FIRST_LATER + number, DUE + timedelta(days=1 + number % DAYS_OF_LATER))


def _in_memory(stored: int) -> int:
    store = IndexedStore()
    broker = replace(Bench(store=store).broker, store=store)
    fill(broker, DUE_AT_ONCE)
    store.place(*_later(stored - DUE_AT_ONCE))
    store.calls.clear()
    purge_due_dossiers(broker, RUN)
    return store.calls.total()


def _ratio(totals: list[int]) -> float:
    return round(max(totals) / min(totals), 3)
