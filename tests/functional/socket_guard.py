"""
Connections counted where they are made: at the socket, by the interpreter's own audit events (PEP 578).

Whatever opens a connection, in any thread and through any library, is seen here; while a guard counts, none succeeds.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache

EVENTS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})


@dataclass
class Guard:
    """The addresses that somebody tried to reach."""

    tried: list[str] = field(default_factory=list)

    def __call__(self, event: str, args: tuple[object, ...]) -> None:
        if event in EVENTS:
            place = args[1] if len(args) > 1 else None
            self.tried.append(str(place[0]) if isinstance(place, tuple) else str(place))
            raise ConnectionRefusedError


_counting: list[Guard] = []


@contextmanager
def counted_connections() -> Iterator[Guard]:
    """No connection is made as long as this lasts."""
    _install()
    guard = Guard()
    _counting.append(guard)
    try:
        yield guard
    finally:
        _counting.remove(guard)


@cache
def _install() -> None:
    """A hook stays for good, so there is one, and it does nothing while nobody counts."""

    def hook(event: str, args: tuple[object, ...]) -> None:
        for guard in _counting:
            guard(event, args)

    sys.addaudithook(hook)
