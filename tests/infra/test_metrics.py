"""A count that somebody is alarmed by stands in the log line of the event itself."""

import json
from typing import Any

import pytest

from chalicelib import events
from infra.package.build import ROOT
from infra.package.template import read

WATCH = read((ROOT / "infra" / "watch.yaml").read_text(encoding="utf-8"))["Resources"]


@pytest.fixture
def line(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    events.emit(events.SCHEDULE_RAN, taak="herstel", aantal=3)
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_each_run_of_a_schedule_is_counted(line: dict[str, Any]) -> None:
    """The embedded metric format: each name it gives is a member of the same line."""
    [told] = line["_aws"]["CloudWatchMetrics"]
    assert line[told["Metrics"][0]["Name"]] == 3
    assert {name: line[name] for name in told["Dimensions"][0]} == {"event": "schedule:job:ran", "taak": "herstel"}


def test_the_alarm_looks_at_that_metric(line: dict[str, Any]) -> None:
    """An alarm on a metric that nobody sends never rings."""
    alarm = WATCH["AlarmOverdueVerstrekkingen"]["Properties"]
    [told] = line["_aws"]["CloudWatchMetrics"]
    assert (alarm["Namespace"], alarm["MetricName"]) == (told["Namespace"], told["Metrics"][0]["Name"])
    assert {one["Name"]: one["Value"] for one in alarm["Dimensions"]} == {n: line[n] for n in told["Dimensions"][0]}


def test_other_events_are_no_metrics(capsys: pytest.CaptureFixture[str]) -> None:
    events.emit(events.QUEUE_MESSAGE_LOST, aanvraag="aan_voorbeeld")
    assert "_aws" not in json.loads(capsys.readouterr().out)


def test_a_metric_has_no_dimension_of_a_person() -> None:
    """Dimensions are kept for fifteen months, and cost by their number: names of tasks, never ids."""
    assert {name for event in events.EVENTS for name in event.per} <= {"taak"}
    assert all({event.counted, *event.per} <= event.fields for event in events.EVENTS if event.counted)
