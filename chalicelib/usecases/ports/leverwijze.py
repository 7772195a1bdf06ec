"""How messages reach a Kredietverstrekker, and how its answers come back: one interface for every way of delivery."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from chalicelib.domain.kredietverstrekker import Levering
from chalicelib.privacy.bewijs import Waarde
from chalicelib.usecases.ports.egress import Outcome, Outgoing

Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Message:
    """
    One message: `id` is the webhook-id, `body` what is signed, `bewijs` what the evidence of its disclosure says of
    what stands in it.
    """

    id: str
    soort: str
    verstrekking_id: str
    body: bytes
    bewijs: Mapping[str, Waarde] = field(default_factory=dict)


@dataclass(frozen=True)
class Answered:
    """A message of the contract that was asked for; `id` is what the Kredietverstrekker calls it."""

    id: str
    body: bytes


class Leverwijze(Protocol):
    """
    `thin`: personal data stays here until they come for it. `sends`: messages leave by themselves; else they come and
    look. `asks`: answers have to be asked for.
    """

    @property
    def thin(self) -> bool: ...

    @property
    def sends(self) -> bool: ...

    @property
    def asks(self) -> bool: ...

    def translate(self, message: Message) -> Message:
        """The same message in the words of who gets it."""

    def request(self, endpoint: str, message: Message, headers: Headers) -> Outgoing:
        """What leaves: a translated message, with the headers that sign it."""

    def question(self, endpoint: str, verstrekking_id: str, headers: Headers) -> Outgoing:
        """How it stands with one Verstrekking; for a way that asks."""

    def answers(self, outcome: Outcome, verstrekking_id: str, versie: int) -> list[Answered]:
        """
        What an answer to a question says, in messages of the contract, the oldest first; what cannot be understood is
        not among them. Raises ValueError for an answer that has no such form.
        """


Leverwijzen = Mapping[Levering, Leverwijze]
