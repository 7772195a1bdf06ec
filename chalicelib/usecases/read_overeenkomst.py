"""One Overeenkomst of the owner (art. 1.16)."""

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.offerte import Overeenkomst
from chalicelib.errors import NotFound
from chalicelib.usecases.owned import owned_state
from chalicelib.usecases.ports.broker import Broker


def read_overeenkomst(broker: Broker, actor: Actor, overeenkomst_id: str) -> Overeenkomst:
    row = owned_state(broker, actor, "ove", overeenkomst_id).overeenkomsten.get(overeenkomst_id)
    if row is None:
        raise NotFound
    return row
