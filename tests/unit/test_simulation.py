"""The simulation itself: nothing gets lost in it, chance is seeded, and a queue waits as the formula says."""

from dataclasses import replace
from math import factorial

import pytest
import simpy

from bench import counts
from bench.limits import Ours
from bench.metered import Invocation
from bench.simulated_limits import Rate, Refused
from bench.simulation import Asked, Scenario, Steps, World, run
from bench.sweep import Sweep

COUNTS = counts.read()
OURS = Ours(stage_requests=500, stage_burst=1000, api_at_once=400, dispatches_at_once=100)
TIGHT = Ours(stage_requests=20, stage_burst=20, api_at_once=3, dispatches_at_once=2)
SERVERS, LOAD = 5, 4.0  # of a queue by the book: one message a second each


class ByTheBook(World):
    """M/M/c: messages arrive by chance, one a call, and take one second on average."""

    batch = 1

    def _aanvraag(self) -> Steps:
        sent = self.env.event()
        self._put(self.env.now, sent)
        yield sent
        self.tally.compared += 1

    def _dispatch(self, call: Invocation) -> Asked:
        yield self.env.timeout(self.random.expovariate(1.0))
        return True


def erlang_c(servers: int, load: float) -> float:
    """The share that has to wait."""
    last = load**servers / factorial(servers) * servers / (servers - load)
    return last / (sum(load**number / factorial(number) for number in range(servers)) + last)


@pytest.mark.parametrize("scenario", [Scenario(100, 300, ours=OURS), Scenario(10_000, 300, ours=TIGHT)])
def test_nothing_is_lost_on_the_way(scenario: Scenario) -> None:
    """Who started has compared or was refused to the end, and each message was dispatched once."""
    tally = run(scenario, COUNTS)
    assert tally.started == scenario.aanvragen == tally.compared + tally.refused
    assert len(tally.ages) >= tally.compared
    assert tally.most_at_once["APIHandler"] <= scenario.ours.api_at_once
    assert tally.most_at_once["Verstrekkingen"] <= scenario.ours.dispatches_at_once


def test_a_narrow_limit_refuses_and_says_which() -> None:
    assert run(Scenario(10_000, 300, ours=TIGHT), COUNTS).refusals["gateway"] > 0
    assert run(Scenario(1, 100, ours=OURS), COUNTS).refusals == {}


def test_the_same_seed_gives_the_same_run() -> None:
    scenario = Scenario(1000, 200, ours=OURS)
    assert run(scenario, COUNTS, seed=1) == run(scenario, COUNTS, seed=1)
    assert run(scenario, COUNTS, seed=1).ages != run(scenario, COUNTS, seed=2).ages


def test_a_queue_waits_as_the_formula_says() -> None:
    """Erlang C, within five percent of 20,000 messages."""
    factor = LOAD / Scenario(1, 1).rate
    scenario = Scenario(factor, 20_000, ours=replace(OURS, dispatches_at_once=SERVERS), grown=True)
    ages = ByTheBook(scenario, COUNTS).run().ages
    expected = 1.0 + erlang_c(SERVERS, LOAD) / (SERVERS - LOAD)
    assert sum(ages) / len(ages) == pytest.approx(expected, rel=0.05)


def test_a_rate_lets_a_burst_through_and_then_its_measure() -> None:
    rate = Rate(simpy.Environment(), "x", a_second=10, at_once=5)
    assert [rate.wait(1, 0.0) for _ in range(5)] == [0.0] * 5
    with pytest.raises(Refused, match="x"):
        rate.wait(1, 0.0)
    assert rate.wait(1, 1.0) == pytest.approx(0.1)


def test_a_sweep_is_as_fast_as_its_workers_until_the_table() -> None:
    one = Sweep(seconds=0.1, writes=40, due_writes=3, list_writes=1)
    alone = one.parallel(1, 10_000)
    assert alone.hours == pytest.approx(10_000 * 0.1 / 3600, abs=0.01)
    assert one.parallel(10, 100_000).hours == pytest.approx(10_000 * 0.1 / 3600, abs=0.01)
    crowd = one.parallel(1000, 4_000_000)
    assert crowd.limit == "write units of the table"
    assert crowd.hours == pytest.approx(4_000_000 / 1000 / 3600, rel=0.05)
    assert one.parallel(1000, 400_000, shards=1).limit == "today in the due index"
