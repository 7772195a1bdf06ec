"""One message to a Kredietverstrekker, by its id, with everything of its dossier; without anything personal."""

from chalicelib.domain.ids import dossier_of, is_id
from chalicelib.domain.state import DossierState
from chalicelib.errors import NotFound
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.withhold import Due


def find_levering(broker: Broker, row_id: str) -> tuple[DossierState, Due]:
    """Raises NotFound for what is no message, or is in a dossier that only `juridisch` reaches (I10)."""
    if not (is_id("ver", row_id) or is_id("ber", row_id)):
        raise NotFound
    state = broker.store.load_dossier(dossier_of(row_id))
    if state is None or state.dossier.vernietigd or state.dossier.withheld(broker.clock.now()):
        raise NotFound
    row: Due | None = state.verstrekkingen.get(row_id) or state.berichten.get(row_id)
    if row is None:
        raise NotFound
    return state, row
