"""The events that functions get locally have the shapes of AWS."""

import base64
from datetime import UTC, datetime

import pytest
from chalice.app import CloudWatchEvent, Request, SQSEvent

from infra.local.events import Context, HttpRequest, proxy_event, scheduled_event, sqs_event
from infra.local.routes import Match

FOUND = Match("/v1/dossiers/{dossier_id}", {"dossier_id": "dos_a"})
BINARY = ["image/*", "application/pdf"]


def _request(
    body: bytes = b"", content_type: str = "application/json", target: str = "/v1/dossiers/dos_a"
) -> HttpRequest:
    return HttpRequest("POST", target, (("Content-Type", content_type), ("X-A", "1"), ("X-A", "2")), body)


def test_chalice_reads_the_proxy_event() -> None:
    event = proxy_event(
        _request(b'{"a": "\xc3\xab"}', target="/v1/dossiers/dos_a?na=1&na=2&leeg="), FOUND, "req-1", BINARY
    )
    request = Request(event, Context("api"))
    assert request.uri_params == {"dossier_id": "dos_a"}
    assert request.query_params is not None
    assert (request.query_params.getlist("na"), request.query_params["leeg"]) == (["1", "2"], "")
    assert request.raw_body == b'{"a": "\xc3\xab"}'
    assert (request.path, request.method, request.context["requestId"]) == (FOUND.route, "POST", "req-1")


def test_repeated_headers_come_both_ways() -> None:
    event = proxy_event(_request(), FOUND, "req-1", BINARY)
    assert event["headers"]["X-A"] == "2"
    assert event["multiValueHeaders"]["X-A"] == ["1", "2"]


def test_what_is_absent_is_null() -> None:
    event = proxy_event(_request(target="/v1/dossiers"), Match("/v1/dossiers", {}), "req-1", BINARY)
    absent = ("pathParameters", "queryStringParameters", "multiValueQueryStringParameters", "body", "stageVariables")
    assert [event[name] for name in absent] == [None] * len(absent)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [(b"%PDF-1.7", "application/pdf"), (b"\x89PNG", "image/png; q=1"), (b'{"a": "\xff"}', "application/json")],
)
def test_binary_bodies_travel_in_base64(body: bytes, content_type: str) -> None:
    event = proxy_event(_request(body, content_type), FOUND, "req-1", BINARY)
    assert event["isBase64Encoded"] is True
    assert base64.b64decode(event["body"]) == body
    assert Request(event, Context("api")).raw_body == body


def test_a_queue_message_becomes_a_record() -> None:
    message = {
        "MessageId": "m-1",
        "ReceiptHandle": "r-1",
        "Body": '{"aanvraag_id": "aan_x"}',
        "MD5OfBody": "0" * 32,
        "Attributes": {"ApproximateReceiveCount": "2", "SentTimestamp": "1795356267000"},
    }
    event = sqs_event([message], "arn:aws:sqs:eu-central-1:000000000000:verstrekkingen")
    [record] = SQSEvent(event, None)
    assert (record.body, record.receipt_handle) == (message["Body"], "r-1")
    raw = event["Records"][0]
    assert (raw["messageId"], raw["attributes"]["ApproximateReceiveCount"]) == ("m-1", "2")
    assert (raw["eventSource"], raw["awsRegion"]) == ("aws:sqs", "eu-central-1")


def test_a_schedule_carries_its_own_time() -> None:
    event = scheduled_event("bewaartermijnen", datetime(2027, 6, 1, 2, 0, tzinfo=UTC))
    assert CloudWatchEvent(event, None).time == "2027-06-01T02:00:00Z"
    assert event["detail-type"] == "Scheduled Event"


def test_the_context_counts_down_to_its_timeout() -> None:
    assert 0 < Context("api", timeout_seconds=29).get_remaining_time_in_millis() <= 29_000
    assert Context("api", timeout_seconds=-1).get_remaining_time_in_millis() == 0
