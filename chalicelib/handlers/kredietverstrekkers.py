"""Whom a sender may choose."""

from chalicelib.domain.kredietverstrekker import Kredietverstrekker
from chalicelib.domain.model import Model
from chalicelib.domain.vraag import DEFAULT_LENGTH, AanvullendeVraag, AntwoordSoort
from chalicelib.handlers.call import Answer, Call
from chalicelib.handlers.routing import Routes
from chalicelib.privacy.informatiebehoefte import digest, velden_of, vragen_of
from chalicelib.privacy.toestemming import HUIDIGE_TEKST
from chalicelib.usecases.list_kredietverstrekkers import list_kredietverstrekkers

routes = Routes(__name__)


class VraagWeergave(Model):
    """A question of a Kredietverstrekker; `categorie` is the kind of data that its answer is."""

    sleutel: str
    tekst: str
    soort: AntwoordSoort
    categorie: str
    verplicht: bool
    keuzes: tuple[str, ...] | None = None
    max_lengte: int | None = None


class KredietverstrekkerKeuze(Model):
    """
    `vereiste_velden`, for this product, is exactly what this Kredietverstrekker will receive, with the answers to its
    `vragen`. Without a product: of all of them together. `behoefte_sha256` is the digest of both; it and `vragen` are
    there for who asks questions.
    """

    id: str
    naam: str
    producten: tuple[str, ...]
    privacyverklaring: str
    vereiste_velden: tuple[str, ...]
    vragen: tuple[VraagWeergave, ...] | None = None
    behoefte_sha256: str | None = None
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
    product = call.query.get("product")
    rows = list_kredietverstrekkers(call.broker, product)
    text = ToestemmingstekstWeergave(
        versie=HUIDIGE_TEKST.versie, tekst=HUIDIGE_TEKST.tekst, sha256=HUIDIGE_TEKST.sha256
    )
    return Answer(
        200, Keuzelijst(kredietverstrekkers=tuple(_shown(row, product) for row in rows), toestemmingstekst=text)
    )


def _shown(row: Kredietverstrekker, product: str | None) -> KredietverstrekkerKeuze:
    asked = vragen_of(row, product)
    return KredietverstrekkerKeuze(
        id=row.id,
        naam=row.naam,
        producten=row.producten,
        privacyverklaring=row.privacyverklaring,
        vereiste_velden=velden_of(row, product),
        vragen=tuple(map(_question, asked)) or None,
        behoefte_sha256=digest(row, product) if asked else None,
        verwachte_reactie=row.verwachte_reactie,
    )


def _question(vraag: AanvullendeVraag) -> VraagWeergave:
    length = vraag.max_lengte or (DEFAULT_LENGTH if vraag.soort is AntwoordSoort.TEKST else None)
    return VraagWeergave(**vraag.model_dump(exclude={"producten", "max_lengte"}), max_lengte=length)
