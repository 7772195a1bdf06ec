"""Publish a version of a document, for good: its text never changes after this (art. 12 lid 1)."""

from dataclasses import dataclass
from datetime import date

from chalicelib.domain.account import Account
from chalicelib.domain.gebruiker import SYSTEEM
from chalicelib.domain.reglement_versie import DocumentSoort, ReglementVersie, text_digest
from chalicelib.errors import IllegalState, NotFound
from chalicelib.privacy.bewijs import append
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Change, Insert, Replace
from chalicelib.usecases.transaction import settle


@dataclass(frozen=True)
class Publicatie:
    document: DocumentSoort
    versie: str
    geldig_vanaf: date
    tekst: str


def publish_reglement(broker: Broker, door: str, publicatie: Publicatie) -> ReglementVersie:
    """
    `door` is the account of an operator, or SYSTEEM when a fresh stage is filled.

    Raises IllegalState `reglement.bestaat`: a version is published once, whatever its text.
    """
    version = _version(broker, door, publicatie)
    return settle(broker, lambda: _publish(broker, version))


def _version(broker: Broker, door: str, publicatie: Publicatie) -> ReglementVersie:
    return ReglementVersie(
        id=f"{publicatie.document}/{publicatie.versie}",
        document=publicatie.document,
        versie=publicatie.versie,
        geldig_vanaf=publicatie.geldig_vanaf,
        sha256=text_digest(publicatie.tekst),
        tekst=publicatie.tekst,
        gepubliceerd_op=broker.clock.now(),
        gepubliceerd_door=door,
    )


def _publish(broker: Broker, version: ReglementVersie) -> ReglementVersie:
    if broker.store.get(ReglementVersie, version.id) is not None:
        raise IllegalState("reglement.bestaat")
    broker.store.commit(Insert(version), *_evidence(broker, version))
    return version


def _evidence(broker: Broker, version: ReglementVersie) -> list[Change]:
    """Who published what, in the chain of the operator; the row itself says it too."""
    if version.gepubliceerd_door == SYSTEEM:
        return []
    account = broker.store.get(Account, version.gepubliceerd_door)
    if account is None:
        raise NotFound
    keten, stuk = append(
        account,
        "reglement.gepubliceerd",
        version.gepubliceerd_op,
        account.id,
        {"soort": version.document.value, "versie": version.versie, "sha256": version.sha256},
    )
    return [Replace(keten), Insert(stuk)]
