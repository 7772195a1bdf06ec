"""How far a job has read the due index: never past work, and never back over what it finished."""

from datetime import timedelta

from chalicelib.domain.register_rows import Voortgang
from chalicelib.domain.row import DueSoort
from chalicelib.usecases.due_work import due_ids
from tests.broker import Bench


def run(bench: Bench, days: int) -> str:
    """The day that is remembered after a run for a moment so many days from now."""
    list(due_ids(bench.broker, DueSoort.LEVERING, bench.clock.now() + timedelta(days=days)))
    row = bench.store.get(Voortgang, DueSoort.LEVERING)
    assert row is not None
    return row.dag


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
