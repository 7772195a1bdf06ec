"""Who acts: a Gebruiker, an operator, a Kredietverstrekker or the system itself."""

from dataclasses import dataclass
from enum import StrEnum

SYSTEEM = "systeem"


class GebruikerSoort(StrEnum):
    """The Gebruikers of art. 1.9."""

    ADVISEUR = "adviseur"
    VENDOR = "vendor"
    KLANT = "klant"
    CONSUMENT = "consument"


class Rol(StrEnum):
    """Roles of operators; each route of beheer names the one it needs."""

    BEHEER = "beheer"
    PRIVACY = "privacy"
    SECURITY = "security"
    JURIDISCH = "juridisch"
    AUDITOR = "auditor"


@dataclass(frozen=True)
class Actor:
    """
    A signed-in person, by pseudonymous ids only.

    `owner` is the organisation (vendor, adviseur) or the person (klant, consument) that dossiers belong to.
    `session` is the token's `origin_jti`. Staff of a Kredietverstrekker have that one as their owner.
    """

    account_id: str
    owner: str
    soort: GebruikerSoort | None
    rollen: frozenset[Rol] = frozenset()
    session: str = ""
    akkoord: bool = False  # accepted both documents (art. 2.1)

    @property
    def kredietverstrekker_id(self) -> str | None:
        """The one Kredietverstrekker that this account is bound to, for its portal; None for everybody else."""
        return self.owner if self.owner.startswith("kre_") else None
