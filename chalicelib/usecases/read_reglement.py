"""One published document, as it was published (art. 2 lid 1: made available; art. 12 lid 1)."""

from chalicelib.domain.reglement_versie import ReglementVersie, reglement_id
from chalicelib.errors import NotFound
from chalicelib.usecases.ports.broker import Broker


def read_reglement(broker: Broker, soort: str, versie: str) -> ReglementVersie:
    """Raises NotFound for anything that is not published."""
    row_id = reglement_id(soort, versie)
    found = broker.store.get(ReglementVersie, row_id) if row_id else None
    if found is None:
        raise NotFound
    return found
