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
from chalicelib.usecases.found_bewaarblokkade import found_bewaarblokkade
from chalicelib.usecases.lift_for_case import lift
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.transaction import DossierWriter, settle

DROPPED_AT_ONCE = 50  # contents in one transaction


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
        while settle(broker, lambda: _drop_contents(broker, dossier_of(blokkade_id), actor.account_id)):
            pass
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
        _drop(writer)
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


def _drop_contents(broker: Broker, dossier_id: str, door: str) -> bool:
    """What somebody removed while it was held goes now, unless another hold keeps it; True while there is more."""
    state = broker.store.load_dossier(dossier_id)
    if state is None or state.dossier.vernietigd or state.blokkades or not state.dossier.aangehouden:
        return False
    writer = DossierWriter(state, broker.clock.now(), door)
    rest = _drop(writer)
    writer.commit(broker)
    return bool(rest)


def _drop(writer: DossierWriter) -> int:
    """The first of these contents, with the lift itself where they are few; how many are left."""
    dossier = writer.state.dossier
    dropping, rest = dossier.aangehouden[:DROPPED_AT_ONCE], dossier.aangehouden[DROPPED_AT_ONCE:]
    if dropping:
        writer.replace(dossier.model_copy(update={"aangehouden": rest}))
        for content in [content for content in writer.state.inhoud.values() if content.key() in dropping]:
            writer.remove(content)
        writer.evidence("inhoud.vervallen", aantal=len(dropping))
    return len(rest)
