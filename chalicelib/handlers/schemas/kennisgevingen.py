"""Notices, and what somebody wants to hear about."""

from datetime import datetime

from chalicelib.domain.kennisgeving import KennisgevingSoort
from chalicelib.domain.model import Model


class KennisgevingWeergave(Model):
    """`over` is the id of what it is about, `melding` what it means for a person."""

    id: str
    aanvraag_id: str
    soort: KennisgevingSoort
    over: str
    melding: str
    gemaakt_op: datetime
    gelezen_op: datetime | None = None


class KennisgevingLijst(Model):
    kennisgevingen: tuple[KennisgevingWeergave, ...]
    volgende: str | None = None


class Voorkeuren(Model):
    """Each off until somebody turns it on."""

    marketing: bool
    marktonderzoek: bool
    herfinanciering: bool
