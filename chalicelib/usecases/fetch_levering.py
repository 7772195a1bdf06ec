"""A Kredietverstrekker that was told of a message fetches it: a signed GET, once for each webhook-id."""

from collections.abc import Mapping

from chalicelib.domain.register_rows import Ontvangst
from chalicelib.errors import IllegalState
from chalicelib.usecases.disclose import LeveringInhoud, disclose
from chalicelib.usecases.messages import fetch_path
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.signed_get import lessor_of, signed_get
from chalicelib.usecases.transaction import settle


def fetch_levering(broker: Broker, verstrekking_id: str, headers: Mapping[str, str]) -> LeveringInhoud:
    """Raises BadSignature (also for what is not theirs, or not there), Gone or IllegalState."""
    lessor_id = lessor_of(broker, verstrekking_id)
    receipt = signed_get(broker, lessor_id, verstrekking_id, fetch_path(verstrekking_id), headers)
    return settle(broker, lambda: _fetch(broker, verstrekking_id, lessor_id, receipt))


def _fetch(broker: Broker, verstrekking_id: str, lessor_id: str, receipt: Ontvangst) -> LeveringInhoud:
    if broker.store.get(Ontvangst, receipt.id) is not None:
        raise IllegalState("webhook-id.hergebruikt", veld="webhook-id")
    return disclose(broker, verstrekking_id, lessor_id, lessor_id, receipt)
