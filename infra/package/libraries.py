"""What stands beside our code in the artefact: the libraries as locked, and the part of Chalice that Lambda runs."""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from packaging.utils import canonicalize_name

from infra.package.errors import PackageError
from infra.package.runtime import PLATFORMS, Runtime

# The very files that Chalice's own packager copies (chalice.deploy.packager, `_iter_app_filenames`).
CHALICE_FILES = ("__init__.py", "app.py")


def install(requirements: Path, into: Path, runtime: Runtime, arch: str) -> Mapping[str, str]:
    """
    Wheels for the processor of the functions, each checked against its hash; which is told, in SHA-256, by name.

    Raises PackageError with what pip said.
    """
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        done = subprocess.run(  # noqa: S603 - our own words
            _pip(requirements, into, runtime, arch, report), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise PackageError(
                f"pip could not install {requirements.name} for {runtime.name} on {arch}:\n{done.stderr}"
            )
        return _wheels(report)


def _pip(requirements: Path, into: Path, runtime: Runtime, arch: str, report: Path) -> list[str]:
    """
    The command, run as the runtime's interpreter: pip judges conditions such as `python_full_version < "3.12"` by
    the one it runs in and not by `--python-version`.
    """
    command = [sys.executable, "-m", "pip", "--python", runtime.executable, "install", "-qq", "--no-input"]
    command += ["--no-compile", "--no-deps", "--disable-pip-version-check", "--no-warn-conflicts"]
    command += ["--target", str(into), "--only-binary", ":all:", "--require-hashes", "--requirement", str(requirements)]
    command += ["--implementation", "cp", "--python-version", runtime.version, "--platform", PLATFORMS[arch]]
    return [*command, "--report", str(report)]


def _wheels(report: Path) -> Mapping[str, str]:
    """By name, out of pip's own account of what it installed."""
    found = json.loads(report.read_text(encoding="utf-8"))["install"]
    return {
        canonicalize_name(one["metadata"]["name"]): one["download_info"]["archive_info"]["hashes"]["sha256"]
        for one in found
    }


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
