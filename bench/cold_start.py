"""
What a cold start of the intake function costs: process start to the 201 of a dossier, counted in instructions.

Counted by callgrind and not timed, so that a busy machine changes nothing. Two artefacts of the same code, in one
run: ours, and what `chalice package` makes of the project untouched.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from app import app
from bench import local_stage
from bench.aanvraag import invite
from bench.figures import Figure
from bench.inputs import small_dossier
from infra.local.deploy import environment_of
from infra.local.events import HttpRequest, proxy_event
from infra.local.routes import match
from infra.package.artefact import make_artefact
from infra.package.build import ROOT
from infra.package.runtime import Runtime, ask, host_architecture
from infra.package.template import copy_project, fragments, merge

GOAL = 0.40
WARM = 5  # requests after the first
INSTRUCTIONS = "instructions"
DRIVER = Path(__file__).with_name("cold_start_driver.py")
_COLLECTED = re.compile(r"Collected\s*:\s*(\d+)")
_PLUGINS = "PYDANTIC_DISABLE_PLUGINS"  # of the environment that our template gives, what a cold start depends on


class NotMeasuredError(Exception):
    """This machine cannot measure it; says why."""


def figures() -> list[Figure]:
    """None, with a word on stderr, where it cannot be measured."""
    try:
        return _measured(_interpreter())
    except NotMeasuredError as reason:
        print(f"cold-start is left out: {reason}", file=sys.stderr)
        return []


def _measured(runtime: Runtime) -> list[Figure]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        ours, theirs = _packaged(folder, runtime), _untouched(folder)
        with local_stage.running(folder / "aws") as stage:
            token = invite(stage).token
            environment = environment_of(stage.settings)
            as_deployed = environment | _of_template()
            mine = _instructions(runtime, ours, _events(folder, token, 1), as_deployed)
            warm = _instructions(runtime, ours, _events(folder, token, 1 + WARM), as_deployed)
            before = _instructions(runtime, theirs, _events(folder, token, 1), environment)
            resident = _run([runtime.executable], ours, _events(folder, token, 1 + WARM), as_deployed).stdout
    return [
        Figure("cold_start.against_chalice", round(mine / before, 3), "ratio", GOAL),
        Figure("cold_start.packaged", mine, INSTRUCTIONS),
        Figure("cold_start.chalice_untouched", before, INSTRUCTIONS),
        Figure("cold_start.next_request", round((warm - mine) / WARM), INSTRUCTIONS),
        Figure("cold_start.resident", round(int(resident.splitlines()[-1]) / 1024), "MiB"),
    ]


def _interpreter() -> Runtime:
    """Ours, because Chalice packages for the Python that it runs in. Raises NotMeasuredError."""
    if shutil.which("valgrind") is None:
        raise NotMeasuredError("valgrind was not found")
    if sys.platform != "linux" or host_architecture() != "x86_64":
        raise NotMeasuredError("Chalice packages for Linux on x86_64 alone")
    runtime = ask(sys.executable)
    if runtime is None:
        raise NotMeasuredError("this Python does not say its version")
    return runtime


def _packaged(folder: Path, runtime: Runtime) -> Path:
    """Our artefact, unpacked."""
    made = folder / "made"
    made.mkdir()
    artefact = make_artefact(ROOT, made, folder / "ours.zip", runtime, host_architecture())
    return _unpacked(artefact.path, folder / "ours")


def _untouched(folder: Path) -> Path:
    """What Chalice's own packager makes of the same code and the same locked libraries, unpacked."""
    project = folder / "project"
    copy_project(ROOT, project)
    shutil.copyfile(ROOT / "requirements.txt", project / "requirements.txt")
    command = [str(Path(sys.executable).with_name("chalice")), "package", "--stage", "prod", str(folder / "package")]
    environment = {**os.environ, "AWS_DEFAULT_REGION": "eu-central-1"}
    subprocess.run(command, cwd=project, env=environment, check=True, capture_output=True)  # noqa: S603 - our own words
    return _unpacked(folder / "package" / "deployment.zip", folder / "theirs")


def _unpacked(archive: Path, into: Path) -> Path:
    with zipfile.ZipFile(archive) as artefact:
        artefact.extractall(into)
    return into


def _of_template() -> dict[str, str]:
    """The template's own word, so that a change there is measured here."""
    variables = merge(fragments(ROOT / "infra"))["Globals"]["Function"]["Environment"]["Variables"]
    return {_PLUGINS: variables[_PLUGINS]} if _PLUGINS in variables else {}


def _event(folder: Path, token: str) -> Path:
    """The dossier of a sender who is signed in, with a key of its own, as the gateway hands it over."""
    headers = {"content-type": "application/json", "authorization": f"Bearer {token}", "idempotency-key": str(uuid4())}
    request = HttpRequest("POST", "/v1/dossiers", list(headers.items()), json.dumps(small_dossier()).encode())
    found = match(app.routes, request.path)
    if found is None:
        raise RuntimeError("there is no route for a dossier")
    path = folder / f"{uuid4()}.json"
    path.write_text(json.dumps(proxy_event(request, found, str(uuid4()), app.api.binary_types)), encoding="utf-8")
    return path


def _events(folder: Path, token: str, number: int) -> list[Path]:
    return [_event(folder, token) for _ in range(number)]


def _instructions(runtime: Runtime, tree: Path, events: Sequence[Path], environment: Mapping[str, str]) -> int:
    """Of one whole process."""
    counted = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", runtime.executable]
    done = _run(counted, tree, events, environment)
    collected = _COLLECTED.search(done.stderr)
    if collected is None:
        raise RuntimeError(f"nothing was counted:\n{done.stderr[-2000:]}")
    return int(collected[1])


def _run(
    python: Sequence[str], tree: Path, events: Sequence[Path], environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """
    Nothing but the artefact and Python itself can be imported (-S -s -P), and no bytecode is written (-B), as on
    Lambda's read-only folder.
    """
    command = [*python, "-S", "-s", "-P", "-B", str(DRIVER), str(tree), *map(str, events)]
    environment = {**environment, "PATH": os.environ["PATH"], "PYTHONHASHSEED": "0"}
    done = subprocess.run(  # noqa: S603 - our own words
        command, env=environment, cwd=tree, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"the cold start failed:\n{done.stderr[-2000:]}")
    return done
