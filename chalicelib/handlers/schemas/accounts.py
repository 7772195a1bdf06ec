"""Requests and answers about accounts, sessions and passwords. A password is a SecretStr: it never prints."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, SecretStr, WithJsonSchema
from pydantic_core import PydanticCustomError

from chalicelib.domain.account import AccountInhoud, Organisatie
from chalicelib.domain.bsn import Tekst
from chalicelib.domain.contact import Email, Telefoon
from chalicelib.domain.gebruiker import GebruikerSoort, Rol
from chalicelib.domain.identifiers import KvkNummer
from chalicelib.domain.model import Model
from chalicelib.domain.reglement_versie import DocumentSoort
from chalicelib.usecases.ports.identity import Tokens
from chalicelib.usecases.read_account import MijnAccount
from chalicelib.usecases.register_account import Aanmelding

# Where an address is only looked up, any text will do: one that is no address is as unknown as any other.
Opgezocht = Annotated[str, Field(max_length=254)]
Token = Annotated[str, Field(max_length=8192)]


def _not_null(naam: str | None) -> str | None:
    if naam is None:
        raise PydanticCustomError("verplicht", "verplicht")
    return naam


class OrganisatieOpgave(Model):
    naam: Tekst
    kvk_nummer: KvkNummer

    def inhoud(self) -> Organisatie:
        return Organisatie(naam=self.naam, kvk_nummer=self.kvk_nummer)


def _requires(*names: str) -> Callable[[dict[str, Any]], None]:
    """For who reads the document: these are required too, but a rule of its own refuses a body without them."""

    def mark(schema: dict[str, Any]) -> None:
        schema["required"] = [*schema.get("required", ()), *names]
        for name in names:
            schema["properties"][name].pop("default", None)

    return mark


Versie = Annotated[str | None, Field(max_length=64), WithJsonSchema({"type": "string", "maxLength": 64})]


class AkkoordOpgave(Model):
    """The versions that were read and are accepted; a missing one is a fault of its own (art. 2 lid 1)."""

    model_config = ConfigDict(json_schema_extra=_requires("privacyreglement", "gebruikersvoorwaarden"))
    privacyreglement: Versie = None
    gebruikersvoorwaarden: Versie = None

    def versies(self) -> Mapping[DocumentSoort, str | None]:
        return {soort: getattr(self, soort.value) for soort in DocumentSoort}


class AanmeldingOpgave(Model):
    model_config = ConfigDict(json_schema_extra=_requires("akkoord"))
    schermnaam: Email
    wachtwoord: SecretStr
    soort: GebruikerSoort
    naam: Tekst
    telefoon: Telefoon | None = None
    functie: Tekst | None = None
    organisatie: OrganisatieOpgave | None = None
    akkoord: AkkoordOpgave = AkkoordOpgave()

    def aanmelding(self) -> Aanmelding:
        inhoud = AccountInhoud(
            schermnaam=self.schermnaam,
            naam=self.naam,
            telefoon=self.telefoon,
            functie=self.functie,
            organisatie=self.organisatie.inhoud() if self.organisatie else None,
        )
        return Aanmelding(self.soort, inhoud, self.wachtwoord.get_secret_value(), self.akkoord.versies())


class AanmeldingAntwoord(Model):
    """The same for a known and an unknown address."""

    status: Literal["bevestiging_verstuurd"] = "bevestiging_verstuurd"


class Bevestiging(Model):
    schermnaam: Opgezocht
    code: Annotated[str, Field(max_length=32)]


class Inloggen(Model):
    schermnaam: Opgezocht
    wachtwoord: SecretStr


class Verversing(Model):
    refresh_token: Token


class Uitloggen(Model):
    refresh_token: Token | None = None


class Sessietokens(Model):
    access_token: str
    refresh_token: str
    expires_in: int

    @classmethod
    def of(cls, tokens: Tokens) -> "Sessietokens":
        return cls(access_token=tokens.access_token, refresh_token=tokens.refresh_token, expires_in=tokens.expires_in)


class HerstelOpgave(Model):
    schermnaam: Opgezocht


class HerstelAntwoord(Model):
    """The same for a known and an unknown address."""

    status: Literal["verstuurd_indien_bekend"] = "verstuurd_indien_bekend"


class NieuwWachtwoord(Model):
    schermnaam: Opgezocht
    code: Annotated[str, Field(max_length=32)]
    wachtwoord: SecretStr


class AkkoordAntwoord(Model):
    soort: str
    versie: str
    sha256: str
    op: AwareDatetime


class AccountAntwoord(Model):
    """Mijn Account; `versie` is what a PATCH names in If-Match."""

    id: str
    versie: int
    schermnaam: str
    soort: GebruikerSoort | None = None
    naam: str
    telefoon: str | None = None
    functie: str | None = None
    organisatie: Organisatie | None = None
    rollen: tuple[Rol, ...] = ()
    gemaakt_op: AwareDatetime
    akkoorden: tuple[AkkoordAntwoord, ...] = ()

    @classmethod
    def of(cls, mijn: MijnAccount) -> "AccountAntwoord":
        account, inhoud = mijn.account, mijn.inhoud
        return cls(
            id=account.id,
            versie=account.versie,
            schermnaam=inhoud.schermnaam,
            soort=account.gebruiker,
            naam=inhoud.naam,
            telefoon=inhoud.telefoon,
            functie=inhoud.functie,
            organisatie=inhoud.organisatie,
            rollen=account.rollen,
            gemaakt_op=account.gemaakt_op,
            akkoorden=tuple(AkkoordAntwoord(**akkoord.model_dump()) for akkoord in account.akkoorden),
        )


class AccountWijziging(Model):
    """A field that is left out stays; null empties it, where that is possible."""

    naam: Annotated[Tekst | None, AfterValidator(_not_null)] = Field(default=None, validate_default=False)
    telefoon: Telefoon | None = None
    functie: Tekst | None = None
    organisatie: OrganisatieOpgave | None = None

    def wijziging(self) -> Mapping[str, Any]:
        changed = {name: getattr(self, name) for name in self.model_fields_set}
        if self.organisatie is not None:
            changed["organisatie"] = self.organisatie.inhoud()
        return changed


class Beeindiging(Model):
    """The reason is asked, not kept: nothing about an ended account is."""

    reden: Annotated[str | None, Field(max_length=500)] = None


class BeeindigingAntwoord(Model):
    status: Literal["beeindigd"] = "beeindigd"
    dossiers: int
