"""I10: a bewaarblokkade that nobody reviews rings each day, and keeps its dossier all the same."""

import json
from datetime import timedelta

import pytest

from chalicelib.usecases.remind_herziening import remind_herziening
from infra.package.build import ROOT
from infra.package.template import read
from tests.broker import Bench
from tests.holds import hold

WATCH = read((ROOT / "infra" / "watch.yaml").read_text(encoding="utf-8"))["Resources"]


def test_a_late_review_raises_an_alarm(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    dossier_id = bench.dossier(bench.vendor())
    blokkade_id = hold(bench, dossier_id)
    start = bench.clock.now()
    for days, waiting in ((365, 0), (367, 1), (368, 1)):
        bench.clock.move_to(start + timedelta(days=days))
        assert remind_herziening(bench.broker, bench.clock.now()) == waiting
    found, told = (json.loads(line) for line in capsys.readouterr().out.splitlines()[-2:])
    alarm = WATCH["AlarmOldestHerziening"]["Properties"]
    assert {one["Name"]: one["Value"] for one in alarm["Dimensions"]} == {n: found[n] for n in ("event", "soort")}
    assert found[alarm["MetricName"]] > alarm["Threshold"]
    assert (told["event"], told["blokkade"]) == ("retention:hold:overdue", blokkade_id)
    assert bench.state(dossier_id).blokkades
