"""The definition for a public forge: no action can change under us, and no job may do more than it needs."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.package import template
from infra.package.build import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PINNED = re.compile(r"uses: [\w.-]+(/[\w.-]+)+@[0-9a-f]{40} # v\d+(\.\d+){2}")
# The one job that may write, and what.
WRITES = {("release.yml", "publish"): {"contents": "write"}}


def read(path: Path) -> dict[str, Any]:
    return template.read(path.read_text(encoding="utf-8"))


def uses(path: Path) -> list[str]:
    lines = (line.strip().removeprefix("- ") for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if re.match(r"[\"']?uses[\"']?\s*:", line)]


def jobs(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from read(path)["jobs"].items()


def commands(path: Path) -> set[str]:
    return {step["run"] for _, job in jobs(path) for step in job["steps"] if "run" in step}


def test_there_are_workflows_and_they_use_actions() -> None:
    assert {path.name for path in WORKFLOWS} >= {"ci.yml", "release.yml"}
    assert all(uses(path) for path in WORKFLOWS)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_to_a_commit(path: Path) -> None:
    """A tag can be moved to other code; the version stands beside it for whoever reads."""
    steps = [step["uses"] for _, job in jobs(path) for step in job["steps"] if "uses" in step]
    assert len(uses(path)) == len(steps)
    assert [line for line in uses(path) if not PINNED.fullmatch(line)] == []


@pytest.mark.parametrize(
    "line",
    [
        "uses: voorbeeld/actie@v1",
        f"uses: voorbeeld/actie@{'a' * 40}",
        f"uses: voorbeeld/actie@{'a' * 39} # v1.0.0",
        f"uses: voorbeeld/actie@{'a' * 40} # v1",
        "uses: ./actie",
    ],
)
def test_an_unpinned_action_would_be_found(line: str) -> None:
    assert not PINNED.fullmatch(line)


def test_an_action_has_one_version_everywhere() -> None:
    pins = {line.split("uses: ")[1] for path in WORKFLOWS for line in uses(path)}
    assert len(pins) == len({pin.split("@")[0] for pin in pins})


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_job_declares_the_least_permissions(path: Path) -> None:
    """Nothing by default, reading per job, and writing where it is listed."""
    assert read(path)["permissions"] == {}
    for name, job in jobs(path):
        assert job["permissions"] == WRITES.get((path.name, name), {"contents": "read"}), name


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_checkout_leaves_its_token_behind(path: Path) -> None:
    steps = [step for _, job in jobs(path) for step in job["steps"] if "checkout@" in step.get("uses", "")]
    assert [step.get("with", {}).get("persist-credentials") for step in steps] == [False] * len(steps)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_command_takes_text_from_outside(path: Path) -> None:
    """What somebody else may choose, such as a branch's name, goes by the environment."""
    assert [command for command in commands(path) if "${{" in command] == []


def test_a_change_is_tested_checked_scanned_and_audited() -> None:
    wanted = {"make test", "make check", "make audit", "make package STAGE=prod", "make scan STAGE=prod"}
    assert commands(ROOT / ".github" / "workflows" / "ci.yml") == wanted
    assert wanted <= commands(ROOT / ".github" / "workflows" / "release.yml")


def test_a_pull_request_has_its_dependencies_reviewed() -> None:
    review = dict(jobs(ROOT / ".github" / "workflows" / "ci.yml"))["dependency-review"]
    assert review["if"] == "github.event_name == 'pull_request'"
    assert any("dependency-review-action@" in step.get("uses", "") for step in review["steps"])


def test_a_release_carries_its_bill_of_materials() -> None:
    """It lies in the folder of the package, all of which is published."""
    found = dict(jobs(ROOT / ".github" / "workflows" / "release.yml"))
    assert found["publish"]["needs"] == "package"
    [upload] = [step for step in found["package"]["steps"] if "upload-artifact@" in step.get("uses", "")]
    assert upload["with"]["path"] == "build/prod/"
    assert any('gh release create "$TAG" package/*' in step.get("run", "") for step in found["publish"]["steps"])
