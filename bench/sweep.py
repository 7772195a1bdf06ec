"""
The night in which ten million dossiers are due: as work of one function, and as parallel work on the queue.

Each dossier takes what counts.json counted for one. A run of `bewaartermijnen` names what it cannot destroy itself to
the queue `wissingen`; its workers take a message each and share the limits of the tables.
"""

from collections import defaultdict
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import simpy

from bench.counts import BEWAARTERMIJNEN, Counts
from bench.durations import call_seconds
from bench.memory import memory_of
from bench.parameters import ASSUMPTIONS, QUOTAS
from bench.simulated_limits import Rate
from chalicelib.adapters.dynamodb.codec import SHARDS
from chalicelib.usecases.purge_due_dossiers import NAMED

Steps = Generator[simpy.Event, Any, None]
HOUR = 3600
RUN_SECONDS = 900  # of the function, once a night
BYTES_OF_AN_ID = 250  # in the memory of Python: an index entry, read, sorted and kept until its turn
MIB = 2**20
LONGEST = float("inf")


@dataclass(frozen=True)
class Night:
    """What a sweep of so many dossiers takes, `workers` at once."""

    workers: int
    dossiers: int
    hours: float
    limit: str


@dataclass(frozen=True)
class Sweep:
    """One dossier: seconds of a function, write units of table, of the due index, of the list of receipts."""

    seconds: float
    writes: float
    due_writes: float
    list_writes: float

    def parallel(self, workers: int, dossiers: int, shards: int = SHARDS) -> Night:
        """Simulated to the last message; `limit` is what it waited for most."""
        env = simpy.Environment()
        takes = _takes(env, self, shards)
        waited: dict[str, float] = defaultdict(float)
        messages = iter(range(dossiers // NAMED))

        def worker() -> Steps:
            for _ in messages:
                longest, limit = max((rate.wait(units * NAMED, LONGEST), name) for name, rate, units in takes)
                waited[limit] += max(0.0, longest - self.seconds * NAMED)
                yield env.timeout(max(self.seconds * NAMED, longest))

        for _ in range(workers):
            env.process(worker())
        env.run()
        limit = max(waited, key=waited.__getitem__)
        return Night(workers, dossiers, round(env.now / HOUR, 2), limit if waited[limit] else "the workers")

    @property
    def a_night(self) -> int:
        """Dossiers that one function ends in its one run."""
        return int(RUN_SECONDS / self.seconds)

    @staticmethod
    def listed(memory_mb: int, resident_mib: float = ASSUMPTIONS.work["resident_mib"]) -> int:
        """Ids that fit beside the process: a run reads all that is due before it begins."""
        return int((memory_mb - resident_mib) * MIB / BYTES_OF_AN_ID)


def sweep(counts: Counts) -> Sweep:
    one = counts.destroyed
    due = sum(units for name, units in one.rows.items() if name.startswith("due "))
    writes = one.units["write"] + one.units["index"]
    return Sweep(call_seconds(one, memory_of(BEWAARTERMIJNEN)), writes, due, one.rows["eigenaar vernietiging"])


def _takes(env: simpy.Environment, one: Sweep, shards: int) -> list[tuple[str, Rate, float]]:
    """Each limit that workers share, with what one dossier takes of it."""
    partition, table = QUOTAS["partition_writes"].value, QUOTAS["table_writes"].value
    return [
        ("write units of the table", Rate(env, "table", table, table), one.writes),
        ("today in the due index", Rate(env, "due", partition * shards, partition), one.due_writes),
        ("the one list of receipts", Rate(env, "receipts", partition, partition), one.list_writes),
    ]
