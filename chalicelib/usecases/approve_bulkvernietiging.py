"""Two persons approve that more dossiers go at once than the setting says (clauses S13)."""

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import is_id
from chalicelib.domain.register_rows import BulkStatus, Bulkvernietiging
from chalicelib.errors import IllegalState, NotFound
from chalicelib.privacy.bewijs import append
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert, Replace
from chalicelib.usecases.transaction import settle

PERSONS = 2


def approve_bulkvernietiging(broker: Broker, actor: Actor, bulk_id: str) -> Bulkvernietiging:
    """
    From the second person on the next run carries it out. Raises NotFound for an unknown id, IllegalState when it
    waits for nobody any more, or waits for another person than this one.
    """
    if not is_id("bul", bulk_id):
        raise NotFound
    return settle(broker, lambda: _approve(broker, actor, bulk_id))


def _approve(broker: Broker, actor: Actor, bulk_id: str) -> Bulkvernietiging:
    row = broker.store.get(Bulkvernietiging, bulk_id)
    if row is None:
        raise NotFound
    if row.status is not BulkStatus.WACHT:
        raise IllegalState("bulk.niet_open")
    if actor.account_id in row.goedgekeurd_door:
        raise IllegalState("bulk.tweede_persoon", veld="goedkeuring")
    persons = (*row.goedgekeurd_door, actor.account_id)
    status = BulkStatus.GOEDGEKEURD if len(persons) >= PERSONS else BulkStatus.WACHT
    approved = row.model_copy(update={"goedgekeurd_door": persons, "status": status})
    now = broker.clock.now()
    approved, stuk = append(approved, "bulkvernietiging.goedgekeurd", now, actor.account_id, {"aantal": row.aantal})
    broker.store.commit(Replace(approved), Insert(stuk))
    return approved.model_copy(update={"rev": approved.rev + 1})
