"""
What an API must do that we ask (`levering` polling): take an Aanvraag once, tell how it stands, open to us alone.

The words are those of the worked adapter, by its own code; no broker takes part. What the API tells is read and
checked as the broker does.
"""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from uuid import uuid4

from chalicelib.adapters.polling import Polling
from chalicelib.adapters.signatures import StandardWebhooks
from chalicelib.domain.callback import CallbackSoort, Gegevens, message_model
from chalicelib.domain.kalender import today
from chalicelib.domain.parse import parse
from chalicelib.errors import InvalidInput
from chalicelib.handlers.schemas.examples import OUTGOING
from chalicelib.usecases.ports.egress import Outcome
from chalicelib.usecases.ports.leverwijze import Answered, Headers, Message
from infra.sandbox.relay import Letter, Reply, ask
from infra.sandbox.trial import OFFER, OFFERED, Failed, Pace, expect_received

WITHDRAWN = "aanvraag.ingetrokken"
POLL_SECONDS = 0.1
TERM = timedelta(days=14)
CLOSED = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


@dataclass
class ApiTrial:
    """One API under test; `extra` are headers that it was agreed to open to, beside the signature."""

    endpoint: str
    secret: str = field(repr=False)
    extra: Headers = ()
    pace: Pace = field(default_factory=Pace)
    way: Polling = field(default_factory=Polling)
    signatures: StandardWebhooks = field(default_factory=StandardWebhooks)

    def message(self, kind: str, reference: str) -> Message:
        """The example of this kind, about this reference, in the words of the API."""
        now = datetime.now(UTC)
        body = json.loads(json.dumps(OUTGOING[kind]))
        body["timestamp"] = now.isoformat()
        body["data"]["verstrekking_id"] = reference
        if "uiterste_reactie" in body["data"]:
            body["data"]["uiterste_reactie"] = (now + TERM).isoformat()
        name = reference if kind == OFFERED else f"msg_{uuid4().hex}"
        return self.way.translate(Message(name, kind, reference, json.dumps(body).encode()))

    def tell(self, message: Message) -> Reply:
        headers = self._signed(message.id, message.body)
        outgoing = self.way.request(self.endpoint, message, (*headers, *self.extra))
        return ask("POST", outgoing.endpoint, Letter(dict(outgoing.headers), outgoing.body))

    def look(self, reference: str) -> Reply:
        address = self.way.question(self.endpoint, reference, ()).endpoint
        headers = self._signed(f"vraag_{uuid4().hex}", f"GET {address}".encode())
        return ask("GET", address, Letter({**dict(headers), **dict(self.extra)}, b""))

    def told(self, reference: str) -> list[Answered]:
        """What the API says of it now, each as the broker would take it in."""
        reply = self.look(reference)
        expect_received(reply)
        try:
            answers = self.way.answers(Outcome(reply.status, "", reply.body), reference, 1)
        except (ValueError, RecursionError) as error:
            raise Failed('the answer to a GET must be {"events": [...]}') from error
        for answer in answers:
            _read(answer)
        return answers

    def until(self, reference: str, kind: str) -> list[Answered]:
        """What it says once this is among it."""
        pause, end, answers = threading.Event(), time.monotonic() + self.pace.patience, self.told(reference)
        while kind not in map(_kind, answers):
            if time.monotonic() > end:
                said = ", ".join(map(_kind, answers)) or "nothing"
                raise Failed(f"expected an event that means {kind} within {self.pace.patience:g} s; came: {said}")
            pause.wait(POLL_SECONDS)
            answers = self.told(reference)
        return answers

    def offered(self) -> tuple[Message, list[Answered]]:
        """An Aanvraag of which the API says that there is an Offerte, and what it said when it had been quiet."""
        message = self.message(OFFERED, f"ver_{uuid4().hex}")
        expect_received(self.tell(message))
        self.until(message.verstrekking_id, OFFER)
        self.be_quiet()
        return message, self.told(message.verstrekking_id)

    def be_quiet(self) -> None:
        threading.Event().wait(self.pace.quiet)

    def _signed(self, message_id: str, content: bytes) -> list[tuple[str, str]]:
        return list(self.signatures.sign([self.secret], message_id, datetime.now(UTC), content))


ApiScenario = Callable[[ApiTrial], None]


def submitted(trial: ApiTrial) -> None:
    expect_received(trial.tell(trial.message(OFFERED, f"ver_{uuid4().hex}")))


def status(trial: ApiTrial) -> None:
    message, first = trial.offered()
    again = trial.told(message.verstrekking_id)
    if [one.id for one in again[: len(first)]] != [one.id for one in first]:
        raise Failed("the events that were there got another id or order: an id is how we know what we have")
    if len({one.id for one in again}) != len(again):
        raise Failed("two events have the same id")


def repeated(trial: ApiTrial) -> None:
    message, before = trial.offered()
    for _ in range(2):
        expect_received(trial.tell(message))
    trial.be_quiet()
    if extra := len(trial.told(message.verstrekking_id)) - len(before):
        raise Failed(f"the same idempotency-key came again and led to {extra} new events: it is one and the same")


def api_withdrawn(trial: ApiTrial) -> None:
    message, before = trial.offered()
    expect_received(trial.tell(trial.message(WITHDRAWN, message.verstrekking_id)))
    trial.be_quiet()
    if extra := len(_after_withdrawal(trial, message.verstrekking_id)) - len(before):
        raise Failed(f"the Aanvraag was withdrawn, and {extra} new events were told of it")


def closed(trial: ApiTrial) -> None:
    """Neither signed with its secret nor with what else was agreed."""
    stranger = ApiTrial(trial.endpoint, trial.signatures.new_secret(), (), trial.pace)
    message, _ = trial.offered()
    said = {
        "a POST": stranger.tell(stranger.message(OFFERED, f"ver_{uuid4().hex}")).status,
        "a GET": stranger.look(message.verstrekking_id).status,
    }
    for what, answer in said.items():
        if answer not in CLOSED:
            raise Failed(f"{what} of somebody else was answered with {answer or 'nothing'}: answer 401")


def unknown_reference(trial: ApiTrial) -> None:
    reply = trial.look(f"ver_{uuid4().hex}")
    if reply.status != HTTPStatus.NOT_FOUND:
        raise Failed(f"a reference that it never got was answered with {reply.status or 'nothing'}: answer 404")


def _after_withdrawal(trial: ApiTrial, reference: str) -> list[Answered]:
    """It may have dropped everything by then."""
    gone = trial.look(reference).status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
    return [] if gone else trial.told(reference)


def _kind(answer: Answered) -> str:
    return str(json.loads(answer.body)["type"])


def _read(answer: Answered) -> None:
    """As the broker reads it. Raises Failed with the fields that it would refuse."""
    soort = CallbackSoort(_kind(answer))
    try:
        data: Gegevens = getattr(parse(message_model(soort), answer.body), "data")  # noqa: B009 - made by create_model
        faults = data.faults(today(datetime.now(UTC)))
    except InvalidInput as error:
        faults = list(error.faults)
    if faults:
        wrong = ", ".join(f"{fault.veld} ({fault.code})" for fault in faults)
        raise Failed(f"an event that means {soort} is refused by the broker: {wrong}")
