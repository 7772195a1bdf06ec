"""
Where an upload may lie unencrypted by us, for at most an hour: the declared exception to I6 (design 7).

SSE-KMS lies under it, it keeps no versions, and nothing is served from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.domain.document import Mediatype

LONGEST = timedelta(hours=1)
KEPT = timedelta(minutes=55)  # after which `herstel` takes it away: it may run some minutes late


@dataclass(frozen=True)
class Announced:
    """What the sender says that will come; the link takes nothing else, as far as storage can check it."""

    mediatype: Mediatype
    grootte: int
    sha256: str


@dataclass(frozen=True)
class Link:
    """Where to send it with PUT, and the headers that must go with it."""

    url: str
    headers: Mapping[str, str]


class Quarantine(Protocol):
    def link(self, place: str, announced: Announced, seconds: int) -> Link:
        """A link for one PUT of exactly this: what lies there already is not written over."""

    def put(self, place: str, mediatype: Mediatype, content: bytes) -> None: ...

    def get(self, place: str) -> bytes | None:
        """None when nothing lies there. Raises TooLarge, unread, for what is larger than any document."""

    def drop(self, place: str) -> None:
        """Harmless when nothing lies there."""

    def drop_older(self, moment: datetime) -> int:
        """Drop what came before `moment`, whoever forgot it; how many."""
