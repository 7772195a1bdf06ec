"""Art. 8 lid 1 and 9 lid 1: a night with many erasures still looks whether the evidence is as it was signed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from chalicelib.domain.wissing import Wissing
from chalicelib.handlers.scheduled import on_controle
from chalicelib.usecases.delete_dossier import delete_dossier
from chalicelib.usecases.follow_grootboek import follow_grootboek
from tests.broker import Bench
from tests.ijkpunten import night, sign

ERASED = 20


@dataclass
class Invocation:
    """What Lambda tells a function of its time."""

    bench: Bench
    end: datetime
    aws_request_id: str = "voorbeeld"

    def get_remaining_time_in_millis(self) -> int:
        return int((self.end - self.bench.clock.now()) / timedelta(milliseconds=1))


def test_many_erasures_leave_time_for_the_evidence(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Found: they took all there was, so that nobody saw, night after night, that a dossier had been put away."""
    vendor = bench.vendor()
    kept, *gone = (bench.dossier(vendor) for _ in range(ERASED + 1))
    follow_grootboek(bench.broker)
    sign(bench)
    for dossier_id in gone:
        delete_dossier(bench.broker, vendor, dossier_id)
    bench.store.erase(kept)  # by somebody who writes in the tables

    def slow(_broker: object, _wissing: Wissing) -> list[str]:
        bench.clock.advance(minutes=1)
        return []

    monkeypatch.setattr("chalicelib.usecases.check_wissingen.find_remains", slow)
    monkeypatch.setattr("chalicelib.wiring.open_broker", lambda: bench.broker)
    bench.clock.move_to(night(bench, 2))
    capsys.readouterr()
    told = on_controle(
        {"time": bench.clock.now().isoformat()}, Invocation(bench, bench.clock.now() + timedelta(minutes=15))
    )
    assert 0 < told["bekeken"] < ERASED
    assert told["nagekeken"] > 0
    assert told["afwijkingen"] == 1
    assert "retention:sweep:stopped" in capsys.readouterr().out
