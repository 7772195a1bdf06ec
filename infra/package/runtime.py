"""
Which Python the functions run, and for which processor.

Bytecode is made here and read there, so the Runtime of the template follows the interpreter that compiles: the newest
of the versions below that runs on this machine. A name on PATH is not enough, it may be a shim that leads nowhere.
"""

import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from infra.package.errors import PackageError

VERSIONS = ("3.13", "3.12", "3.11")  # newest first; Lambda has ended 3.11, which is for machines without the others
# manylinux2014 needs no newer glibc than 2.17: it fits every Amazon Linux that these runtimes stand on.
PLATFORMS = {"arm64": "manylinux2014_aarch64", "x86_64": "manylinux2014_x86_64"}
_MACHINES = {"aarch64": "arm64", "arm64": "arm64", "x86_64": "x86_64", "amd64": "x86_64"}
_TELLS_VERSION = "import sys; print('{}.{}'.format(*sys.version_info))"
_SECONDS = 30

Asks = Callable[[str], str | None]


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


def find_runtime(candidates: Iterable[str] | None = None, asks: Asks | None = None) -> Runtime:
    """The newest that runs. Raises PackageError when none does."""
    ask = asks or version_of
    names = [*(f"python{version}" for version in VERSIONS), sys.executable] if candidates is None else candidates
    found: dict[str, str] = {}
    for name in names:
        version = ask(name)
        if version is not None:
            found.setdefault(version, shutil.which(name) or name)
    for version in VERSIONS:
        if version in found:
            return Runtime(version, found[version])
    raise PackageError(f"none of Python {', '.join(VERSIONS)} was found; install one of them")


def version_of(executable: str) -> str | None:
    """Major and minor of an interpreter; None for what is none."""
    try:
        told = subprocess.run(  # noqa: S603 - the names above
            [executable, "-c", _TELLS_VERSION], capture_output=True, text=True, timeout=_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return told.stdout.strip()


def host_architecture() -> str:
    """This machine's processor as Lambda calls it. Raises PackageError for one that Lambda does not have."""
    machine = platform.machine().lower()
    if machine not in _MACHINES:
        raise PackageError(f"Lambda has no {machine}; choose one of {', '.join(PLATFORMS)}")
    return _MACHINES[machine]
