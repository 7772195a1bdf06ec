"""A Kredietverstrekker asks how we tried to reach it about one Verstrekking: times and codes, nothing personal."""

from collections.abc import Mapping

from chalicelib.domain.ids import dossier_of
from chalicelib.errors import Gone
from chalicelib.usecases.messages import fetch_path
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.signed_get import lessor_of, signed_get
from chalicelib.usecases.withhold import Due


def list_pogingen(broker: Broker, verstrekking_id: str, headers: Mapping[str, str]) -> list[Due]:
    """The message itself and those that followed, the oldest first. Raises BadSignature, or Gone once erased."""
    lessor_id = lessor_of(broker, verstrekking_id)
    signed_get(broker, lessor_id, verstrekking_id, f"{fetch_path(verstrekking_id)}/pogingen", headers)
    state = broker.store.load_dossier(dossier_of(verstrekking_id))
    row = state.verstrekkingen.get(verstrekking_id) if state and not state.dossier.vernietigd else None
    if state is None or row is None or state.dossier.withheld(broker.clock.now()):
        raise Gone
    later = [item for item in state.berichten.values() if item.verstrekking_id == row.id]
    return [row, *sorted(later, key=lambda item: (item.gemaakt_op, item.id))]
