"""What the owner permitted, to whom and since when (art. 6 lid 3, 7 lid 1)."""

from chalicelib.domain.dossier import listing
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.verstrekking import Toestemming
from chalicelib.usecases.listing import page_in_dossiers
from chalicelib.usecases.ports.broker import Broker


def list_toestemmingen(
    broker: Broker, actor: Actor, after: str | None, limit: int
) -> tuple[list[Toestemming], str | None]:
    return page_in_dossiers(broker, Toestemming, listing("toestemmingen", actor.owner), after, limit)
