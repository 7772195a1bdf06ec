"""Kredietverstrekkers with books of their own: they drop repeats, answer when they like, try until they are heard."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bench.reconcile.chance import Chance
from bench.reconcile.record import Received, Said
from chalicelib import errors
from chalicelib.usecases.ports.egress import Outcome, Outgoing
from tests.broker import Bench, Crash
from tests.lessors import EXTRA, Lessor, message

TOOK, TIME_OUT = Outcome(200, "", b"{}"), Outcome(None, "timeout")
DECISIONS = ("offerte.uitgebracht", "aanvraag.afgewezen", "aanvraag.niet_te_verwerken", "")
WEIGHTS = (60, 20, 5, 15)
SECOND_OFFER = 0.10  # of the Offertes are replaced
STUBBORN = 0.3  # of the answers on their way still come after a recall
TRIES = 40
AGAIN = 30.0  # seconds
Later = Callable[[float, Callable[[], None]], None]


@dataclass
class Answer:
    """One message of a Kredietverstrekker; id and bytes stay the same over its tries."""

    lessor: Lessor
    verstrekking_id: str
    kind: str
    message_id: str
    body: bytes
    tries: int = 0


@dataclass
class Partner:
    """One Kredietverstrekker: what it received and what it said, and where it is with each Verstrekking."""

    lessor: Lessor
    bench: Bench
    chance: Chance
    later: Later
    received: list[Received] = field(default_factory=list)
    said: dict[str, Said] = field(default_factory=dict)
    stopped: set[str] = field(default_factory=set)
    dead: set[str] = field(default_factory=set)
    _seen: set[str] = field(default_factory=set)
    _count: int = 0

    def post(self, outgoing: Outgoing) -> Outcome:
        """What a POST of the broker comes to: it may never arrive, or its answer may not."""
        body = json.loads(outgoing.body)
        subject = body["data"]["verstrekking_id"]
        if body["type"] == "aanvraag.aangeboden" and subject not in self._seen and self.chance.happens("dead"):
            self.dead.add(subject)
        if subject in self.dead:
            return TIME_OUT
        slow = self.chance.happens("time_outs")
        if not slow or self.chance.random.random() < 0.5:  # noqa: PLR2004 - either way
            for _ in range(self.chance.copies()):
                self._take(outgoing, body)
        return TIME_OUT if slow else TOOK

    def _take(self, outgoing: Outgoing, body: dict[str, Any]) -> None:
        message_id = dict(outgoing.headers)["webhook-id"]
        self.received.append(Received(self.lessor.id, message_id, outgoing.body, self.bench.clock.now()))
        if message_id in self._seen:
            return
        self._seen.add(message_id)
        data = body["data"]
        if body["type"] == "aanvraag.aangeboden":
            self._consider(data["verstrekking_id"])
        elif body["type"] == "aanvraag.ingetrokken":
            self.stopped.add(data["verstrekking_id"])

    def _consider(self, subject: str) -> None:
        self._plan(subject, "aanvraag.ontvangen", self.chance.delay(5))
        kind = self.chance.random.choices(DECISIONS, WEIGHTS)[0]
        decided = self.chance.random.choice((1.0, 60.0, 3600.0, 86400.0))
        if kind:
            self._plan(subject, kind, 5 + self.chance.delay(decided))
        if kind == "offerte.uitgebracht" and self.chance.random.random() < SECOND_OFFER:
            self._plan(subject, kind, decided + self.chance.delay(decided))

    def _plan(self, subject: str, kind: str, seconds: float) -> None:
        self._count += 1
        data = {"verstrekking_id": subject, "versie": 1, **EXTRA.get(kind, {})}
        message_id = f"{self.lessor.id[-6:]}_{self._count}"
        answer = Answer(self.lessor, subject, kind, message_id, message(kind, data))
        for _ in range(self.chance.copies()):
            self.later(seconds + self.chance.delay(1), lambda: self._say(answer))

    def _say(self, answer: Answer) -> None:
        recalled = answer.verstrekking_id in self.stopped and answer.message_id not in self.said
        if recalled and self.chance.random.random() > STUBBORN:
            return
        status = self._status(answer)
        known = self.said.get(answer.message_id)
        if known is None or known.status not in range(200, 300):
            self.said[answer.message_id] = Said(
                self.lessor.id, answer.verstrekking_id, answer.message_id, answer.kind, status
            )
        answer.tries += 1
        if status >= 500 and answer.tries < TRIES:  # noqa: PLR2004 - the broker could not
            self.later(AGAIN, lambda: self._say(answer))

    def _status(self, answer: Answer) -> int:
        try:
            with self.chance.piece_of_work():
                stored, _ = self.bench.say_raw(self.lessor, answer.body, answer.message_id)
        except (Crash, errors.Unavailable):
            return 503
        except errors.Gone:
            return 410
        except errors.IllegalState:
            return 409
        return 202 if stored else 200
