"""What an answer must not tell (who has an account) rings for an operator instead."""

import json

import pytest

from chalicelib.errors import Unavailable
from chalicelib.usecases.unheard import unheard
from infra.package.build import ROOT
from infra.package.template import read

WATCH = read((ROOT / "infra" / "watch.yaml").read_text(encoding="utf-8"))["Resources"]


def fail() -> None:
    raise Unavailable("ses: down")


def test_an_unheard_failure_raises_an_alarm(capsys: pytest.CaptureFixture[str]) -> None:
    """A mail service that is down was a 503 that somebody saw; now it is one line, and the alarm looks at that."""
    unheard("herstel", fail)
    line = json.loads(capsys.readouterr().out)
    alarm = WATCH["AlarmAccountWorkFailed"]["Properties"]
    [told] = line["_aws"]["CloudWatchMetrics"]
    assert (alarm["Namespace"], alarm["MetricName"]) == (told["Namespace"], told["Metrics"][0]["Name"])
    assert {one["Name"]: one["Value"] for one in alarm["Dimensions"]} == {n: line[n] for n in told["Dimensions"][0]}
    assert (line["aantal"], alarm["Threshold"]) == (1, 1)
