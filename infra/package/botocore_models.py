"""
botocore describes 440 services in data files, reads them at the start, and is two thirds of an artefact: here they
are cut down to the operations that we call. Nothing is rewritten, only left out: other services, other operations
and the shapes that only those need, texts, and regions where no data of ours may be.
"""

import gzip
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from chalicelib.settings import EEA_REGIONS
from infra.package.errors import PackageError

Json = dict[str, Any]
# What botocore itself reads at every start.
OWN_FILES = ("_retry.json", "endpoints.json", "partitions.json", "sdk-default-configuration.json")
MODEL, RULES, EXTRAS = "service-2", "endpoint-rule-set-1", "service-2.sdk-extras"


def trim(data: Path, used: Mapping[str, frozenset[str]]) -> None:
    """Cuts `botocore/data` of an unpacked artefact down to what is used."""
    kept = {service: _service(data / service, operations) for service, operations in used.items()}
    endpoints = _only_eea(_read(data, "endpoints"), frozenset(_endpoint_prefixes(kept.values())))
    own = {name: (data / name).read_bytes() for name in OWN_FILES}
    shutil.rmtree(data)
    for service, files in kept.items():
        for name, content in files.items():
            _write(data / service / name, content)
    for name, raw in own.items():
        (data / name).write_bytes(raw)
    _write(data / "endpoints.json", endpoints)


def _service(folder: Path, operations: frozenset[str]) -> dict[str, Json]:
    """The files of the newest version of a service, by their path below it."""
    versions = sorted(path.parent for path in folder.glob(f"*/{MODEL}.json*"))
    if not versions:
        raise PackageError(f"botocore has no model of {folder.name}")
    newest = versions[-1]
    files = {f"{newest.name}/{MODEL}.json": only(_read(newest, MODEL), operations)}
    files[f"{newest.name}/{RULES}.json"] = _read(newest, RULES)
    if (newest / f"{EXTRAS}.json").exists():
        files[f"{newest.name}/{EXTRAS}.json"] = _read(newest, EXTRAS)
    return files


def only(model: Json, operations: frozenset[str]) -> Json:
    """A service model with these operations and the shapes they reach, without texts (botocore reads only others)."""
    kept = {name: one for name, one in model["operations"].items() if name in operations}
    reached: set[str] = set()
    wanted = set(_shapes_in(kept))
    while wanted:
        reached |= wanted
        wanted = {name for one in wanted for name in _shapes_in(model["shapes"][one])} - reached
    shapes = {name: shape for name, shape in model["shapes"].items() if name in reached}
    return {**model, "operations": without_texts(kept), "shapes": without_texts(shapes)}


def without_texts(node: Any) -> Any:
    """The same without documentation. A member that is called so is no text, and stays."""
    if isinstance(node, dict):
        return {
            key: without_texts(value)
            for key, value in node.items()
            if not (key == "documentation" and isinstance(value, str))
        }
    return [without_texts(one) for one in node] if isinstance(node, list) else node


def _shapes_in(node: Any) -> Iterator[str]:
    """The names of shapes that a part of a model refers to."""
    if isinstance(node, dict):
        if isinstance(node.get("shape"), str):
            yield node["shape"]
        for value in node.values():
            yield from _shapes_in(value)
    elif isinstance(node, list):
        for one in node:
            yield from _shapes_in(one)


def _endpoint_prefixes(services: Iterable[Mapping[str, Json]]) -> Iterator[str]:
    for files in services:
        yield from (file["metadata"]["endpointPrefix"] for file in files.values() if "metadata" in file)


def _only_eea(endpoints: Json, prefixes: frozenset[str]) -> Json:
    """Partitions that have a region of ours, with those regions and our services."""
    partitions = [
        {
            **partition,
            "regions": {name: one for name, one in partition["regions"].items() if name in EEA_REGIONS},
            "services": {name: one for name, one in partition["services"].items() if name in prefixes},
        }
        for partition in endpoints["partitions"]
        if EEA_REGIONS & partition["regions"].keys()
    ]
    return {**endpoints, "partitions": partitions}


def _read(folder: Path, name: str) -> Json:
    plain = folder / f"{name}.json"
    raw = plain.read_bytes() if plain.exists() else gzip.decompress((folder / f"{name}.json.gz").read_bytes())
    found: Json = json.loads(raw)
    return found


def _write(path: Path, content: Json) -> None:
    """Plain and not zipped once more: the artefact is a zip already, and reading then takes one step less."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
