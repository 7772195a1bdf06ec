"""
The real stack for the contract tests, started as `make run` starts it.

The workers of one test run share a stack: the first to ask starts it, the last to leave stops it.
"""

import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from infra.local.ports import free_row
from tests.functional.contract_client import Api

ROOT = Path(__file__).parents[2]
START_SECONDS = 120.0
STOP_SECONDS = 60.0
STEP = 0.05
TRIES = 3


class JobError(Exception):
    """A scheduled function that did not run, or failed."""


def fresh_environment(folder: Path) -> dict[str, str]:
    """Free ports and a data directory of its own."""
    first = free_row(5)
    names = {"PORT": first, "AWS_PORT": first + 1, "SANDBOX_PORT": first + 2}
    return {name: str(port) for name, port in names.items()} | {"DATA_DIR": str(folder), "BROKER_STAGE": "local"}


@contextmanager
def running_stack(folder: Path) -> Iterator[Mapping[str, str]]:
    """A stack for one test alone; its environment."""
    environment, pid = start_fresh(folder)
    try:
        yield environment
    finally:
        stop(pid)


@contextmanager
def shared_stack(folder: Path) -> Iterator[Mapping[str, str]]:
    """The stack that all workers share, which keeps its state in `folder`; its environment."""

    def start() -> dict[str, Any]:
        environment, pid = start_fresh(folder)
        return {"environment": environment, "pid": pid}

    with shared(folder, start, lambda state: stop(state["pid"])) as state:
        yield state["environment"]


@contextmanager
def shared(
    folder: Path, start: Callable[[], Mapping[str, Any]], end: Callable[[Mapping[str, Any]], None]
) -> Iterator[Mapping[str, Any]]:
    """What `start` tells, in JSON, of the thing that all workers share: the first starts it, the last ends it."""
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder) as state:
        if not state.get("users"):
            state |= {**start(), "users": 0}
        state["users"] += 1
        told = dict(state)
    try:
        yield told
    finally:
        with _locked(folder) as state:
            state["users"] -= 1
            if not state["users"]:
                end(state)


def start_fresh(folder: Path) -> tuple[dict[str, str], int]:
    """Environment and process id of a new stack; tried again when somebody took one of its ports in between."""
    for _ in range(TRIES):
        name = uuid.uuid4().hex
        environment, log = fresh_environment(folder / name), folder / f"{name}.log"
        pid = _spawn(environment, log)
        if _answers(pid, log):
            assert Api(int(environment["PORT"])).get("/v1/gezondheid").status == 200
            return environment, pid
    raise AssertionError(log.read_text())


def _answers(pid: int, log: Path) -> bool:
    """Wait until the stack says that it is ready, or is gone."""
    return _within(START_SECONDS, lambda: "ready;" in log.read_text() or not _alive(pid)) and _alive(pid)


def _spawn(environment: Mapping[str, str], log: Path) -> int:
    """The process id. A shell in between leaves the process to whoever stops it, which may be another worker."""
    command = f'"{sys.executable}" -m infra.local run >"{log}" 2>&1 & echo $!'
    done = subprocess.run(  # noqa: S602 - the shell is wanted, and every word of it stands above
        command, shell=True, check=True, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE
    )
    return int(done.stdout)


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
