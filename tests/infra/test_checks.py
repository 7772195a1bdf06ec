"""The checks that no tool does for us, and the commands that the contract promises."""

import re
from pathlib import Path

import pytest

from infra.checks import ROOT, dead_links


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


def test_continuous_integration_runs_tests_and_checks() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    assert re.findall(r"^make (\w+)", script, re.MULTILINE) == ["test", "check"]
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
