"""Signing what others check without us: with a private key that nobody holds, and a public one that everybody may."""

from collections.abc import Mapping
from typing import Protocol


class Signer(Protocol):
    def sign(self, payload: bytes, typ: str) -> str:
        """A compact JWS (RFC 7515) over these bytes, ES256, with the key's id; `typ` says what is signed."""

    def verify(self, jws: str, typ: str) -> bytes | None:
        """What was signed; None when it was not by a key of ours, not whole, or something of another `typ`."""

    def public_keys(self) -> tuple[Mapping[str, str], ...]:
        """The keys to check it with, as JWK (RFC 7517), each with the `kid` that signatures name."""
