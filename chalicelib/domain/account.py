"""The Account (art. 1.3) of a Gebruiker or operator: its envelope; name and address are encrypted."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AwareDatetime

from chalicelib.domain.dossier import listing, place
from chalicelib.domain.gebruiker import Actor, GebruikerSoort, Rol
from chalicelib.domain.ids import is_id
from chalicelib.domain.model import Model
from chalicelib.domain.persoonsgegeven import Categorie
from chalicelib.domain.reglement_versie import DocumentSoort
from chalicelib.domain.row import Bewijs, Chained, Due, DueSoort, Regel, Row, Sleutel, Tijd, Toestand

MAX_SESSIONS = 20
SESSION_TERM = timedelta(days=30)  # as long as the pool lets a refresh token live
CODE_TERM = timedelta(minutes=15)
CODE_TRIES = 5
# Each code is five guesses at a million, and each mail may annoy somebody: so many of both in a day.
MAILS_A_DAY = 10
DAY = timedelta(days=1)
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 256
WITH_ORGANISATIE = frozenset({GebruikerSoort.ADVISEUR, GebruikerSoort.VENDOR})
INHOUD = "account"  # the name of AccountInhoud in its ciphertext


def password_fits(password: str) -> bool:
    """Long enough, and no space at either end (the pool refuses that); nothing about kinds of signs."""
    return SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD and password == password.strip()


class AccountStatus(StrEnum):
    WACHT_OP_BEVESTIGING = "wacht_op_bevestiging"
    WACHT_OP_TWEEDE_PERSOON = "wacht_op_tweede_persoon"  # of our operators, for staff of a Kredietverstrekker
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

    def usable(self, now: datetime) -> bool:
        return now < self.tot and self.pogingen < CODE_TRIES

    def tried(self) -> "Code":
        return self.model_copy(update={"pogingen": self.pogingen + 1})


class Akkoord(Model):
    """Acceptance of one version of one document (art. 2.1)."""

    soort: Annotated[str, Regel]
    versie: Annotated[str, Regel]
    sha256: Annotated[str, Bewijs]
    op: Annotated[AwareDatetime, Tijd]


class Voorkeur(StrEnum):
    """What somebody may ask to hear about; nothing until he does (art. 5 lid 8 to 10)."""

    MARKETING = "marketing"
    MARKTONDERZOEK = "marktonderzoek"
    HERFINANCIERING = "herfinanciering"


class Account(Chained):
    """
    `schermnaam_hash` is the keyed hash of the normalised address; the address itself is encrypted.

    `gemaakt_door` is the operator who made it for staff of a Kredietverstrekker. `post` holds when mail about signing
    up or a lost password was sent lately. `einde_gevraagd_op` stands from the moment its end is asked until every part
    of that is done; `einde_door` is who asked, empty for its own person. Ended, only a tombstone is left: ids, times,
    the keyed hash and the head of the evidence (art. 8 lid 2), and that goes with its evidence when `bewijs_tot` is
    past.
    """

    soort: ClassVar[str] = "account"
    gebruiker: Annotated[GebruikerSoort | None, Regel] = None
    rollen: Annotated[tuple[Rol, ...], Regel] = ()
    eigenaar: Annotated[str, Sleutel]
    status: Annotated[AccountStatus, Toestand] = AccountStatus.WACHT_OP_BEVESTIGING
    schermnaam_hash: Annotated[str, Bewijs]
    gemaakt_op: Annotated[AwareDatetime, Tijd]
    gemaakt_door: Annotated[str | None, Sleutel] = None
    versie: Annotated[int, Toestand] = 1
    revisie: Annotated[int, Toestand] = 1
    sessies: Annotated[tuple[Sessie, ...], Sleutel] = ()
    bevestiging: Annotated[Code | None, Bewijs] = None
    herstel: Annotated[Code | None, Bewijs] = None
    akkoorden: Annotated[tuple[Akkoord, ...], Bewijs] = ()
    post: Annotated[tuple[AwareDatetime, ...], Tijd] = ()
    voorkeuren: Annotated[tuple[Voorkeur, ...], Regel] = ()
    einde_gevraagd_op: Annotated[AwareDatetime | None, Tijd] = None
    einde_door: Annotated[str, Sleutel] = ""
    beeindigd_op: Annotated[AwareDatetime | None, Tijd] = None
    bewijs_tot: Annotated[AwareDatetime | None, Tijd] = None

    def owner(self) -> tuple[str, str] | None:
        """
        An unconfirmed account is listed under its address's hash, so that confirming one finds the others; staff of a
        Kredietverstrekker under that one, for they end with it.
        """
        if self.status is AccountStatus.WACHT_OP_BEVESTIGING:
            return pending_listing(self.schermnaam_hash), place(self.gemaakt_op, self.id)
        if self.active and is_id("kre", self.eigenaar):
            return staff_listing(self.eigenaar), place(self.gemaakt_op, self.id)
        return None

    def due(self) -> Due | None:
        """
        One whose end was asked, until that is complete; then when its evidence must go. An unconfirmed one a day later.
        Whether it goes is a rule's business.
        """
        if self.einde_gevraagd_op is not None:
            return Due(soort=DueSoort.VERNIETIGING, op=self.einde_gevraagd_op)
        if self.bewijs_tot is not None:
            return Due(soort=DueSoort.BEWAARTERMIJN, op=self.bewijs_tot)
        if not self.unconfirmed:
            return None
        return Due(soort=DueSoort.BEWAARTERMIJN, op=self.gemaakt_op + DAY)

    @property
    def active(self) -> bool:
        return self.status is AccountStatus.ACTIEF

    @property
    def unconfirmed(self) -> bool:
        """Nobody can use it yet, and it goes when nobody confirms it."""
        return self.status in (AccountStatus.WACHT_OP_BEVESTIGING, AccountStatus.WACHT_OP_TWEEDE_PERSOON)

    def has_session(self, jti: str, now: datetime) -> bool:
        return any(sessie.jti == jti and now < sessie.tot for sessie in self.sessies)

    def admits(self, jti: str, now: datetime) -> bool:
        """Whether a token of this session opens anything now."""
        return self.active and self.has_session(jti, now)

    def with_session(self, jti: str, now: datetime) -> "Account":
        """A session more; what has expired goes, and the oldest when there are too many."""
        others = [sessie for sessie in self.sessies if now < sessie.tot and sessie.jti != jti]
        kept = (*others[1 - MAX_SESSIONS :], Sessie(jti=jti, tot=now + SESSION_TERM))
        return self.model_copy(update={"sessies": kept})

    def without_session(self, jti: str) -> "Account":
        return self.model_copy(update={"sessies": tuple(s for s in self.sessies if s.jti != jti)})

    @property
    def wants_refinancing(self) -> bool:
        """Art. 5 lid 10: only for him who turned it on, and as long as his Dienst lasts."""
        return self.active and Voorkeur.HERFINANCIERING in self.voorkeuren

    def may_be_mailed(self, now: datetime) -> bool:
        return len(self._mailed_lately(now)) < MAILS_A_DAY

    def mailed(self, now: datetime) -> "Account":
        return self.model_copy(update={"post": (*self._mailed_lately(now), now)})

    def confirmed(self) -> "Account":
        return self.model_copy(update={"status": AccountStatus.ACTIEF, "bevestiging": None, "post": ()})

    def tombstone(self, now: datetime, bewijs_tot: datetime) -> "Account":
        """What is left of an ended account, until then; each field that is not named here is gone."""
        return Account(
            id=self.id,
            rev=self.rev,
            eigenaar=self.eigenaar,
            status=AccountStatus.BEEINDIGD,
            schermnaam_hash=self.schermnaam_hash,
            gemaakt_op=self.gemaakt_op,
            einde_gevraagd_op=self.einde_gevraagd_op,
            beeindigd_op=now,
            bewijs_tot=bewijs_tot,
            bewijs_nr=self.bewijs_nr,
            bewijs_kop=self.bewijs_kop,
        )

    def actor(self, session: str) -> Actor:
        akkoord = {a.soort for a in self.akkoorden} >= set(DocumentSoort)
        return Actor(self.id, self.eigenaar, self.gebruiker, frozenset(self.rollen), session, akkoord)

    def _mailed_lately(self, now: datetime) -> tuple[datetime, ...]:
        return tuple(moment for moment in self.post if now - moment < DAY)


class Schermnaam(Row):
    """The claim of an address by one confirmed account; `id` is the keyed hash."""

    soort: ClassVar[str] = "schermnaam"
    account_id: Annotated[str, Sleutel]


def pending_listing(schermnaam_hash: str) -> str:
    return listing("wachtend", schermnaam_hash)


def staff_listing(lessor_id: str) -> str:
    return listing("medewerkers", lessor_id)
