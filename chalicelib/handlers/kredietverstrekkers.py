"""Whom a sender may choose."""

from chalicelib.domain.kredietverstrekker import Kredietverstrekker
from chalicelib.domain.model import Model
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.routing import Routes
from chalicelib.privacy.toestemming import HUIDIGE_TEKST
from chalicelib.usecases.list_kredietverstrekkers import list_kredietverstrekkers

routes = Routes(__name__)


class KredietverstrekkerKeuze(Model):
    """`vereiste_velden` is exactly what this Kredietverstrekker will receive."""

    id: str
    naam: str
    producten: tuple[str, ...]
    privacyverklaring: str
    vereiste_velden: tuple[str, ...]
    verwachte_reactie: str


class ToestemmingstekstWeergave(Model):
    versie: str
    tekst: str
    sha256: str


class Keuzelijst(Model):
    kredietverstrekkers: tuple[KredietverstrekkerKeuze, ...]
    toestemmingstekst: ToestemmingstekstWeergave


@routes.signed_in("GET", "/v1/kredietverstrekkers", query=("product",), answers={200: Keuzelijst})
def list_choices(call: Call[None]) -> Answer:
    """De aangesloten kredietverstrekkers, wat elk ontvangt, en de tekst van de toestemming."""
    rows = list_kredietverstrekkers(call.broker, call.query.get("product"))
    text = ToestemmingstekstWeergave(
        versie=HUIDIGE_TEKST.versie, tekst=HUIDIGE_TEKST.tekst, sha256=HUIDIGE_TEKST.sha256
    )
    return Answer(200, Keuzelijst(kredietverstrekkers=tuple(map(_shown, rows)), toestemmingstekst=text))


def _shown(row: Kredietverstrekker) -> KredietverstrekkerKeuze:
    return KredietverstrekkerKeuze(
        id=row.id,
        naam=row.naam,
        producten=row.producten,
        privacyverklaring=row.privacyverklaring,
        vereiste_velden=row.informatiebehoefte,
        verwachte_reactie=row.verwachte_reactie,
    )
