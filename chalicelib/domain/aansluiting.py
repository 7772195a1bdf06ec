"""What an operator looked at before a Kredietverstrekker may receive anything, and what shows that (clauses S18)."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, AwareDatetime, Field, model_validator
from pydantic_core import PydanticCustomError

from chalicelib.domain.bsn import GEEN_BSN
from chalicelib.domain.cross_field import refuse
from chalicelib.domain.model import Model
from chalicelib.domain.row import Bewijs, Regel, Sleutel, Tijd
from chalicelib.errors import Fault


class ControleOnderdeel(StrEnum):
    """What is checked; `privacy/aansluiting.py` says which a Kredietverstrekker needs, and by which clause."""

    VERWERKINGSAFSPRAAK = "verwerkingsafspraak"
    EER = "eer"
    CONTACT = "contact"
    PRIVACYVERKLARING = "privacyverklaring"
    INFORMATIEPLICHT = "informatieplicht"
    VERGUNNING = "vergunning"
    CERTIFICERING = "certificering"


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
    """
    One check as an operator records it. Of a certification that is its report: `bewijs` names the day and the version
    of the scenarios (`make sandbox` prints it), `sha256` is the digest of the JSON report.
    """

    onderdeel: ControleOnderdeel
    bewijs: Kenmerk
    sha256: Sha256 | None = None

    @model_validator(mode="after")
    def _report_by_its_digest(self) -> Self:
        if self.onderdeel is ControleOnderdeel.CERTIFICERING and self.sha256 is None:
            refuse([Fault("sha256", "controle.rapport")])
        return self


def _each_once(found: tuple[Bevinding, ...]) -> tuple[Bevinding, ...]:
    if len({bevinding.onderdeel for bevinding in found}) != len(found):
        raise PydanticCustomError("lijst.dubbel", "lijst.dubbel")
    return found


class Bevindingen(Model):
    controles: Annotated[
        tuple[Bevinding, ...], Field(min_length=1, max_length=len(ControleOnderdeel)), AfterValidator(_each_once)
    ]
