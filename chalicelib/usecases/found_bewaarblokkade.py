"""Finding a bewaarblokkade: of a dossier that is being destroyed there is none left."""

from chalicelib.domain.bewaarblokkade import Bewaarblokkade
from chalicelib.domain.ids import dossier_of, is_id
from chalicelib.domain.state import DossierState
from chalicelib.errors import NotFound
from chalicelib.usecases.ports.broker import Broker


def found_dossier(broker: Broker, dossier_id: str) -> DossierState:
    """The dossier, whoever owns it. Raises NotFound when it is not there, or no id."""
    state = broker.store.load_dossier(dossier_id) if is_id("dos", dossier_id) else None
    if state is None or state.dossier.vernietigd:
        raise NotFound
    return state


def found_bewaarblokkade(broker: Broker, blokkade_id: str) -> tuple[DossierState, Bewaarblokkade]:
    if not is_id("blo", blokkade_id):
        raise NotFound
    state = found_dossier(broker, dossier_of(blokkade_id))
    if blokkade_id not in state.blokkades:
        raise NotFound
    return state, state.blokkades[blokkade_id]
