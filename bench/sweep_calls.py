"""
How many calls a sweep makes at the same number of dossiers due, with ever more of them stored.

Two counts. Calls to AWS, of the real adapters on moto, up to a thousand stored: moto sorts the whole table for each
query, so a hundred thousand there would take hours. And calls of the port `Store`, of which each is a fixed number of
calls to AWS, on a table in memory with the same indexes, up to a hundred thousand.
"""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from bench.figures import Figure
from chalicelib.usecases.purge_due_dossiers import purge_due_dossiers
from tests.broker import Bench
from tests.indexed_store import IndexedStore
from tests.sweeping import DAYS_OF_LATER, DUE, FIRST_LATER, RUN, Call, fill, plain_dossier, staged, store_later

DUE_ON_AWS, STORED_ON_AWS = 25, (100, 1_000)
DUE_IN_MEMORY, STORED_IN_MEMORY = 100, (1_000, 10_000, 100_000)
RATIO_GOAL = 1.1
SHRED_GOAL = 0.1
CALLS = "calls"


def figures() -> list[Figure]:
    aws = {stored: _on_aws(stored) for stored in STORED_ON_AWS}
    memory = {stored: _in_memory(stored) for stored in STORED_IN_MEMORY}
    calls, keys = aws[STORED_ON_AWS[-1]]
    return [
        Figure("sweep.aws_calls.ratio", _ratio([one.total() for one, _ in aws.values()]), "x the least", RATIO_GOAL),
        Figure("sweep.store_calls.ratio", _ratio(list(memory.values())), "x the least", RATIO_GOAL),
        Figure("sweep.key_shred", keys / DUE_ON_AWS, "calls to AWS a dossier", SHRED_GOAL),
        Figure("sweep.kms", sum(n for (service, _), n in calls.items() if service == "kms"), CALLS, 0),
        Figure("sweep.aws_calls", round(calls.total() / DUE_ON_AWS, 2), "calls to AWS a dossier"),
        *(Figure(f"sweep.aws_calls.{stored}_stored", one.total(), CALLS) for stored, (one, _) in aws.items()),
        *(Figure(f"sweep.store_calls.{stored}_stored", total, CALLS) for stored, total in memory.items()),
    ]


def _on_aws(stored: int) -> tuple[Counter[Call], int]:
    """The calls of one sweep, and how many of them went to the table of keys."""
    with staged() as stage:
        fill(stage.broker, DUE_ON_AWS)
        store_later(stage, stored - DUE_ON_AWS)
        stage.wire.clear()
        stage.run()
        return Counter(stage.wire.calls), sum("sleutels" in tables for tables in stage.wire.tables)


def _in_memory(stored: int) -> int:
    store = IndexedStore()
    broker = replace(Bench(store=store).broker, store=store)
    fill(broker, DUE_IN_MEMORY)
    for number in range(stored - DUE_IN_MEMORY):
        store.place(plain_dossier(FIRST_LATER + number, DUE + timedelta(days=1 + number % DAYS_OF_LATER)))
    store.calls.clear()
    purge_due_dossiers(broker, RUN)
    return store.calls.total()


def _ratio(totals: list[int]) -> float:
    return round(max(totals) / min(totals), 3)
