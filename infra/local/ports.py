"""Ports on loopback: whether they are free, checked before anything starts."""

import socket
from collections.abc import Mapping

from infra.local.config import LOOPBACK, SANDBOXES, LocalError


def check_free(ports: Mapping[str, int]) -> None:
    """Raises LocalError naming every port that somebody else holds."""
    taken = [f"{name} {port}" for name, port in ports.items() if not is_free(port)]
    if taken:
        raise LocalError(
            f"already in use on {LOOPBACK}: {', '.join(taken)}; "
            "stop what listens there, or choose others with PORT, SANDBOX_PORT and AWS_PORT"
        )


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
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port


def free_row(length: int = SANDBOXES) -> int:
    """The first of `length` ports in a row that nobody holds at this moment."""
    while True:
        first = free_port()
        if first + length < 2**16 and all(is_free(first + step) for step in range(1, length)):
            return first
