"""One Overeenkomst of the owner (art. 1.16)."""

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import is_id
from chalicelib.domain.offerte import Overeenkomst
from chalicelib.errors import NotFound
from chalicelib.usecases.ports.broker import Broker


def read_overeenkomst(broker: Broker, actor: Actor, overeenkomst_id: str) -> Overeenkomst:
    row = broker.store.get(Overeenkomst, overeenkomst_id) if is_id("ove", overeenkomst_id) else None
    if row is None or row.eigenaar != actor.owner:
        raise NotFound
    return row
