"""The parameters of a stage: `infra/parameters/<stage>.yaml`, checked against the template that takes them."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from infra.package.errors import PackageError
from infra.package.template import read


def stages(infra: Path) -> list[str]:
    """Every stage that has parameters."""
    return sorted(path.stem for path in (infra / "parameters").glob("*.yaml"))


def make_parameters(infra: Path, stage: str, template: str) -> str:
    """In the form that the AWS CLI reads from a file. Raises PackageError when they do not fit the template."""
    given = read((infra / "parameters" / f"{stage}.yaml").read_text(encoding="utf-8"))
    faults = list(misfits(given, read(template)["Parameters"]))
    if faults:
        raise PackageError(f"infra/parameters/{stage}.yaml: {'; '.join(faults)}")
    listed = [{"ParameterKey": name, "ParameterValue": str(value)} for name, value in sorted(given.items())]
    return json.dumps(listed, indent=2) + "\n"


def misfits(given: Mapping[str, Any], declared: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{name} is no parameter of the template" for name in sorted(given.keys() - declared.keys()))
    needed = {name for name, one in declared.items() if "Default" not in one}
    yield from (f"{name} is missing" for name in sorted(needed - given.keys()))
