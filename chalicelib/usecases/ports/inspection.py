"""Whether an upload is what it says it is, sound, and harmless by its structure."""

from typing import Protocol

from chalicelib.domain.document import Mediatype


class Inspection(Protocol):
    def clean(self, mediatype: Mediatype, content: bytes) -> bytes:
        """
        The same paper without metadata; the same bytes where there was none.

        Raises InvalidInput on `bestand` for what is something else, broken, encrypted, can act, or grows too large.
        Memory and work are bounded by counts, whatever is sent.
        """
