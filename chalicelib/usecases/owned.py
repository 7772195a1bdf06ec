"""Finding what is somebody's: "not yours", "not there" and "not an id" are one and the same NotFound (I17)."""

from chalicelib.domain.aanvraag import Aanvraag
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import dossier_of, is_id
from chalicelib.domain.state import DossierState
from chalicelib.errors import IllegalState, NotFound, StaleVersion
from chalicelib.usecases.ports.broker import Broker


def owned_state(broker: Broker, actor: Actor, kind: str, some_id: str) -> DossierState:
    """Everything of the dossier that `some_id` (of this kind) belongs to, if it is the actor's."""
    if not is_id(kind, some_id):
        raise NotFound
    state = broker.store.load_dossier(dossier_of(some_id))
    if state is None or state.dossier.vernietigd or state.dossier.eigenaar != actor.owner:
        raise NotFound
    if state.dossier.withheld(broker.clock.now()):
        raise NotFound
    return state


def owned_aanvraag(broker: Broker, actor: Actor, aanvraag_id: str) -> tuple[DossierState, Aanvraag]:
    state = owned_state(broker, actor, "aan", aanvraag_id)
    return state, state.aanvraag(aanvraag_id)


def refuse_restricted(state: DossierState) -> None:
    """
    For whatever uses, changes, sends or deletes: a restricted dossier is stored only (art. 7 lid 5; I9).

    Not for seeing one's own, for taking permission back, or for an answer that comes in: that is storing it.
    """
    if state.dossier.beperkt:
        raise IllegalState("dossier.beperkt")


def refuse_stale(asked: int, present: int) -> None:
    if asked != present:
        raise StaleVersion
