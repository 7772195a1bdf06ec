"""
Which Python the functions run, and for which processor.

Bytecode is made here and read there, so the Runtime of the template follows the interpreter that compiles: the newest
of the versions below that runs on this machine. A name on PATH is not enough, it may be a shim that leads nowhere.
"""

import platform
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from infra.package.errors import PackageError

VERSIONS = ("3.13", "3.12", "3.11")  # newest first; Lambda has ended 3.11, which is for machines without the others
# manylinux2014 needs no newer glibc than 2.17: it fits every Amazon Linux that these runtimes stand on.
PLATFORMS = {"arm64": "manylinux2014_aarch64", "x86_64": "manylinux2014_x86_64"}
_MACHINES = {"aarch64": "arm64", "arm64": "arm64", "x86_64": "x86_64", "amd64": "x86_64"}
# Its own place as well: what stands on PATH may be a shim, which starts slower and wants an environment.
_TELLS = "import sys; print('{}.{}'.format(*sys.version_info)); print(sys.executable)"
_SECONDS = 30


@dataclass(frozen=True)
class Runtime:
    """A version such as `3.13`, and the interpreter of that version on this machine."""

    version: str
    executable: str

    @property
    def name(self) -> str:
        """As Lambda calls it."""
        return f"python{self.version}"

    @property
    def tag(self) -> str:
        """As the names of bytecode files have it."""
        return "cpython-" + self.version.replace(".", "")


Asks = Callable[[str], Runtime | None]


def find_runtime(candidates: Iterable[str] | None = None, asks: Asks | None = None) -> Runtime:
    """The newest that runs. Raises PackageError when none does."""
    names = [*(f"python{version}" for version in VERSIONS), sys.executable] if candidates is None else candidates
    answers = [(asks or ask)(name) for name in names]
    for version in VERSIONS:
        for runtime in answers:
            if runtime is not None and runtime.version == version:
                return runtime
    raise PackageError(f"none of Python {', '.join(VERSIONS)} was found; install one of them")


def ask(name: str) -> Runtime | None:
    """What an interpreter says of itself; None for what is none."""
    try:
        told = subprocess.run(  # noqa: S603 - the names above
            [name, "-c", _TELLS], capture_output=True, text=True, timeout=_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    version, executable = told.stdout.splitlines()
    return Runtime(version, executable)


def host_architecture() -> str:
    """This machine's processor as Lambda calls it. Raises PackageError for one that Lambda does not have."""
    machine = platform.machine().lower()
    if machine not in _MACHINES:
        raise PackageError(f"Lambda has no {machine}; choose one of {', '.join(PLATFORMS)}")
    return _MACHINES[machine]
