"""What we depend on: each locked version by its hash, each line with its reason, and nothing that nobody uses."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.source import CODE, ROOT

WRITTEN = tuple(ROOT / name for name in (
    "requirements.in", "requirements-dev.in", "infra/local/requirements.in", "infra/check-requirements.in",
))  # fmt: skip
LOCKED = tuple(path.with_suffix(".txt") for path in WRITTEN)
# Used without being imported.
BY_NAME = {"tzdata": "zoneinfo reads its files where the system has none"}
# Imported by our code and brought along by a requirement that cannot do without.
BROUGHT_ALONG = {
    "botocore": "the half of boto3 that has its errors and configuration",
    "chalice": "its runtime is copied into the artefact (infra/package/libraries.py)",
    "cryptography": "of pyjwt[crypto], which asks for it by that name",
    "pydantic-core": "the half of pydantic that has its errors",
}
STUBS = "mypy-boto3-"  # types of boto3's clients, for the checker only
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def lines(path: Path) -> list[tuple[str, str]]:
    """Each requirement of a written file, with the reason behind it."""
    rows = (line.partition("#") for line in path.read_text(encoding="utf-8").splitlines())
    return [(row.strip(), why.strip()) for row, _, why in rows if row.strip() and not row.startswith("-r ")]


def entries(path: Path) -> list[str]:
    """Each requirement of a locked file, on one line."""
    text = re.sub(r"(?m)^ *#.*\n?", "", path.read_text(encoding="utf-8")).replace("\\\n", "")
    return [line for line in text.splitlines() if line.strip()]


@cache
def imported() -> frozenset[str]:
    """The distributions whose modules our shipped code imports by name."""
    of_module = packages_distributions()
    paths = [ROOT / "app.py", *CODE.rglob("*.py")]
    tops = {top for path in paths for top in _tops(ast.parse(path.read_text(encoding="utf-8")))}
    return frozenset(canonicalize_name(one) for top in tops for one in of_module.get(top, []))


def _tops(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def test_every_requirements_file_is_looked_at() -> None:
    here = set(ROOT.glob("requirements*.*")) | set((ROOT / "infra").rglob("*requirements*.*"))
    assert here == {*WRITTEN, *LOCKED}


@pytest.mark.parametrize("path", LOCKED, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_locked_line_has_one_version_and_hashes(path: Path) -> None:
    found = entries(path)
    assert len(found) > 5
    for entry in found:
        words = entry.split(" --hash=")[0]
        [specifier] = Requirement(words).specifier
        assert specifier.operator == "==", entry
        assert "*" not in specifier.version
        hashes = entry.split()[len(words.split()) :]
        assert hashes, entry
        assert all(HASH.fullmatch(one) for one in hashes), entry


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_requirement_says_why(path: Path) -> None:
    assert [row for row, why in lines(path) if not why] == []


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_written_requirement_is_locked_as_written(path: Path) -> None:
    """A line that was added or changed without `make lock`."""
    locked = [Requirement(entry.split(" --hash=")[0]) for entry in entries(path.with_suffix(".txt"))]
    versions = {canonicalize_name(one.name): next(iter(one.specifier)).version for one in locked}
    for row, _ in lines(path):
        wanted = Requirement(row)
        assert wanted.specifier.contains(versions[canonicalize_name(wanted.name)], prereleases=True), row


def test_nothing_is_shipped_that_nobody_imports() -> None:
    wanted = {canonicalize_name(Requirement(row).name) for row, _ in lines(ROOT / "requirements.in")}
    assert wanted - imported() == set(BY_NAME)


def test_no_shipped_import_rests_on_what_another_brings() -> None:
    """What our code imports is written down, so that it does not go when somebody else stops to need it."""
    wanted = {canonicalize_name(Requirement(row).name) for row, _ in lines(ROOT / "requirements.in")}
    assert {one for one in imported() - wanted if not one.startswith(STUBS)} == BROUGHT_ALONG.keys()
