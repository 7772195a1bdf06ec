"""Routes of stage local alone, mounted beside the app: the mail box, and firing a scheduled function."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from infra.local.clock import SCHEDULED_SECONDS, event_time
from infra.local.config import LocalError
from infra.local.events import Context, Event, scheduled_event
from infra.local.gateway import Answer, Mounted
from infra.local.progress import Heard

POST_PATH = "/v1/lokaal/post"
JOB_PATH = "/v1/lokaal/taken/{naam}"
SETTLE_SECONDS = 600.0
POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Jobs:
    """
    Fires one scheduled function at a time of choice.

    `names` are the functions with a schedule; `busy` tells whether queues still hold work that one has started.
    """

    functions: Mapping[str, Callable[[Event, Context], Any]]
    names: frozenset[str]
    busy: Callable[[], bool]
    heard: Heard = field(default_factory=Heard)

    def fire(self, name: str, at: datetime) -> Any:
        """Run it, then wait until the queues are empty: its work is done when its messages are."""
        self.heard.forget()
        result = self.functions[name](scheduled_event(name, at), Context(name, SCHEDULED_SECONDS))
        end = time.monotonic() + SETTLE_SECONDS
        while self.busy():
            if time.monotonic() > end:
                raise TimeoutError
            time.sleep(POLL_SECONDS)
        return result


def mount(
    read_mails: Callable[[], list[dict[str, Any]]],
    jobs: Jobs,
    refuse: Callable[[str, int], Answer],
) -> dict[str, dict[str, Mounted]]:
    """The routes, by path and method. `refuse` gives a problem answer for a request id and a status."""

    def post(_event: Event) -> Answer:
        return _json(newest_first(read_mails()))

    def fire(event: Event) -> Answer:
        request_id = event["requestContext"]["requestId"]
        name = event["pathParameters"]["naam"]
        if name not in jobs.names:
            return refuse(request_id, HTTPStatus.NOT_FOUND)
        now = datetime.now(UTC)
        chosen = (event["queryStringParameters"] or {}).get("at")
        try:
            at = now if chosen is None else event_time(chosen, now)
        except LocalError:
            return refuse(request_id, HTTPStatus.UNPROCESSABLE_ENTITY)
        return _json({"taak": name, "at": _stamp(at), "resultaat": jobs.fire(name, at)})

    def progress(_event: Event) -> Answer:
        return _json(jobs.heard.latest)

    return {POST_PATH: {"GET": post}, JOB_PATH: {"GET": progress, "POST": fire}}


def newest_first(mails: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The mail box as the contract shows it; of two mails of the same moment the later comes first."""
    found = [
        {
            "to": ", ".join(mail["To"]),
            "subject": mail["Subject"],
            "text": mail["BodyText"],
            "sent_at": _moment(mail["Timestamp"]),
        }
        for mail in reversed(mails)
    ]
    return sorted(found, key=lambda mail: mail["sent_at"], reverse=True)


def _moment(seconds: float) -> str:
    at = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
    return at.replace("+00:00", "Z")


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _json(body: Any) -> Answer:
    return {
        "statusCode": HTTPStatus.OK,
        "headers": {"Content-Type": "application/json", "Cache-Control": "no-store"},
        "body": json.dumps(body, ensure_ascii=False),
    }
