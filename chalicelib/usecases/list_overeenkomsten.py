"""The owner's Overeenkomsten (art. 1.16): states and dates."""

from chalicelib.domain.dossier import listing
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.offerte import Overeenkomst
from chalicelib.usecases.listing import page_in_dossiers
from chalicelib.usecases.ports.broker import Broker


def list_overeenkomsten(
    broker: Broker, actor: Actor, after: str | None, limit: int
) -> tuple[list[Overeenkomst], str | None]:
    return page_in_dossiers(broker, Overeenkomst, listing("overeenkomsten", actor.owner), after, limit)
