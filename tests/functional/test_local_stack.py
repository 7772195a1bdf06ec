"""The whole stack as `make run` starts it: what a crash and a clean stop leave behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from infra.local.client import Client
from infra.local.config import ROOT, LocalConfig
from infra.local.pidfile import is_alive, read_pid
from infra.local.reset import reset
from infra.local.seed import OPERATOR_PASSWORD, OPERATORS
from tests.functional.conftest import local_config
from tests.functional.stack_process import within

PATIENCE = 60.0


@pytest.fixture
def config(tmp_path: Path) -> Iterator[LocalConfig]:
    made = local_config(str(tmp_path / "data"))
    yield made
    reset(made)


@contextmanager
def _started(config: LocalConfig) -> Iterator["subprocess.Popen[str]"]:
    """The stack in a process of its own, once it says that it is ready; killed if the block leaves it running."""
    environment = {
        "PATH": os.environ["PATH"],
        "PORT": str(config.port),
        "SANDBOX_PORT": str(config.sandbox_port),
        "AWS_PORT": str(config.aws_port),
        "DATA_DIR": str(config.data_dir),
    }
    command = [sys.executable, "-m", "infra.local", "run"]
    with subprocess.Popen(  # noqa: S603 - our own interpreter, no shell
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert _says(process.stdout, "ready; ")
            yield process
        finally:
            process.kill()


def _says(lines: IO[str], start: str) -> bool:
    return any(line.startswith(start) for line in lines)


def _operator(config: LocalConfig, number: int = 0) -> Client:
    return Client(config.port).login(list(OPERATORS)[number], OPERATOR_PASSWORD)


def _lessors(config: LocalConfig) -> list[str]:
    found = _operator(config).get("/v1/beheer/kredietverstrekkers")["kredietverstrekkers"]
    return sorted(one["naam"] for one in found)


def test_a_fresh_start_is_seeded(config: LocalConfig) -> None:
    """The contract: both documents, two operators, three sandboxes, before anything answers."""
    with _started(config) as process:
        documents = Client(config.port).get("/v1/reglementen")["reglementen"]
        assert sorted((one["soort"], one["versie"], one["huidig"]) for one in documents) == [
            ("gebruikersvoorwaarden", "2021-04-26", True),
            ("privacyreglement", "2021-04-26", True),
        ]
        assert _lessors(config) == ["Sandbox Snel", "Sandbox Streng", "Sandbox Zorgvuldig"]
        assert _operator(config, 1).token
        assert read_pid(config.broker_pid) == process.pid
        assert Client(config.port).get("/v1/lokaal/post") == []


def test_a_crash_loses_nothing(config: LocalConfig) -> None:
    with _started(config) as process:
        aws = read_pid(config.aws_pid)
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE)
    assert aws is not None
    assert is_alive(aws)
    with _started(config):
        assert read_pid(config.aws_pid) == aws
        assert _lessors(config) == ["Sandbox Snel", "Sandbox Streng", "Sandbox Zorgvuldig"]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_clean_stop_saves_everything(config: LocalConfig, how: signal.Signals) -> None:
    with _started(config) as process:
        aws = read_pid(config.aws_pid)
        process.send_signal(how)
        assert process.stdout is not None
        assert _says(process.stdout, "stopped")
        assert process.wait(PATIENCE) == 0
    assert aws is not None
    assert not is_alive(aws)
    assert not list(config.data_dir.glob("*.pid"))
    with _started(config):
        assert _lessors(config) == ["Sandbox Snel", "Sandbox Streng", "Sandbox Zorgvuldig"]


def test_reset_stops_what_a_crash_left(config: LocalConfig) -> None:
    with _started(config) as process:
        aws = read_pid(config.aws_pid)
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE)
    reset(config)
    assert aws is not None
    assert not is_alive(aws)
    assert not config.data_dir.exists()


def test_an_interrupted_demonstration_leaves_nothing(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-m", "infra.local", "demo"]
    with subprocess.Popen(  # noqa: S603 - our own interpreter, no shell
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert within(PATIENCE, lambda: bool(list(tmp_path.glob("lease-deal-demo-*/broker.log"))))
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
    assert (process.returncode, errors) == (130, "interrupted\n")
    assert list(tmp_path.iterdir()) == []
