"""The events that Lambda functions get, in the shapes of AWS: of API Gateway, of SQS and of a schedule."""

import base64
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from infra.local.config import LOOPBACK, REGION
from infra.local.routes import Match

Event = dict[str, Any]
ACCOUNT = "000000000000"
API_TIMEOUT_SECONDS = 29
FUNCTION_TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class Context:
    """What a function may ask about its own invocation."""

    function_name: str
    timeout_seconds: float = FUNCTION_TIMEOUT_SECONDS
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    started: float = field(default_factory=time.monotonic)
    function_version: str = "$LATEST"
    memory_limit_in_mb: int = 512

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int(1000 * (self.started + self.timeout_seconds - time.monotonic())))


@dataclass(frozen=True)
class HttpRequest:
    """One request as it came in; `target` is the raw path with its query."""

    method: str
    target: str
    headers: Sequence[tuple[str, str]]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True)

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")


def proxy_event(request: HttpRequest, found: Match, request_id: str, binary_types: Iterable[str]) -> Event:
    """The event of a REST API with Lambda proxy integration."""
    query = request.query or None
    headers = _multi(request.headers)
    return {
        "resource": found.route,
        "path": request.path,
        "httpMethod": request.method,
        "headers": {name: values[-1] for name, values in headers.items()},
        "multiValueHeaders": headers,
        "queryStringParameters": query and {name: values[-1] for name, values in query.items()},
        "multiValueQueryStringParameters": query,
        "pathParameters": dict(found.parameters) or None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": found.route,
            "httpMethod": request.method,
            "path": request.path,
            "accountId": ACCOUNT,
            "stage": "local",
            "protocol": "HTTP/1.1",
            "requestId": request_id,
            "requestTimeEpoch": int(time.time() * 1000),
            "identity": {"sourceIp": LOOPBACK, "userAgent": request.header("user-agent")},
        },
        **_body(request, binary_types),
    }


def sqs_event(messages: Iterable[Mapping[str, Any]], queue_arn: str) -> Event:
    """The event of a queue's messages, from what ReceiveMessage gave."""
    return {
        "Records": [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": message.get("Attributes", {}),
                "messageAttributes": message.get("MessageAttributes", {}),
                "md5OfBody": message.get("MD5OfBody", ""),
                "eventSource": "aws:sqs",
                "eventSourceARN": queue_arn,
                "awsRegion": REGION,
            }
            for message in messages
        ]
    }


def scheduled_event(name: str, at: datetime) -> Event:
    """The event of a schedule; `at` is the only `now` of that run."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": ACCOUNT,
        "time": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": REGION,
        "resources": [f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{name}"],
        "detail": {},
    }


def _multi(headers: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in headers:
        grouped.setdefault(name, []).append(value)
    return grouped


def _body(request: HttpRequest, binary_types: Iterable[str]) -> Event:
    """
    Text as it is; binary types, and bytes that are no UTF-8, in base64.

    The gateway of AWS would replace bytes that are no UTF-8; here the function sees what was sent, and refuses it.
    """
    if not request.body:
        return {"body": None, "isBase64Encoded": False}
    if not _is_binary(request.header("content-type"), binary_types):
        try:
            return {"body": request.body.decode(), "isBase64Encoded": False}
        except UnicodeDecodeError:
            pass
    return {"body": base64.b64encode(request.body).decode(), "isBase64Encoded": True}


def _is_binary(content_type: str, binary_types: Iterable[str]) -> bool:
    """Whether a type is in the list, where `image/*` stands for all of its kind."""
    bare = content_type.partition(";")[0].strip().lower()
    return bare in set(binary_types) or f"{bare.partition('/')[0]}/*" in set(binary_types)
