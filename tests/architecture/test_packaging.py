"""What goes to Lambda: what it runs and nothing more."""

import re
from pathlib import Path

from tests.architecture.source import ROOT, imports_of, modules

NAME = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)")
SEED = {"chalice", "pip", "setuptools", "wheel", "pytest", "ruff", "mypy", "moto", "ministack"}


def names_in(path: Path) -> set[str]:
    """The packages that a requirements file lists, without extras and versions."""
    found = (NAME.match(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {match[1].lower().replace("_", "-") for match in found if match}


def test_no_tool_of_development_is_shipped() -> None:
    """Everything in requirements.txt is shipped, so no line of the other file may stand in it."""
    tools = names_in(ROOT / "requirements-dev.in") | SEED
    assert names_in(ROOT / "requirements.txt") & tools == set()


def test_what_is_shipped_is_pinned_and_hashed() -> None:
    """A line that names a package names one version, and hashes follow it."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"(?m)^ *#.*\n?", "", text).strip())
    assert [entry.split()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_nothing_of_the_local_stack_is_shipped() -> None:
    """`infra/` holds the local mail box, operators and runner; no shipped module may reach it."""
    known = frozenset(modules())
    reached = {
        f"{name} -> {target}"
        for name, path in modules().items()
        for target in imports_of(name, path, known)
        if target.split(".")[0] == "infra"
    }
    assert reached == set()


def test_the_shipped_entry_exists() -> None:
    assert "app" in modules()
