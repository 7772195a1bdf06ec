"""The source of the broker as the drift tests see it: modules, what they import, and what stands in them."""

import ast
import importlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
CODE = ROOT / "chalicelib"
# From the top down; a module imports its own layer and those below it.
LAYERS = ("app", "handlers", "wiring", "adapters", "usecases", "privacy", "domain", "settings", "events", "errors")


@cache
def modules() -> dict[str, Path]:
    """Every module of the broker by its dotted name; `app` only where it exists."""
    paths = [ROOT / "app.py", *sorted(CODE.rglob("*.py"))]
    return {name_of(path): path for path in paths if path.exists()}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def layer_of(module: str) -> str:
    """`chalicelib.privacy.doel` is of the layer `privacy`."""
    parts = module.split(".")
    return parts[1] if parts[0] == "chalicelib" and len(parts) > 1 else parts[0]


def imports_of(module: str, path: Path, known: frozenset[str]) -> Iterator[str]:
    """What a module imports, at its top or inside a function; a name from a package counts as its module."""
    package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join([*package[: len(package) - node.level + 1], node.module or ""]).strip(".")
            source = base if node.level else node.module or ""
            for alias in node.names:
                inner = f"{source}.{alias.name}"
                yield inner if inner in known else source


def import_all() -> None:
    """Import every module, so that every subclass exists."""
    for name in modules():
        importlib.import_module(name)


def subclasses(base: type[T]) -> set[type[T]]:
    """All classes of the broker under `base`, at any depth."""
    found: set[type[T]] = set()
    for direct in base.__subclasses__():
        found |= {direct, *subclasses(direct)}
    return {cls for cls in found if cls.__module__.startswith("chalicelib.")}
