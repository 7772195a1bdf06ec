"""What is counted stands in the log line of the event itself, in CloudWatch's embedded metric format."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft7Validator  # type: ignore[import-untyped]

from chalicelib import events
from chalicelib.domain.row import DueSoort
from infra.package.build import ROOT
from infra.package.template import read

WATCH = read((ROOT / "infra" / "watch.yaml").read_text(encoding="utf-8"))["Resources"]
# Of every Kredietverstrekker, function or reason that there is.
SEARCH = re.compile(r"SEARCH\('\{LeaseDealBroker,event,(\w+)\} MetricName=\"(\w+)\" event=\"([\w:]+)\"', '\w+', 300\)")
COUNTED = sorted((event for event in events.EVENTS if event.metrics), key=lambda event: event.name)
UNITS = "Seconds|Microseconds|Milliseconds|Bytes|Kilobytes|Megabytes|Gigabytes|Percent|Count|None"
# As the specification of the format prints it, without the titles and examples.
NAME = {"type": "string", "minLength": 1, "maxLength": 1024}
FORMAT = {
    "type": "object",
    "required": ["_aws"],
    "properties": {
        "_aws": {
            "type": "object",
            "required": ["Timestamp", "CloudWatchMetrics"],
            "properties": {
                "Timestamp": {"type": "integer"},
                "CloudWatchMetrics": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["Namespace", "Dimensions", "Metrics"],
                        "additionalProperties": False,
                        "properties": {
                            "Namespace": NAME,
                            "Dimensions": {
                                "type": "array",
                                "minItems": 1,
                                "items": {
                                    "type": "array",
                                    "maxItems": 30,
                                    "items": {"type": "string", "minLength": 1, "maxLength": 250},
                                },
                            },
                            "Metrics": {
                                "type": "array",
                                "minItems": 1,
                                "maxItems": 100,
                                "items": {
                                    "type": "object",
                                    "required": ["Name"],
                                    "additionalProperties": False,
                                    "properties": {"Name": NAME, "Unit": {"type": "string", "pattern": f"^({UNITS})$"}},
                                },
                            },
                        },
                    },
                },
            },
        }
    },
}


def full(event: events.Event, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The line of an event with every field that it may carry."""
    numbers = dict(event.metrics)
    with events.within(function="voorbeeld"):
        events.emit(event, **{name: 7 if name in numbers else "voorbeeld" for name in event.fields})
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize("event", COUNTED, ids=lambda event: event.name)
def test_a_counted_line_is_valid_metric_format(event: events.Event, capsys: pytest.CaptureFixture[str]) -> None:
    """By the schema of the specification; each metric and dimension it names is a member of the same line."""
    line = full(event, capsys)
    assert not list(Draft7Validator(FORMAT).iter_errors(line))
    [told] = line["_aws"]["CloudWatchMetrics"]
    assert {one["Name"]: one["Unit"] for one in told["Metrics"]} == dict(event.metrics)
    assert all(line[one["Name"]] == 7 for one in told["Metrics"])
    assert all(isinstance(line[name], str) and line[name] for names in told["Dimensions"] for name in names)
    assert told["Dimensions"] == [["event"], *(["event", name] for name in event.per)]


def test_what_a_line_lacks_is_no_dimension(capsys: pytest.CaptureFixture[str]) -> None:
    """CloudWatch refuses a line of which a dimension has no value: then nothing of it would count."""
    events.emit(events.HTTP_REQUEST_ANSWERED, route="GET /v1/gezondheid", status=200)
    [told] = json.loads(capsys.readouterr().out)["_aws"]["CloudWatchMetrics"]
    assert told["Dimensions"] == [["event"]]


def test_what_was_not_measured_is_no_metric(capsys: pytest.CaptureFixture[str]) -> None:
    events.emit(events.CALLBACK_STORED, kredietverstrekker="kre_voorbeeld", rest=None)
    [told] = json.loads(capsys.readouterr().out)["_aws"]["CloudWatchMetrics"]
    assert [one["Name"] for one in told["Metrics"]] == ["aantal"]


def test_other_events_are_no_metrics(capsys: pytest.CaptureFixture[str]) -> None:
    events.emit(events.CALLBACK_ID_REUSED, verstrekking="ver_voorbeeld")
    assert "_aws" not in json.loads(capsys.readouterr().out)


def test_a_metric_has_no_dimension_of_a_person() -> None:
    """Dimensions are kept for fifteen months, and cost by their number: few names, and ids of companies alone."""
    few = {"taak", "soort", "status", "function", "reden"}
    assert {name for event in COUNTED for name in event.per} == few | {"kredietverstrekker"}
    assert all({*dict(event.metrics), *event.per} <= event.fields | events.AROUND for event in COUNTED)


def looked_at() -> Iterator[tuple[str, str, dict[str, str]]]:
    """Each metric of ours that an alarm or the dashboard names, with its dimensions."""
    for name, one in WATCH.items():
        found = one["Properties"]
        if one.get("Type") == "AWS::CloudWatch::Alarm" and found.get("Namespace") == events.METRICS:
            yield name, found["MetricName"], {each["Name"]: each["Value"] for each in found["Dimensions"]}
    for widget in json.loads(WATCH["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"])["widgets"]:
        for first, *metric in widget["properties"]["metrics"]:
            if isinstance(first, dict):
                dimension, name, event = SEARCH.fullmatch(first["expression"]).groups()  # type: ignore[union-attr]
                yield widget["properties"]["title"], name, {"event": event, dimension: "each"}
            elif first == events.METRICS:
                yield widget["properties"]["title"], metric[0], dict(zip(metric[1::2], metric[2::2], strict=True))


@pytest.mark.parametrize(("place", "metric", "dimensions"), [pytest.param(*one, id=one[0]) for one in looked_at()])
def test_what_is_watched_is_sent(place: str, metric: str, dimensions: dict[str, str]) -> None:
    """An alarm on a metric that nobody sends never rings."""
    [event] = [event for event in COUNTED if event.name == dimensions["event"]]
    assert metric in dict(event.metrics), place
    assert set(dimensions) - {"event"} <= set(event.per), place


def test_every_kind_of_work_has_an_alarm_on_its_age() -> None:
    watched = {d["soort"] for place, metric, d in looked_at() if metric == "oudste" and place.startswith("Alarm")}
    assert watched == {soort.value for soort in DueSoort}


def test_the_alarm_that_names_each_asks_for_what_is_counted() -> None:
    """A query over every Kredietverstrekker: its event counts `aantal` for each of them."""
    (query,) = WATCH["AlarmKredietverstrekkerDown"]["Properties"]["Metrics"]
    (name,) = re.findall(r"event = '([\w:]+)' GROUP BY kredietverstrekker$", query["Expression"])
    (event,) = [one for one in COUNTED if one.name == name]
    assert f"SUM(aantal) FROM SCHEMA({events.METRICS}, event, kredietverstrekker)" in query["Expression"]
    assert "kredietverstrekker" in event.per
    assert "aantal" in dict(event.metrics)
