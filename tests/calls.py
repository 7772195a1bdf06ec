"""
Which operations of AWS a function can reach, read from the code: from its entry, function by function, to the clients.

The adapters are real ones (`wiring.build`; making them calls nobody), so what `self._tables` or `broker.vault` is
needs no guess. What cannot be told is taken too wide: a method of an unknown object counts as every method of that
name outside the adapters. A policy that follows from this can be a little too wide, never too narrow;
`tests/functional/test_granted_calls.py` looks at the calls that are really made.
"""

import ast
import importlib
import inspect
import textwrap
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from botocore.client import BaseClient

from tests.architecture.source import layer_of, modules
from tests.live_broker import PORTS, UNKNOWN, Function, Typed, broker, instances, live, methods


@dataclass
class Reach:
    """
    What a walk met: operations as `service.Operation`, functions by their full names, classes each with the module
    that names it, and indexes.
    """

    operations: set[str] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)
    classes: set[tuple[str, str]] = field(default_factory=set)
    indexes: set[str] = field(default_factory=set)


def reach(*entries: Function) -> Reach:
    """Everything that these functions can call."""
    found = Reach()
    _Walk(found).all(entries)
    return found


@cache
def http_entries() -> tuple[Function, ...]:
    """Every function of the modules behind the HTTP routes."""
    names = [
        name for name in modules() if layer_of(name) == "handlers" and not name.endswith((".queues", ".scheduled"))
    ]
    return tuple(one for name in names for one in _functions(importlib.import_module(name)))


def _functions(module: types.ModuleType) -> Iterator[Function]:
    for value in vars(module).values():
        if isinstance(value, Function) and value.__module__ == module.__name__:
            yield inspect.unwrap(value)


class _Walk:
    def __init__(self, found: Reach) -> None:
        self._found = found
        self._seen: set[tuple[Function, type | None]] = set()
        self._waiting: list[tuple[Function, Any]] = []

    def all(self, entries: tuple[Function, ...]) -> None:
        self._waiting = [(one, None) for one in entries]
        while self._waiting:
            function, owner = self._waiting.pop()
            key = (function, type(owner) if not isinstance(owner, Typed) else owner.cls)
            if key not in self._seen:
                self._seen.add(key)
                self._found.functions.add(f"{function.__module__}.{function.__qualname__}")
                _Body(function, owner, self).read()

    def meet(self, value: Any, module: str) -> None:
        """Something that a body in `module` names: a function to read later, or a call of AWS."""
        if isinstance(value, types.MethodType):
            if isinstance(value.__self__, BaseClient):
                self._operation(value.__self__, value.__name__)
            elif isinstance(value.__func__, Function):
                self._later(value.__func__, value.__self__)
        elif isinstance(value, Function):
            self._later(value, None)
        elif isinstance(value, type) and value.__module__.startswith("chalicelib."):
            self._found.classes.add((module, value.__qualname__))
            for name in ("__init__", "__post_init__"):
                if isinstance(vars(value).get(name), Function):
                    self._later(vars(value)[name], instances().get(value, Typed(value)))
        elif callable(value) and type(value) in instances():
            self._later(type(value).__call__, value)

    def method(self, name: str) -> None:
        for function, cls in methods(name):
            self._later(function, Typed(cls))

    def index(self, name: str) -> None:
        self._found.indexes.add(name)

    def _later(self, function: Any, owner: Any) -> None:
        plain = inspect.unwrap(function)
        written = isinstance(plain, Function) and not plain.__code__.co_filename.startswith("<")  # by a dataclass: no
        if written and plain.__module__.startswith("chalicelib."):
            self._waiting.append((plain, owner))

    def _operation(self, client: BaseClient, method: str) -> None:
        operation = client.meta.method_to_api_mapping.get(method)
        if operation is not None:
            self._found.operations.add(f"{client.meta.service_model.service_name}.{operation}")


class _Body:
    """One function: what each name in it stands for, as far as annotations and the real adapters tell."""

    def __init__(self, function: Function, owner: Any, walk: _Walk) -> None:
        self._function = function
        self._walk = walk
        self._tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
        self._names: dict[str, Any] = {}
        for node in ast.walk(self._tree):
            if isinstance(node, ast.arguments):
                for one in (*node.posonlyargs, *node.args, *node.kwonlyargs):
                    self._names[one.arg] = UNKNOWN if one.annotation is None else self._meaning(one.annotation)
        if owner is not None:
            self._names["self"] = self._names["cls"] = owner

    def read(self) -> None:
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                self._names[node.targets[0].id] = self._value(node.value)
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
                self._meet(node)
            elif isinstance(node, ast.keyword) and node.arg == "IndexName" and isinstance(node.value, ast.Constant):
                self._walk.index(str(node.value.value))

    def _meet(self, node: ast.Name | ast.Attribute) -> None:
        if isinstance(node, ast.Name) and node.id in {"self", "cls"}:
            return
        value = self._value(node)
        if value is UNKNOWN and isinstance(node, ast.Attribute):
            self._walk.method(node.attr)
        elif isinstance(value, _Of):
            self._walk._later(value.function, value.owner)
        elif value is not UNKNOWN:
            self._walk.meet(value, self._function.__module__)

    def _value(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Name):
            return self._name(node.id)
        if isinstance(node, ast.Attribute):
            return self._attribute(self._value(node.value), node)
        if isinstance(node, ast.Call):
            return self._result(self._value(node.func))
        return UNKNOWN

    def _name(self, name: str) -> Any:
        if name in self._names:
            return self._names[name]
        return self._function.__globals__.get(name, _closed(self._function, name))

    def _attribute(self, base: Any, node: ast.Attribute) -> Any:
        if isinstance(base, Typed):
            member = inspect.getattr_static(base.cls, node.attr, UNKNOWN)
            if isinstance(member, Function):
                return _Of(member, base)
            return live(inspect.get_annotations(base.cls).get(node.attr, UNKNOWN))
        if base is UNKNOWN or isinstance(base, _Of):
            # Whatever it is: the name of a port below it is that port.
            return getattr(broker(), node.attr) if node.attr in PORTS and _below(node) else UNKNOWN
        return getattr(base, node.attr, UNKNOWN)

    def _result(self, called: Any) -> Any:
        if isinstance(called, type):
            return instances().get(called, Typed(called) if called.__module__.startswith("chalicelib.") else UNKNOWN)
        function = called.function if isinstance(called, _Of) else getattr(called, "__func__", called)
        if isinstance(function, Function) and function.__module__.startswith("chalicelib."):
            return live(inspect.unwrap(function).__annotations__.get("return", UNKNOWN))
        return UNKNOWN

    def _meaning(self, annotation: ast.expr) -> Any:
        try:
            return live(eval(ast.unparse(annotation), self._function.__globals__))  # noqa: S307 - our own annotation
        except (NameError, TypeError):  # known to the type checker alone, or a text
            return UNKNOWN


@dataclass(frozen=True)
class _Of:
    """A method of some object of a class."""

    function: Callable[..., Any]
    owner: Typed


def _below(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Attribute | ast.Name | ast.Call)


def _closed(function: Function, name: str) -> Any:
    """What a nested function took from outside, or a built-in: neither leads to AWS unseen."""
    return UNKNOWN if name in function.__code__.co_varnames else __builtins__.get(name, UNKNOWN)  # type: ignore[attr-defined]
