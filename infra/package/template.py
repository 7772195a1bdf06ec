"""
The CloudFormation template of a stage: what Chalice makes of `app.py`, under the files of `infra/`.

Chalice is asked for the template only: its own packager knows one processor and no bytecode, so the artefact is
made in artefact.py, and the template is told of it.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml  # type: ignore[import-untyped, unused-ignore] # its stubs are not installed
from chalice.package import TemplateDeepMerger, YAMLTemplateSerializer

from infra.package.errors import PackageError
from infra.package.runtime import Runtime
from infra.package.validation import request_validation, validated

Json = dict[str, Any]
# Merged in this order, a later file over an earlier one; a pattern may fit no file.
MERGED = (
    "resources.yaml",
    "functions.yaml",
    "policies/*.yaml",
    "watch.yaml",
    "edge.yaml",
    "waf.yaml",
)
ARTEFACT = "artefact.zip"
FUNCTION = "AWS::Serverless::Function"
# Chalice asks for a region though it calls nobody; it has no influence on what comes out.
_REGION = {"AWS_DEFAULT_REGION": "eu-central-1"}
# The configuration names the policies.
_SHIPPED = ("app.py", "chalicelib", ".chalice/config.json", "infra/policies")


class _Template(yaml.CSafeLoader):  # type: ignore[misc, unused-ignore] # a class without types
    """With the parser in C: a build reads a dozen templates, and Chalice's own way takes nine times as long."""


def _spelled_out(loader: Any, name: str, node: yaml.Node) -> Json:
    """A short form as the map that it stands for."""
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    if name == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {name if name in {"Ref", "Condition"} else f"Fn::{name}": value}


_Template.add_multi_constructor("!", _spelled_out)


def make_template(root: Path, stage: str, runtime: Runtime, arch: str) -> str:
    """The template as YAML. Raises PackageError with what Chalice said."""
    merged = merge([*fragments(root / "infra"), request_validation(validated())])
    plain = read(_chalice(root, stage, merged))
    follows = {"CodeUri": f"./{ARTEFACT}", "Runtime": runtime.name, "Architectures": [arch]}
    for resource in plain["Resources"].values():
        if resource["Type"] == FUNCTION:
            resource["Properties"] |= follows
    return write(plain)


def fragments(infra: Path) -> Iterator[Json]:
    """The files that are merged, in order."""
    for pattern in MERGED:
        for path in sorted(infra.glob(pattern)):
            yield read(path.read_text(encoding="utf-8"))


def merge(parts: Iterable[Json]) -> Json:
    """Maps are merged, everything else is replaced: Chalice's own rule, so that it matters not who merges."""
    merged: Json = {}
    for part in parts:
        merged = TemplateDeepMerger().merge(part, merged)
    return merged


def read(text: str) -> Json:
    """A template with CloudFormation's short forms spelled out."""
    parser = _Template(text)
    try:
        found: Json = parser.get_single_data()
    finally:
        parser.dispose()
    return found


def write(template: Json) -> str:
    """As YAML without anchors: CloudFormation reads none, so nothing may stand in it twice as one object."""
    return str(YAMLTemplateSerializer().serialize_template(json.loads(json.dumps(template))))


def _chalice(root: Path, stage: str, merged: Json) -> str:
    """What `chalice package` makes of a copy of the project without its libraries, which it needs not fetch."""
    with TemporaryDirectory() as folder:
        project = Path(folder)
        copy_project(root, project)
        # With nothing to install; the artefact takes its libraries from the real list.
        (project / "requirements.txt").write_text("", encoding="utf-8")
        (project / "merged.yaml").write_text(write(merged), encoding="utf-8")
        command = [str(Path(sys.executable).with_name("chalice")), "package", "--stage", stage]
        command += ["--merge-template", "merged.yaml", "--template-format", "yaml", "out"]
        environment = {**os.environ, **_REGION}
        done = subprocess.run(  # noqa: S603 - our own words
            command, cwd=project, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise PackageError(f"chalice could not make the template of {stage}:\n{done.stdout}{done.stderr}")
        return (project / "out" / "sam.yaml").read_text(encoding="utf-8")


def copy_project(root: Path, project: Path) -> None:
    """What Chalice needs to see of us, apart from the list of libraries."""
    for name in _SHIPPED:
        source, target = root / name, project / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, target)
