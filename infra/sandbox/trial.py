"""What a scenario has to work with: messages that the broker sent, its signatures, and a look at what came back."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

from chalicelib.adapters.signatures import StandardWebhooks
from infra.sandbox.relay import Letter, Meddle, Relay, Reply, straight
from infra.sandbox.sender import Sender, Sent

Json = dict[str, Any]
OFFERED, OFFER = "aanvraag.aangeboden", "offerte.uitgebracht"
ANSWER_SECONDS = 15.0  # contract: 2xx within 15 s is received


class Failed(Exception):
    """A scenario that the endpoint does not pass; the message is for its developer."""


@dataclass(frozen=True)
class Pace:
    """Seconds: until an answer must have come, of silence that count as its end, of waiting for what must not come."""

    patience: float = 20.0
    quiet: float = 1.5
    listening: float = 5.0


@dataclass
class Trial:
    """One endpoint under test."""

    relay: Relay
    sender: Sender
    secret: str = field(repr=False)
    pace: Pace = field(default_factory=Pace)
    signatures: StandardWebhooks = field(default_factory=StandardWebhooks)

    def sign(self, body: bytes, message_id: str, *, age: float = 0.0, secrets: tuple[str, ...] = ()) -> Letter:
        """As the broker signs, by its own code; `age` seconds ago, and with other secrets when they are given."""
        at = datetime.now(UTC) - timedelta(seconds=age)
        return Letter(dict(self.signatures.sign(secrets or (self.secret,), message_id, at, body)), body)

    def message(self, kind: str, data: Json) -> bytes:
        at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        return json.dumps({"type": kind, "timestamp": at, "data": data}, separators=(",", ":")).encode()

    def offered(self, *, edits: int = 0) -> tuple[Sent, Letter, Reply]:
        """A real Aanvraag, the message of it as the broker sent it, and what the endpoint answered."""
        sent = self.sender.send(edits=edits)
        return sent, *self.heard(sent.verstrekking_id, OFFERED)

    def answered(self) -> tuple[Sent, Letter]:
        """A real Aanvraag that the endpoint has made an Offerte for, which the broker has stored."""
        sent, letter, reply = self.offered()
        expect_received(reply)
        self.expect_callback(sent, OFFER, HTTPStatus.ACCEPTED)
        self.be_quiet()
        return sent, letter

    def heard(self, about: str, kind: str) -> tuple[Letter, Reply]:
        """The last message of this kind that reached the endpoint."""

        def found() -> list[tuple[Letter, Reply]]:
            return [one for one in self.relay.messages if (one[0].about, one[0].type) == (about, kind)]

        if not self.relay.wait(lambda: bool(found()), self.pace.patience + ANSWER_SECONDS):
            raise Failed(f"the broker sent no {kind}: nothing is wrong with your endpoint, look at the broker's log")
        return found()[-1]

    def callbacks(self, about: str, kind: str | None = None) -> list[tuple[Letter, Reply]]:
        found = [one for one in list(self.relay.callbacks) if one[0].about == about]
        return [one for one in found if kind is None or one[0].type == kind]

    def fetches(self, about: str) -> list[tuple[Letter, Reply]]:
        """How often the endpoint came for what it was told of."""
        return [one for one in list(self.relay.fetches) if one[0].about == about]

    def expect_fetch(self, about: str, status: int) -> None:
        """That it came for it, and was answered so."""

        def statuses() -> list[int]:
            return [reply.status for _, reply in self.fetches(about)]

        if not self.relay.wait(lambda: status in statuses(), self.pace.patience):
            said = ", ".join(map(str, statuses())) or "nothing"
            raise Failed(f"expected a signed GET of data.ophalen that the broker answers with {status:d}; came: {said}")

    def expect_callback(self, sent: Sent, kind: str | None, *statuses: int) -> Letter:
        """One answer about this Verstrekking, of this kind, that the broker answered so."""

        def found() -> list[Letter]:
            return [one for one, reply in self.callbacks(sent.verstrekking_id, kind) if reply.status in statuses]

        if not self.relay.wait(lambda: bool(found()), self.pace.patience):
            said = [f"{one.type} ({reply.status})" for one, reply in self.callbacks(sent.verstrekking_id)]
            wanted = f"{kind or 'a callback'} that the broker answers with {' or '.join(map(str, map(int, statuses)))}"
            raise Failed(f"expected {wanted} within {self.pace.patience:g} s; came: {', '.join(said) or 'nothing'}")
        return found()[0]

    def be_quiet(self) -> None:
        """Listen until nothing was said for a while."""
        while self.relay.wait(self.relay.news_after(self.relay.heard), self.pace.quiet):
            pass

    @contextmanager
    def meddling(
        self, *, to_lessor: Meddle = straight, to_broker: Meddle = straight, to_fetch: Meddle = straight
    ) -> Iterator[None]:
        """What happens on the way, as long as the block lasts."""
        relay = self.relay
        relay.to_lessor, relay.to_broker, relay.to_fetch = to_lessor, to_broker, to_fetch
        try:
            yield
        finally:
            relay.to_lessor, relay.to_broker, relay.to_fetch = straight, straight, straight

    def stranger(self) -> str:
        """A secret of somebody else."""
        return self.signatures.new_secret()

    def renamed(self, letter: Letter) -> tuple[bytes, str]:
        """The same message about a Verstrekking that nobody knows, so that it cannot have been seen before."""
        about = "ver_" + uuid.uuid4().hex.translate(str.maketrans("0189", "abcd")) + "aaaaaaaaaa"
        return letter.body.replace(letter.about.encode(), about.encode()), about

    def expect_refused(self, letter: Letter, about: str, what: str) -> None:
        """No 2xx, and no answer to it either."""
        reply = self.relay.deliver(letter)
        if reply.received:
            raise Failed(f"{what} was answered with {reply.status}: answer 401 and do nothing with it")
        if not reply.status:
            raise Failed(f"{what} got no answer at all: answer 401")
        self.be_quiet()
        if self.callbacks(about):
            raise Failed(f"{what} was refused, and then answered at the callback")
        if self.fetches(about):
            raise Failed(f"{what} was refused, and then fetched")


def expect_received(reply: Reply) -> None:
    if not reply.status:
        raise Failed("the endpoint did not answer")
    if not reply.received:
        raise Failed(f"the endpoint answered {reply.status}, where 2xx was expected")
    if reply.seconds > ANSWER_SECONDS:
        raise Failed(f"the endpoint took {reply.seconds:.1f} s; after {ANSWER_SECONDS:g} s the broker tries again")
