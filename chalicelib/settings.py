"""Settings of one stage, from the environment, checked once. Refuses to exist outside the EEA (art. 9 lid 5)."""

import os
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, Json, StringConstraints, field_validator, model_validator

# Exactly these: eu-west-2 (London) and eu-central-2 (Zürich) carry an `eu-` name and are not in the EEA.
EEA_REGIONS = frozenset(
    {"eu-central-1", "eu-west-1", "eu-west-3", "eu-north-1", "eu-south-1", "eu-south-2", "eusc-de-east-1"}
)
PREFIX = "BROKER_"

_Number = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]  # 32 bytes in base64url


class PublicKey(BaseModel):
    """A point on the curve P-256, as `GET /v1/sleutels` shows our own (RFC 7518 § 6.2.1)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kty: Literal["EC"]
    crv: Literal["P-256"]
    x: _Number
    y: _Number


class Settings(BaseModel):
    """Names of what `infra/` made, and the few choices of a stage."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stage: Literal["local", "test", "dev", "prod"]
    version: str = "0.1.0"
    region: str
    endpoint_url: str | None = None
    table_broker: str
    table_sleutels: str
    table_bewijs: str
    table_cijfers: str
    bucket_documenten: str
    bucket_ijkpunten: str
    bucket_quarantaine: str
    queue_verstrekkingen: str
    queue_wissingen: str
    kms_key: str
    kms_signing_key: str
    earlier_keys: Json[tuple[PublicKey, ...]] = ()  # what we signed with before still proves what it signed
    user_pool: str
    user_pool_client: str
    token_issuer: str
    token_keys_url: str
    mail_from: str = "noreply@lease-deal.example"
    web_origin: str = ""  # whose scripts may read answers; empty where the page comes from the same origin
    consument_producten: bool = False
    scanner: Literal["lokaal", "clamd", "guardduty"] = "lokaal"
    clamd_host: str = ""
    clamd_port: int = 3310
    bulk_grens: int = Field(default=1000, ge=1)  # so many dossiers go in one run without a second person

    @field_validator("region")
    @classmethod
    def _in_the_eea(cls, region: str) -> str:
        if region not in EEA_REGIONS:
            raise ValueError("region is not one of the allowed EEA regions")
        return region

    @model_validator(mode="after")
    def _real_people_have_a_real_scanner(self) -> "Settings":
        if self.stage == "prod" and self.scanner == "lokaal":
            raise ValueError("the local scanner is no virus scanner: stage prod takes clamd or guardduty")
        if self.scanner == "clamd" and not self.clamd_host:
            raise ValueError("clamd has to be somewhere")
        return self

    @field_validator("endpoint_url")
    @classmethod
    def _only_loopback(cls, url: str | None) -> str | None:
        if url is not None and not url.startswith("http://127.0.0.1:"):
            raise ValueError("an endpoint override may only point at the local AWS on 127.0.0.1")
        return url


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from `BROKER_<FIELD>` variables; the region from AWS_REGION, as Lambda sets it."""
    fields = {
        name: environment[PREFIX + name.upper()]
        for name in Settings.model_fields
        if PREFIX + name.upper() in environment
    }
    fields.setdefault("region", environment.get("AWS_REGION", ""))
    return Settings.model_validate(fields)
