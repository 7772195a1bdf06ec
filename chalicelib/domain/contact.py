"""How and where a person is reached: e-mail, telephone, postcode, country. Formal checks only, no look-up."""

import re
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

_EMAIL_LENGTH = 254
_PHONE_LENGTH = 32
_POSTCODE_LENGTH = 12
_PHONE = re.compile(r"[+0-9][0-9 ().\-/\u00a0]*")
_FOREIGN_POSTCODE = re.compile(r"[A-Z0-9](?:[A-Z0-9 \-]{0,8}[A-Z0-9])?")
# ISO 3166-1 alpha-2, officially assigned.
_ISO_3166 = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY "
    "BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK "
    "FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR "
    "IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK "
    "ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM "
    "PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF "
    "TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
)
LANDEN = frozenset(_ISO_3166.split())


def postcode_of(land: str, text: str) -> str:
    """The postcode as `land` writes it: checked for NL, only bounded for any other country."""
    return _postcode(text) if land == "NL" else _foreign_postcode(text)


def _email(text: str) -> str:
    """
    In lower case: the address is the Schermnaam, and one person is not two accounts. In ASCII, a domain as Punycode:
    SES sends to no other, for it has no SMTPUTF8 (RFC 6531; SES API reference, SendEmail).
    """
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415

    address = text.strip()
    if len(address) > _EMAIL_LENGTH:
        raise PydanticCustomError("email.formaat", "email.formaat")
    try:
        found = validate_email(address, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise PydanticCustomError("email.formaat", "email.formaat") from None
    return (found.ascii_email or found.normalized).lower()


def _phone(text: str) -> str:
    """E.164, the Netherlands when no country is named; no extension, no letters, no premium rate."""
    import phonenumbers  # noqa: PLC0415

    if len(text) > _PHONE_LENGTH or not _PHONE.fullmatch(text.strip()):
        raise PydanticCustomError("telefoon.formaat", "telefoon.formaat")
    try:
        number = phonenumbers.parse(text, "NL")
    except phonenumbers.NumberParseException:
        raise PydanticCustomError("telefoon.formaat", "telefoon.formaat") from None
    if not phonenumbers.is_valid_number(number):
        raise PydanticCustomError("telefoon.formaat", "telefoon.formaat")
    if phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.PREMIUM_RATE:
        raise PydanticCustomError("telefoon.betaalnummer", "telefoon.betaalnummer")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _postcode(text: str) -> str:
    from stdnum.exceptions import ValidationError  # noqa: PLC0415
    from stdnum.nl import postcode  # noqa: PLC0415

    try:
        if len(text) <= _POSTCODE_LENGTH and text.isascii():
            return str(postcode.validate(text))
    except ValidationError:
        pass
    raise PydanticCustomError("postcode.formaat", "postcode.formaat")


def _foreign_postcode(text: str) -> str:
    code = text.strip().upper()
    if not _FOREIGN_POSTCODE.fullmatch(code):
        raise PydanticCustomError("postcode.buitenland", "postcode.buitenland")
    return code


def _country(text: str) -> str:
    if text not in LANDEN:
        raise PydanticCustomError("land.code", "land.code")
    return text


Email = Annotated[str, AfterValidator(_email), WithJsonSchema({"type": "string", "format": "email", "maxLength": 254})]
Telefoon = Annotated[str, AfterValidator(_phone), WithJsonSchema({"type": "string", "examples": ["+31612345678"]})]
Landcode = Annotated[str, AfterValidator(_country), WithJsonSchema({"type": "string", "pattern": "^[A-Z]{2}$"})]
