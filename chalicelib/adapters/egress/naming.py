"""From a name to addresses that may be called, within a time that the name's owner cannot stretch."""

import queue
import socket
import threading
from collections.abc import Callable, Sequence

from chalicelib.adapters.egress.addresses import forbidden
from chalicelib.errors import InvalidInput

Resolver = Callable[[str], Sequence[str]]


def system_resolver(host: str) -> list[str]:
    """The addresses that the operating system's resolver gives; OSError when there are none."""
    found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [str(place[4][0]) for place in found]


def resolve(resolver: Resolver, host: str, seconds: float) -> tuple[str, ...]:
    """
    Every address of a host, without repeats, all of them allowed.

    Raises InvalidInput `endpoint.adres` when one address is not, TimeoutError, or the resolver's OSError.
    """
    addresses = tuple(dict.fromkeys(_within(seconds, lambda: resolver(host))))
    if not addresses:
        raise socket.gaierror
    if any(forbidden(address) for address in addresses):
        raise InvalidInput.one("endpoint", "endpoint.adres")
    return addresses


def _within(seconds: float, look_up: Callable[[], Sequence[str]]) -> Sequence[str]:
    """A look-up has no time-out of its own, so it gets a thread that nobody has to wait for."""
    answers: queue.SimpleQueue[Sequence[str] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(look_up())
        except OSError as error:
            answers.put(error)
        except UnicodeError:
            answers.put(socket.gaierror())

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(answer, OSError):
        raise answer
    return answer
