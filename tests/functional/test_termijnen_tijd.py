"""`termijnen` with more to do than an hour's run has time for."""

import json
from collections.abc import Sequence
from datetime import timedelta

import pytest

from chalicelib.domain.aanvraag import Aanvraag
from chalicelib.usecases.pass_termijnen import TermijnUitkomst, pass_termijnen
from chalicelib.usecases.ports.store import Change, Replace
from tests.broker import Bench


def test_an_hour_with_too_much_is_gone_on_with(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    """Found: the function was cut off in the middle of one, and nobody heard how many were left."""
    vendor, lessor = bench.vendor(), bench.lessor()
    for _ in range(3):
        bench.sent(vendor, lessor)
    bench.clock.advance(days=14)

    def slow(changes: Sequence[Change]) -> None:
        if any(isinstance(change, Replace) and isinstance(change.row, Aanvraag) for change in changes):
            bench.clock.advance(minutes=1)

    bench.store.after_commit = slow
    capsys.readouterr()
    stop_at = bench.clock.now() + timedelta(seconds=30)
    assert pass_termijnen(bench.broker, bench.clock.now(), stop_at) == TermijnUitkomst(verstreken=2, herinnerd=1)
    [line] = [line for line in capsys.readouterr().out.splitlines() if "retention:sweep:stopped" in line]
    assert json.loads(line)["aantal"] == 2
    bench.store.after_commit = None
    bench.clock.advance(hours=1)
    assert pass_termijnen(bench.broker, bench.clock.now()) == TermijnUitkomst(verstreken=4, herinnerd=2)
    assert pass_termijnen(bench.broker, bench.clock.now()) == TermijnUitkomst()
