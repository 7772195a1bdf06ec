"""A file with a process id, locked as long as the process lives, so that a stale one never stops a start."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from infra.local.config import LocalError


class PidFile:
    """`with PidFile(path):` holds the lock; the lock ends with the process, however that ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor = -1

    def __enter__(self) -> Self:
        descriptor = self._open()
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise LocalError(
                f"the stack already runs with this data directory (process {read_pid(self._path)}); "
                "stop it first, or choose another DATA_DIR and other ports"
            ) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        self._descriptor = descriptor
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._path.unlink(missing_ok=True)
        os.close(self._descriptor)

    def _open(self) -> int:
        """The first thing that is written to the data directory: where that is unusable, it shows here."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise LocalError(
                f"cannot write in {self._path.parent} ({error.strerror}); choose another DATA_DIR"
            ) from error


def read_pid(path: Path) -> int | None:
    """The process id in a file, None when there is none."""
    try:
        text = path.read_text().strip()
    except FileNotFoundError:
        return None
    return int(text) if text.isascii() and text.isdigit() else None


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that has ended but that nobody has waited for does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:  # no /proc here, or it ended just now: the next look tells
        return True
    return state != "Z"
