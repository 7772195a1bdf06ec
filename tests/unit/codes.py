"""The codes that the source can raise, read from the source itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2] / "chalicelib"
# Where each call carries its code.
PLACES = {"PydanticCustomError": 0, "Fault": 1, "InvalidInput.one": 1, "IllegalState": 0}
SHAPE = re.compile(r"[a-z_-]+(\.[a-z_]+)?")
DOTTED = re.compile(r"[a-z_-]+\.[a-z_]+")


def raised(folder: str = "") -> dict[str, str]:
    """Each code that stands literally in a call that raises or builds a fault, with one file that does so."""
    return {code: path.name for path in (ROOT / folder).rglob("*.py") for code in _codes(path)}


def _codes(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _of_call(node)
        if path.parent.name == "domain" and isinstance(node, ast.FunctionDef):
            yield from _in_function(node)


def _of_call(call: ast.Call) -> Iterator[str]:
    name = _name(call.func)
    place = 0 if name == "_fault" and call.args and _dotted(call.args[0]) else PLACES.get(name)
    if place is not None and place < len(call.args):
        code = call.args[place]
        choices = (code.body, code.orelse) if isinstance(code, ast.IfExp) else (code,)
        yield from (text for choice in choices for text in _literal(choice) if SHAPE.fullmatch(text))


def _in_function(function: ast.FunctionDef) -> Iterator[str]:
    """In the domain a dotted text inside a function is a code, unless it is the path of a fault."""
    paths = {
        text
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and _name(call.func) == "Fault" and call.args
        for text in _texts(call.args[0])
    }
    yield from (text for text in _texts(function) if DOTTED.fullmatch(text) and text not in paths)


def _dotted(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and DOTTED.fullmatch(str(node.value)) is not None


def _name(function: ast.expr) -> str:
    return ast.unparse(function).removeprefix("errors.").removeprefix("cls.")


def _literal(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def _texts(node: ast.AST) -> Iterator[str]:
    yield from _literal(node)
    if not isinstance(node, ast.JoinedStr):
        for child in ast.iter_child_nodes(node):
            yield from _texts(child)
