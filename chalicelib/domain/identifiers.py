"""
Numbers that registers and banks give out. Formal checks only; nothing is looked up.

The libraries are imported where they are used: a function that never sees an IBAN does not pay for the bank
registry at its cold start.
"""

import re
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

_FILLING = str.maketrans("", "", " .\u00a0")
_KVK = re.compile(r"[0-9]{8}")
_VESTIGING = re.compile(r"[0-9]{12}")
_NINE = re.compile(r"[0-9]{9}")
_BTW = re.compile(r"NL[0-9]{9}B[0-9]{2}")
_SBI = re.compile(r"[0-9]{2,6}")
_IBAN_LENGTH = 34


def elfproef(digits: str) -> bool:
    """Whether exactly nine digits pass the 11-proef of BSN and RSIN; the library would pad fewer with zeros."""
    from stdnum.nl import bsn  # noqa: PLC0415

    return _NINE.fullmatch(digits) is not None and bool(bsn.is_valid(digits))


def holds_bsn(btw_id: str) -> bool:
    """
    Whether a btw-id is the old number that was built on a BSN: 11-proef right, mod-97 wrong.

    About 9 % of the new numbers pass the 11-proef by chance, so that alone says nothing.
    """
    from stdnum.iso7064 import mod_97_10  # noqa: PLC0415

    return elfproef(btw_id[2:11]) and not mod_97_10.is_valid(btw_id)


def _kvk(text: str) -> str:
    """Eight digits; the KvK-nummer has no check digit, whatever is told about an elfproef."""
    number = text.translate(_FILLING)
    if not _KVK.fullmatch(number):
        raise PydanticCustomError("kvk.formaat", "kvk.formaat")
    return number


def _vestiging(text: str) -> str:
    number = text.translate(_FILLING)
    if not _VESTIGING.fullmatch(number):
        raise PydanticCustomError("vestiging.formaat", "vestiging.formaat")
    return number


def _rsin(text: str) -> str:
    number = text.translate(_FILLING)
    if not elfproef(number):
        raise PydanticCustomError("rsin.elfproef", "rsin.elfproef")
    return number


def _btw(text: str) -> str:
    from stdnum.nl import btw  # noqa: PLC0415

    number = text.translate(_FILLING).upper()
    if not _BTW.fullmatch(number) or not btw.is_valid(number):
        raise PydanticCustomError("btw.formaat", "btw.formaat")
    return number


def _iban(text: str) -> str:
    """
    A correct IBAN; a Dutch one of a bank that exists, because the check digits alone also fit invented banks. The
    registry of other countries has gaps, so there the check digits and the structure decide.
    """
    from schwifty import IBAN  # noqa: PLC0415
    from schwifty.exceptions import SchwiftyException  # noqa: PLC0415

    number = text.translate(_FILLING).upper()
    if len(number) > _IBAN_LENGTH or not number.isascii():
        raise PydanticCustomError("iban.controle", "iban.controle")
    try:
        iban = IBAN(number)
        known = iban.country_code != "NL" or iban.bic is not None
    except SchwiftyException:
        known = False
    if not known:
        raise PydanticCustomError("iban.controle", "iban.controle")
    return number


def _sbi(text: str) -> str:
    code = text.translate(_FILLING)
    if not _SBI.fullmatch(code):
        raise PydanticCustomError("sbi.formaat", "sbi.formaat")
    return code


def _schema(pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern})


KvkNummer = Annotated[str, AfterValidator(_kvk), _schema("^[0-9]{8}$")]
Vestigingsnummer = Annotated[str, AfterValidator(_vestiging), _schema("^[0-9]{12}$")]
Rsin = Annotated[str, AfterValidator(_rsin), _schema("^[0-9]{9}$")]
BtwId = Annotated[str, AfterValidator(_btw), _schema("^NL[0-9]{9}B[0-9]{2}$")]
Iban = Annotated[str, AfterValidator(_iban), _schema("^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$")]
SbiCode = Annotated[str, AfterValidator(_sbi), _schema("^[0-9]{2,6}$")]
