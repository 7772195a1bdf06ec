"""A published version of the reglement or the gebruikersvoorwaarden: immutable text, as data (art. 2.1, 12.1)."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AwareDatetime

from chalicelib.domain.row import Bedrijf, Bewijs, Regel, Row, Sleutel, Tijd


class DocumentSoort(StrEnum):
    PRIVACYREGLEMENT = "privacyreglement"
    GEBRUIKERSVOORWAARDEN = "gebruikersvoorwaarden"


LISTING = "reglementen"


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
