"""One package for all tests of it, built once for the processor of this machine and unpacked away from the project."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from infra.package.build import ROOT, build
from infra.package.pruning import Taken
from infra.package.runtime import Runtime, ask, host_architecture
from tests.once import once, run_folder

STAGE = "prod"
AWS_PYTHON = ROOT / ".venv-aws" / "bin" / "python"
SCRIPTS = Path(__file__).parent / "in_artefact"
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the artefact is built for Linux and run by its test")


@dataclass(frozen=True)
class Built:
    """The folder of the stage, its artefact unpacked, and what made it."""

    folder: Path
    tree: Path
    runtime: Runtime
    arch: str
    pruned: Mapping[str, Taken]

    @property
    def archive(self) -> Path:
        return self.folder / "artefact.zip"

    def run(self, script: str, *arguments: str, **environment: str) -> Any:
        """What a script of `in_artefact/` prints, with nothing but the artefact and Python itself to import from."""
        return run_with(self.tree, self.runtime, script, *arguments, **environment)


def run_with(tree: Path, runtime: Runtime, script: str, *arguments: str, **environment: str) -> Any:
    """The last line that a script prints, as JSON. The others are events of the broker."""
    command = [runtime.executable, "-I", "-S", "-B", str(SCRIPTS / f"{script}.py"), str(tree), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def package_for_local_aws(temporary: pytest.TempPathFactory) -> Built:
    """The package of this test run, unless the local AWS has another Python: it runs every function with its own."""
    built, runtime = shared_package(temporary), ask(str(AWS_PYTHON))
    if runtime is None or runtime.version == built.runtime.version:
        return built
    return shared_package(temporary, runtime)


def shared_package(temporary: pytest.TempPathFactory, runtime: Runtime | None = None) -> Built:
    """The package of this test run; the first worker to ask builds it, the others wait."""
    folder = run_folder(temporary) / ("package" if runtime is None else f"package-{runtime.version}")
    return _read(folder, once(folder, lambda: _build(folder, runtime)))


def _build(folder: Path, runtime: Runtime | None) -> dict[str, Any]:
    package = build(STAGE, host_architecture(), folder, ROOT, runtime)
    with zipfile.ZipFile(package.artefact.path) as archive:
        archive.extractall(folder / "tree")
    made_for = package.runtime
    pruned = {pattern: [taken.files, taken.size] for pattern, taken in package.artefact.pruned.items()}
    return {"version": made_for.version, "executable": made_for.executable, "pruned": pruned}


def _read(folder: Path, state: Mapping[str, Any]) -> Built:
    pruned = {pattern: Taken(*taken) for pattern, taken in state["pruned"].items()}
    runtime = Runtime(state["version"], state["executable"])
    return Built(folder / STAGE, folder / "tree", runtime, host_architecture(), pruned)


def function_environment() -> dict[str, str]:
    """What a function finds at AWS, with invented names; `read_settings` accepts it."""
    tables = ("table_broker", "table_sleutels", "table_bewijs", "table_cijfers")
    others: tuple[str, ...] = (
        "bucket_documenten",
        "bucket_ijkpunten",
        "bucket_quarantaine",
        "kms_key",
        "kms_signing_key",
    )
    others += ("queue_verstrekkingen", "queue_wissingen", "user_pool", "user_pool_client", "token_issuer")
    pool = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_voorbeeld"
    return {
        **{f"BROKER_{name.upper()}": "voorbeeld" for name in (*tables, *others)},
        "BROKER_STAGE": "prod",
        "BROKER_SCANNER": "guardduty",
        "BROKER_TOKEN_KEYS_URL": f"{pool}/.well-known/jwks.json",
        "AWS_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "voorbeeld",
        "AWS_SECRET_ACCESS_KEY": "voorbeeld",
        "PYDANTIC_DISABLE_PLUGINS": "__all__",
    }
