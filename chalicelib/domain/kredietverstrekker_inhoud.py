"""What an operator says of a Kredietverstrekker when registering or changing it."""

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from chalicelib.domain.aanvraag_inhoud import Product
from chalicelib.domain.bezorging import Bezorging
from chalicelib.domain.identifiers import KvkNummer
from chalicelib.domain.kredietverstrekker import Contact, Levering
from chalicelib.domain.model import Model
from chalicelib.domain.persoonsgegeven import GeenPersoonsgegeven

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


def _each_once(values: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(values)) != len(values):
        raise PydanticCustomError("lijst.dubbel", "lijst.dubbel")
    return values


Kort = Annotated[str, Field(min_length=1, max_length=200)]
Url = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^https://[^\s]+$")]
Endpoint = Annotated[str, Field(min_length=1, max_length=500)]
Land = Annotated[str, AfterValidator(_in_the_eea)]
Producten = Annotated[tuple[Product, ...], Field(min_length=1, max_length=20), AfterValidator(_each_once)]
Velden = Annotated[tuple[str, ...], Field(min_length=1, max_length=200), AfterValidator(_each_once)]


class NieuweKredietverstrekker(Model):
    naam: Annotated[Kort, Bedrijf]
    kvk_nummer: Annotated[KvkNummer, Bedrijf]
    land: Annotated[Land, Bedrijf]
    endpoint: Annotated[Endpoint, Bedrijf]
    producten: Annotated[Producten, Bedrijf]
    informatiebehoefte: Annotated[Velden, Regel]
    contact: Annotated[Contact, Regel]
    privacyverklaring: Annotated[Url, Bedrijf]
    verwerkingsafspraak: Annotated[Kort, Bedrijf]
    levering: Annotated[Levering, Regel]
    bezorging: Annotated[Bezorging, Regel] = Bezorging()
    verwachte_reactie: Annotated[Kort, Bedrijf] = "1 werkdag"


class GewijzigdeKredietverstrekker(Model):
    """Only what is named changes."""

    naam: Kort | None = None
    endpoint: Endpoint | None = None
    producten: Producten | None = None
    informatiebehoefte: Velden | None = None
    privacyverklaring: Url | None = None
    verwerkingsafspraak: Kort | None = None
    bezorging: Bezorging | None = None
    verwachte_reactie: Kort | None = None
    status: str | None = None
