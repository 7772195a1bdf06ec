"""The checks that no tool does for us, and the commands that the contract promises."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from infra.checks import ROOT, dead_links, tracked


@pytest.fixture
def page(tmp_path: Path) -> Path:
    (tmp_path / "ander.md").write_text("# Een `kop` met *nadruk*\n")
    return tmp_path / "pagina.md"


@pytest.mark.parametrize(
    "link",
    [
        "[a](ander.md)",
        "[a](ander.md#een-kop-met-nadruk)",
        "[a](#hier)",
        "[a](https://example.com/weg)",
        "![plaatje](ander.md)",
        "```\n[a](weg.md)\n```",
        "[a](.)",
    ],
)
def test_a_link_that_leads_somewhere_is_fine(page: Path, link: str) -> None:
    page.write_text(f"# Hier\n\n{link}\n")
    assert list(dead_links([page])) == []


@pytest.mark.parametrize(
    "link", ["[a](weg.md)", "[a](ander.md#weg)", "[a](#weg)", "![plaatje](weg.png)", "[a](<weg.md>)"]
)
def test_a_link_to_nowhere_is_reported(page: Path, link: str) -> None:
    page.write_text(f"# Hier\n\n{link}\n")
    assert len(list(dead_links([page]))) == 1


def test_every_command_of_the_contract_is_a_target() -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert {"demo", "run", "reset", "test", "check", "bench", "job"} <= set(targets)


def test_checks_go_on_after_one_has_failed(tmp_path: Path) -> None:
    """Whoever mends a change wants to see everything that is wrong with it, and a failure in the end."""
    for name in (".venv/bin/python", ".venv/bin/cfn-lint", "infra/setup.sh"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text('#!/bin/sh\necho "ran: $*"\ncase "$*" in ""|*mypy) exit 0;; esac\nexit 1\n')
        (tmp_path / name).chmod(0o755)
    shutil.copy(ROOT / "Makefile", tmp_path)
    environment = {"PATH": os.environ["PATH"]}  # not the flags of a make that runs the tests
    ended = subprocess.run(
        ["make", "check"],  # noqa: S607 - make of the developer
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode != 0
    for check in ("ruff format", "ruff check", "mypy", "resources.yaml", "infra.guard", "infra.checks"):
        assert check in ended.stdout


def test_continuous_integration_runs_tests_and_checks() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    assert re.findall(r"^make (\w+)", script, re.MULTILINE) == ["test", "check"]
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_every_suppression_of_a_scanner_says_why() -> None:
    """What checkov and bandit are told to pass over, each with its reason on the line."""
    skipped = re.findall(r"^ +- (CKV\w+)(?: # (.+))?$", (ROOT / ".checkov.yaml").read_text(), re.MULTILINE)
    assert len(skipped) > 3
    assert [name for name, why in skipped if not why] == []
    bandit = (ROOT / "pyproject.toml").read_text().split("[tool.bandit]")[1].split("\n]")[0]
    rules = [line for line in bandit.splitlines() if line.strip().startswith('"B')]
    assert rules
    assert [line for line in rules if not re.search(r"# \S+ \S+", line)] == []


def test_no_line_of_ours_is_hidden_from_bandit() -> None:
    """A rule is passed over by name in pyproject.toml, with its reason, and not by a mark on a line."""
    mark = "no" + "sec"
    marked = [path.name for path in tracked() if path.suffix == ".py" and f"# {mark}" in path.read_text()]
    assert marked == []


def test_bandit_runs_over_all_that_is_shipped() -> None:
    lines = [line for line in (ROOT / "Makefile").read_text().splitlines() if "bin/bandit" in line]
    assert [line.split()[-2:] for line in lines] == [["app.py", "chalicelib"], ["infra", "bench"]]
