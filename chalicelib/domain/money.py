"""
Money and rates: decimal strings outside (`"12500.00"` EUR, `"0.0625"` is 6,25 %), Decimal inside, never a float.

What was sent is never rounded: more than two decimals of an amount, or six of a rate, is refused.
"""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

CENT = Decimal("0.01")
NUL = Decimal("0.00")
_MILLIONTH = Decimal("0.000001")
_LIMIT = Decimal(10) ** 10
_RATE_LIMIT = Decimal(100)
_AMOUNT = r"^[0-9]{1,10}\.[0-9]{2}$"
_SIGNED = r"^-?[0-9]{1,10}\.[0-9]{2}$"
_RATE = r"^[0-9]{1,2}(\.[0-9]{1,6})?$"
_COMPUTED = r"^-?[0-9]{1,15}\.[0-9]{2}$"
_COMPUTED_RATE = r"^-?[0-9]{1,2}\.[0-9]{6}$"
_SIGNED_SHAPE, _RATE_SHAPE = re.compile(_SIGNED), re.compile(_RATE)


def cents(amount: Decimal) -> Decimal:
    """`amount` in whole cents, half a cent up (away from zero)."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def amount_text(amount: Decimal) -> str:
    """As the contract writes it: a plain decimal string with two decimals."""
    return f"{cents(amount):f}"


def rate_text(rate: Decimal) -> str:
    """As the contract writes it: a plain decimal string with six decimals."""
    return f"{rate.quantize(_MILLIONTH, ROUND_HALF_UP):f}"


def _amount(value: object) -> Decimal:
    amount = _read(value, _SIGNED_SHAPE, CENT, _LIMIT)
    if amount is None:
        raise PydanticCustomError("bedrag.vorm", "bedrag.vorm")
    if amount < 0 or (isinstance(value, str) and value.startswith("-")):
        raise PydanticCustomError("bedrag.negatief", "bedrag.negatief")
    return amount


def _signed_amount(value: object) -> Decimal:
    amount = _read(value, _SIGNED_SHAPE, CENT, _LIMIT)
    if amount is None:
        raise PydanticCustomError("bedrag.vorm", "bedrag.vorm")
    return amount


def _rate(value: object) -> Decimal:
    rate = _read(value, _RATE_SHAPE, _MILLIONTH, _RATE_LIMIT)
    if rate is None or rate < 0:
        raise PydanticCustomError("rente.vorm", "rente.vorm")
    return rate.quantize(_MILLIONTH)


def _read(value: object, shape: re.Pattern[str], unit: Decimal, limit: Decimal) -> Decimal | None:
    """A text of this shape, or a Decimal that fits it; a number of JSON is a float to others, so None."""
    if isinstance(value, str):
        number = Decimal(value) if shape.fullmatch(value) else None
    elif isinstance(value, Decimal) and value.is_finite() and abs(value) < limit:
        number = value.quantize(unit) if value == value.quantize(unit) else None
    else:
        number = None
    # No negative zero: it would be written as "-0.00".
    return abs(number) if number is not None and not number else number


Bedrag = Annotated[
    Decimal,
    PlainValidator(_amount),
    PlainSerializer(amount_text, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": _AMOUNT}),
]
# Where a loss or a debt is possible: nettowinst, eigen_vermogen.
BedragMetTeken = Annotated[
    Decimal,
    PlainValidator(_signed_amount),
    PlainSerializer(amount_text, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": _SIGNED}),
]
Rente = Annotated[
    Decimal,
    PlainValidator(_rate),
    PlainSerializer(rate_text, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": _RATE}),
]
# What we computed from figures of others, to be shown: negative or large when those are odd, and never a reason to
# show nothing. Nothing is parsed into these.
BerekendBedrag = Annotated[
    Decimal,
    PlainSerializer(amount_text, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": _COMPUTED}),
]
BerekendeRente = Annotated[
    Decimal,
    PlainSerializer(rate_text, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": _COMPUTED_RATE}),
]
