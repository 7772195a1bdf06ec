"""What a developer sees when the stack cannot start, and what a stale pid file does: nothing."""

import os
import socket
from pathlib import Path

import pytest

from infra.local.command import main
from infra.local.config import LocalConfig, LocalError, read_config
from infra.local.pidfile import PidFile, read_pid
from infra.local.ports import check_free, free_port, free_row, is_free
from infra.local.reset import reset
from infra.local.stack import running


def _config(folder: Path, **changes: str) -> LocalConfig:
    ports = {"PORT": str(free_port()), "SANDBOX_PORT": str(free_row()), "AWS_PORT": str(free_port())}
    return read_config({**ports, "DATA_DIR": str(folder / "data"), **changes})


def test_the_defaults_are_those_of_the_contract() -> None:
    config = read_config({})
    assert (config.port, config.sandbox_ports, config.aws_port) == (8000, (8100, 8101, 8102), 4566)
    assert config.data_dir.name == ".data"


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"PORT": "acht"}, "PORT must be a port number"),
        ({"AWS_PORT": "0"}, "AWS_PORT must be a port number"),
        ({"SANDBOX_PORT": "65534"}, "three ports in a row"),
        ({"PORT": "8101"}, "overlap"),
        ({"BROKER_STAGE": "prod"}, "BROKER_STAGE=local"),
        ({"CONSUMENT_PRODUCTEN": "misschien"}, "true or false"),
    ],
)
def test_a_setting_that_cannot_work_is_named(environment: dict[str, str], message: str) -> None:
    with pytest.raises(LocalError, match=message):
        read_config(environment)


@pytest.mark.parametrize(
    ("name", "place"), [("PORT", 0), ("SANDBOX_PORT", 0), ("SANDBOX_PORT", 1), ("SANDBOX_PORT", 2), ("AWS_PORT", 0)]
)
def test_a_taken_port_stops_the_start(tmp_path: Path, name: str, place: int) -> None:
    """It names the port, and the variable that chooses it: of three in a row that is the first."""
    config = _config(tmp_path)
    port = {**config.own_ports, "AWS_PORT": (config.aws_port,)}[name][place]
    taken = rf"already in use on 127\.0\.0\.1: {port} \({name}.*\)\. .* choose another {name}$"
    with (
        socket.create_server(("127.0.0.1", port)),
        pytest.raises(LocalError, match=taken),
        running(config),
    ):
        pass
    assert [file.name for file in config.data_dir.iterdir()] == []


def test_the_command_ends_with_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = _config(tmp_path)
    monkeypatch.setattr("infra.local.stopping.SIGNALS", ())
    for name, value in {"PORT": config.port, "SANDBOX_PORT": config.sandbox_port, "AWS_PORT": config.aws_port}.items():
        monkeypatch.setenv(name, str(value))
    monkeypatch.setenv("DATA_DIR", str(config.data_dir))
    with socket.create_server(("127.0.0.1", config.port)):
        assert main(["run"]) == 1
    assert capsys.readouterr().err.startswith(f"error: already in use on 127.0.0.1: {config.port} (PORT). ")


def test_a_row_of_taken_ports_is_named_once() -> None:
    first = free_row(3)
    with (
        socket.create_server(("127.0.0.1", first + 1)),
        pytest.raises(LocalError, match=rf"{first + 1} \(SANDBOX_PORT={first} takes {first} to {first + 2}\)"),
    ):
        check_free({"PORT": (), "SANDBOX_PORT": (first, first + 1, first + 2)})


def test_an_unusable_data_directory_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("geen map")
    with pytest.raises(LocalError, match=rf"^cannot write in {tmp_path}/data \(.+\); choose another DATA_DIR$"):
        PidFile(_config(tmp_path).broker_pid).__enter__()


def test_a_second_start_names_the_first(tmp_path: Path) -> None:
    config = _config(tmp_path)
    with PidFile(config.broker_pid):
        assert read_pid(config.broker_pid) == os.getpid()
        with pytest.raises(LocalError, match=f"already runs with this data directory .process {os.getpid()}"):
            PidFile(config.broker_pid).__enter__()
    assert not config.broker_pid.exists()


def test_a_stale_pid_file_does_not_stop_a_start(tmp_path: Path) -> None:
    config = _config(tmp_path)
    config.data_dir.mkdir()
    config.broker_pid.write_text(f"{os.getpid()}\n")  # alive, but without the lock: another process has this id now
    with PidFile(config.broker_pid):
        assert read_pid(config.broker_pid) == os.getpid()


@pytest.mark.parametrize("content", ["", "geen getal", "-1", "12 13"])
def test_a_broken_pid_file_names_no_process(tmp_path: Path, content: str) -> None:
    (tmp_path / "broker.pid").write_text(content)
    assert read_pid(tmp_path / "broker.pid") is None


def test_reset_removes_only_what_the_stack_made(tmp_path: Path) -> None:
    config = _config(tmp_path)
    (config.aws_dir / "state").mkdir(parents=True)
    for file in (
        config.aws_log,
        config.sandbox_file,
        config.data_dir / "sandbox.sqlite-wal",
        config.data_dir / "mijn.txt",
    ):
        file.write_text("x")
    assert reset(config) == f"emptied {config.data_dir}; left alone what the stack did not make: mijn.txt"
    assert [file.name for file in config.data_dir.iterdir()] == ["mijn.txt"]


def test_reset_says_what_there_was_to_empty(tmp_path: Path) -> None:
    config = _config(tmp_path)
    assert reset(config) == f"nothing to empty: {config.data_dir} does not exist"
    config.aws_dir.mkdir(parents=True)
    assert reset(config) == f"emptied and removed {config.data_dir}; the next start fills it anew"
    assert not config.data_dir.exists()


def test_reset_refuses_while_the_stack_runs(tmp_path: Path) -> None:
    config = _config(tmp_path)
    with PidFile(config.broker_pid), pytest.raises(LocalError, match="already runs"):
        reset(config)


def test_no_port_is_given_twice_in_a_row() -> None:
    """Found: what was free at a look was held a moment later, by a call of somebody else or a second look."""
    rows = [range(first, first + 3) for first in (free_row(3) for _ in range(50))]
    given = [*(port for row in rows for port in row), *(free_port() for _ in range(50))]
    assert len(set(given)) == len(given)
    assert all(20_000 <= port < 32_768 for port in given)


def test_a_row_of_free_ports_is_free() -> None:
    first = free_row(3)
    check_free({"A": (first,), "B": (first + 1, first + 2)})
    with socket.create_server(("127.0.0.1", first)):
        assert not is_free(first)
