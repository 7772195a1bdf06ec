"""Requests and answers about Kredietverstrekkers, for operators."""

from datetime import datetime
from typing import Self

from pydantic import model_validator

from chalicelib.domain.aansluiting import ControleOnderdeel
from chalicelib.domain.bezorging import Bezorging
from chalicelib.domain.cross_field import refuse
from chalicelib.domain.kredietverstrekker import ProductBehoefte
from chalicelib.domain.kredietverstrekker_inhoud import Endpoint
from chalicelib.domain.model import Model
from chalicelib.domain.vraag import AanvullendeVraag
from chalicelib.errors import Fault
from chalicelib.privacy.bewijs import Waarde
from chalicelib.usecases.rotate_geheim import Noodreden


class GeheimVernieuwing(Model):
    """`direct` ends the old secret at once, and then says why."""

    direct: bool = False
    reden: Noodreden | None = None

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        refuse([Fault("reden", "verplicht")] if self.direct and self.reden is None else [])
        refuse([Fault("direct", "geheim.direct")] if self.reden is not None and not self.direct else [])
        return self


class EndpointBevestiging(Model):
    """`endpoint` is what the second person saw; another one that took its place is not confirmed with it."""

    endpoint: Endpoint | None = None


class ControleWeergave(Model):
    """`geldig` is false once what was checked has changed."""

    onderdeel: str
    van: str
    bewijs: str
    sha256: str | None = None
    door: str
    op: datetime
    geldig: bool


class KredietverstrekkerWeergave(Model):
    id: str
    status: str
    versie: int
    naam: str
    kvk_nummer: str
    land: str
    endpoint: str
    nieuw_endpoint: str | None = None
    producten: tuple[str, ...]
    informatiebehoefte: tuple[str, ...]
    informatiebehoefte_per_product: tuple[ProductBehoefte, ...]
    vragen: tuple[AanvullendeVraag, ...]
    privacyverklaring: str
    verwerkingsafspraak: str
    levering: str
    bezorging: Bezorging
    verwachte_reactie: str
    toegang_soorten: tuple[str, ...]
    gemaakt_op: datetime
    proef_op: datetime | None = None
    oud_geldig_tot: datetime | None = None
    beeindigd_op: datetime | None = None
    reden: str
    controles: tuple[ControleWeergave, ...]
    controle_ontbreekt: tuple[ControleOnderdeel, ...]


class KredietverstrekkerLijst(Model):
    kredietverstrekkers: tuple[KredietverstrekkerWeergave, ...]


class KredietverstrekkerGecontroleerd(Model):
    """Ids, states and codes only: it is stored for a repeat."""

    id: str
    status: str
    versie: int
    ontbreekt: tuple[ControleOnderdeel, ...]


class StapWeergave(Model):
    """One link of the chain of evidence: ids, codes and digests."""

    nr: int
    gebeurtenis: str
    op: datetime
    door: str
    gegevens: dict[str, Waarde]


class VerloopLijst(Model):
    stappen: tuple[StapWeergave, ...]
    volgende: str | None = None


class ProefDoorstaan(Model):
    id: str
    status: str


class EndpointBevestigd(Model):
    """Ids and states only: it is stored for a repeat."""

    id: str
    status: str
    versie: int
