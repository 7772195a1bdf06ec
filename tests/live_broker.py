"""A real broker that calls nobody, to look up what the names in the code stand for."""

import importlib
import inspect
import types
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args, get_origin

import pytest

from chalicelib import wiring
from chalicelib.adapters.aws import make_session
from chalicelib.usecases.ports.broker import Broker
from tests.architecture.source import layer_of, modules
from tests.aws_stage import make_settings

UNKNOWN = object()
PORTS = frozenset(Broker.__dataclass_fields__) - {"settings"}
Function = types.FunctionType


@dataclass(frozen=True)
class Typed:
    """Some object of this class: there is none at hand, but its methods are known."""

    cls: type


@cache
def broker() -> Broker:
    # Of the scanners the one that calls AWS.
    of_stage = {"token_keys_url": "https://cognito-idp.eu-central-1.amazonaws.com/k", "scanner": "guardduty"}
    settings = make_settings().model_copy(update=of_stage)
    with pytest.MonkeyPatch.context() as environment:  # making a client looks for credentials
        environment.setenv("AWS_ACCESS_KEY_ID", "voorbeeld")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "voorbeeld")
        return wiring.build(settings, make_session(settings))


@cache
def instances() -> dict[type, Any]:
    """The one object of each class that the adapters are made of."""
    found: dict[type, Any] = {Broker: broker()}
    waiting = [getattr(broker(), port) for port in PORTS]
    while waiting:
        one = waiting.pop()
        if type(one).__module__.startswith("chalicelib.adapters") and type(one) not in found:
            found[type(one)] = one
            waiting += vars(one).values() if hasattr(one, "__dict__") else []
    return found


@cache
def protocols() -> dict[type, Any]:
    """The adapter behind each port, by the port's own class."""
    return {one: getattr(broker(), name) for name, one in inspect.get_annotations(Broker).items()}


@cache
def methods(name: str) -> tuple[tuple[Function, type], ...]:
    """Methods of this name outside the adapters, where a client never is but may be asked for through a port."""
    classes = (
        cls
        for module in modules()
        if layer_of(module) in {"handlers", "usecases"} and ".ports" not in module
        for cls in vars(importlib.import_module(module)).values()
        if isinstance(cls, type) and cls.__module__ == module
    )
    return tuple((vars(cls)[name], cls) for cls in classes if isinstance(vars(cls).get(name), Function))


def live(hint: Any) -> Any:
    """The object or the class that an annotation promises."""
    for one in (hint, get_origin(hint), *get_args(hint)):
        if isinstance(one, type):
            known = {**instances(), **protocols()}
            if one in known:
                return known[one]
            if one.__module__.startswith("chalicelib."):
                return Typed(one)
    return UNKNOWN
