"""I14 and what is like it: whatever fails, waits too long or does not happen, rings."""

import json
from typing import Any

import pytest

from chalicelib.events import CHECKPOINT_MADE, EVIDENCE_DIFFERS
from infra.package.build import ROOT
from infra.package.template import fragments, merge

TEMPLATE: dict[str, Any] = merge(fragments(ROOT / "infra"))
RESOURCES: dict[str, Any] = TEMPLATE["Resources"]
FUNCTIONS = (
    "APIHandler",
    "Verstrekkingen",
    "Wissingen",
    "Herstel",
    "Termijnen",
    "Bewaartermijnen",
    "Anonimisering",
    "Controle",
)
SCHEDULED = ("Herstel", "Termijnen", "Bewaartermijnen", "Anonimisering", "Controle")
QUEUES = [name for name, one in RESOURCES.items() if one.get("Type") == "AWS::SQS::Queue"]
ALARMS = {name: one["Properties"] for name, one in RESOURCES.items() if one.get("Type") == "AWS::CloudWatch::Alarm"}


def watched(metric: str) -> dict[str, Any]:
    """Per value of its one dimension, the alarm on this metric."""
    found = [alarm for alarm in ALARMS.values() if alarm.get("MetricName") == metric]
    assert len({json.dumps(alarm["Dimensions"]) for alarm in found}) == len(found)
    return {json.dumps(alarm["Dimensions"][0]["Value"]): alarm for alarm in found}


def _queue(name: str) -> str:
    return json.dumps({"Fn::GetAtt": [name, "QueueName"]})


@pytest.mark.parametrize("queue", [name for name in QUEUES if name.endswith("Dlq")])
def test_one_dead_letter_raises_an_alarm(queue: str) -> None:
    """I14, within a minute."""
    alarm = watched("ApproximateNumberOfMessagesVisible")[_queue(queue)]
    assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (1, "GreaterThanOrEqualToThreshold")
    assert (alarm["Period"], alarm["EvaluationPeriods"]) == (60, 1)


@pytest.mark.parametrize("queue", [name for name in QUEUES if not name.endswith("Dlq")])
def test_a_message_that_waits_raises_an_alarm(queue: str) -> None:
    assert watched("ApproximateAgeOfOldestMessage")[_queue(queue)]["Threshold"] == 1800


@pytest.mark.parametrize("queue", [name for name in QUEUES if not name.endswith("Dlq")])
def test_messages_that_pile_up_raise_an_alarm(queue: str) -> None:
    """Of healthy messages there may be many for a moment: only when they stay is somebody called."""
    alarm = watched("ApproximateNumberOfMessagesVisible")[_queue(queue)]
    assert (alarm["Threshold"], alarm["Statistic"], alarm["EvaluationPeriods"]) == ({"Ref": "DepthLimit"}, "Minimum", 3)


def test_a_destruction_that_fails_raises_an_alarm() -> None:
    """Art. 8: what must go and cannot is looked at by somebody, the first time."""
    alarm = ALARMS["AlarmDestructionFailed"]
    assert (alarm["Statistic"], alarm["Threshold"]) == ("Sum", 1)
    assert alarm["ComparisonOperator"] == "GreaterThanOrEqualToThreshold"


def test_a_bulk_that_waits_raises_an_alarm() -> None:
    """Clauses S13: two persons have to look, so somebody has to tell them."""
    assert {"Name": "event", "Value": "retention:bulk:waiting"} in ALARMS["AlarmBulkWaiting"]["Dimensions"]
    assert ALARMS["AlarmBulkWaiting"]["Threshold"] == ALARMS["AlarmSweepStopped"]["Threshold"] == 1


def test_evidence_that_differs_and_a_night_without_checkpoint_ring() -> None:
    """I5: the first time; and a night of which nothing was signed can be seen by nothing else than its absence."""
    differs, absent = ALARMS["AlarmEvidenceDiffers"], ALARMS["AlarmNoCheckpoint"]
    assert {"Name": "event", "Value": EVIDENCE_DIFFERS.name} in differs["Dimensions"]
    assert (differs["Threshold"], differs["EvaluationPeriods"]) == (1, 1)
    assert {"Name": "event", "Value": CHECKPOINT_MADE.name} in absent["Dimensions"]
    assert (absent["Period"] * absent["EvaluationPeriods"], absent["TreatMissingData"]) == (26 * 3600, "breaching")


@pytest.mark.parametrize(
    ("alarm", "seconds"),
    [
        ("AlarmOldestLevering", 900),
        ("AlarmOldestBevraging", 900),
        ("AlarmOldestVernietiging", 900),
        ("AlarmOldestTermijn", 3 * 3600),
        ("AlarmOldestBewaartermijn", 2 * 86400),
    ],
)
def test_overdue_work_raises_an_alarm_by_its_age(alarm: str, seconds: int) -> None:
    """However little of it there is: one delivery that never leaves is no backlog."""
    assert (ALARMS[alarm]["MetricName"], ALARMS[alarm]["Threshold"]) == ("oudste", seconds)
    assert ALARMS[alarm]["ComparisonOperator"] == "GreaterThanThreshold"


def test_traces_are_those_of_the_functions_alone() -> None:
    """The gateway's would keep the address and the browser of each caller; those of Lambda hold ids."""
    assert TEMPLATE["Globals"]["Function"]["Tracing"] == "Active"
    assert RESOURCES["RestAPI"]["Properties"]["TracingEnabled"] is False
    locked = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert "aws-xray-sdk" not in locked
    assert "aws-lambda-powertools" not in locked


@pytest.mark.parametrize("metric", ["Errors", "Throttles"])
@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_that_fails_raises_an_alarm(function: str, metric: str) -> None:
    assert json.dumps({"Ref": function}) in watched(metric)


@pytest.mark.parametrize("function", SCHEDULED)
def test_a_schedule_that_falls_silent_raises_an_alarm(function: str) -> None:
    """No run, no error: here the absence of a number is the number."""
    assert watched("Invocations")[json.dumps({"Ref": function})]["TreatMissingData"] == "breaching"


def test_every_alarm_reaches_somebody() -> None:
    assert len(ALARMS) >= 25
    assert all(alarm["AlarmActions"] == [{"Ref": "Alarms"}] for alarm in ALARMS.values())
    assert "KmsMasterKeyId" in RESOURCES["Alarms"]["Properties"]


@pytest.mark.parametrize("function", SCHEDULED)
def test_a_scheduled_call_that_fails_is_kept(function: str) -> None:
    """The call that never came to the function, and the one that failed to the end."""
    properties = RESOURCES[function]["Properties"]
    place = {"Fn::GetAtt": ["QueueGeplandDlq", "Arn"]}
    [event] = properties["Events"].values()
    assert event["Properties"]["DeadLetterConfig"] == {"Arn": place}
    assert properties["EventInvokeConfig"]["DestinationConfig"] == {"OnFailure": {"Type": "SQS", "Destination": place}}
    assert {"MaximumRetryAttempts", "MaximumEventAgeInSeconds"} <= set(event["Properties"]["RetryPolicy"])


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_function_takes_all_capacity(function: str) -> None:
    condition, reserved, _ = RESOURCES[function]["Properties"]["ReservedConcurrentExecutions"]["Fn::If"]
    assert (condition, bool(reserved)) == ("ReservesConcurrency", True)


def test_the_queue_asks_no_more_than_is_reserved() -> None:
    """Throttled by its own reservation, a function would send healthy messages to the dead letters."""
    function = RESOURCES["Verstrekkingen"]["Properties"]
    [event] = function["Events"].values()
    most = event["Properties"]["ScalingConfig"]["MaximumConcurrency"]
    assert most == function["ReservedConcurrentExecutions"]["Fn::If"][1]


def test_every_log_group_keeps_for_ninety_days() -> None:
    """Domain 6: the term of security and access logs."""
    groups = [one["Properties"] for one in RESOURCES.values() if one.get("Type") == "AWS::Logs::LogGroup"]
    assert len(groups) == len(FUNCTIONS) + 1
    assert {group["RetentionInDays"] for group in groups} == {90}


def test_the_dashboard_names_what_there_is() -> None:
    """Whatever it names by reference must be a resource of the template, and its text must be JSON."""
    text = RESOURCES["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    widgets = json.loads(text)["widgets"]
    named = {part.split("}")[0].split(".")[0] for part in text.split("${")[1:]}
    assert named - {"AWS::Region"} <= set(RESOURCES)
    assert {*FUNCTIONS, *(queue for queue in QUEUES if queue.endswith("Dlq"))} <= named
    assert len(widgets) >= 18
    assert len({(one["x"], one["y"]) for one in widgets}) == len(widgets)
