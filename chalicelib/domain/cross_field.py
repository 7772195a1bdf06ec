"""Rules over more than one field, as faults with their own paths inside the model that they belong to."""

from collections.abc import Iterable

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from chalicelib.errors import Fault


def refuse(faults: Iterable[Fault]) -> None:
    """To be called in a model validator: pydantic puts the path of the model before the path of each fault."""
    errors = [_line(fault) for fault in faults]
    if errors:
        raise ValidationError.from_exception_data("", errors, hide_input=True)


def _line(fault: Fault) -> InitErrorDetails:
    rule = PydanticCustomError(fault.code, fault.code, dict(fault.params))
    return InitErrorDetails(type=rule, loc=tuple(fault.veld.split(".")), input=None)
