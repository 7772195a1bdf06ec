"""What stands beside our code in the artefact: the libraries as locked, and the part of Chalice that Lambda runs."""

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from infra.package.errors import PackageError
from infra.package.runtime import PLATFORMS, Runtime

# The very files that Chalice's own packager copies (chalice.deploy.packager, `_iter_app_filenames`).
CHALICE_FILES = ("__init__.py", "app.py")


def install(requirements: Path, into: Path, runtime: Runtime, arch: str) -> None:
    """
    Wheels for the processor of the functions, each checked against its hash.

    pip works as the runtime's interpreter, because it judges conditions such as `python_full_version < "3.12"` by
    the one it runs in and not by `--python-version`. Raises PackageError with what pip said.
    """
    command = [sys.executable, "-m", "pip", "--python", runtime.executable, "install", "-qq", "--no-input"]
    command += ["--no-compile", "--no-deps", "--disable-pip-version-check", "--no-warn-conflicts"]
    command += ["--target", str(into), "--only-binary", ":all:", "--require-hashes", "--requirement", str(requirements)]
    command += ["--implementation", "cp", "--python-version", runtime.version, "--platform", PLATFORMS[arch]]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        raise PackageError(f"pip could not install {requirements.name} for {runtime.name} on {arch}:\n{done.stderr}")


def add_chalice(into: Path) -> None:
    """Chalice's runtime out of the environment of this build, under the licence that comes with it."""
    spec = find_spec("chalice")
    if spec is None or spec.origin is None:
        raise PackageError("chalice is not installed here; run `make setup`")
    source = Path(spec.origin).parent
    target = into / "chalice"
    target.mkdir()
    for name in CHALICE_FILES:
        shutil.copyfile(source / name, target / name)
    for licence in sorted(source.parent.glob("chalice-*.dist-info/**/LICENSE*")):
        shutil.copyfile(licence, target / licence.name)
