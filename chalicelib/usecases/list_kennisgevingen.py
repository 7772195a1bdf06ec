"""The owner's notices, and which of them he has seen."""

from chalicelib.domain.dossier import listing
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.kennisgeving import Kennisgeving
from chalicelib.errors import NotFound
from chalicelib.usecases.listing import page_in_dossiers
from chalicelib.usecases.owned import owned_state
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.transaction import DossierWriter, settle


def list_kennisgevingen(
    broker: Broker, actor: Actor, after: str | None, limit: int
) -> tuple[list[Kennisgeving], str | None]:
    return page_in_dossiers(broker, Kennisgeving, listing("kennisgevingen", actor.owner), after, limit)


def see_kennisgeving(broker: Broker, actor: Actor, kennisgeving_id: str) -> None:
    """That it was seen once is all that is kept; a repeat changes nothing."""
    settle(broker, lambda: _see(broker, actor, kennisgeving_id))


def _see(broker: Broker, actor: Actor, kennisgeving_id: str) -> None:
    state = owned_state(broker, actor, "ken", kennisgeving_id)
    row = state.kennisgevingen.get(kennisgeving_id)
    if row is None:
        raise NotFound
    if row.gelezen_op is None:
        now = broker.clock.now()
        writer = DossierWriter(state, now, actor.account_id)
        writer.replace(row.model_copy(update={"gelezen_op": now}))
        writer.commit(broker)
