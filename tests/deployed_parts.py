"""Queues, schedules, alarms and logs of a deployment, as somebody who operates it sees and stops them."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tests.deployed import STACK, Deployed

WAITING = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed")


@dataclass(frozen=True)
class Queue:
    """One queue, by the last part of its name."""

    deployed: Deployed
    name: str

    @property
    def url(self) -> str:
        return str(self._sqs.get_queue_url(QueueName=f"local-{self.name}")["QueueUrl"])

    def send(self, body: str) -> str:
        """The id of the message."""
        return str(self._sqs.send_message(QueueUrl=self.url, MessageBody=body)["MessageId"])

    def hide(self, seconds: int) -> None:
        """From now on, how long a message that somebody takes is hidden from others."""
        self._sqs.set_queue_attributes(QueueUrl=self.url, Attributes={"VisibilityTimeout": str(seconds)})

    def count(self, *kinds: str) -> int:
        """Messages of these kinds; of every kind, when none is named."""
        found = self._sqs.get_queue_attributes(QueueUrl=self.url, AttributeNames=list(kinds or WAITING))
        return sum(int(number) for number in found["Attributes"].values())

    def empty(self) -> None:
        self._sqs.purge_queue(QueueUrl=self.url)

    def bodies(self) -> list[str]:
        found = self._sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10, VisibilityTimeout=0)
        return [str(message["Body"]) for message in found.get("Messages", [])]

    @property
    def _sqs(self) -> Any:
        return self.deployed.client("sqs")


@contextmanager
def queues_stopped(deployed: Deployed) -> Iterator[None]:
    """No function takes a message as long as the block lasts."""
    functions = deployed.client("lambda")
    mappings = [mapping["UUID"] for mapping in functions.list_event_source_mappings()["EventSourceMappings"]]
    assert mappings
    for mapping in mappings:
        functions.update_event_source_mapping(UUID=mapping, Enabled=False)
    try:
        yield
    finally:
        for mapping in mappings:
            functions.update_event_source_mapping(UUID=mapping, Enabled=True)


@contextmanager
def schedules_stopped(deployed: Deployed) -> Iterator[None]:
    """No schedule fires as long as the block lasts."""
    events = deployed.client("events")
    rules = [rule["Name"] for rule in events.list_rules(NamePrefix=STACK)["Rules"]]
    assert rules
    for rule in rules:
        events.disable_rule(Name=rule)
    try:
        yield
    finally:
        for rule in rules:
            events.enable_rule(Name=rule)


def logged(deployed: Deployed, group: str, *words: str) -> list[Mapping[str, Any]]:
    """The events in a log group of the template in which all these words stand."""
    found = deployed.client("logs").filter_log_events(logGroupName=f"/local/broker/{group}")["events"]
    wanted = [event["message"] for event in found if all(word in event["message"] for word in ("{", *words))]
    return [json.loads(line[line.index("{") :]) for line in wanted]


def alarm_on(deployed: Deployed, queue: str) -> Mapping[str, Any]:
    """The alarm whose one dimension is this queue."""
    wanted = [{"Name": "QueueName", "Value": f"local-{queue}"}]
    alarms = deployed.client("cloudwatch").describe_alarms()["MetricAlarms"]
    [alarm] = [alarm for alarm in alarms if alarm.get("Dimensions") == wanted]
    found: Mapping[str, Any] = alarm
    return found


def report(deployed: Deployed, alarm: Mapping[str, Any], value: int) -> None:
    """Give CloudWatch the number that the alarm watches, as SQS does each minute and ministack does not."""
    datum = {"MetricName": alarm["MetricName"], "Dimensions": alarm["Dimensions"], "Value": value}
    cloudwatch = deployed.client("cloudwatch")
    cloudwatch.put_metric_data(Namespace=alarm["Namespace"], MetricData=[{**datum, "Timestamp": datetime.now(UTC)}])
