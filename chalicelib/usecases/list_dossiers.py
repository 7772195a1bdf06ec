"""The owner's dossiers: rows without personal data, or with the name, each such reading on record."""

from dataclasses import dataclass

from chalicelib.domain.dossier import Dossier, listing
from chalicelib.domain.gebruiker import Actor
from chalicelib.errors import NotFound
from chalicelib.usecases.listing import page_of
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.read_dossier import read_dossier

LARGEST_WITH_NAMES = 25


@dataclass(frozen=True)
class DossierRegel:
    dossier: Dossier
    naam: str | None


def list_dossiers(
    broker: Broker, actor: Actor, after: str | None, limit: int, *, names: bool = False
) -> tuple[list[DossierRegel], str | None]:
    rows, volgende = page_of(broker, Dossier, listing("dossiers", actor.owner), after, limit)
    now = broker.clock.now()
    present = [row for row in rows if not row.vernietigd and not row.withheld(now)]
    return [DossierRegel(row, _name(broker, actor, row) if names else None) for row in present], volgende


def _name(broker: Broker, actor: Actor, dossier: Dossier) -> str | None:
    try:
        _, content = read_dossier(broker, actor, dossier.id)
    except NotFound:
        return None
    person = content["betrokkene"]
    parts = (person["voornamen"], person.get("tussenvoegsel"), person["achternaam"])
    return " ".join(part for part in parts if part)
