"""
Sandbox Kredietverstrekkers of stage local: `http://127.0.0.1:<port>/…` may be called, and nothing else is added.

No packaged artefact contains `infra/`, so no setting of a deployed stage can open this way.
"""

import re
from collections.abc import Sequence

from chalicelib.adapters.egress.access import Authorizing
from chalicelib.adapters.egress.client import SEND_SECONDS, Connect, HttpsEgress, in_parallel, open_socket
from chalicelib.adapters.egress.exchange import Deadline, post
from chalicelib.usecases.ports.egress import Outcome, Outgoing

LOOPBACK = "127.0.0.1"
PORTS = range(1024, 65536)

_SANDBOX = re.compile(r"http://127\.0\.0\.1:(?P<port>[1-9][0-9]{3,4})(?P<path>/[A-Za-z0-9._~/-]*)?")


def sandbox(endpoint: str) -> tuple[int, str] | None:
    """Port and path of a sandbox on this machine; None for any other address or spelling."""
    parts = _SANDBOX.fullmatch(endpoint)
    if parts is None or int(parts["port"]) not in PORTS:
        return None
    return int(parts["port"]), parts["path"] or "/"


class LocalEgress:
    """The port `Egress` of stage local: sandboxes by plain HTTP on loopback, everything else as in production."""

    def __init__(self, outward: HttpsEgress, *, connect: Connect = open_socket, seconds: float = SEND_SECONDS) -> None:
        self._outward = outward
        self._connect = connect
        self._seconds = seconds
        self._authorizing = Authorizing()

    def check(self, endpoint: str) -> None:
        if sandbox(endpoint) is None:
            self._outward.check(endpoint)

    def check_certificate(self, certificate: str) -> None:
        self._outward.check_certificate(certificate)

    def send_all(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        return in_parallel(messages, self._send, self._seconds)

    def trusted(self, endpoint: str) -> bool:
        return sandbox(endpoint) is not None

    def _send(self, message: Outgoing, deadline: Deadline) -> Outcome:
        return self._authorizing.send(message, deadline, self._exchange)

    def _exchange(self, message: Outgoing, deadline: Deadline) -> Outcome:
        place = sandbox(message.endpoint)
        if place is None:
            return self._outward.exchange(message, deadline)
        port, path = place
        with self._connect(LOOPBACK, port, deadline.remaining()) as sock:
            return post(sock, f"{LOOPBACK}:{port}", path, message, deadline)
