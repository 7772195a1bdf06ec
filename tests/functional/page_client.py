"""
A Kredietverstrekker that has the documentation page and nothing else: its code and commands are those of the page.

Shares no code with the broker. Python runs without site-packages, so that the standard library is all there is.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "kredietverstrekkers.md"
HOST = "127.0.0.1"
SECONDS = 60


@dataclass(frozen=True)
class Account:
    """What the registration told."""

    url: str
    id: str
    secret: str = field(repr=False)

    def environment(self) -> dict[str, str]:
        return {"LEASE_DEAL_URL": self.url, "LEASE_DEAL_ID": self.id, "LEASE_DEAL_SECRET": self.secret}


def blocks(language: str) -> list[str]:
    """The code on the page, block by block."""
    parts = PAGE.read_text(encoding="utf-8").split(f"```{language}\n")[1:]
    return [part.partition("\n```")[0] + "\n" for part in parts]


def complete_example() -> str:
    (found,) = [block for block in blocks("python") if "__main__" in block]
    return found


def shell(marker: str, variables: Mapping[str, str]) -> list[str]:
    """The lines that the shell example with this word in it says."""
    (script,) = [block for block in blocks("sh") if marker in block]
    done = subprocess.run(  # noqa: S603 - the commands of our own page
        ["sh", "-eu", "-c", script],  # noqa: S607 - whatever shell the reader has
        env={"PATH": os.environ["PATH"], "TOKEN": "", **variables},
        capture_output=True,
        text=True,
        check=True,
        timeout=SECONDS,
    )
    return done.stdout.splitlines()


def register(port: int, own_port: int, way: str = "push") -> Account:
    """By the shell example, at the broker on this port, for an endpoint on that one that is told this way."""
    url = f"http://{HOST}:{port}"
    said = shell("geheim", {"LEASE_DEAL_URL": url, "PORT": str(own_port), "LEVERING": way})
    values = dict(line.split("=", 1) for line in said if line.startswith("LEASE_DEAL_"))
    return Account(url, values["LEASE_DEAL_ID"], values["LEASE_DEAL_SECRET"])


def command(folder: Path, source: str) -> list[str]:
    """What starts this code, saved in this folder."""
    file = folder / "endpoint.py"
    file.write_text(source, encoding="utf-8")
    return [sys.executable, "-I", "-S", str(file)]


@contextmanager
def running(start: list[str], account: Account, port: int) -> Iterator[None]:
    """The endpoint as a process of its own, as long as the block lasts."""
    environment = {**account.environment(), "PORT": str(port)}
    with subprocess.Popen(start, env=environment) as process:  # noqa: S603 - the code of our own page
        try:
            yield
        finally:
            process.terminate()
