"""
Aanvragen as discrete events: requests, the queue, dispatch and callbacks, under the limits of AWS and our own.

Durations, units and requests are the counted ones (bench/counts.json). Time is simulated and chance is seeded, so one
run is like another on any machine. What a limit refuses comes back as the code or its caller would bring it back; who
gives up is counted, and nothing is ever lost in between: started = compared + refused.
"""

from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import simpy

from bench.counts import Counts
from bench.durations import call_seconds
from bench.limits import Ours, rate_at, template
from bench.memory import memory_of
from bench.metered import API, DISPATCH, Invocation
from bench.parameters import ASSUMPTIONS, QUOTAS
from bench.simulated_limits import Rate, Refused, Slot
from chalicelib.adapters.dynamodb.codec import SHARDS
from chalicelib.usecases.transaction import LONGEST_PAUSE, TRIES

SEED = 20261122
LESSORS = 5
BATCH = 10  # messages that one call of the queue's function takes (app.py)
CLIENT_TRIES = 8
CLIENT_WAIT, CLIENT_WAIT_MOST = 1.0, 30.0  # seconds until a caller that was refused comes again, doubling
THINK = 5.0  # seconds between the requests of one sender: short, so that a run needs no hours to be under way
PATIENCE = 2.0  # seconds that the SDK's own tries bridge
GROWTH = 0.2  # seconds after which one more poller may be there
AGAIN = 0.040  # seconds of reading and sealing once more, before a transaction that lost is sent again
SPREAD = 0.3  # of the logarithm of a duration
LOCK = ASSUMPTIONS.latency_ms["dynamodb.TransactWriteItems"] / 1000

Steps = Generator[simpy.Event, Any, None]
Asked = Generator[simpy.Event, Any, bool]  # whether it came to pass


@dataclass(frozen=True)
class Scenario:
    """So many Aanvragen, at the rate of the busiest hour at `factor` times the base; `spread`: chosen from how many."""

    factor: float
    aanvragen: int
    kredietverstrekkers: int = ASSUMPTIONS.scale["kredietverstrekkers"]
    shards: int = SHARDS
    ours: Ours = field(default_factory=template)
    table_writes: int = QUOTAS["table_writes"].value
    grown: bool = False  # whether the pollers of the queue are as many as they may be, when the run begins

    @property
    def rate(self) -> float:
        return rate_at(self.factor)


@dataclass
class Tally:
    """What happened. `refusals` are per limit; `ages` the seconds from each message to the end of its dispatch."""

    started: int = 0
    compared: int = 0
    refused: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    ages: list[float] = field(default_factory=list)
    most_at_once: Counter[str] = field(default_factory=Counter)

    def age(self, share: float) -> float:
        """The age that this share of the messages did not exceed."""
        ordered = sorted(self.ages)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


class World:
    """The limits, the queue, and what happens to each Aanvraag."""

    batch = BATCH

    def __init__(self, scenario: Scenario, counts: Counts, seed: int = SEED) -> None:
        self.env, self.random, self.tally = simpy.Environment(), Random(seed), Tally()  # noqa: S311 - a simulation
        self.scenario, self._counts = scenario, counts
        self._queue: list[tuple[float, simpy.Event]] = []
        self._work = self.env.event()
        self._in_use: Counter[str] = Counter()
        self._locked = [0.0] * scenario.kredietverstrekkers
        partition = QUOTAS["partition_writes"].value
        ours = scenario.ours
        self._most_dispatches = ours.dispatches_at_once
        self._gateway = Rate(self.env, "gateway", ours.stage_requests, ours.stage_burst)
        self._table = Rate(self.env, "table", scenario.table_writes, scenario.table_writes)
        self._kms = Rate(self.env, "kms", QUOTAS["kms_requests"].value, QUOTAS["kms_requests"].value)
        self._due = [Rate(self.env, "due index", partition, partition) for _ in range(scenario.shards)]

    def run(self) -> Tally:
        """Until the last Aanvraag is compared or given up."""
        self.env.process(self._arrivals())
        self.env.process(self._pollers())
        while self.tally.started < self.scenario.aanvragen or self._open():
            self.env.step()
        return self.tally

    def _open(self) -> int:
        return self.tally.started - self.tally.compared - self.tally.refused

    def _arrivals(self) -> Steps:
        for _ in range(self.scenario.aanvragen):
            yield self.env.timeout(self.random.expovariate(self.scenario.rate))
            self.tally.started += 1
            self.env.process(self._aanvraag())

    def _aanvraag(self) -> Steps:
        """Requests of the sender, one after the other; then dispatch, the callbacks at once, and the comparison."""
        calls = self._counts.alone
        at = next(number for number, call in enumerate(calls) if call.function == DISPATCH)
        done = True
        for call in calls[:at]:
            done = done and (yield from self._request(call))
        if done:
            sent = self.env.event()
            self._put(self.env.now, sent)
            yield sent
            answers = [self.env.process(self._request(call)) for call in calls[at + 1 : -1]]
            answered = yield self.env.all_of(answers)
            done = all(answered.values()) and (yield from self._request(calls[-1]))
        self.tally.compared += done
        self.tally.refused += not done

    def _request(self, call: Invocation) -> Asked:
        """Whether it was answered in the end. Who is refused comes again, after twice as long each time."""
        yield self.env.timeout(self.random.expovariate(1 / THINK))
        for number in range(CLIENT_TRIES):
            try:
                yield from self._call_api(call)
            except Refused as limit:
                self.tally.refusals[str(limit)] += 1
                longest = min(CLIENT_WAIT_MOST, CLIENT_WAIT * 2**number)
                yield self.env.timeout(longest * self.random.uniform(0.5, 1))
            else:
                return True
        return False

    def _call_api(self, call: Invocation) -> Steps:
        self._gateway.wait(1, 0.0)
        with self._running(API, self.scenario.ours.api_at_once):
            yield from self._work_of(call)

    def _running(self, function: str, most: int) -> "Slot":
        if self._in_use[function] >= most:
            raise Refused(f"{function} at once")
        return Slot(self._in_use, self.tally.most_at_once, function)

    def _work_of(self, call: Invocation) -> Steps:
        """Its time, and what it takes of table, index and keys."""
        kms = sum(number for name, number in call.calls.items() if name.startswith("kms."))
        waits = [self._table.wait(call.units["write"] + call.units.get("index", 0), PATIENCE)]
        waits.append(self._kms.wait(kms, PATIENCE))
        due = call.rows.get("due verstrekking", 0)
        if due:
            waits.append(self.random.choice(self._due).wait(due, PATIENCE))
        middle = call_seconds(call, memory_of(call.function))
        yield self.env.timeout(max(waits) + middle * self.random.lognormvariate(0, SPREAD))

    def _put(self, since: float, sent: simpy.Event) -> None:
        self._queue.append((since, sent))
        self._look_again()

    def _look_again(self) -> None:
        """There is a message more, or room for one more call."""
        if not self._work.triggered:
            self._work.succeed()

    def _pollers(self) -> Steps:
        """Lambda's own: five batches at once, and 300 more each minute while there is work, up to what we allow."""
        allowed = self._most_dispatches if self.scenario.grown else float(QUOTAS["pollers_first"].value)
        more = QUOTAS["pollers_more"].value / 60
        while True:
            while self._queue and self._in_use[DISPATCH] < min(int(allowed), self._most_dispatches):
                batch, self._queue = self._queue[: self.batch], self._queue[self.batch :]
                self.env.process(self._batch(self._running(DISPATCH, self._most_dispatches), batch))
            self._work, since, busy = self.env.event(), self.env.now, bool(self._queue)
            yield (self._work | self.env.timeout(GROWTH)) if busy else self._work
            allowed += more * (self.env.now - since) * busy

    def _batch(self, slot: "Slot", batch: Sequence[tuple[float, simpy.Event]]) -> Steps:
        """One message after the other, as handlers/queues.py does."""
        call = next(call for call in self._counts.alone if call.function == DISPATCH)
        with slot:
            for put, sent in batch:
                if (yield from self._dispatch(call)):
                    self.tally.ages.append(self.env.now - put)
                    sent.succeed()
                else:
                    self.env.process(self._woken(put, sent))
        self._look_again()

    def _woken(self, put: float, sent: simpy.Event) -> Steps:
        """`herstel` finds within a minute what is still due."""
        yield self.env.timeout(self.random.uniform(0, 60))
        self._put(put, sent)

    def _dispatch(self, call: Invocation) -> Asked:
        """Whether it left. The intent locks the rows of five Kredietverstrekkers; who meets a lock tries again."""
        chosen = self.random.sample(range(len(self._locked)), LESSORS)
        for number in range(TRIES):
            if all(self._locked[one] <= self.env.now for one in chosen):
                for one in chosen:
                    self._locked[one] = self.env.now + LOCK
                yield from self._until_done(call)
                return True
            self.tally.refusals["conflict"] += 1
            pause = min(LONGEST_PAUSE, 0.01 * 2.0**number) * self.random.random()
            yield self.env.timeout(AGAIN + pause)
        self.tally.refusals["conflict, until it gave up"] += 1
        return False

    def _until_done(self, call: Invocation) -> Steps:
        """The queue keeps what fails and brings it back."""
        while True:
            try:
                yield from self._work_of(call)
            except Refused as limit:
                self.tally.refusals[str(limit)] += 1
                yield self.env.timeout(CLIENT_WAIT)
            else:
                return


def run(scenario: Scenario, counts: Counts, seed: int = SEED) -> Tally:
    return World(scenario, counts, seed).run()
