"""What a run leaves behind for the verifier: each party's own books, and nothing of how the run went."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.row import Row


@dataclass(frozen=True)
class Submitted:
    """What a sender was told: this Aanvraag was taken in for these Kredietverstrekkers."""

    aanvraag_id: str
    kredietverstrekkers: tuple[str, ...]


@dataclass(frozen=True)
class Received:
    """One message that reached a Kredietverstrekker, each time that it did."""

    kredietverstrekker_id: str
    message_id: str
    body: bytes
    at: datetime


@dataclass(frozen=True)
class Said:
    """One answer of a Kredietverstrekker, and the last status that it got for it."""

    kredietverstrekker_id: str
    verstrekking_id: str
    message_id: str
    kind: str
    status: int


@dataclass(frozen=True)
class DeadLetter:
    """A queue message that failed too often, and what stopped each of its tries."""

    aanvraag_id: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Record:
    submitted: tuple[Submitted, ...]
    rows: tuple[Row, ...]
    received: tuple[Received, ...]
    said: tuple[Said, ...]
    dead_letters: tuple[DeadLetter, ...]
