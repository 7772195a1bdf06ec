"""The sender throws a concept away (art. 7 lid 1). What was sent is withdrawn, not deleted."""

from chalicelib.domain.gebruiker import Actor
from chalicelib.usecases.owned import owned_aanvraag, refuse_restricted
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.transaction import DossierWriter, settle
from chalicelib.usecases.update_aanvraag import refuse_sent


def delete_aanvraag(broker: Broker, actor: Actor, aanvraag_id: str) -> None:
    settle(broker, lambda: _delete(broker, actor, aanvraag_id))


def _delete(broker: Broker, actor: Actor, aanvraag_id: str) -> None:
    state, aanvraag = owned_aanvraag(broker, actor, aanvraag_id)
    refuse_sent(aanvraag)
    refuse_restricted(state)
    now = broker.clock.now()
    writer = DossierWriter(state, now, actor.account_id)
    # Throwing a concept away is a change too: the dossier keeps its full term from here.
    writer.replace(state.dossier.model_copy(update={"gewijzigd_op": now}))
    writer.remove(aanvraag)
    writer.remove(state.content(aanvraag_id, aanvraag.revisie))
    writer.evidence("aanvraag.verwijderd", aanvraag=aanvraag_id, versie=aanvraag.versie)
    writer.commit(broker)
