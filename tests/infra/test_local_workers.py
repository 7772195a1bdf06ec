"""Queue triggers and schedules behave as Lambda's and EventBridge's do."""

import importlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.local.clock import SCHEDULE, due, event_time
from infra.local.config import LocalError, read_config
from infra.local.consumers import Consumers, taken
from infra.local.events import Context, Event
from infra.local.job import fire
from infra.local.mounted import Jobs, mount, newest_first
from infra.local.ports import free_port

MESSAGES = [{"MessageId": name, "ReceiptHandle": f"r-{name}", "Body": "{}"} for name in ("a", "b")]
NIGHT = datetime(2027, 6, 1, 2, 0, tzinfo=UTC)


def _ids(answer: Any) -> list[str]:
    return [message["MessageId"] for message in taken("verstrekkingen", lambda _event, _context: answer, MESSAGES)]


@pytest.mark.parametrize("answer", [None, {}, {"batchItemFailures": []}, {"batchItemFailures": None}])
def test_an_answer_without_failures_takes_all(answer: Any) -> None:
    assert _ids(answer) == ["a", "b"]


def test_a_failed_message_stays_in_the_queue() -> None:
    assert _ids({"batchItemFailures": [{"itemIdentifier": "a"}]}) == ["b"]


@pytest.mark.parametrize("item", [{"itemIdentifier": "onbekend"}, {"itemIdentifier": ""}, {}])
def test_an_unknown_failure_keeps_the_whole_batch(item: dict[str, str]) -> None:
    assert _ids({"batchItemFailures": [item]}) == []


def test_a_function_that_raises_takes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    def fail(_event: Event, _context: Context) -> None:
        raise ValueError("geheim")

    assert taken("verstrekkingen", fail, MESSAGES) == []
    assert capsys.readouterr().err == "queue verstrekkingen: function failed with ValueError\n"


def test_repair_is_due_each_minute() -> None:
    found = due(NIGHT.replace(hour=5, minute=10, second=59), NIGHT.replace(hour=5, minute=11, second=1))
    assert found == [("herstel", NIGHT.replace(hour=5, minute=11))]


def test_retention_is_due_at_two() -> None:
    names = [name for name, at in due(NIGHT - timedelta(seconds=1), NIGHT) if at == NIGHT]
    assert names == ["bewaartermijnen", "herstel"]


def test_nothing_is_due_twice() -> None:
    assert due(NIGHT, NIGHT + timedelta(seconds=59)) == []


def test_after_a_pause_each_runs_once() -> None:
    found = due(NIGHT - timedelta(minutes=90), NIGHT + timedelta(minutes=30))
    assert found == [
        ("bewaartermijnen", NIGHT),
        ("termijnen", NIGHT + timedelta(minutes=5)),
        ("herstel", NIGHT + timedelta(minutes=30)),
    ]


def test_the_mail_box_shows_the_newest_first() -> None:
    mails = [
        {"To": ["a@example.com"], "Subject": name, "BodyText": "123456", "Timestamp": when}
        for name, when in (("eerste", 1000.0), ("tweede", 2000.5), ("derde", 2000.5))
    ]
    box = newest_first(mails)
    assert [mail["subject"] for mail in box] == ["derde", "tweede", "eerste"]
    assert box[0] == {
        "to": "a@example.com",
        "subject": "derde",
        "text": "123456",
        "sent_at": "1970-01-01T00:33:20.500Z",
    }


def test_the_clock_knows_the_schedules_of_the_app() -> None:
    """What it would name beside them does not exist, and what it left out would never run."""
    app = importlib.import_module("app").app
    assert {config.name for config in app.event_sources if hasattr(config, "schedule_expression")} == set(SCHEDULE)


@pytest.mark.parametrize(
    "text", ["2027-06-01T02:00:00Z", "2027-06-01T04:00:00+02:00", "2027-06-01T02:00:00.000+00:00", "20270601T020000Z"]
)
def test_a_job_runs_at_the_chosen_time(text: str) -> None:
    assert event_time(text, NIGHT) == NIGHT


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2027-06-01T02:00:00", "time zone"),
        ("2027-06-01", "time zone"),
        ("morgen", "a time like"),
        ("", "a time like"),
        ("0001-01-01T00:00+05:00", "30 years from now"),
        ("2026-10-31T23:59:59Z", "between 2026-11-01 and"),
        ("2057-06-02T02:00:00Z", "30 years from now"),
        ("9999-12-31T23:59:59-05:00", "30 years from now"),
    ],
)
def test_a_time_that_cannot_be_is_explained(text: str, reason: str) -> None:
    """A run looks at each day up to its own; a time at the edge of the calendar has no UTC."""
    with pytest.raises(LocalError, match=reason):
        event_time(text, NIGHT)


@pytest.mark.parametrize(
    ("name", "at", "reason"),
    [
        (
            "nachtwerk",
            None,
            "no such function; NAME is herstel or termijnen or bewaartermijnen or anonimisering or controle",
        ),
        ("herstel", "9999-01-01T00:00:00Z", "30 years from now"),
    ],
)
def test_a_job_that_cannot_be_is_not_asked_for(name: str, at: str | None, reason: str) -> None:
    with pytest.raises(LocalError, match=reason):
        fire(read_config({"PORT": str(free_port())}), name, at)


def _fire(name: str, query: Mapping[str, str] | None, jobs: Jobs) -> Any:
    routes = mount(list, jobs, lambda request_id, status: {"statusCode": status, "id": request_id})
    event = {
        "requestContext": {"requestId": "req-1"},
        "pathParameters": {"naam": name},
        "queryStringParameters": query,
    }
    return routes["/v1/lokaal/taken/{naam}"]["POST"](event)


def test_a_job_waits_until_its_queues_are_empty() -> None:
    times: list[str] = []
    waiting = iter([True, False])

    def purge(event: Event, _context: Context) -> dict[str, int]:
        times.append(event["time"])
        return {"vernietigd": 1}

    jobs = Jobs({"bewaartermijnen": purge}, frozenset({"bewaartermijnen"}), lambda: next(waiting))
    answer = _fire("bewaartermijnen", {"at": "2027-06-01T02:00:00Z"}, jobs)
    assert answer["statusCode"] == 200
    assert '"vernietigd": 1' in answer["body"]
    assert (times, list(waiting)) == (["2027-06-01T02:00:00Z"], [])


@pytest.mark.parametrize(
    ("name", "at", "status"),
    [
        ("geheim", "2027-06-01T02:00:00Z", 404),
        ("herstel", "straks", 422),
        ("herstel", "0001-01-01T00:00+05:00", 422),
        ("herstel", "9999-06-01T02:00:00Z", 422),
    ],
)
def test_an_unknown_job_or_time_is_refused(name: str, at: str, status: int) -> None:
    jobs = Jobs({"geheim": print, "herstel": print}, frozenset({"herstel"}), lambda: False)
    assert _fire(name, {"at": at}, jobs) == {"statusCode": status, "id": "req-1"}


class EmptyQueue:
    """Remembers how many messages were asked for at once."""

    asked = 0

    def receive_message(self, **terms: Any) -> dict[str, Any]:
        self.asked = terms["MaxNumberOfMessages"]
        return {}


def test_a_batch_is_as_large_as_on_aws() -> None:
    """Found: ten messages at a time here and three there, where a slow send keeps all of its batch waiting."""
    queue = EmptyQueue()
    Consumers(queue, {"verstrekkingen": "url"}, {}).consume("verstrekkingen")
    (declared,) = [
        source for source in importlib.import_module("app").app.event_sources if source.name == "verstrekkingen"
    ]
    assert queue.asked == declared.batch_size
