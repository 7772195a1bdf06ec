"""
Every event the broker logs, with the fields it may carry: ids, rule names and counts, never personal data.

An event is `source:subject:action`. One JSON object a line goes to standard output; a field that an event does not
declare is refused, and whatever looks like a burgerservicenummer is masked before it is written.

One Aanvraag is followed by its id: every id of ours begins with that of its dossier (`domain/ids.py`), the line of an
HTTP request says which id it was about, and `within` puts on each line whose work it was.
"""

import json
import re
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

Value = str | int | bool
METRICS = "LeaseDealBroker"  # the namespace that infra/watch.yaml looks in
COUNT, MILLISECONDS, SECONDS = "Count", "Milliseconds", "Seconds"  # units, in CloudWatch's own words
# What every line of one piece of work carries: the function, Lambda's id of this call of it (in its own report and
# its trace too), and the HTTP request or queue message that it answers.
AROUND = frozenset({"function", "invocation", "verzoek_id", "message"})

_NINE_DIGITS = re.compile(r"(?<![\dA-Za-z])(?:\d{9}|\d{3}[ .-]\d{3}[ .-]\d{3}|\d{4}[ .-]\d{2}[ .-]\d{3})(?![\dA-Za-z])")
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_MASK = "*" * 9


@dataclass(frozen=True)
class Event:
    """
    What happened, and what may be said about it.

    `metrics` are fields that are metrics too, each with its unit; `aantal` is 1 unless it is given. They are kept per
    event and per field of `per`, one at a time: names of a few functions, tasks and rules, and the opaque ids of
    Kredietverstrekkers, whom two operators let in one by one. Never anything of which there can be many.
    """

    name: str
    fields: frozenset[str]
    metrics: tuple[tuple[str, str], ...] = ()
    per: tuple[str, ...] = ()


def _event(name: str, *fields: str, per: tuple[str, ...] = (), **metrics: str) -> Event:
    return Event(name, frozenset({*fields, *metrics}), tuple(metrics.items()), per)


HTTP_REQUEST_ANSWERED = _event("http:request:answered", "route", "status", "over", aantal=COUNT, per=("function",))
HTTP_REQUEST_REFUSED = _event("http:request:refused", "route", "code", "over", aantal=COUNT, per=("function",))
HTTP_REQUEST_FAILED = _event("http:request:failed", "route", "error", "over", aantal=COUNT, per=("function",))
QUEUE_MESSAGE_DONE = _event(
    "queue:message:done", "aanvraag", "verzonden", "antwoorden", aantal=COUNT, per=("function",)
)
QUEUE_MESSAGE_DESTROYED = _event("queue:message:destroyed", aantal=COUNT, per=("function",))
QUEUE_MESSAGE_FAILED = _event("queue:message:failed", "error", aantal=COUNT, per=("function",))
SCHEDULE_RAN = _event("schedule:job:ran", "taak", aantal=COUNT, per=("taak", "function"))
# `oudste`: for how long the first of what was found had been due.
WORK_FOUND = _event("schedule:work:found", "soort", aantal=COUNT, oudste=SECONDS, per=("soort",))
QUEUE_MESSAGE_LOST = _event("queue:message:lost", "aanvraag", aantal=COUNT)
# `rest`: what was left of the time that the Kredietverstrekker has, when it got the message and when it answered.
VERSTREKKING_SENT = _event(
    "dispatch:verstrekking:sent",
    *("aanvraag", "bericht", "kredietverstrekker", "poging", "status", "reden"),
    per=("kredietverstrekker",),
    aantal=COUNT,
    mislukt=COUNT,
    duur=MILLISECONDS,
    rest=SECONDS,
)
# `mislukt`: it should have arrived, so it is a dead letter; else it was no longer needed.
LEVERING_ENDED = _event(
    "dispatch:levering:ended",
    *("aanvraag", "bericht", "kredietverstrekker", "reden", "sinds"),
    per=("reden",),
    aantal=COUNT,
    mislukt=COUNT,
)
VERSTREKKING_WITHHELD = _event("dispatch:verstrekking:withheld", "aanvraag", "bericht", "kredietverstrekker", "reden")
KREDIETVERSTREKKER_SUSPENDED = _event("dispatch:kredietverstrekker:suspended", "kredietverstrekker", "reden")
# Which one, what fails and since when: at each failure for as long as nothing arrives there.
KREDIETVERSTREKKER_DOWN = _event(
    "dispatch:kredietverstrekker:down",
    *("kredietverstrekker", "reden", "sinds", "mislukkingen"),
    per=("kredietverstrekker",),
    aantal=COUNT,
)
KREDIETVERSTREKKER_BACK = _event("dispatch:kredietverstrekker:back", "kredietverstrekker")
DESTRUCTION_FAILED = _event("retention:destruction:failed", "rij", "code", "error", aantal=COUNT)
# One line for each batch of a sweep: how far it is, of how many.
SWEEP_PROGRESSED = _event("retention:sweep:progressed", gedaan=COUNT, totaal=COUNT, per=("function",))
SWEEP_STOPPED = _event("retention:sweep:stopped", aantal=COUNT)  # its time was over; so many wait for the next run
BULK_WAITING = _event("retention:bulk:waiting", "bulk", aantal=COUNT)  # nothing goes until two persons approve
CONTACT_DESTROYED = _event("retention:contact:destroyed", "kredietverstrekker", "regel")
DOSSIERS_REDATED = _event("retention:dossiers:redated", "dag", "tot", "aantal")
TERM_FAILED = _event("termijnen:term:failed", "aanvraag", "error", aantal=COUNT)
HOLD_OVERDUE = _event("retention:hold:overdue", "blokkade")
# Something of what was erased is still there; `waar` is the store, `code` why it could not be looked at.
REMAINS_FOUND = _event("retention:remains:found", "over", "wat", "waar", "code", aantal=COUNT)
# The checkpoint of a night is whole; `koppen`: heads in it, `delen`: objects.
CHECKPOINT_MADE = _event("evidence:checkpoint:made", "dag", aantal=COUNT, koppen=COUNT, delen=COUNT)
# `ijkpunt` is its place, `over` the owner of a chain that differs from it; without `over` it is the checkpoint itself
# that is not as it was signed. `code`: why it could not be looked at.
EVIDENCE_DIFFERS = _event("evidence:checkpoint:differs", "ijkpunt", "over", "reden", "code", aantal=COUNT)
EVIDENCE_DESTROYED = _event("retention:evidence:destroyed", "dossier", "account", "regel", "stukken")
RECEIPT_DESTROYED = _event("retention:receipt:destroyed", "kredietverstrekker", "regel")
# Of which dossier: no line says the id of a Document (`domain/ids.py`, logged).
DOCUMENT_JUDGED = _event("document:file:judged", "dossier", "status", "reden", aantal=COUNT, per=("status",))
DOSSIER_DESTROYED = _event("retention:dossier:destroyed", "dossier", "regel", aantal=COUNT)
STATISTICS_PUBLISHED = _event("retention:statistics:published", "kwartaal", "cellen", "sha256")
# `rest`: entries of the ledger that are still to be carried out again.
ERASURES_REPLAYED = _event("grootboek:erasures:replayed", aantal=COUNT, rest=COUNT)
# One line for each entry of the ledger that a replay carried out: how far this run of it is.
REPLAY_PROGRESSED = _event("grootboek:replay:progressed", gedaan=COUNT, totaal=COUNT, per=("function",))
REPLAY_FAILED = _event("grootboek:replay:failed", "wat", "over", "code", aantal=COUNT)
GATE_CLOSED = _event("grootboek:gate:closed", aantal=COUNT)
ACCOUNT_WORK_FAILED = _event("account:work:failed", "werk", "code", aantal=COUNT)
CALLBACK_STORED = _event(
    "callback:message:stored",
    *("aanvraag", "kredietverstrekker", "verstrekking", "soort"),
    per=("kredietverstrekker",),
    aantal=COUNT,
    rest=SECONDS,
)
LEVERING_FETCHED = _event(
    "callback:levering:fetched",
    *("aanvraag", "kredietverstrekker", "verstrekking"),
    per=("kredietverstrekker",),
    berichten=COUNT,
)
# Of one that is asked: what it said does not fit, and it cannot be told so.
ANSWER_REFUSED = _event("callback:answer:refused", "kredietverstrekker", "verstrekking", "code")
# A Kredietverstrekker is refused for a key that we lost: it cannot mend that, an operator gives it a new secret.
SECRET_UNREADABLE = _event("callback:secret:unreadable", "kredietverstrekker", aantal=COUNT)
CALLBACK_ID_REUSED = _event("callback:id:reused", "kredietverstrekker", "verstrekking")

EVENTS = frozenset(value for value in list(globals().values()) if isinstance(value, Event))

Listener = Callable[[str, Mapping[str, Value]], None]
_listeners: list[Listener] = []
_around: ContextVar[Mapping[str, Value]] = ContextVar("around", default=MappingProxyType({}))


@contextmanager
def within(**ids: str) -> Iterator[None]:
    """Each line that is written inside says these too. Raises ValueError for what is not in AROUND."""
    if unknown := ids.keys() - AROUND:
        raise ValueError(f"no line is about: {', '.join(sorted(unknown))}")
    token = _around.set({**_around.get(), **{name: text for name, text in ids.items() if text}})
    try:
        yield
    finally:
        _around.reset(token)


def listen(listener: Listener) -> None:
    """From now on it hears the name and the fields of each line too: for a stage that shows what happens."""
    _listeners.append(listener)


def emit(event: Event, **fields: Value | None) -> None:
    """Write one line; None is nothing to say. Raises ValueError for a field that the event does not declare."""
    if undeclared := fields.keys() - event.fields:
        raise ValueError(f"{event.name} does not declare: {', '.join(sorted(undeclared))}")
    counted = {"aantal": 1} if "aantal" in dict(event.metrics) else {}
    given = {**_around.get(), **counted, **fields}
    said = {name: _masked(value) for name, value in given.items() if value is not None}
    now = datetime.now(UTC)
    line = {"time": now.isoformat(timespec="milliseconds"), "event": event.name, **said}
    # Without a space that says nothing: a log is paid by the byte.
    sys.stdout.write(json.dumps(line | _metrics(event, line, now), ensure_ascii=False, separators=(",", ":")) + "\n")
    for listener in _listeners:
        listener(event.name, said)


def where(error: BaseException) -> str:
    """Kind and place of an error, and nothing of its message, which may hold what somebody sent."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} at {place}"


def _metrics(event: Event, line: Mapping[str, Value], now: datetime) -> dict[str, Any]:
    """
    What makes CloudWatch take the line for metrics as well (its embedded metric format); no call, no wait.

    A number that was masked is none, and a dimension that is not in the line would spoil the whole of it.
    """
    metrics = [{"Name": name, "Unit": unit} for name, unit in event.metrics if type(line.get(name)) is int]
    if not metrics:
        return {}
    dimensions = [["event"], *(["event", name] for name in event.per if line.get(name))]
    told = {"Namespace": METRICS, "Dimensions": dimensions, "Metrics": metrics}
    return {"_aws": {"Timestamp": int(now.timestamp() * 1000), "CloudWatchMetrics": [told]}}


def _masked(value: Value) -> Value:
    """Before it becomes JSON, where an escaped sign could stand against the digits."""
    text = str(value)
    masked = _NINE_DIGITS.sub(lambda found: _MASK if _elfproef(found.group()) else found.group(), text)
    return value if masked == text else masked


def _elfproef(text: str) -> bool:
    digits = [int(character) for character in text if character.isdigit()]
    return sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11 == 0
