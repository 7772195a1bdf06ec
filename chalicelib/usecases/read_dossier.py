"""The owner sees a dossier (art. 7 lid 1); the reading is on record before anything is shown."""

from typing import Any

from chalicelib.domain.dossier import Dossier
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.persoonsgegeven import Doel
from chalicelib.usecases.content import open_records
from chalicelib.usecases.owned import owned_state
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.transaction import settle


def read_dossier(broker: Broker, actor: Actor, dossier_id: str) -> tuple[Dossier, dict[str, Any]]:
    """The envelope and the content as JSON."""
    return settle(broker, lambda: _read(broker, actor, dossier_id))


def _read(broker: Broker, actor: Actor, dossier_id: str) -> tuple[Dossier, dict[str, Any]]:
    state = owned_state(broker, actor, "dos", dossier_id)
    record = state.content(dossier_id, state.dossier.revisie)
    state, contents = open_records(broker, state, actor.account_id, Doel.DIENST, [record])
    return state.dossier, contents[0]
