"""An Egress without a network: it keeps what was sent and answers what a test has written down."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from chalicelib.adapters.egress.endpoint import parse_endpoint
from chalicelib.usecases.ports.egress import Outcome, Outgoing

RECEIVED = Outcome(200, "", b"{}")


def _no_latency(message: Outgoing) -> None:
    """Answer at once."""


@dataclass
class FakeEgress:
    """
    `script` holds the outcomes of one endpoint in order, the last of which stays; unscripted ones receive.

    `answer` makes an outcome from the message when an endpoint has no script (a challenge, say). `before_answer`
    runs while a message is under way: a test moves its clock there, or withdraws a Toestemming.
    """

    sent: list[Outgoing] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)
    script: dict[str, list[Outcome]] = field(default_factory=dict)
    trusted_endpoints: set[str] = field(default_factory=set)
    before_answer: Callable[[Outgoing], None] = _no_latency
    answer: Callable[[Outgoing], Outcome] = lambda _message: RECEIVED

    def plan(self, endpoint: str, *outcomes: Outcome) -> None:
        """From now on this endpoint answers so."""
        self.script[endpoint] = list(outcomes)

    def sent_to(self, endpoint: str) -> list[Outgoing]:
        return [message for message in self.sent if message.endpoint == endpoint]

    def check(self, endpoint: str) -> None:
        """The real grammar, without look-ups."""
        if endpoint not in self.trusted_endpoints:
            parse_endpoint(endpoint)

    def check_certificate(self, certificate: str) -> None:
        """Any."""

    def send_all(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        self.batches.append(len(messages))
        self.sent.extend(messages)
        return [self._outcome(message) for message in messages]

    def trusted(self, endpoint: str) -> bool:
        return endpoint in self.trusted_endpoints

    def _outcome(self, message: Outgoing) -> Outcome:
        self.before_answer(message)
        planned = self.script.get(message.endpoint)
        if not planned:
            return self.answer(message)
        return planned.pop(0) if len(planned) > 1 else planned[0]
