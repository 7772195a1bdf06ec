"""The whole stack as `make run` starts it, in a process of its own that a test may kill."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from infra.local.config import ROOT, LocalConfig
from infra.local.pidfile import is_alive, read_pid
from infra.local.reset import reset

START_SECONDS = 60.0
STOP_SECONDS = 60.0
STEP = 0.05

Stack = subprocess.Popen[bytes]


@contextmanager
def own_data(config: LocalConfig) -> Iterator[LocalConfig]:
    """Whatever the test leaves running or stored is stopped and gone afterwards, the local AWS too."""
    try:
        yield config
    finally:
        aws = read_pid(config.aws_pid)
        try:
            reset(config)
        finally:
            if aws is not None and is_alive(aws):  # one that was killed before it answered cannot be stopped cleanly
                os.kill(aws, signal.SIGKILL)


@contextmanager
def started(config: LocalConfig) -> Iterator[Stack]:
    """The stack, once it says that it is ready; killed if the block leaves it running."""
    output = config.data_dir.with_suffix(".log")
    with output.open("wb") as file:
        process = _spawn(config, file.fileno())
    try:
        assert within(START_SECONDS, lambda: "\nready" in output.read_text() or process.poll() is not None)
        assert process.poll() is None, output.read_text()
        yield process
    finally:
        process.kill()
        process.wait(STOP_SECONDS)


def refused(config: LocalConfig) -> tuple[int, str]:
    """Exit status and last words of a start that cannot succeed."""
    ended = subprocess.run(  # noqa: S603 - our own interpreter, no shell
        _COMMAND, cwd=ROOT, env=_environment(config), capture_output=True, text=True, check=False, timeout=START_SECONDS
    )
    return ended.returncode, ended.stderr


def kill(config: LocalConfig, process: Stack) -> None:
    """SIGKILL, to the process that the pid file names."""
    pid = read_pid(config.broker_pid)
    assert pid == process.pid
    os.kill(pid, signal.SIGKILL)
    assert process.wait(STOP_SECONDS) == -signal.SIGKILL


def stop(process: Stack) -> None:
    """Ctrl-C, and the wait until it has ended as it should."""
    process.send_signal(signal.SIGINT)
    assert process.wait(STOP_SECONDS) == 0


def within(seconds: float, happened: Callable[[], bool]) -> bool:
    """Whether it happens before the time is up."""
    pause = threading.Event()
    for _ in range(int(seconds / STEP)):
        if happened():
            return True
        pause.wait(STEP)
    return happened()


_COMMAND = [sys.executable, "-m", "infra.local", "run"]


def _spawn(config: LocalConfig, output: int) -> Stack:
    return subprocess.Popen(  # noqa: S603 - our own interpreter, no shell
        _COMMAND, cwd=ROOT, env=_environment(config), stdin=subprocess.DEVNULL, stdout=output, stderr=output
    )


def _environment(config: LocalConfig) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PORT": str(config.port),
        "SANDBOX_PORT": str(config.sandbox_port),
        "AWS_PORT": str(config.aws_port),
        "DATA_DIR": str(config.data_dir),
        "BROKER_STAGE": "local",
    }
