"""
What the artefact consists of: each part, and the files that it put there.

Read twice, because pruning takes away the lists that pip left: `installed` before it, `remaining` after it. A part of
which nothing is left is no part.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from infra.package.errors import PackageError
from infra.package.licences import READ, licence_of, refused

CHALICE = "chalice"
_BUILD_ONLY = "excluded"  # CycloneDX's scope of what was needed to compile and is not in the result


@dataclass(frozen=True)
class Inside:
    """What was compiled into a part, as its maker says (PEP 770). `sha256` of its source; empty when unsaid."""

    name: str
    version: str
    purl: str
    licence: str
    sha256: str


@dataclass(frozen=True)
class Part:
    """A library. `wheel` is the SHA-256 it was locked with; Chalice, which is copied, has one per file instead."""

    name: str
    version: str
    licence: str
    wheel: str
    files: tuple[str, ...]
    inside: tuple[Inside, ...] = ()
    hashes: Mapping[str, str] = field(default_factory=dict)

    @property
    def places(self) -> list[str]:
        """The entries at the top of the artefact that are its own."""
        return sorted({file.split("/")[0] for file in self.files})

    @property
    def licences(self) -> Iterator[tuple[str, str]]:
        yield self.name, self.licence
        yield from ((one.name, one.licence) for one in self.inside)


def installed(tree: Path, wheels: Mapping[str, str]) -> list[Part]:
    """Every library that pip put into `tree`. Raises PackageError for one whose licence is unclear."""
    found = sorted(distributions(path=[str(tree)]), key=lambda one: canonicalize_name(one.name))
    return [_part(one, wheels[canonicalize_name(one.name)]) for one in found]


def remaining(tree: Path, parts: Iterable[Part]) -> list[Part]:
    """The parts of which there is more left than their metadata, with what is left."""
    left = [replace(part, files=tuple(file for file in part.files if (tree / file).exists())) for part in parts]
    return [part for part in left if any(".dist-info/" not in file for file in part.files)]


def accept(parts: Iterable[Part]) -> None:
    """Raises PackageError when one of them, or what is inside it, is under a licence that is not accepted."""
    faults = refused(pair for part in parts for pair in part.licences)
    if faults:
        raise PackageError(f"{'; '.join(faults)}: not accepted in infra/package/licences.py")


def chalice(tree: Path) -> Part:
    """Chalice's runtime, which is copied file by file."""
    found = distribution(CHALICE)
    files = sorted(path.relative_to(tree).as_posix() for path in (tree / CHALICE).iterdir())
    hashes = {file: sha256(tree / file) for file in files}
    return Part(CHALICE, found.version, licence_of(CHALICE, found.metadata), "", tuple(files), hashes=hashes)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _part(found: Distribution, wheel: str) -> Part:
    name = canonicalize_name(found.name)
    files = tuple(sorted(file.as_posix() for file in found.files or () if ".." not in file.parts))
    inside = tuple(one for file in files if "/sboms/" in file for one in _inside(Path(str(found.locate_file(file)))))
    return Part(name, found.version, licence_of(name, found.metadata), wheel, files, inside)


def _inside(bill: Path) -> Iterator[Inside]:
    """A bill of materials that came in a wheel, which is CycloneDX in JSON for all that we have."""
    for one in json.loads(bill.read_text(encoding="utf-8"))["components"]:
        if one.get("scope") != _BUILD_ONLY:
            yield Inside(one["name"], one["version"], one["purl"], _licence(one), _sha256_in(one))


def _licence(component: Mapping[str, Any]) -> str:
    if component["name"] in READ:
        return READ[component["name"]]
    given = [one.get("expression") or one["license"]["id"] for one in component.get("licenses", [])]
    if len(given) != 1:
        raise PackageError(f"{component['name']} has {len(given)} licences; read it and add it to READ in licences.py")
    return str(given[0])


def _sha256_in(component: Mapping[str, Any]) -> str:
    return next((str(one["content"]) for one in component.get("hashes", []) if one["alg"] == "SHA-256"), "")
