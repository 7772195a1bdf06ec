"""A published version of the reglement or the gebruikersvoorwaarden: immutable text, as data (art. 2.1, 12.1)."""

import hashlib
import re
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AwareDatetime

from chalicelib.domain.row import Bedrijf, Bewijs, Regel, Row, Sleutel, Tijd


class DocumentSoort(StrEnum):
    PRIVACYREGLEMENT = "privacyreglement"
    GEBRUIKERSVOORWAARDEN = "gebruikersvoorwaarden"


LISTING = "reglementen"
VERSIE = r"^[0-9a-z][0-9a-z.-]{0,31}$"  # stands in addresses and keys


class ReglementVersie(Row):
    """`id` is `<soort>/<versie>`."""

    soort: ClassVar[str] = "reglement"
    document: Annotated[DocumentSoort, Regel]
    versie: Annotated[str, Regel]
    geldig_vanaf: Annotated[date, Tijd]
    sha256: Annotated[str, Bewijs]
    tekst: Annotated[str, Bedrijf]
    gepubliceerd_op: Annotated[AwareDatetime, Tijd]
    gepubliceerd_door: Annotated[str, Sleutel]

    def owner(self) -> tuple[str, str]:
        return LISTING, f"{self.document}#{self.geldig_vanaf.isoformat()}#{self.versie}"


def reglement_id(soort: str, versie: str) -> str | None:
    """The id of a version; None for what can be no soort or no versie."""
    known = soort in set(DocumentSoort) and re.fullmatch(VERSIE, versie)
    return f"{soort}/{versie}" if known else None


def text_digest(tekst: str) -> str:
    """SHA-256 of the text in UTF-8, as it is served: whoever keeps a copy can prove which one."""
    return hashlib.sha256(tekst.encode()).hexdigest()
