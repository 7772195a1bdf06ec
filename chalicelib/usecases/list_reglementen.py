"""Which documents are published, and which of them count today (art. 12 lid 1)."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.reglement_versie import ReglementVersie
from chalicelib.usecases.current_documents import in_force, published_versions
from chalicelib.usecases.ports.broker import Broker


@dataclass(frozen=True)
class Gepubliceerd:
    versie: ReglementVersie
    huidig: bool


def list_reglementen(broker: Broker, now: datetime) -> list[Gepubliceerd]:
    versions = published_versions(broker)
    current = in_force(versions, now)
    return [Gepubliceerd(version, current.get(version.document) == version) for version in versions]
