"""
Proving to a Kredietverstrekker who we are: a fixed header, a token by OAuth 2.0, a certificate of our own.

A token is kept in memory until shortly before its end, and forgotten when it is refused. Its URL is called the way an
endpoint is: the same addresses are refused, the same deadline holds.
"""

import base64
import hashlib
import json
import os
import re
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote, urlencode

from chalicelib.adapters.egress.exchange import Deadline
from chalicelib.usecases.ports.egress import Access, Outcome, Outgoing, TokenRequest

Exchange = Callable[[Outgoing, Deadline], Outcome]
EARLY = 60.0  # seconds before its end that a token is no longer used
UNSAID = 300.0  # seconds that a token counts that does not say for how long
LONGEST = 3600.0
UNAUTHORIZED = 401
_BEARER = re.compile(r"[!-~]{1,8192}")


class TokenRefusedError(Exception):
    """No token came; it says nothing of what did."""


class Authorizing:
    """Sends with what a message carries to prove who we are."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tokens: dict[str, tuple[str, float]] = {}
        self._lock = threading.Lock()

    def send(self, message: Outgoing, deadline: Deadline, exchange: Exchange) -> Outcome:
        """One exchange, after one for a token where there is none. A token that is refused is not used again."""
        access = message.access
        if access is None:
            return exchange(message, deadline)
        extra = [access.header] if access.header else []
        if access.token is not None:
            extra.append(("authorization", f"Bearer {self._token(access, access.token, deadline, exchange)}"))
        outcome = exchange(replace(message, headers=(*message.headers, *extra)), deadline)
        if outcome.status == UNAUTHORIZED and access.token is not None:
            self._forget(_place(access.token))
        return outcome

    def _token(self, access: Access, asked: TokenRequest, deadline: Deadline, exchange: Exchange) -> str:
        place = _place(asked)
        with self._lock:
            token, until = self._tokens.get(place, ("", 0.0))
        if self._clock() < until:
            return token
        outcome = exchange(_request(asked, access.certificate), deadline)
        token, seconds = _granted(outcome)
        with self._lock:
            self._tokens[place] = (token, self._clock() + min(seconds, LONGEST) - EARLY)
        return token

    def _forget(self, place: str) -> None:
        with self._lock:
            self._tokens.pop(place, None)


def identified(context: ssl.SSLContext, certificate: str) -> ssl.SSLContext:
    """
    The context with this certificate and key. OpenSSL reads them from a file only: this one is in memory, and has no
    name that anything else could open.
    """
    place = os.memfd_create("certificate")
    try:
        os.write(place, certificate.encode())
        context.load_cert_chain(f"/proc/self/fd/{place}")
    finally:
        os.close(place)
    return context


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _place(asked: TokenRequest) -> str:
    """Another secret is another client."""
    return digest(f"{asked.url}\x1f{asked.client_id}\x1f{asked.client_secret}\x1f{asked.scope}")


def _request(asked: TokenRequest, certificate: str) -> Outgoing:
    """RFC 6749, sections 2.3.1 and 4.4.2."""
    form = {"grant_type": "client_credentials", **({"scope": asked.scope} if asked.scope else {})}
    pair = f"{quote(asked.client_id, safe='')}:{quote(asked.client_secret, safe='')}"
    headers = (
        ("content-type", "application/x-www-form-urlencoded"),
        ("accept", "application/json"),
        ("authorization", f"Basic {base64.b64encode(pair.encode()).decode()}"),
    )
    return Outgoing(asked.url, headers, urlencode(form).encode(), access=Access(certificate=certificate))


def _granted(outcome: Outcome) -> tuple[str, float]:
    """The token and its seconds, from an answer as RFC 6749, section 5.1 has it."""
    try:
        answer = json.loads(outcome.body) if outcome.received else None
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict) or str(answer.get("token_type", "")).lower() != "bearer":
        raise TokenRefusedError
    token, seconds = answer.get("access_token"), answer.get("expires_in", UNSAID)
    if not isinstance(token, str) or not _BEARER.fullmatch(token):
        raise TokenRefusedError
    known = isinstance(seconds, int | float) and not isinstance(seconds, bool) and seconds > 0
    return token, float(seconds) if known else UNSAID
