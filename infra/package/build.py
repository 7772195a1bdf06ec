"""One stage, packaged: artefact.zip, sbom.cdx.json, template.yaml and parameters.json in a folder of its own."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from infra.package.artefact import Artefact, make_artefact
from infra.package.parameters import make_parameters
from infra.package.runtime import Runtime, find_runtime
from infra.package.sbom import SBOM, bill_of_materials
from infra.package.template import ARTEFACT, make_template

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE, PARAMETERS = "template.yaml", "parameters.json"


@dataclass(frozen=True)
class Package:
    """What was built, for which runtime, and where."""

    folder: Path
    runtime: Runtime
    artefact: Artefact


def build(stage: str, arch: str, out: Path, root: Path = ROOT, runtime: Runtime | None = None) -> Package:
    """Writes `out/<stage>/`, and only when all of it could be made. Raises PackageError."""
    runs = runtime or find_runtime()
    template = make_template(root, stage, runs, arch)
    parameters = make_parameters(root / "infra", stage, template)
    folder = out / stage
    with TemporaryDirectory() as made:
        tree = Path(made) / "tree"
        tree.mkdir()
        artefact = make_artefact(root, tree, Path(made) / ARTEFACT, runs, arch)
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(artefact.path, folder / ARTEFACT)
        (folder / SBOM).write_text(bill_of_materials(root / "pyproject.toml", artefact), encoding="utf-8")
    (folder / TEMPLATE).write_text(template, encoding="utf-8")
    (folder / PARAMETERS).write_text(parameters, encoding="utf-8")
    return Package(folder, runs, replace(artefact, path=folder / ARTEFACT))
