"""
The local AWS: ministack, started, adopted and stopped as a process of its own.

It has a session of its own, so that Ctrl-C and a crash of the broker do not reach it, and it saves its state at
a clean stop only. What answers at AWS_PORT is ours when its health names our data directory.
"""

import hashlib
import http.client
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from infra.local.config import LOOPBACK, REGION, LocalConfig, LocalError
from infra.local.pidfile import is_alive, read_pid
from infra.local.ports import check_free

ANSWER_SECONDS = 2.0
START_SECONDS = 30.0
STOP_SECONDS = 60.0
POLL_SECONDS = 0.02
# The credentials of an emulator that asks for none. The account they stand for is all zeros.
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


class LocalAws:
    """The local AWS of one data directory."""

    def __init__(self, config: LocalConfig) -> None:
        self._config = config
        self._child: subprocess.Popen[bytes] | None = None
        self._adopted: int | None = None

    def check(self) -> None:
        """Raises LocalError when AWS_PORT is held by anything but our own local AWS."""
        if not self.adopt():
            check_free({"AWS_PORT": (self._config.aws_port,)})

    def adopt(self) -> bool:
        """Take up the one that still runs for this data directory, if there is one. Starts nothing."""
        if not self._answers_as_ours():
            self._refuse_second_port()
            return False
        self._adopted = read_pid(self._config.aws_pid)
        if self._adopted is None or not is_alive(self._adopted):
            raise LocalError("our local AWS runs, but aws.pid does not name it: end it by hand")
        return True

    def start(self) -> None:
        """Adopt what still runs, or start it and wait until it answers."""
        if self.adopt():
            return
        self._child = self._spawn()
        self._config.aws_pid.write_text(f"{self._child.pid}\n")
        if not _wait(self._answers_as_ours, START_SECONDS, give_up=self._has_ended):
            self.stop()
            raise LocalError(f"the local AWS did not start; its log is {self._config.aws_log}")

    def stop(self) -> None:
        """Stop it cleanly, which saves its state. Raises LocalError if it has to be killed."""
        pid = self._child.pid if self._child is not None else self._adopted
        if pid is None:
            return
        if not self._has_ended():
            os.kill(pid, signal.SIGTERM)
        saved = _wait(self._has_ended, STOP_SECONDS)
        if not saved:
            os.killpg(pid, signal.SIGKILL)
        self._config.aws_pid.unlink(missing_ok=True)
        self._child = self._adopted = None
        if not saved:
            raise LocalError("the local AWS did not stop by itself; its last changes are lost")

    def _has_ended(self) -> bool:
        if self._child is not None:
            return self._child.poll() is not None
        return self._adopted is None or not is_alive(self._adopted)

    def _refuse_second_port(self) -> None:
        """Two local AWSes on one state directory would overwrite each other's state."""
        pid = read_pid(self._config.aws_pid)
        if pid is not None and is_alive(pid) and _is_ministack(pid):
            raise LocalError(
                f"the local AWS of this data directory still runs on another port (process {pid}); "
                "use the AWS_PORT it was started with"
            )

    def _answers_as_ours(self) -> bool:
        return _health(self._config.aws_port).get("edition") == _mark(self._config.data_dir)

    def _spawn(self) -> "subprocess.Popen[bytes]":
        python = self._config.aws_venv / "bin" / "python"
        if not python.exists():
            raise LocalError(f"no virtual environment of the local AWS at {self._config.aws_venv}: run `make setup`")
        (self._config.aws_dir / "tmp").mkdir(parents=True, exist_ok=True, mode=0o700)
        # A file of its own, for our eyes only: mail addresses may stand in it.
        log = os.open(self._config.aws_log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            return subprocess.Popen(  # noqa: S603 - our own interpreter, no shell
                [str(python), "-m", "ministack"],
                env=_environment(self._config),
                cwd=self._config.aws_dir,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        finally:
            os.close(log)


def read_mails(aws_port: int) -> list[dict[str, Any]]:
    """Every mail that was sent, oldest first, as ministack's inspection address shows them."""
    accounts = _get_json(aws_port, "/_ministack/ses/messages").get("messages", {})
    return [mail for mails in accounts.values() for mail in mails]


def _environment(config: LocalConfig) -> dict[str, str]:
    """All it is told, so that nothing of the developer's own environment changes what it does."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(config.aws_dir),
        "TMPDIR": str(config.aws_dir / "tmp"),
        "BIND_HOST": LOOPBACK,
        "GATEWAY_PORT": str(config.aws_port),
        "MINISTACK_HOST": LOOPBACK,
        "MINISTACK_REGION": REGION,
        "MINISTACK_EDITION": _mark(config.data_dir),
        "PERSIST_STATE": "1",
        "STATE_DIR": str(config.aws_dir / "state"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(config.aws_dir / "s3"),
        "LOG_LEVEL": "WARNING",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        **CREDENTIALS,
    }


def _mark(data_dir: Path) -> str:
    """A name for a data directory that ministack repeats in its health answer."""
    return "lease-deal-" + hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()[:16]


def _is_ministack(pid: int) -> bool:
    """Whether a process id in a stale file is still what it was; ids are used again."""
    try:
        return b"ministack" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _health(port: int) -> dict[str, Any]:
    try:
        return _get_json(port, "/_ministack/health")
    except (OSError, http.client.HTTPException, ValueError):
        return {}


def _get_json(port: int, path: str) -> dict[str, Any]:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", path)
        found: dict[str, Any] = json.loads(connection.getresponse().read())
        return found
    finally:
        connection.close()


def _wait(condition: Callable[[], bool], seconds: float, give_up: Callable[[], bool] = lambda: False) -> bool:
    """Poll until `condition` holds; False when time is up or there is no hope left."""
    end = time.monotonic() + seconds
    while not condition():
        if give_up() or time.monotonic() > end:
            return False
        time.sleep(POLL_SECONDS)
    return True
