"""What an operator looked at before a Kredietverstrekker may receive anything, and what shows that (clauses S18)."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field
from pydantic_core import PydanticCustomError

from chalicelib.domain.bsn import GEEN_BSN
from chalicelib.domain.model import Model
from chalicelib.domain.row import Bewijs, Regel, Sleutel, Tijd


class ControleOnderdeel(StrEnum):
    """What is checked; `privacy/aansluiting.py` says which a Kredietverstrekker needs, and by which clause."""

    VERWERKINGSAFSPRAAK = "verwerkingsafspraak"
    EER = "eer"
    CONTACT = "contact"
    PRIVACYVERKLARING = "privacyverklaring"
    INFORMATIEPLICHT = "informatieplicht"
    VERGUNNING = "vergunning"


# A reference, as a file or a register is called: it ends in the chain of evidence, so no name of a person belongs here.
Kenmerk = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._/:#()-]{0,119}$"), GEEN_BSN]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Controle(Model):
    """
    One check. `van` is what was looked at, as it stood then: a check of something that changed since counts no more.
    `bewijs` says where what shows it is kept, `sha256` which document that is.
    """

    onderdeel: Annotated[ControleOnderdeel, Regel]
    van: Annotated[str, Bewijs]
    bewijs: Annotated[Kenmerk, Bewijs]
    sha256: Annotated[Sha256 | None, Bewijs] = None
    door: Annotated[str, Sleutel]
    op: Annotated[AwareDatetime, Tijd]


class Bevinding(Model):
    """One check as an operator records it."""

    onderdeel: ControleOnderdeel
    bewijs: Kenmerk
    sha256: Sha256 | None = None


def _each_once(found: tuple[Bevinding, ...]) -> tuple[Bevinding, ...]:
    if len({bevinding.onderdeel for bevinding in found}) != len(found):
        raise PydanticCustomError("lijst.dubbel", "lijst.dubbel")
    return found


class Bevindingen(Model):
    controles: Annotated[
        tuple[Bevinding, ...], Field(min_length=1, max_length=len(ControleOnderdeel)), AfterValidator(_each_once)
    ]
