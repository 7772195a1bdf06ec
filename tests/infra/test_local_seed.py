"""What a fresh data directory is filled with."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.register_rows import Voortgang
from chalicelib.domain.row import DueSoort
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert
from infra.local.seed import seed_documents_and_operators
from tests.broker import Bench
from tests.fakes.store import FakeStore


@pytest.fixture
def empty(bench: Bench) -> Broker:
    """A broker in whose store nothing is."""
    return replace(bench.broker, store=FakeStore(bench.clock))


def days(broker: Broker) -> list[str]:
    """From which day on each job looks for work."""
    rows = [broker.store.get(Voortgang, soort) for soort in DueSoort]
    return [row.dag for row in rows if row is not None]


def test_no_job_looks_at_days_before_the_first_start(empty: Broker) -> None:
    """Found: a fresh start took longer from day to day, for its jobs read each one since the project began."""
    seed_documents_and_operators(empty)
    assert days(empty) == [(empty.clock.now() - timedelta(days=1)).date().isoformat()] * len(DueSoort)


def test_a_later_start_skips_no_day(empty: Broker, bench: Bench) -> None:
    seed_documents_and_operators(empty)
    before = days(empty)
    bench.clock.advance(days=10)
    seed_documents_and_operators(empty)
    assert days(empty) == before


def test_a_start_that_ended_half_way_is_taken_up(empty: Broker, bench: Bench) -> None:
    empty.store.commit(Insert(Voortgang(id=DueSoort.LEVERING, dag="2027-05-01")))
    seed_documents_and_operators(empty)
    assert sorted(set(days(empty))) == ["2027-05-01", (bench.clock.now() - timedelta(days=1)).date().isoformat()]
