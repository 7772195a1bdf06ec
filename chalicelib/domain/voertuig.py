"""
Kenteken and chassisnummer: shape only.

Which letters a kenteken may hold differs by series, and the VIN of a European car carries no check digit.
"""

import re
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

# L is a letter, 9 a digit; sidecodes 1 to 14 in order, dashes where the plate has them.
SIDECODES = (
    "LL-99-99",
    "99-99-LL",
    "99-LL-99",
    "LL-99-LL",
    "LL-LL-99",
    "99-LL-LL",
    "99-LLL-9",
    "9-LLL-99",
    "LL-999-L",
    "L-999-LL",
    "LLL-99-L",
    "L-99-LLL",
    "9-LL-999",
    "999-LL-9",
)
_PLATES = {code.replace("-", ""): code for code in SIDECODES}
_FILLING = str.maketrans("", "", "- .")
_SHAPE = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", "L" * 26 + "9" * 10)
_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")


def _plate(text: str) -> str:
    signs = text.translate(_FILLING).upper()
    code = _PLATES.get(signs.translate(_SHAPE)) if text.isascii() else None
    if code is None:
        raise PydanticCustomError("kenteken.vorm", "kenteken.vorm")
    rest = iter(signs)
    return "".join("-" if mark == "-" else next(rest) for mark in code)


def _vin(text: str) -> str:
    number = text.replace(" ", "").upper()
    if not text.isascii() or not _VIN.fullmatch(number):
        raise PydanticCustomError("vin.vorm", "vin.vorm")
    return number


Kenteken = Annotated[str, AfterValidator(_plate), WithJsonSchema({"type": "string", "examples": ["G-001-BB"]})]
Vin = Annotated[str, AfterValidator(_vin), WithJsonSchema({"type": "string", "pattern": "^[A-HJ-NPR-Z0-9]{17}$"})]
