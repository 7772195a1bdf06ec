"""The base of every model: strict, frozen, closed, and silent about the values it refuses."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """
    Strict and frozen; unknown fields are refused.

    `hide_input_in_errors` keeps rejected values out of `str(error)`; whoever maps errors also passes
    `include_input=False`, because `.errors()` shows them regardless. `NIET_BEWAARD` are the fields of an answer that
    are not stored with an Idempotency-Key.
    """

    NIET_BEWAARD: ClassVar[frozenset[str]] = frozenset()

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        allow_inf_nan=False,
        validate_default=True,
        defer_build=True,
    )
