"""20,000 Aanvragen to five Kredietverstrekkers while everything goes wrong: what was lost, doubled or sent too late."""

from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from bench.figures import Figure
from bench.reconcile.chance import CRASH, THROTTLE
from bench.reconcile.verifier import FAULTS, reconcile
from bench.reconcile.world import World

AANVRAGEN = 20_000
PARTS = 80  # each a world of its own, with a seed of its own, spread over the processors
HAPPENED = ("pairs", "dead letters", "work", CRASH, THROTTLE, "duplicates", "reordered", "time_outs", "withdrawals")


def figures() -> list[Figure]:
    """Of each fault there may be none; the other figures say how much went wrong to find that out."""
    with ProcessPoolExecutor() as processes:
        found = sum(processes.map(played, range(PARTS), [AANVRAGEN // PARTS] * PARTS), Counter[str]())
    faults = [Figure(f"reconciliation.{name.replace(' ', '_')}", found[name], "ids", 0) for name in FAULTS]
    return [
        *faults,
        *(Figure(f"reconciliation.happened.{name.replace(' ', '_')}", found[name], "times") for name in HAPPENED),
    ]


def played(seed: int, aanvragen: int) -> Counter[str]:
    """One world, and what the verifier counts in it."""
    world = World(seed, aanvragen)
    record = world.run()
    found = reconcile(record)
    counted = {"pairs": found.ends.total(), "dead letters": len(record.dead_letters)}
    return found.counts() + Counter(counted) + world.chance.happened
