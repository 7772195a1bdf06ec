"""The Kredietverstrekker (art. 1.13): who may receive what, where, and how it proves who it is."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AfterValidator, AwareDatetime, Field
from pydantic_core import PydanticCustomError

from chalicelib.domain.aansluiting import Controle
from chalicelib.domain.aanvraag_inhoud import Product
from chalicelib.domain.bezorging import Bezorging
from chalicelib.domain.contact import Email, Telefoon
from chalicelib.domain.ids import sibling
from chalicelib.domain.kalender import add_months
from chalicelib.domain.model import Model
from chalicelib.domain.persoonsgegeven import Categorie
from chalicelib.domain.row import Bedrijf, Bewijs, Chained, Due, DueSoort, Inhoud, Regel, Sleutel, Tijd, Toestand
from chalicelib.domain.toegang import TOEGANG
from chalicelib.domain.toestand import Machine
from chalicelib.domain.vraag import AanvullendeVraag


def each_once(values: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(values)) != len(values):
        raise PydanticCustomError("lijst.dubbel", "lijst.dubbel")
    return values


Velden = Annotated[tuple[str, ...], Field(min_length=1, max_length=200), AfterValidator(each_once)]
LISTING = "kredietverstrekkers"
SECRET = "geheim"  # noqa: S105 - the name of a kind of record
CONTACT = "contact"
SECRETS_KEPT = 6  # months after its end, at least: what it got may have to be recalled, signed
LOOKED_AGAIN = 1  # months, while a dossier that it got is still there


class KredietverstrekkerStatus(StrEnum):
    AANGEMELD = "aangemeld"
    GECONTROLEERD = "gecontroleerd"
    PROEF_DOORSTAAN = "proef_doorstaan"
    ACTIEF = "actief"
    OPGESCHORT = "opgeschort"
    BEEINDIGD = "beeindigd"


_S = KredietverstrekkerStatus
# Back from `gecontroleerd` when what was checked changes, and from `proef_doorstaan` with another endpoint too.
VERLOOP = Machine(
    {
        _S.AANGEMELD: frozenset({_S.GECONTROLEERD, _S.BEEINDIGD}),
        _S.GECONTROLEERD: frozenset({_S.PROEF_DOORSTAAN, _S.AANGEMELD, _S.BEEINDIGD}),
        _S.PROEF_DOORSTAAN: frozenset({_S.ACTIEF, _S.GECONTROLEERD, _S.AANGEMELD, _S.BEEINDIGD}),
        _S.ACTIEF: frozenset({_S.OPGESCHORT, _S.BEEINDIGD}),
        _S.OPGESCHORT: frozenset({_S.ACTIEF, _S.BEEINDIGD}),
    }
)


class Levering(StrEnum):
    PUSH = "push"
    MELDING = "melding"
    PORTAAL = "portaal"
    POLLING = "polling"


class Contact(Model):
    """The people to call: personal data of a medewerker, stored encrypted."""

    naam: Annotated[str | None, Categorie.NAW] = None
    email: Annotated[Email | None, Categorie.NAW] = None
    telefoon: Annotated[Telefoon | None, Categorie.NAW] = None
    functie: Annotated[str | None, Field(max_length=120), Categorie.FUNCTIE] = None


class ProductBehoefte(Model):
    """The veldpaden of one product, in place of those of all products."""

    product: Annotated[Product, Regel]
    velden: Annotated[Velden, Regel]


class Kredietverstrekker(Chained):
    """
    Its envelope. `geheim` and `oud_geheim` are the signing secrets, encrypted; the old one counts until
    `oud_geldig_tot`, and `nood_op` is when one last had to end at once. `toegang` is what else proves who we are there,
    encrypted too, and `toegang_soorten` its kinds. `nieuw_endpoint` waits for a second person, `gewijzigd_door` was the
    first; until it is activated `aangemeld_door` is who registered it. `contact` is the revision of its contact person,
    0 once that is destroyed, and `contact_door` who replaced the one before. `controles` are the last check of each
    kind; `proef_op` is when the endpoint last proved control. Of one that has ended `lopend_vanaf` is the day from
    which what it had to answer has still to end, `geheim_tot` until when its secrets stay where a dossier that it got
    outlives their term, and they are empty once they are destroyed.
    """

    soort: ClassVar[str] = "kredietverstrekker"
    status: Annotated[KredietverstrekkerStatus, Toestand] = KredietverstrekkerStatus.AANGEMELD
    naam: Annotated[str, Bedrijf]
    kvk_nummer: Annotated[str, Bedrijf]
    land: Annotated[str, Bedrijf]
    endpoint: Annotated[str, Bedrijf]
    producten: Annotated[tuple[str, ...], Bedrijf]
    informatiebehoefte: Annotated[tuple[str, ...], Regel]
    informatiebehoefte_per_product: Annotated[tuple[ProductBehoefte, ...], Regel] = ()
    vragen: Annotated[tuple[AanvullendeVraag, ...], Regel] = ()
    privacyverklaring: Annotated[str, Bedrijf]
    verwerkingsafspraak: Annotated[str, Bedrijf]
    levering: Annotated[Levering, Regel] = Levering.PUSH
    bezorging: Annotated[Bezorging, Regel] = Bezorging()
    verwachte_reactie: Annotated[str, Bedrijf] = ""
    gemaakt_op: Annotated[AwareDatetime, Tijd]
    versie: Annotated[int, Toestand] = 1
    contact: Annotated[int, Toestand] = 1
    contact_door: Annotated[str | None, Sleutel] = None
    controles: Annotated[tuple[Controle, ...], Toestand] = ()
    proef_op: Annotated[AwareDatetime | None, Tijd] = None
    geheim_revisie: Annotated[int, Toestand] = 1
    geheim: Annotated[bytes, Bewijs]
    oud_geheim: Annotated[bytes | None, Bewijs] = None
    oud_geldig_tot: Annotated[AwareDatetime | None, Tijd] = None
    nood_op: Annotated[AwareDatetime | None, Tijd] = None
    toegang: Annotated[bytes | None, Bewijs] = None
    toegang_revisie: Annotated[int, Toestand] = 0
    toegang_soorten: Annotated[tuple[str, ...], Regel] = ()
    nieuw_endpoint: Annotated[str | None, Bedrijf] = None
    gewijzigd_door: Annotated[str | None, Sleutel] = None
    aangemeld_door: Annotated[str | None, Sleutel] = None
    beeindigd_op: Annotated[AwareDatetime | None, Tijd] = None
    lopend_vanaf: Annotated[date | None, Tijd] = None
    geheim_tot: Annotated[AwareDatetime | None, Tijd] = None
    reden: Annotated[str, Regel] = ""

    @property
    def active(self) -> bool:
        return self.status is KredietverstrekkerStatus.ACTIEF

    @property
    def in_use(self) -> bool:
        """It was activated, by two people, and has not ended."""
        return self.status in (KredietverstrekkerStatus.ACTIEF, KredietverstrekkerStatus.OPGESCHORT)

    @property
    def ended(self) -> bool:
        """Its Dienst is over for good: nothing goes to it, nothing is taken from it."""
        return self.status is KredietverstrekkerStatus.BEEINDIGD

    def secret_records(self, now: datetime) -> list[Inhoud]:
        """The encrypted secrets that count now, the present one first; two while one rotates."""
        records = [self._secret(self.geheim_revisie, self.geheim)]
        if self.oud_geheim is not None and self.oud_geldig_tot is not None and now < self.oud_geldig_tot:
            records.append(self._secret(self.geheim_revisie - 1, self.oud_geheim))
        return records

    def access_record(self) -> Inhoud | None:
        """How we prove who we are there, encrypted; None where our signature has to do."""
        if self.toegang is None:
            return None
        return Inhoud(id=self.id, revisie=self.toegang_revisie, model=TOEGANG, versleuteld=self.toegang)

    def _secret(self, revisie: int, versleuteld: bytes) -> Inhoud:
        return Inhoud(id=self.id, revisie=revisie, model=SECRET, versleuteld=versleuteld)

    def owner(self) -> tuple[str, str]:
        return LISTING, self.id

    def due(self) -> Due | None:
        """Once it has ended: its contact person has to be destroyed, and later its secrets."""
        if self.beeindigd_op is None or not (self.contact or self.geheim):
            return None
        later = self.geheim_tot or add_months(self.beeindigd_op, SECRETS_KEPT)
        return Due(soort=DueSoort.BEWAARTERMIJN, op=self.beeindigd_op if self.contact else later)


def secret_key_of(lessor_id: str) -> str:
    """
    Whose key its signing secrets are under: their own. The key of the Kredietverstrekker itself goes with its contact
    person, while what it holds of others may have to be recalled after that, signed.
    """
    return sibling("geh", lessor_id)
