"""Requests and answers about the published documents."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from chalicelib.domain.datum import Datum
from chalicelib.domain.model import Model
from chalicelib.domain.reglement_versie import VERSIE, DocumentSoort, ReglementVersie
from chalicelib.usecases.list_reglementen import Gepubliceerd
from chalicelib.usecases.publish_reglement import Publicatie


class ReglementRegel(Model):
    """One version; `huidig` when it is the one to accept today."""

    soort: DocumentSoort
    versie: str
    geldig_vanaf: Datum
    sha256: str
    huidig: bool

    @classmethod
    def of(cls, gepubliceerd: Gepubliceerd) -> "ReglementRegel":
        row = gepubliceerd.versie
        return cls(
            soort=row.document,
            versie=row.versie,
            geldig_vanaf=row.geldig_vanaf,
            sha256=row.sha256,
            huidig=gepubliceerd.huidig,
        )


class Reglementen(Model):
    reglementen: tuple[ReglementRegel, ...]


class PublicatieOpgave(Model):
    soort: DocumentSoort
    versie: Annotated[str, Field(pattern=VERSIE)]
    geldig_vanaf: Datum
    tekst: Annotated[str, Field(min_length=1, max_length=200_000)]

    def publicatie(self) -> Publicatie:
        return Publicatie(self.soort, self.versie, self.geldig_vanaf, self.tekst)


class PublicatieAntwoord(Model):
    soort: DocumentSoort
    versie: str
    geldig_vanaf: Datum
    sha256: str
    gepubliceerd_op: AwareDatetime

    @classmethod
    def of(cls, row: ReglementVersie) -> "PublicatieAntwoord":
        return cls(
            soort=row.document,
            versie=row.versie,
            geldig_vanaf=row.geldig_vanaf,
            sha256=row.sha256,
            gepubliceerd_op=row.gepubliceerd_op,
        )
