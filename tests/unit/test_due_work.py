"""How far a job has read the due index: never past work, and never back over what it finished."""

from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.domain.register_rows import Voortgang
from chalicelib.domain.row import DueSoort
from chalicelib.errors import Unavailable
from chalicelib.usecases.due_work import FIRST_DAY, NOTED_EVERY, due_ids
from tests.broker import Bench


def run(bench: Bench, days: int) -> str:
    """The day that is remembered after a run for a moment so many days from now."""
    list(due_ids(bench.broker, DueSoort.LEVERING, bench.clock.now() + timedelta(days=days)))
    row = bench.store.get(Voortgang, DueSoort.LEVERING)
    assert row is not None
    return row.dag


def run_until_failure(bench: Bench, days: int) -> None:
    """A run whose time is up when it has read so many days."""
    left, read = iter(range(days)), bench.store.list_due

    def read_or_fail(*asked: Any) -> list[str]:
        if next(left, None) is None:
            raise Unavailable("the function was stopped")
        return read(*asked)

    vars(bench.store)["list_due"] = read_or_fail
    try:
        list(due_ids(bench.broker, DueSoort.LEVERING, bench.clock.now()))
    finally:
        del vars(bench.store)["list_due"]


def yesterday(bench: Bench) -> str:
    return (bench.clock.now() - timedelta(days=1)).date().isoformat()


def test_an_earlier_moment_forgets_no_progress(bench: Bench) -> None:
    """Found: a run for a moment long ago made the next one read every day since then again."""
    assert run(bench, 0) == yesterday(bench)
    assert run(bench, -100) == yesterday(bench)


def test_a_later_moment_skips_no_day(bench: Bench) -> None:
    assert run(bench, 400) == yesterday(bench)


def test_a_clock_set_back_skips_no_day(bench: Bench) -> None:
    """What a machine with a wrong clock remembered must not hide what is due from then on."""
    bench.clock.advance(days=30)
    run(bench, 0)
    bench.clock.advance(days=-30)
    assert run(bench, 0) == yesterday(bench)


def test_a_run_that_is_cut_short_came_further(bench: Bench) -> None:
    """A stage of a year old whose job first ran today: sixteen queries a day may be more than one run has time for."""
    bench.clock.advance(days=365)
    first = FIRST_DAY
    for _ in range(3):
        with pytest.raises(Unavailable):
            run_until_failure(bench, 100)
        row = bench.store.get(Voortgang, DueSoort.LEVERING)
        assert row is not None
        assert date.fromisoformat(row.dag) == first + 3 * NOTED_EVERY
        first = date.fromisoformat(row.dag)
    assert run(bench, 0) == yesterday(bench)


def test_a_day_with_work_is_not_passed(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    bench.sent(vendor, lessor, dispatch=False)
    day = bench.clock.now().date().isoformat()
    bench.clock.advance(days=365)
    assert run(bench, 0) == day
    with pytest.raises(Unavailable):
        run_until_failure(bench, 100)
    row = bench.store.get(Voortgang, DueSoort.LEVERING)
    assert row is not None
    assert row.dag == day
