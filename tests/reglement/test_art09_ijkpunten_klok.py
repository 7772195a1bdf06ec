"""Art. 9 lid 1: a clock that was ahead once silences no later night."""

import json

import pytest

from chalicelib.usecases.check_koppen import QUARTER
from tests.broker import Bench
from tests.ijkpunten import change, look, night, sign


def test_a_clock_that_was_ahead_silences_no_night(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    """Found: what was signed for a day to come was the last for ten years. It is told now and then, and stays."""
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    sign(bench)
    sign(bench, 3650)
    bench.clock.move_to(night(bench, 2))
    change(bench, vendor, dossier_id)
    assert sign(bench, 2) > 0
    assert look(bench).nagekeken > 0
    capsys.readouterr()
    told = 0
    for number in range(3, 3 + QUARTER):
        bench.clock.move_to(night(bench, number))
        told += look(bench).afwijkingen
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    redenen = [line["reden"] for line in said if line["event"] == "evidence:checkpoint:differs"]
    assert (told, redenen) == (1, ["toekomst"])
