"""
The real stack for the contract tests, started as `make run` starts it.

The workers of one test run share a stack: the first to ask starts it, the last to leave stops it.
"""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from tests.functional.contract_client import HOST, Api

ROOT = Path(__file__).parents[2]
START_SECONDS = 120.0
STOP_SECONDS = 60.0
STEP = 0.05


class JobError(Exception):
    """A scheduled function that did not run, or failed."""


def fresh_environment(folder: Path) -> dict[str, str]:
    """Free ports and a data directory of its own."""
    ports = _free_ports(3)
    sandboxes = _free_row(3)
    names = {"PORT": ports[0], "AWS_PORT": ports[1], "SANDBOX_PORT": sandboxes}
    return {name: str(port) for name, port in names.items()} | {"DATA_DIR": str(folder), "BROKER_STAGE": "local"}


@contextmanager
def running_stack(folder: Path) -> Iterator[Mapping[str, str]]:
    """A stack for one test alone; its environment."""
    environment = fresh_environment(folder / "data")
    pid = start(environment, folder / "stack.log")
    try:
        yield environment
    finally:
        stop(pid)


@contextmanager
def shared_stack(folder: Path) -> Iterator[Mapping[str, str]]:
    """The stack that all workers share, which keeps its state in `folder`; its environment."""
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder) as state:
        if not state.get("users"):
            environment = fresh_environment(folder / f"data-{os.getpid()}")
            state |= {"environment": environment, "pid": start(environment, folder / "stack.log"), "users": 0}
        state["users"] += 1
        environment = state["environment"]
    try:
        yield environment
    finally:
        with _locked(folder) as state:
            state["users"] -= 1
            if not state["users"]:
                stop(state["pid"])


def start(environment: Mapping[str, str], log: Path) -> int:
    """The process id, once it answers. A shell in between leaves the process to whoever stops it."""
    command = f'"{sys.executable}" -m infra.local run >"{log}" 2>&1 & echo $!'
    done = subprocess.run(  # noqa: S602 - the shell is wanted, and every word of it stands above
        command, shell=True, check=True, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE
    )
    pid = int(done.stdout)
    api = Api(int(environment["PORT"]))
    if _within(START_SECONDS, lambda: "ready" in log.read_text() or not _alive(pid)) and _alive(pid):
        assert api.get("/v1/gezondheid").status == 200
        return pid
    raise AssertionError(log.read_text())


def stop(pid: int) -> None:
    """Ctrl-C, and the wait until it is gone."""
    os.kill(pid, signal.SIGINT)
    assert _within(STOP_SECONDS, lambda: not _alive(pid))


def run_job(environment: Mapping[str, str], name: str, at: str) -> object:
    """What `make job` does; the summary. Raises JobError."""
    command = [sys.executable, "-m", "infra.local", "job", name, "--at", at]
    done = subprocess.run(  # noqa: S603 - our own program
        command, check=False, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True
    )
    if done.returncode:
        raise JobError(done.stderr)
    return json.loads(done.stdout)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _within(seconds: float, happened: Callable[[], bool]) -> bool:
    pause = threading.Event()
    for _ in range(int(seconds / STEP)):
        if happened():
            return True
        pause.wait(STEP)
    return False


@contextmanager
def _locked(folder: Path) -> Iterator[dict[str, Any]]:
    """The state in the folder, for one worker at a time; what is changed is kept."""
    with (folder / "lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        file = folder / "state.json"
        state: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
        yield state
        file.write_text(json.dumps(state))


def _free_ports(count: int) -> list[int]:
    """All held at once, so that they differ."""
    sockets = [socket.create_server((HOST, 0)) for _ in range(count)]
    found = [sock.getsockname()[1] for sock in sockets]
    for sock in sockets:
        sock.close()
    return found


def _free_row(length: int) -> int:
    for _ in range(100):
        first = _free_ports(1)[0]
        if all(_is_free(first + step) for step in range(length)):
            return first
    raise AssertionError("no free ports")


def _is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return port < 2**16 and probe.connect_ex((HOST, port)) != 0
