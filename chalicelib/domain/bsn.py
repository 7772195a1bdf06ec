"""
No burgerservicenummer gets in (art. 46 UAVG: only where a law says so; the broker has no such law).

Free text is searched, typed fields are not: a KvK-nummer or an IBAN already is what its field says. Nine digits
that pass the 11-proef next to a word such as "bsn" are refused; without such a word they may be an honest
reference (one in eleven is), so the sender can confirm that it is another number.
"""

import re
import unicodedata
from collections.abc import Collection
from enum import Enum
from typing import Annotated, Any, TypedDict

from pydantic import AfterValidator, StringConstraints, ValidationInfo
from pydantic_core import PydanticCustomError

from chalicelib.domain.identifiers import elfproef

FORBIDDEN_NAMES = frozenset({"bsn", "sofi", "sofinummer", "burgerservicenummer"})
_NEAR = 40
_SHORTEST = 9
_LIKE = re.compile(r"(?<![\dA-Za-z])(\d{9}|\d{3}[ .-]\d{3}[ .-]\d{3}|\d{4}[. -]\d{2}[. -]\d{3})(?![\dA-Za-z])")
_KEYWORD = re.compile(r"bsn|burgerservice|sofi", re.IGNORECASE)
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
# No control characters, and none that turn the reading direction.
_ONE_LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*$"
_UNSEEN = frozenset({"Cf", "Mn", "Zl", "Zp", "Zs"})  # joiners and other formats, marks on nothing, separators
_LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]*$"


class Context(TypedDict, total=False):
    """What validation may know beside the text itself; `bevestigd` are texts that were confirmed before."""

    geen_bsn: bool
    bevestigd: Collection[str]


class Oordeel(Enum):
    """What a free text holds."""

    SCHOON = "nothing"
    LIJKT = "a number that could be a BSN"
    BSN = "a number that is called a BSN"


def is_forbidden_name(name: str) -> bool:
    return name.casefold() in FORBIDDEN_NAMES


def judge(text: str) -> Oordeel:
    """The worst that stands in `text`."""
    plain = text if text.isascii() else _plain(text)
    numbers = [match for match in _LIKE.finditer(plain) if elfproef(re.sub(r"\D", "", match[0]))]
    if not numbers:
        return Oordeel.SCHOON
    words = list(_KEYWORD.finditer(plain))
    named = any(_near(number, word) for number in numbers for word in words)
    return Oordeel.BSN if named else Oordeel.LIJKT


def _near(number: re.Match[str], word: re.Match[str]) -> bool:
    return word.start() - number.end() <= _NEAR and number.start() - word.end() <= _NEAR


def refuse_bsn(text: str, info: ValidationInfo) -> str:
    """The text, unless a burgerservicenummer stands in it, or what could be one that nobody confirmed is none."""
    if len(text) < _SHORTEST or (text.isascii() and _digits(text) < _SHORTEST):
        return text
    verdict = judge(text)
    if verdict is Oordeel.BSN:
        raise PydanticCustomError("bsn.verboden", "bsn.verboden")
    if verdict is Oordeel.LIJKT and not _confirmed(text, info.context):
        raise PydanticCustomError("bsn.lijkt", "bsn.lijkt")
    return text


def _digits(text: str) -> int:
    """How many digits, ten times faster than the pattern: nearly every text ends at fewer than nine."""
    raw = text.encode()
    return len(raw) - len(raw.translate(None, b"0123456789"))


def _confirmed(text: str, context: Any) -> bool:
    return bool(context) and (context.get("geen_bsn", False) or text in context.get("bevestigd", ()))


def _plain(text: str) -> str:
    """Full-width digits as digits, every dash as a dash, invisible signs gone."""
    visible = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    return _DASHES.sub("-", unicodedata.normalize("NFKC", visible))


def refuse_unseen(text: str) -> str:
    """The text, unless nobody could see anything of it: a name or a reason that is there and says nothing."""
    if not text.isascii() and all(unicodedata.category(sign) in _UNSEEN for sign in text):
        raise PydanticCustomError("tekst.tekens", "tekst.tekens")
    return text


GEEN_BSN = AfterValidator(refuse_bsn)
ZICHTBAAR = AfterValidator(refuse_unseen)

# Free text, by length. Every field that a person may fill with words of their own has one of these types.
KorteTekst = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=_ONE_LINE), GEEN_BSN, ZICHTBAAR
]
Tekst = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120, pattern=_ONE_LINE), GEEN_BSN, ZICHTBAAR
]
LangeTekst = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=_ONE_LINE), GEEN_BSN, ZICHTBAAR
]
VrijeTekst = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000, pattern=_LINES), GEEN_BSN, ZICHTBAAR
]
# What an organisation is called or says of itself: no person's words, so no BSN is looked for.
Benaming = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=_ONE_LINE), ZICHTBAAR
]
