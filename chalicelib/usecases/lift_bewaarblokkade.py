"""
Lifting a bewaarblokkade: one person asks, another does it (I10). What it alone kept is destroyed by the next sweep.

The row and its reason go; the evidence tells who placed it, on what ground, and which two lifted it.
"""

from pydantic import AwareDatetime

from chalicelib.domain.bewaarblokkade import Bewaarblokkade
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import dossier_of
from chalicelib.domain.model import Model
from chalicelib.errors import IllegalState
from chalicelib.usecases.drop_kept import drop_kept, drop_some
from chalicelib.usecases.found_bewaarblokkade import found_bewaarblokkade
from chalicelib.usecases.lift_for_case import lift
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.transaction import DossierWriter, settle


class OpheffingGevraagd(Model):
    id: str
    status: str
    opheffing_gevraagd_op: AwareDatetime | None


def lift_bewaarblokkade(broker: Broker, actor: Actor, blokkade_id: str) -> OpheffingGevraagd | None:
    """
    What waits for a second person; None when this was the second, and it is lifted.

    Raises IllegalState for the hold of an open case: that ends with its case.
    """
    waiting = settle(broker, lambda: _ask_or_lift(broker, actor, blokkade_id))
    if waiting is None:
        drop_kept(broker, dossier_of(blokkade_id), actor.account_id)
    return waiting


def _ask_or_lift(broker: Broker, actor: Actor, blokkade_id: str) -> OpheffingGevraagd | None:
    state, row = found_bewaarblokkade(broker, blokkade_id)
    if row.zaak:
        raise IllegalState("bewaarblokkade.zaak_open", veld="grond")
    writer = DossierWriter(state, broker.clock.now(), actor.account_id)
    if row.opheffing_door in ("", actor.account_id):
        return _ask(broker, writer, row, actor)
    lift(writer, row)
    if len(state.blokkades) == 1:
        drop_some(writer)
    writer.commit(broker)
    return None


def _ask(broker: Broker, writer: DossierWriter, row: Bewaarblokkade, actor: Actor) -> OpheffingGevraagd:
    """Asking twice is asking once: the same person never lifts what he asked for."""
    if not row.opheffing_door:
        now = broker.clock.now()
        row = row.model_copy(update={"opheffing_door": actor.account_id, "opheffing_gevraagd_op": now})
        writer.replace(row)
        writer.evidence("bewaarblokkade.opheffing_gevraagd", blokkade=row.id)
        writer.commit(broker)
    return OpheffingGevraagd(id=row.id, status=row.status, opheffing_gevraagd_op=row.opheffing_gevraagd_op)
