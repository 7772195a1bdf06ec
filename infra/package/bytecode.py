"""
Bytecode for every module. Lambda's folder is read-only, so what is not compiled here is compiled at every cold start.

Unchecked hashes: Python takes the file without a look at its source, whose time of change would be of no use in a zip.
"""

import os
import subprocess
from pathlib import Path

from infra.package.errors import PackageError
from infra.package.runtime import Runtime

# Large, and read by nobody in a function: their bytecode stands where the source did. A traceback still names file and
# line. What looks for its own source (pydantic's, attrs') is not among them.
SOURCELESS = (
    *("boto3", "botocore", "cryptography", "dateutil", "email_validator", "idna", "jwt", "leather", "phonenumbers"),
    *("pypdf", "s3transfer", "urllib3"),
)
PLACE = "/var/task"  # where Lambda unpacks; tracebacks then name the same paths from every build


def compile_all(tree: Path, runtime: Runtime) -> None:
    """Raises PackageError with what the compiler said. Needs no module of the artefact to be imported."""
    command = [runtime.executable, "-S", "-m", "compileall", "-q", "-j", "1", "--invalidation-mode", "unchecked-hash"]
    command += ["-s", str(tree), "-p", PLACE, str(tree)]
    # The same seed each time: the order of a set of constants would follow it.
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if done.returncode:
        raise PackageError(f"not every module could be compiled:\n{done.stdout}{done.stderr}")
    for library in SOURCELESS:
        _drop_sources(tree / library)


def _drop_sources(library: Path) -> None:
    for source in sorted(library.rglob("*.py")):
        (compiled,) = source.parent.glob(f"__pycache__/{source.stem}.*.pyc")
        compiled.rename(source.with_suffix(".pyc"))
        source.unlink()
    for folder in sorted(library.rglob("__pycache__")):
        folder.rmdir()
