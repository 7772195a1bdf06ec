"""
How we prove to the systems of a Kredietverstrekker who we are, beside our signature: what it asks, and the secrets.

Only ever stored encrypted, under the key of its signing secrets; it holds nothing about a person.
"""

from typing import Annotated

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from chalicelib.domain.model import Model
from chalicelib.domain.persoonsgegeven import GeenPersoonsgegeven

TOEGANG = "toegang"  # the name of Toegang in its ciphertext
Sleutel, Bedrijf = GeenPersoonsgegeven.SLEUTEL, GeenPersoonsgegeven.BEDRIJF
# What the message itself says, or what HTTP does; theirs may not stand in its place.
OURS = frozenset({"host", "content-type", "content-length", "connection", "transfer-encoding", "user-agent"})


def _free(name: str) -> str:
    if name.lower() in OURS or name.lower().startswith("webhook-"):
        raise PydanticCustomError("header.bezet", "header.bezet")
    return name


Geheim = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[ -~]+$")]


class VasteHeader(Model):
    naam: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,64}$"), AfterValidator(_free), Bedrijf]
    waarde: Annotated[Geheim, Sleutel]


class ClientCredentials(Model):
    """OAuth 2.0, section 4.4 of RFC 6749; the client says who it is by HTTP Basic."""

    token_url: Annotated[str, Field(min_length=1, max_length=500), Bedrijf]
    client_id: Annotated[Geheim, Bedrijf]
    client_secret: Annotated[Geheim, Sleutel]
    scope: Annotated[str | None, Field(min_length=1, max_length=500, pattern=r"^[ -~]+$"), Bedrijf] = None


class ClientCertificaat(Model):
    """For mutual TLS, both in PEM; the key without a password."""

    certificaat: Annotated[str, Field(max_length=16_000, pattern=r"^-----BEGIN CERTIFICATE-----"), Bedrijf]
    sleutel: Annotated[str, Field(max_length=8_000, pattern=r"^-----BEGIN [A-Z ]*PRIVATE KEY-----"), Sleutel]

    def pem(self) -> str:
        return f"{self.certificaat.strip()}\n{self.sleutel.strip()}\n"


class Toegang(Model):
    """Whatever is named here goes with each message; with nothing at all our signature has to do."""

    header: VasteHeader | None = None
    oauth2: ClientCredentials | None = None
    mtls: ClientCertificaat | None = None

    @model_validator(mode="after")
    def _one_authorization(self) -> "Toegang":
        if self.header and self.oauth2 and self.header.naam.lower() == "authorization":
            raise PydanticCustomError("header.bezet", "header.bezet")
        return self

    def kinds(self) -> tuple[str, ...]:
        return tuple(name for name in ("header", "oauth2", "mtls") if getattr(self, name) is not None)
