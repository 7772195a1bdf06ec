"""The owner's Aanvragen: states and times, no personal data."""

from chalicelib.domain.aanvraag import Aanvraag
from chalicelib.domain.dossier import listing
from chalicelib.domain.gebruiker import Actor
from chalicelib.usecases.listing import page_in_dossiers
from chalicelib.usecases.ports.broker import Broker


def list_aanvragen(broker: Broker, actor: Actor, after: str | None, limit: int) -> tuple[list[Aanvraag], str | None]:
    return page_in_dossiers(broker, Aanvraag, listing("aanvragen", actor.owner), after, limit)
