"""
Every event the broker logs, with the fields it may carry: ids, rule names and counts, never personal data.

An event is `source:subject:action`. One JSON object a line goes to standard output; a field that an event does not
declare is refused, and whatever looks like a burgerservicenummer is masked before it is written.
"""

import json
import re
import sys
import traceback
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Value = str | int | bool
METRICS = "LeaseDealBroker"  # the namespace that infra/watch.yaml looks in

_NINE_DIGITS = re.compile(r"(?<![\dA-Za-z])(?:\d{9}|\d{3}[ .-]\d{3}[ .-]\d{3}|\d{4}[ .-]\d{2}[ .-]\d{3})(?![\dA-Za-z])")
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_MASK = "*" * 9


@dataclass(frozen=True)
class Event:
    """What happened, and what may be said about it; `counted` is a field that is a metric too, per field of `per`."""

    name: str
    fields: frozenset[str]
    counted: str = ""
    per: tuple[str, ...] = ()


def _event(name: str, *fields: str, counted: str = "", per: tuple[str, ...] = ()) -> Event:
    return Event(name, frozenset(fields), counted, per)


HTTP_REQUEST_REFUSED = _event("http:request:refused", "verzoek_id", "route", "code")
HTTP_REQUEST_FAILED = _event("http:request:failed", "verzoek_id", "route", "error")
QUEUE_MESSAGE_FAILED = _event("queue:message:failed", "message", "error")
SCHEDULE_RAN = _event("schedule:job:ran", "taak", "aantal", counted="aantal", per=("taak",))
QUEUE_MESSAGE_LOST = _event("queue:message:lost", "aanvraag")
VERSTREKKING_SENT = _event("dispatch:verstrekking:sent", "bericht", "kredietverstrekker", "status", "reden")
VERSTREKKING_WITHHELD = _event("dispatch:verstrekking:withheld", "bericht", "kredietverstrekker", "status", "reden")
KREDIETVERSTREKKER_SUSPENDED = _event("dispatch:kredietverstrekker:suspended", "kredietverstrekker", "reden")
DESTRUCTION_FAILED = _event("retention:destruction:failed", "rij", "code")
CONTACT_DESTROYED = _event("retention:contact:destroyed", "kredietverstrekker", "regel")
DOSSIER_DESTROYED = _event("retention:dossier:destroyed", "dossier", "regel")
ACCOUNT_WORK_FAILED = _event("account:work:failed", "werk", "code", "aantal", counted="aantal")
CALLBACK_STORED = _event("callback:message:stored", "kredietverstrekker", "verstrekking", "soort")
CALLBACK_ID_REUSED = _event("callback:id:reused", "kredietverstrekker", "verstrekking")

EVENTS = frozenset(value for value in list(globals().values()) if isinstance(value, Event))


def emit(event: Event, **fields: Value) -> None:
    """Write one line. Raises ValueError for a field that the event does not declare."""
    if undeclared := fields.keys() - event.fields:
        raise ValueError(f"{event.name} does not declare: {', '.join(sorted(undeclared))}")
    said = {name: _masked(value) for name, value in fields.items()}
    now = datetime.now(UTC)
    line = {"time": now.isoformat(timespec="milliseconds"), "event": event.name, **said, **_metric(event, now)}
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


def where(error: BaseException) -> str:
    """Kind and place of an error, and nothing of its message, which may hold what somebody sent."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} at {place}"


def _metric(event: Event, now: datetime) -> dict[str, Any]:
    """What makes CloudWatch take the line for a metric as well (its embedded metric format); no call, no wait."""
    if not event.counted:
        return {}
    told = {"Namespace": METRICS, "Dimensions": [["event", *event.per]], "Metrics": [{"Name": event.counted}]}
    return {"_aws": {"Timestamp": int(now.timestamp() * 1000), "CloudWatchMetrics": [told]}}


def _masked(value: Value) -> Value:
    """Before it becomes JSON, where an escaped sign could stand against the digits."""
    text = str(value)
    masked = _NINE_DIGITS.sub(lambda found: _MASK if _elfproef(found.group()) else found.group(), text)
    return value if masked == text else masked


def _elfproef(text: str) -> bool:
    digits = [int(character) for character in text if character.isdigit()]
    return sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11 == 0
