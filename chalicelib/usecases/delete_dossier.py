"""
The owner deletes a dossier (art. 7 lid 1), unless an Aanvraag of it is still alive. What must be kept all the same, for
a bewaarblokkade or a statutory term, is from then on out of his reach, as if it were gone.

Whoever holds data of it is recalled first, and the rows that say so stay until that has left or was given up (I4).
"""

from datetime import datetime, timedelta

from chalicelib.domain.aanvraag import ENDED, AanvraagStatus
from chalicelib.domain.aanvraag_verloop import derive
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import aanvraag_of, is_id
from chalicelib.domain.register_rows import Vernietiging
from chalicelib.domain.state import DossierState
from chalicelib.errors import Conflict, IllegalState, NotFound, Unavailable
from chalicelib.privacy.bewaartermijn import EIGENAAR_VERWIJDERT
from chalicelib.privacy.vernietiging import judge_erasure
from chalicelib.privacy.voorrang import Besluit, Toegang
from chalicelib.usecases.destroy_dossier import destroy_dossier, resume_destruction
from chalicelib.usecases.dispatch_verstrekkingen import dispatch_verstrekkingen
from chalicelib.usecases.owned import owned_state, refuse_restricted
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.recall import end_sharing, in_flight, resting, untold
from chalicelib.usecases.submit_aanvraag import wake
from chalicelib.usecases.transaction import DossierWriter, settle

DELETABLE = ENDED | {AanvraagStatus.CONCEPT}
CONTRACTED = frozenset({AanvraagStatus.GEACCEPTEERD, AanvraagStatus.OVEREENKOMST_ACTIEF})  # past withdrawing
# For so long recalls are sent while the owner waits. One send takes 15 s at most, and an answer must come within 29 s.
PATIENCE = timedelta(seconds=2)


def delete_dossier(broker: Broker, actor: Actor, dossier_id: str) -> None:
    """
    Raises IllegalState while an Aanvraag is with Kredietverstrekkers or has become an Overeenkomst, and while one of
    them could not yet be told that it must stop, at most 48 hours. Repeated after a failure, it goes on.
    """
    begun = broker.clock.now()
    try:
        settle(broker, lambda: _delete(broker, actor, dossier_id, begun))
    except NotFound:
        if not _resume_own(broker, actor, dossier_id):
            raise


def _delete(broker: Broker, actor: Actor, dossier_id: str, begun: datetime) -> None:
    now = broker.clock.now()
    state = owned_state(broker, actor, "dos", dossier_id)
    ruling = judge_erasure(state, now, door_beperker=state.dossier.beperkt_door == actor.account_id)
    if ruling.toegang is Toegang.EIGENAAR:
        refuse_restricted(state)
    _refuse_alive(state, now)
    state = _recall(broker, state, actor.account_id, begun)
    if ruling.besluit is not Besluit.VERNIETIGEN:
        _set_aside(broker, state, actor.account_id, now)
        return
    _tell_first(broker, state, begun)
    destroy_dossier(broker, state, EIGENAAR_VERWIJDERT.id, actor.account_id, now)


def _refuse_alive(state: DossierState, now: datetime) -> None:
    alive = {derive(state, a, now) for a in state.aanvragen.values()} - DELETABLE
    if alive & CONTRACTED:
        raise IllegalState("dossier.overeenkomst")
    if alive:
        raise IllegalState("dossier.in_gebruik", allowed=("intrekking",))


def _set_aside(broker: Broker, state: DossierState, door: str, now: datetime) -> None:
    """
    What must be kept goes out of its owner's reach, and is destroyed when nothing keeps it any more (I10). A
    restriction of his own ends here (art. 18(2) AVG).
    """
    writer = DossierWriter(state, now, door)
    aside = {"wissing_gevraagd_op": now, "wissing_gevraagd_door": door, "beperkt": False, "beperkt_door": ""}
    writer.replace(state.dossier.model_copy(update=aside))
    writer.evidence("dossier.wissing_gevraagd")
    writer.commit(broker)
    for aanvraag_id in sorted({aanvraag_of(bericht.id) for bericht in untold(state, now)}):
        wake(broker, aanvraag_id)


def _recall(broker: Broker, state: DossierState, door: str, begun: datetime) -> DossierState:
    """
    However an Aanvraag ended, who holds its data on a permission is told; one transaction for each Aanvraag.

    Raises IllegalState when these are more than somebody wants to wait for; the next try begins where this one ended.
    """
    for aanvraag_id in state.aanvragen:
        if any(row.levering.intended for row in resting(state.of_aanvraag(aanvraag_id))):
            if not _patient(broker, begun):
                raise IllegalState("dossier.bericht_onderweg")
            now = broker.clock.now()
            writer = DossierWriter(state, now, door)
            end_sharing(broker, writer, state.aanvraag(aanvraag_id), now)
            state = writer.commit(broker)
    return state


def _tell_first(broker: Broker, state: DossierState, begun: datetime) -> None:
    """
    A recall must not be destroyed before it left (I4): what is due is sent now, what is on its way is waited for.

    Raises Conflict to read again after either, IllegalState when it takes longer than somebody wants to wait.
    """
    now = broker.clock.now()
    waiting = untold(state, now)
    due = sorted({aanvraag_of(bericht.id) for bericht in waiting if bericht.levering.is_due(now)})
    for aanvraag_id in due:
        if _patient(broker, begun):
            dispatch_verstrekkingen(broker, aanvraag_id)
        else:
            wake(broker, aanvraag_id)
    if (due or in_flight(state, now)) and _patient(broker, begun):
        raise Conflict
    if waiting or in_flight(state, now):
        raise IllegalState("dossier.bericht_onderweg")


def _patient(broker: Broker, begun: datetime) -> bool:
    return broker.clock.now() - begun < PATIENCE


def _resume_own(broker: Broker, actor: Actor, dossier_id: str) -> bool:
    """
    A deletion that stopped half-way: for whoever asked for it, asking again is as good as the first time.

    Raises Unavailable while somebody else is at work on it, a minute at most.
    """
    receipt = broker.store.get(Vernietiging, dossier_id) if is_id("dos", dossier_id) else None
    if receipt is None or receipt.klaar or receipt.door != actor.account_id:
        return False
    if not resume_destruction(broker, dossier_id):
        raise Unavailable
    return True
