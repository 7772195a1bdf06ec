"""Standard Webhooks 1.0 with the standard library alone, as an outside party would write it."""

import base64
import binascii
import hashlib
import hmac
import time
import uuid
from collections.abc import Mapping

TOLERANCE_SECONDS = 300
PREFIX = "whsec_"


def sign(secret: str, message_id: str, body: bytes, now: float | None = None) -> dict[str, str]:
    """The headers of a message that leaves."""
    timestamp = str(int(time.time() if now is None else now))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{_signature(secret, message_id, timestamp, body)}",
        "content-type": "application/json",
    }


def is_genuine(secret: str, headers: Mapping[str, str], body: bytes, now: float | None = None) -> bool:
    """Whether a message that came in is signed with our secret, and is at most five minutes old."""
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not message_id or not (timestamp.isascii() and timestamp.isdigit()):
        return False
    if abs((time.time() if now is None else now) - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    expected = f"v1,{_signature(secret, message_id, timestamp, body)}".encode()
    given = headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(expected, one.encode()) for one in given)


def new_id() -> str:
    return f"msg_{uuid.uuid4().hex}"


def is_secret(text: str) -> bool:
    try:
        return text.startswith(PREFIX) and len(base64.b64decode(text.removeprefix(PREFIX), validate=True)) > 0
    except binascii.Error:
        return False


def _signature(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
