"""The command line of `make package`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from infra.package.build import ROOT, Package, build
from infra.package.errors import PackageError
from infra.package.parameters import stages
from infra.package.runtime import PLATFORMS

_MEGABYTE = 1024 * 1024


def main(arguments: Sequence[str] | None = None) -> int:
    """1, with a message, when the package cannot be made."""
    chosen = _parser().parse_args(arguments)
    try:
        package = build(chosen.stage, chosen.arch, chosen.out)
    except PackageError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    _tell(package, chosen.arch)
    return 0


def _tell(package: Package, arch: str) -> None:
    artefact = package.artefact
    saved = sum(taken.size for taken in artefact.pruned.values())
    print(f"{package.folder}: artefact.zip, sbom.cdx.json, template.yaml, parameters.json")
    print(f"for {package.runtime.name} on {arch}, with {len(artefact.parts)} libraries, each under a licence we accept")
    print(f"artefact.zip is {artefact.size / _MEGABYTE:.1f} MB; {saved / _MEGABYTE:.1f} MB that nobody reads left out")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m infra.package",
        description="Builds what goes to AWS for one stage. The newest of python3.13, 3.12 and 3.11 that is found "
        "compiles it, and the template names that Runtime.",
    )
    known = stages(ROOT / "infra")
    parser.add_argument("--stage", required=True, choices=known, help="whose parameters: infra/parameters/<stage>.yaml")
    parser.add_argument("--arch", default="arm64", choices=PLATFORMS, help="processor of the functions (arm64)")
    parser.add_argument("--out", default=Path("build"), type=Path, metavar="FOLDER", help="default: build")
    return parser


if __name__ == "__main__":
    sys.exit(main())
