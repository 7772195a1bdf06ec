"""Imports go down only, each outside library has its home, and rules stay pure (design 1)."""

import ast
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.architecture.source import LAYERS, imports_of, layer_of, modules, tree_of

HOMES = {
    "chalice": {"app", "handlers"},
    "boto3": {"wiring", "adapters"},
    "botocore": {"wiring", "adapters"},
    "aws_encryption_sdk": {"adapters"},
}
NEVER = {"aws_cryptographic_material_providers", "infra", "tests", "bench", "moto"}
OUTSIDE_WORLD = {
    "asyncio", "ftplib", "glob", "http", "os", "pathlib", "random", "requests", "secrets", "shutil", "socket",
    "ssl", "subprocess", "tempfile", "threading", "time", "urllib", "uuid",
}  # fmt: skip
CLOCKS = {"now", "utcnow", "today"}


def graph() -> dict[str, set[str]]:
    known = frozenset(modules())
    return {name: set(imports_of(name, path, known)) for name, path in modules().items()}


def up(edges: dict[str, set[str]]) -> list[str]:
    """Imports from a layer above the importer's own."""
    return sorted(
        f"{name} -> {target}"
        for name, targets in edges.items()
        for target in targets & edges.keys()
        if layer_of(name) in LAYERS
        and layer_of(target) in LAYERS
        and LAYERS.index(layer_of(target)) < LAYERS.index(layer_of(name))
    )


def homeless(edges: dict[str, set[str]]) -> list[str]:
    """Imports of a library outside the layers that may know it."""
    return sorted(
        f"{name} -> {target}"
        for name, targets in edges.items()
        for target in targets
        if (top := target.split(".")[0]) in NEVER or (top in HOMES and layer_of(name) not in HOMES[top])
    )


def test_every_module_has_a_known_layer() -> None:
    assert {layer_of(name) for name in modules()} - {"chalicelib"} <= set(LAYERS)


def test_imports_never_go_up() -> None:
    assert up(graph()) == []


def test_outside_libraries_stay_at_home() -> None:
    assert homeless(graph()) == []


def test_no_module_imports_itself_in_a_circle() -> None:
    edges = graph()
    try:
        TopologicalSorter({name: targets & edges.keys() for name, targets in edges.items()}).prepare()
    except CycleError as cycle:
        pytest.fail(" -> ".join(cycle.args[1]))


@pytest.mark.parametrize("layer", ["privacy", "domain"])
def test_rules_touch_no_world_and_no_clock(layer: str) -> None:
    found = [
        f"{name}: {fault}"
        for name, path in modules().items()
        if layer_of(name) == layer
        for fault in impurities(tree_of(path))
    ]
    assert found == []


def impurities(tree: ast.Module) -> list[str]:
    """Imports of the outside world, and calls that read a clock or open a file."""
    faults = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            faults += [name for name in names if name.split(".")[0] in OUTSIDE_WORLD]
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            owner, _, last = called.rpartition(".")
            clock = last in CLOCKS and owner in {"datetime", "date", "datetime.datetime", "datetime.date"}
            faults += [called] if clock or called in {"open", "print", "input"} else []
    return faults


def test_the_test_sees_what_it_forbids() -> None:
    """The three searches find a fault when there is one."""
    edges = {"chalicelib.domain.a": {"chalicelib.usecases.b", "boto3"}, "chalicelib.usecases.b": set()}
    assert up(edges) == ["chalicelib.domain.a -> chalicelib.usecases.b"]
    assert homeless(edges) == ["chalicelib.domain.a -> boto3"]
    bad = ast.parse("import os\nfrom datetime import datetime\nx = datetime.now()\ny = open('z')")
    assert impurities(bad) == ["os", "datetime.now", "open"]
