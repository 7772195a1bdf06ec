"""What an operator says of a Kredietverstrekker when registering or changing it."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from chalicelib.domain.aanvraag_inhoud import Product
from chalicelib.domain.bezorging import Bezorging
from chalicelib.domain.bsn import Benaming
from chalicelib.domain.identifiers import KvkNummer
from chalicelib.domain.kredietverstrekker import Contact, Levering, ProductBehoefte, Velden, each_once
from chalicelib.domain.model import Model
from chalicelib.domain.persoonsgegeven import GeenPersoonsgegeven
from chalicelib.domain.vraag import Vragen

# The EEA: the Union of 27 with Iceland, Liechtenstein and Norway (EEA Agreement, art. 126 and its accessions).
EEA = frozenset(
    {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE"}
    | {"IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"}
)
Bedrijf, Regel = GeenPersoonsgegeven.BEDRIJF, GeenPersoonsgegeven.REGEL


def _in_the_eea(land: str) -> str:
    if land not in EEA:
        raise PydanticCustomError("land.buiten_eer", "land.buiten_eer")
    return land


def _each_product_once(behoeften: tuple[ProductBehoefte, ...]) -> tuple[ProductBehoefte, ...]:
    each_once(tuple(behoefte.product for behoefte in behoeften))
    return behoeften


# Senders see it, maybe as a link: nothing that RFC 3986 leaves out, nor a quote, can end the place where it stands.
Url = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^https://[A-Za-z0-9._~:/?#\[\]@!$&()*+,;=%-]+$")]
Endpoint = Annotated[str, Field(min_length=1, max_length=500)]
Land = Annotated[str, AfterValidator(_in_the_eea)]
Producten = Annotated[tuple[Product, ...], Field(min_length=1, max_length=20), AfterValidator(each_once)]
PerProduct = Annotated[tuple[ProductBehoefte, ...], Field(max_length=len(Product)), AfterValidator(_each_product_once)]


class NieuweKredietverstrekker(Model):
    naam: Annotated[Benaming, Bedrijf]
    kvk_nummer: Annotated[KvkNummer, Bedrijf]
    land: Annotated[Land, Bedrijf]
    endpoint: Annotated[Endpoint, Bedrijf]
    producten: Annotated[Producten, Bedrijf]
    informatiebehoefte: Annotated[Velden, Regel]
    informatiebehoefte_per_product: Annotated[PerProduct, Regel] = ()
    vragen: Annotated[Vragen, Regel] = ()
    contact: Annotated[Contact, Regel]
    privacyverklaring: Annotated[Url, Bedrijf]
    verwerkingsafspraak: Annotated[Benaming, Bedrijf]
    levering: Annotated[Levering, Regel]
    bezorging: Annotated[Bezorging, Regel] = Bezorging()
    verwachte_reactie: Annotated[Benaming, Bedrijf] = "1 werkdag"


class StatusReden(StrEnum):
    """Why an operator suspends or ends it; a choice, for words end in the chain of evidence."""

    VERZOEK = "verzoek"  # of the Kredietverstrekker itself
    STORING = "storing"
    ONDERZOEK = "onderzoek"
    AFSPRAAK = "afspraak"  # the arrangement ended, or was not kept
    DATALEK = "datalek"


class GewijzigdeKredietverstrekker(Model):
    """Only what is named changes. `reden` belongs to a new status."""

    naam: Benaming | None = None
    endpoint: Endpoint | None = None
    producten: Producten | None = None
    informatiebehoefte: Velden | None = None
    informatiebehoefte_per_product: PerProduct | None = None
    vragen: Vragen | None = None
    privacyverklaring: Url | None = None
    verwerkingsafspraak: Benaming | None = None
    bezorging: Bezorging | None = None
    verwachte_reactie: Benaming | None = None
    contact: Contact | None = None
    status: str | None = None
    reden: StatusReden | None = None
