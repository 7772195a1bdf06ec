"""
HTTPS to Kredietverstrekkers (design 6.2 and 9): resolve, check every address, call the one that was checked.

The name is resolved once per send and never again, so it cannot change its mind between check and call. TLS
and Host carry the name, the socket goes to the address, and nothing in between reads proxies from the environment.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

from chalicelib.adapters.egress.access import Authorizing, TokenRefusedError, digest, identified
from chalicelib.adapters.egress.endpoint import HTTPS_PORT, parse_endpoint
from chalicelib.adapters.egress.exchange import AnswerTooLargeError, Deadline, post
from chalicelib.adapters.egress.naming import Resolver, resolve, system_resolver
from chalicelib.errors import InvalidInput
from chalicelib.usecases.ports.egress import Access, Outcome, Outgoing

SEND_SECONDS = 15.0  # contract: 2xx within 15 s is received
CHECK_SECONDS = 3.0  # a look-up while somebody waits for a form
MAX_PARALLEL = 20
MAX_ADDRESSES = 3  # of one name; one unreachable address must not eat the time of the next

Connect = Callable[[str, int, float], socket.socket]
Send = Callable[[Outgoing, Deadline], Outcome]

# First match decides: time-outs, TLS and names that do not resolve are OSErrors as well.
_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (InvalidInput, "adres"),
    (TimeoutError, "timeout"),
    (AnswerTooLargeError, "te-groot"),
    (TokenRefusedError, "token"),
    (ssl.SSLError, "tls"),
    (socket.gaierror, "naam"),
    (OSError, "verbinding"),
    (http.client.HTTPException, "protocol"),
    (ValueError, "protocol"),  # what http.client makes of a negative chunk
)


def open_socket(address: str, port: int, seconds: float) -> socket.socket:
    """A TCP connection to an address (never a name); the one place where a connection comes from."""
    return socket.create_connection((address, port), timeout=seconds)


def verified_context() -> ssl.SSLContext:
    """TLS 1.2 or newer, certificate and name verified against the system's roots; no key log, whatever is set."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_default_certs()
    return context


class HttpsEgress:
    """The port `Egress`; time-outs, name look-up, connections and trusted roots are arguments."""

    def __init__(
        self,
        *,
        resolver: Resolver = system_resolver,
        connect: Connect = open_socket,
        make_context: Callable[[], ssl.SSLContext] = verified_context,
        seconds: float = SEND_SECONDS,
    ) -> None:
        self._resolver = resolver
        self._connect = connect
        self._make_context = make_context
        self._seconds = seconds
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._authorizing = Authorizing()
        self._lock = threading.Lock()

    def check(self, endpoint: str) -> None:
        """
        Raises InvalidInput `endpoint.*` for an address that may never be called.

        A name that does not resolve yet passes: nothing can be sent to it, activation needs an answer from it,
        and every send resolves and checks again.
        """
        host = parse_endpoint(endpoint).host
        try:
            resolve(self._resolver, host, min(CHECK_SECONDS, self._seconds))
        except OSError:
            return

    def check_certificate(self, certificate: str) -> None:
        try:
            identified(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), certificate)
        except ssl.SSLError:
            raise InvalidInput.one("mtls.certificaat", "certificaat.onbruikbaar") from None

    def send_all(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        """POST all in parallel, to be over within 15 s of this call; one outcome per message, in order."""
        return in_parallel(messages, self.send, self._seconds)

    def trusted(self, endpoint: str) -> bool:  # noqa: ARG002 - the port's name; no address is trusted unseen
        return False

    def send(self, message: Outgoing, deadline: Deadline) -> Outcome:
        """One send. Raises what the network raises; `in_parallel` turns it into an outcome."""
        return self._authorizing.send(message, deadline, self.exchange)

    def exchange(self, message: Outgoing, deadline: Deadline) -> Outcome:
        """One request as it is, to an address that was checked."""
        endpoint = parse_endpoint(message.endpoint)
        addresses = resolve(self._resolver, endpoint.host, deadline.remaining())
        with self._reach(addresses[:MAX_ADDRESSES], deadline) as plain:
            plain.settimeout(deadline.remaining())  # of the handshake as a whole, not of each of its bytes
            with self._tls(message.access).wrap_socket(plain, server_hostname=endpoint.host) as sock:
                return post(sock, endpoint.host, endpoint.target, message, deadline)

    def _tls(self, access: Access | None) -> ssl.SSLContext:
        """
        The one context of all sends without a certificate of ours: loading the roots takes 15 ms of CPU, so the first
        send does it, once. Each certificate has its own.
        """
        certificate = access.certificate if access else ""
        place = digest(certificate)
        with self._lock:
            if place not in self._contexts:
                made = self._make_context()
                self._contexts[place] = identified(made, certificate) if certificate else made
            return self._contexts[place]

    def _reach(self, addresses: Sequence[str], deadline: Deadline) -> socket.socket:
        """The first address that answers; nothing was sent before, so trying the next is no second send."""
        failure = OSError()
        for waiting in range(len(addresses), 0, -1):
            try:
                return self._connect(addresses[-waiting], HTTPS_PORT, deadline.remaining() / waiting)
            except OSError as error:
                failure = error
        raise failure


def in_parallel(messages: Sequence[Outgoing], send: Send, seconds: float) -> list[Outcome]:
    """
    Every message in a thread of its own (up to 20), all under one deadline; an outcome for each, in order.

    One deadline for all, because the lease on the intents started for all of them at once (I4).
    """
    if not messages:
        return []
    deadline = Deadline.after(seconds)
    with ThreadPoolExecutor(min(MAX_PARALLEL, len(messages))) as pool:
        sends = [_Timed(send, message, deadline) for message in messages]
        begun = [pool.submit(one) for one in sends]
    return [replace(_outcome(done), milliseconds=one.milliseconds) for one, done in zip(sends, begun, strict=True)]


class _Timed:
    """One send, and how long it took, however it ended."""

    def __init__(self, send: Send, message: Outgoing, deadline: Deadline) -> None:
        self._send, self._message, self._deadline = send, message, deadline
        self.milliseconds = 0

    def __call__(self) -> Outcome:
        started = time.monotonic()
        try:
            return self._send(self._message, self._deadline.sooner(self._message.seconds))
        finally:
            self.milliseconds = round((time.monotonic() - started) * 1000)


def _outcome(done: Future[Outcome]) -> Outcome:
    """What came of it; an error is a reason, known or not, so that it never costs the others their outcome."""
    error = done.exception()
    if error is None:
        return done.result()
    return Outcome(None, next((reason for kind, reason in _REASONS if isinstance(error, kind)), "fout"))
