"""The artefact: libraries, Chalice's runtime and our code, without what nobody reads, with bytecode for the rest."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from infra.package import inventory, libraries
from infra.package.archive import write_zip
from infra.package.botocore_models import trim
from infra.package.bytecode import compile_all
from infra.package.errors import PackageError
from infra.package.inventory import Part
from infra.package.notices import NOTICES, notices
from infra.package.pruning import Taken, prune
from infra.package.roots import FILE, amazon_roots
from infra.package.runtime import Runtime
from infra.package.used_operations import used_operations

MOST = 15_000_000  # bytes, zipped
CODE = ("app.py", "chalicelib")


@dataclass(frozen=True)
class Artefact:
    """Where it stands, how many bytes it has, what each line of the pruning list took out, and of what it consists."""

    path: Path
    size: int
    pruned: Mapping[str, Taken]
    parts: Sequence[Part]
    files: Mapping[str, str]  # SHA-256 of those at the top that are neither a part's nor our code


def make_artefact(root: Path, tree: Path, into: Path, runtime: Runtime, arch: str) -> Artefact:
    """
    Fills the empty folder `tree` and writes it to the zip `into`.

    Raises PackageError, also when the zip is larger than it may be, or a licence is not accepted.
    """
    wheels = libraries.install(root / "requirements.txt", tree, runtime, arch)
    found = inventory.installed(tree, wheels)
    libraries.add_chalice(tree)
    add_code(root, tree)
    (tree / FILE).write_text(amazon_roots(tree / "botocore" / "cacert.pem"), encoding="utf-8")
    trim(tree / "botocore" / "data", used_operations(tree / "chalicelib"))
    pruned = prune(tree)
    parts = [*inventory.remaining(tree, found), inventory.chalice(tree)]
    inventory.accept(parts)
    (tree / NOTICES).write_text(notices(parts), encoding="utf-8")
    compile_all(tree, runtime)
    write_zip(tree, into)
    size = into.stat().st_size
    if size > MOST:
        raise PackageError(f"the artefact has {size} bytes, and may have {MOST}")
    return Artefact(into, size, pruned, parts, {FILE: inventory.sha256(tree / FILE)})


def add_code(root: Path, tree: Path) -> None:
    """Our own part, without bytecode of this machine."""
    for name in CODE:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, tree / name)
