"""The Account (art. 1.3) of a Gebruiker or operator: its envelope; name and address are encrypted."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AwareDatetime

from chalicelib.domain.gebruiker import Actor, GebruikerSoort, Rol
from chalicelib.domain.model import Model
from chalicelib.domain.persoonsgegeven import Categorie
from chalicelib.domain.row import Bewijs, Chained, Regel, Row, Sleutel, Tijd, Toestand

MAX_SESSIONS = 20


class AccountStatus(StrEnum):
    WACHT_OP_BEVESTIGING = "wacht_op_bevestiging"
    ACTIEF = "actief"
    BEEINDIGD = "beeindigd"


class Organisatie(Model):
    naam: Annotated[str, Categorie.ONDERNEMING]
    kvk_nummer: Annotated[str, Categorie.KVK]


class AccountInhoud(Model):
    """What a person told about themselves; only ever stored encrypted under the account's own key."""

    schermnaam: Annotated[str, Categorie.INLOG]
    naam: Annotated[str, Categorie.NAW]
    telefoon: Annotated[str | None, Categorie.NAW] = None
    functie: Annotated[str | None, Categorie.FUNCTIE] = None
    organisatie: Annotated[Organisatie | None, Categorie.ONDERNEMING] = None


class Sessie(Model):
    """An open session: the token's origin_jti and when a token of it can no longer be valid."""

    jti: Annotated[str, Sleutel]
    tot: Annotated[AwareDatetime, Tijd]


class Code(Model):
    """A six-digit code as a keyed hash: valid 15 minutes and 5 tries."""

    hash: Annotated[str, Bewijs]
    tot: Annotated[AwareDatetime, Tijd]
    pogingen: Annotated[int, Toestand] = 0


class Akkoord(Model):
    """Acceptance of one version of one document (art. 2.1)."""

    soort: Annotated[str, Regel]
    versie: Annotated[str, Regel]
    sha256: Annotated[str, Bewijs]
    op: Annotated[AwareDatetime, Tijd]


class Account(Chained):
    """`schermnaam_hash` is the keyed hash of the normalised address; the address itself is encrypted."""

    soort: ClassVar[str] = "account"
    gebruiker: Annotated[GebruikerSoort | None, Regel] = None
    rollen: Annotated[tuple[Rol, ...], Regel] = ()
    eigenaar: Annotated[str, Sleutel]
    status: Annotated[AccountStatus, Toestand] = AccountStatus.WACHT_OP_BEVESTIGING
    schermnaam_hash: Annotated[str, Bewijs]
    gemaakt_op: Annotated[AwareDatetime, Tijd]
    versie: Annotated[int, Toestand] = 1
    revisie: Annotated[int, Toestand] = 1
    sessies: Annotated[tuple[Sessie, ...], Sleutel] = ()
    bevestiging: Annotated[Code | None, Bewijs] = None
    herstel: Annotated[Code | None, Bewijs] = None
    akkoorden: Annotated[tuple[Akkoord, ...], Bewijs] = ()

    @property
    def active(self) -> bool:
        return self.status is AccountStatus.ACTIEF

    def has_session(self, jti: str, now: datetime) -> bool:
        return any(sessie.jti == jti and now < sessie.tot for sessie in self.sessies)

    def actor(self, session: str) -> Actor:
        return Actor(self.id, self.eigenaar, self.gebruiker, frozenset(self.rollen), session)

    def accepted(self, soort: str, versie: str) -> bool:
        return any(a.soort == soort and a.versie == versie for a in self.akkoorden)


class Schermnaam(Row):
    """The claim of an address by one confirmed account; `id` is the keyed hash."""

    soort: ClassVar[str] = "schermnaam"
    account_id: Annotated[str, Sleutel]
