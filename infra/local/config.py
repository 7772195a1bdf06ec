"""Where the local stack listens and keeps its data: the environment of `make run` (PORT, SANDBOX_PORT, ...)."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOOPBACK = "127.0.0.1"
SANDBOXES = 3
REGION = "eu-central-1"
LAST_PORT = 65535


class LocalError(Exception):
    """The stack cannot do what was asked; the message is for the developer who asked."""


@dataclass(frozen=True)
class LocalConfig:
    port: int
    sandbox_port: int
    aws_port: int
    data_dir: Path
    aws_venv: Path = ROOT / ".venv-aws"
    consument_producten: bool = False

    @property
    def sandbox_ports(self) -> tuple[int, ...]:
        return tuple(range(self.sandbox_port, self.sandbox_port + SANDBOXES))

    @property
    def own_ports(self) -> dict[str, tuple[int, ...]]:
        """The ports that this process itself listens on, by the variable that chooses them."""
        return {"PORT": (self.port,), "SANDBOX_PORT": self.sandbox_ports}

    @property
    def broker_url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def aws_url(self) -> str:
        return f"http://{LOOPBACK}:{self.aws_port}"

    @property
    def broker_pid(self) -> Path:
        return self.data_dir / "broker.pid"

    @property
    def aws_pid(self) -> Path:
        return self.data_dir / "aws.pid"

    @property
    def aws_log(self) -> Path:
        return self.data_dir / "aws.log"

    @property
    def aws_dir(self) -> Path:
        return self.data_dir / "aws"

    @property
    def sandbox_file(self) -> Path:
        return self.data_dir / "sandbox.sqlite"


def read_config(environment: Mapping[str, str] = os.environ) -> LocalConfig:
    """The stack's settings with their defaults. Raises LocalError for a value that cannot work."""
    if environment.get("BROKER_STAGE", "local") != "local":
        raise LocalError("the local stack only knows BROKER_STAGE=local")
    config = LocalConfig(
        port=_port(environment, "PORT", 8000),
        sandbox_port=_port(environment, "SANDBOX_PORT", 8100),
        aws_port=_port(environment, "AWS_PORT", 4566),
        data_dir=Path(environment.get("DATA_DIR") or ROOT / ".data").absolute(),
        aws_venv=Path(environment.get("AWS_VENV") or ROOT / ".venv-aws").absolute(),
        consument_producten=_switch(environment, "CONSUMENT_PRODUCTEN"),
    )
    ports = [config.port, *config.sandbox_ports, config.aws_port]
    if max(ports) > LAST_PORT:
        raise LocalError(f"SANDBOX_PORT takes three ports in a row and must end before {LAST_PORT}")
    if len(set(ports)) < len(ports):
        raise LocalError(f"PORT, SANDBOX_PORT (three in a row) and AWS_PORT overlap: {ports}")
    return config


def _port(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= LAST_PORT):
        raise LocalError(f"{name} must be a port number, 1 to {LAST_PORT}")
    return int(text)


def _switch(environment: Mapping[str, str], name: str) -> bool:
    text = environment.get(name) or environment.get(f"BROKER_{name}") or "false"
    if text.lower() not in {"true", "false", "1", "0"}:
        raise LocalError(f"{name} must be true or false")
    return text.lower() in {"true", "1"}
