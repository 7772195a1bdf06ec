"""
Which AWS operations the code can call, read from the code itself: a new call keeps its model without a list to edit.

Too many is harmless, too few is an error in the cloud: so every method that is called by the name of an operation of
a service that we have a client for counts, whatever it is called on.
"""

import ast
from collections.abc import Iterable, Mapping
from pathlib import Path

import botocore.session
from botocore import xform_name

# boto3 is used in these alone (tests/architecture/test_layers.py).
CALLERS = ("adapters", "wiring.py")
MAKER = "_client"  # AwsSession makes a client of the service that it is told


def used_operations(chalicelib: Path) -> Mapping[str, frozenset[str]]:
    """Per service, as boto3 calls it, the operations as AWS calls them."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in _sources(chalicelib)]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    methods = {call.func.attr for call in calls if isinstance(call.func, ast.Attribute)}
    services = {word for call in calls if _called(call) == MAKER for word in _words(call)}
    # A paginator or a waiter names its operation in a string.
    methods |= {word for call in calls if _called(call) in {"get_paginator", "get_waiter"} for word in _words(call)}
    session = botocore.session.Session()
    return {
        service: frozenset(
            name for name in session.get_service_model(service).operation_names if xform_name(name) in methods
        )
        for service in sorted(services)
    }


def _sources(chalicelib: Path) -> Iterable[Path]:
    for name in CALLERS:
        path = chalicelib / name
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _words(call: ast.Call) -> Iterable[str]:
    return (one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str))
