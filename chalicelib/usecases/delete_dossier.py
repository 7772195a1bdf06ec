"""The owner deletes a dossier (art. 7 lid 1): at once and for good, unless an Aanvraag of it is still alive."""

from datetime import datetime

from chalicelib.domain.aanvraag import ENDED, AanvraagStatus
from chalicelib.domain.aanvraag_verloop import derive
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import aanvraag_of
from chalicelib.domain.levering import LeveringStatus
from chalicelib.domain.state import DossierState
from chalicelib.domain.verstrekking import WITHOUT_CONSENT
from chalicelib.errors import Conflict, IllegalState
from chalicelib.usecases.destroy_dossier import destroy_dossier
from chalicelib.usecases.dispatch_verstrekkingen import dispatch_verstrekkingen
from chalicelib.usecases.owned import owned_state, refuse_restricted
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.transaction import settle

BY_OWNER = "eigenaar.verwijdert"
DELETABLE = ENDED | {AanvraagStatus.CONCEPT}


def delete_dossier(broker: Broker, actor: Actor, dossier_id: str) -> None:
    """
    Raises IllegalState while an Aanvraag is with Kredietverstrekkers or has become an Overeenkomst, and while one of
    them could not yet be told that it must stop.
    """
    settle(broker, lambda: _delete(broker, actor, dossier_id))


def _delete(broker: Broker, actor: Actor, dossier_id: str) -> None:
    now = broker.clock.now()
    state = owned_state(broker, actor, "dos", dossier_id)
    refuse_restricted(state)
    if any(derive(state, a, now) not in DELETABLE for a in state.aanvragen.values()):
        raise IllegalState("dossier.in_gebruik", allowed=("intrekking",))
    _tell_first(broker, state, now)
    destroy_dossier(broker, state, BY_OWNER, actor.account_id, now)


def _tell_first(broker: Broker, state: DossierState, now: datetime) -> None:
    """
    A recall must not be destroyed before it left (I4): what is due is sent now, what is on its way is waited for.

    Raises Conflict to read again after either, IllegalState when a Kredietverstrekker does not answer.
    """
    untold = [b for b in state.berichten.values() if b.type in WITHOUT_CONSENT and b.levering.open]
    due = {aanvraag_of(bericht.id) for bericht in untold if bericht.levering.is_due(now)}
    for aanvraag_id in due:
        dispatch_verstrekkingen(broker, aanvraag_id)
    if due or any(bericht.levering.status is LeveringStatus.ONDERWEG for bericht in untold):
        raise Conflict
    if untold:
        raise IllegalState("dossier.bericht_onderweg")
