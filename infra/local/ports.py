"""Ports on loopback: whether they are free, checked before anything starts."""

import secrets
import socket
from collections.abc import Mapping, Sequence
from itertools import count

from infra.local.config import LOOPBACK, SANDBOXES, LocalError

# Below those that the system gives to whoever calls somebody (Linux: from 32768 on): between a look and the start of a
# server a call could take one of these.
SPAN = range(20_000, 32_768)
_turn = count(secrets.randbelow(len(SPAN)))


def check_free(ports: Mapping[str, Sequence[int]]) -> None:
    """Raises LocalError naming every port that somebody else holds, and the variable that chooses it."""
    taken = {name: [port for port in row if not is_free(port)] for name, row in ports.items()}
    faults = [_taken(name, ports[name], held) for name, held in taken.items() if held]
    if faults:
        raise LocalError(
            f"already in use on {LOOPBACK}: {'; '.join(faults)}. Stop what listens there, or choose another "
            f"{' and '.join(name for name, held in taken.items() if held)}"
        )


def _taken(name: str, row: Sequence[int], held: Sequence[int]) -> str:
    """A row is chosen by its first port, which need not be the one that is held."""
    numbers = ", ".join(map(str, held))
    return f"{numbers} ({name})" if len(row) == 1 else f"{numbers} ({name}={row[0]} takes {row[0]} to {row[-1]})"


def is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As the servers do: a connection that lingers after a stop does not hold the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port that nobody holds at this moment."""
    return free_row(1)


def free_row(length: int = SANDBOXES) -> int:
    """The first of `length` ports in a row that nobody holds at this moment; each port is given in its turn."""
    for _ in SPAN:
        row = [SPAN[next(_turn) % len(SPAN)] for _ in range(length)]
        if row[-1] - row[0] == length - 1 and all(map(is_free, row)):
            return row[0]
    raise LocalError(f"no free ports on {LOOPBACK} between {SPAN[0]} and {SPAN[-1]}")
