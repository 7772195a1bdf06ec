"""One POST over one open socket, every step of it before one deadline, and never more answer than was agreed."""

import http.client
import io
import socket
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from chalicelib.usecases.ports.egress import Outcome, Outgoing

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAX_BODY = 64 * 1024  # bytes of an answer
MAX_WIRE = 2 * MAX_BODY  # bytes of an answer with its head and its chunk marks
_CHUNK = 16 * 1024  # bytes, one TLS record


class AnswerTooLargeError(Exception):
    """More bytes came back than an answer may have."""


@dataclass(frozen=True)
class Deadline:
    """A moment on the monotonic clock that no step of a send may pass."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        return cls(time.monotonic() + seconds)

    def sooner(self, seconds: float) -> "Deadline":
        """This one, or one that many seconds from now when that comes first."""
        return Deadline(min(self.at, time.monotonic() + seconds))

    def remaining(self) -> float:
        """Seconds left, more than none. Raises TimeoutError afterwards."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class _Reader(io.RawIOBase):
    """
    The answer as it comes in.

    A socket's own time-out starts again with every byte; here each read gets only what is left of the deadline.
    """

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock = sock
        self._deadline = deadline
        self._left = MAX_WIRE

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        self._sock.settimeout(self._deadline.remaining())
        count = self._sock.recv_into(buffer)
        self._left -= count
        if self._left < 0:
            raise AnswerTooLargeError
        return count


class _Wire:
    """As much of a socket as http.client asks for, bound to a deadline. Whoever opened the socket closes it."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock = sock
        self._deadline = deadline

    def sendall(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            self._sock.settimeout(self._deadline.remaining())
            view = view[self._sock.send(view[:_CHUNK]) :]

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self._sock, self._deadline))

    def close(self) -> None:
        """http.client closes its side before the body was read."""


def post(sock: socket.socket, authority: str, target: str, message: Outgoing, deadline: Deadline) -> Outcome:
    """Send the message as it was signed and read the answer. Raises what the network and http.client raise."""
    connection = http.client.HTTPConnection(authority)
    connection.sock = cast("socket.socket", _Wire(sock, deadline))
    headers = {**dict(message.headers), "Host": authority, "User-Agent": "Lease-deal", "Connection": "close"}
    connection.request(message.method, target, body=message.body or None, headers=headers)
    response = connection.getresponse()
    return _outcome(response.status, response)


def _outcome(status: int, response: http.client.HTTPResponse) -> Outcome:
    """A redirect is an answer that nobody follows; an answer beyond the limit keeps its status and loses its body."""
    if http.client.MULTIPLE_CHOICES <= status < http.client.BAD_REQUEST:
        return Outcome(status, "redirect")
    try:
        body = response.read(MAX_BODY + 1)
    except AnswerTooLargeError:
        return Outcome(status, "te-groot")
    return Outcome(status, "te-groot") if len(body) > MAX_BODY else Outcome(status, "", body)
