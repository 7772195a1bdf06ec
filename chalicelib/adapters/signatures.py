"""
Standard Webhooks 1.0, both ways, on raw bytes.

The library gives the HMAC. Around it stand our own grammar and our own clock: `standardwebhooks` 1.1.0 raises
surprises on malformed input, takes padded and fractional timestamps and junk inside base64, asks the
machine for the time, and cannot sign a body that is not UTF-8 (which must be told apart from a bad signature).
"""

import base64
import hmac
import os
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from standardwebhooks.webhooks import hmac_data

from chalicelib.errors import BadSignature

TOLERANCE_SECONDS = 300
MAX_SIGNATURES = 8
SECRET_BYTES = 32
PREFIX = "whsec_"
HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")

_ID = re.compile(r"[A-Za-z0-9_.-]{1,128}")
_TIMESTAMP = re.compile(r"[1-9][0-9]{0,11}")
# 32 bytes in canonical base64: 43 digits, the last of which carries four bits, and one pad.
_V1 = re.compile(r"v1,([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)")
# Another version (v1a is ed25519) may stand beside ours: not read, but not a hiding place for junk either.
_OTHER = re.compile(r"v(?!1,)[0-9]{1,3}[a-z]?,[A-Za-z0-9+/]{1,172}={0,2}")
# 24 to 64 bytes, as the specification asks.
_SECRET = re.compile(r"whsec_(?=.{32,88}\Z)((?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)")


class StandardWebhooks:
    """The port `Signatures`."""

    def __init__(self, entropy: Callable[[int], bytes] = os.urandom) -> None:
        self._entropy = entropy

    def new_secret(self) -> str:
        """A fresh secret, as the Kredietverstrekker gets to see it once."""
        return PREFIX + base64.b64encode(self._entropy(SECRET_BYTES)).decode()

    def sign(self, secrets: Sequence[str], message_id: str, now: datetime, body: bytes) -> tuple[tuple[str, str], ...]:
        """The four headers. Raises ValueError for mistakes of our own: no secret, a malformed one, an odd id."""
        if not secrets or not _ID.fullmatch(message_id):
            raise ValueError("a message needs a secret and an id within the grammar")
        timestamp = str(int(now.timestamp()))
        digests = (_digest(_key(secret), message_id, timestamp, body) for secret in secrets)
        return (
            ("webhook-id", message_id),
            ("webhook-timestamp", timestamp),
            ("webhook-signature", " ".join(f"v1,{base64.b64encode(digest).decode()}" for digest in digests)),
            ("content-type", "application/json"),
        )

    def verify(self, secrets: Sequence[str], headers: Mapping[str, str], body: bytes, now: datetime) -> str:
        """The webhook-id, when one signature of one secret fits and its time is within 300 s of `now`."""
        message_id, timestamp, signature = _three(headers)
        given = _signatures(signature)
        if not _ID.fullmatch(message_id) or not _in_time(timestamp, now):
            raise BadSignature
        expected = [_digest(key, message_id, timestamp, body) for key in _keys(secrets)]
        # A list, not a generator: every pair is compared, whichever fits, so time tells nothing.
        fits = [hmac.compare_digest(ours, theirs) for ours in expected for theirs in given]
        if not any(fits):
            raise BadSignature
        return message_id


def _digest(key: bytes, message_id: str, timestamp: str, body: bytes) -> bytes:
    return hmac_data(key, b".".join((message_id.encode(), timestamp.encode(), body)))


def _key(secret: str) -> bytes:
    """Strict: a lenient decoder would make an empty key of junk, and everybody can sign with that one."""
    match = _SECRET.fullmatch(secret)
    if match is None:
        raise ValueError("a secret is whsec_ and 24 to 64 bytes in base64")
    return base64.b64decode(match[1], validate=True)


def _keys(secrets: Sequence[str]) -> list[bytes]:
    try:
        return [_key(secret) for secret in secrets]
    except ValueError:
        raise BadSignature from None


def _three(headers: Mapping[str, str]) -> tuple[str, str, str]:
    """The three headers, in any case of letters. A header that is there twice is no header."""
    found = [(name.lower(), value) for name, value in headers.items() if name.lower() in HEADERS]
    values = dict(found)
    if len(found) != len(HEADERS) or len(values) != len(HEADERS):
        raise BadSignature
    return values[HEADERS[0]], values[HEADERS[1]], values[HEADERS[2]]


def _in_time(timestamp: str, now: datetime) -> bool:
    fits = _TIMESTAMP.fullmatch(timestamp)
    return fits is not None and abs(now.timestamp() - int(timestamp)) <= TOLERANCE_SECONDS


def _signatures(header: str) -> list[bytes]:
    """The v1 signatures of a well-formed list of at most eight."""
    parts = header.split(" ")
    if len(parts) > MAX_SIGNATURES or not all(_V1.fullmatch(part) or _OTHER.fullmatch(part) for part in parts):
        raise BadSignature
    return [base64.b64decode(match[1]) for part in parts if (match := _V1.fullmatch(part))]
