"""The committed counts of the cost model are those of the code as it is."""

from collections.abc import Sequence
from dataclasses import asdict

import pytest

from bench import counts
from bench.counts import Counts
from bench.metered import Invocation
from tests.once import once, run_folder

BYTES = 0.05  # by which sizes may differ: compressed ids are never twice as long as before
RERUN = "run python -m bench --only cost, and look at what changed in docs/cost.md"


@pytest.fixture(scope="module")
def now(tmp_path_factory: pytest.TempPathFactory) -> Counts:
    return counts.counts_of(once(run_folder(tmp_path_factory) / "counts", lambda: asdict(counts.count())))


def asked(calls: Sequence[Invocation]) -> list[object]:
    """All of them that is the same in each run."""
    return [(one.function, one.event, one.calls, one.units, one.rows, one.sends, one.mails) for one in calls]


@pytest.mark.parametrize("kind", ["in_memory", "alone"])
def test_an_aanvraag_asks_what_was_counted(now: Counts, kind: str) -> None:
    assert asked(getattr(now, kind)) == asked(getattr(counts.read(), kind)), RERUN


def test_the_schedules_ask_what_was_counted(now: Counts) -> None:
    kept = counts.read()
    assert asked([now.herstel, now.destroyed]) == asked([kept.herstel, kept.destroyed]), RERUN


def test_sizes_are_about_what_was_counted(now: Counts) -> None:
    kept = counts.read()
    for mine, theirs in zip(now.in_memory, kept.in_memory, strict=True):
        assert mine.answer_bytes == pytest.approx(theirs.answer_bytes, rel=BYTES), RERUN
        assert mine.log_bytes == pytest.approx(theirs.log_bytes, rel=BYTES), RERUN
        assert mine.sent_bytes == pytest.approx(theirs.sent_bytes, rel=BYTES), RERUN
    assert dict(now.stored) == pytest.approx(dict(kept.stored), rel=BYTES), RERUN


def test_apart_every_key_is_fetched_anew(now: Counts) -> None:
    """What lies a minute back is forgotten (I8), so a step costs a call to KMS for each key that it uses."""
    warm, cold = (sum(one.calls.get("kms.Decrypt", 0) for one in calls) for calls in (now.in_memory, now.alone))
    assert (warm, cold) == (1, 20)
