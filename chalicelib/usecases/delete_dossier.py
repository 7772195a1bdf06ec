"""The owner deletes a dossier (art. 7 lid 1): at once and for good, unless an Aanvraag of it is still alive."""

from chalicelib.domain.aanvraag import ENDED, AanvraagStatus
from chalicelib.domain.aanvraag_verloop import derive
from chalicelib.domain.gebruiker import Actor
from chalicelib.errors import IllegalState
from chalicelib.usecases.destroy_dossier import destroy_dossier
from chalicelib.usecases.owned import owned_state, refuse_restricted
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.transaction import settle

BY_OWNER = "eigenaar.verwijdert"
DELETABLE = ENDED | {AanvraagStatus.CONCEPT}


def delete_dossier(broker: Broker, actor: Actor, dossier_id: str) -> None:
    """Raises IllegalState while an Aanvraag is with Kredietverstrekkers or has become an Overeenkomst."""
    settle(broker, lambda: _delete(broker, actor, dossier_id))


def _delete(broker: Broker, actor: Actor, dossier_id: str) -> None:
    now = broker.clock.now()
    state = owned_state(broker, actor, "dos", dossier_id)
    refuse_restricted(state)
    if any(derive(state, a, now) not in DELETABLE for a in state.aanvragen.values()):
        raise IllegalState("dossier.in_gebruik", allowed=("intrekking",))
    destroy_dossier(broker, state, BY_OWNER, actor.account_id, now)
