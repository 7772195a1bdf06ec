"""What a validation says, short enough for a table of cases."""

import json
from typing import Any, TypeVar

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from chalicelib.domain.parse import parse
from chalicelib.errors import InvalidInput

M = TypeVar("M", bound=BaseModel)


def accepted(kind: Any, value: object) -> Any:
    """The Python value of `value` sent as JSON."""
    return TypeAdapter(kind).validate_json(json.dumps(value))


def refused(kind: Any, value: object) -> str:
    """The code with which `value`, sent as JSON, is refused."""
    with pytest.raises(ValidationError) as caught:
        accepted(kind, value)
    return caught.value.errors(include_input=False)[0]["type"]


def code_of(kind: Any, value: object) -> str | None:
    """The code of the refusal, None when `value` is accepted."""
    try:
        accepted(kind, value)
    except ValidationError as error:
        return error.errors(include_input=False)[0]["type"]
    return None


def parsed(model: type[M], raw: bytes) -> M | InvalidInput:
    """The model, or the error that it was refused with."""
    try:
        return parse(model, raw)
    except InvalidInput as error:
        return error


def faults(caught: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str, str]]:
    return [(fault.veld, fault.code) for fault in caught.value.faults]
