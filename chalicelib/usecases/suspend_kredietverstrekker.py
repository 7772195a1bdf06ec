"""A Kredietverstrekker whose endpoint says that it is gone gets nothing more until an operator looks."""

from chalicelib import events
from chalicelib.domain.gebruiker import SYSTEEM
from chalicelib.domain.kredietverstrekker import Kredietverstrekker, KredietverstrekkerStatus
from chalicelib.privacy.bewijs import append
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert, Replace
from chalicelib.usecases.transaction import settle


def suspend_kredietverstrekker(broker: Broker, lessor_id: str, reden: str, endpoint: str) -> None:
    """Only if `endpoint` is still the one that failed; harmless when already suspended."""
    settle(broker, lambda: _suspend(broker, lessor_id, reden, endpoint))


def _suspend(broker: Broker, lessor_id: str, reden: str, endpoint: str) -> None:
    row = broker.store.get(Kredietverstrekker, lessor_id)
    if row is None or not row.active or row.endpoint != endpoint:
        return
    changed = row.model_copy(update={"status": KredietverstrekkerStatus.OPGESCHORT, "reden": reden})
    changed, stuk = append(changed, "kredietverstrekker.opgeschort", broker.clock.now(), SYSTEEM, {"reden": reden})
    broker.store.commit(Replace(changed), Insert(stuk))
    events.emit(events.KREDIETVERSTREKKER_SUSPENDED, kredietverstrekker=lessor_id, reden=reden)
