"""Dead letters: messages to Kredietverstrekkers that nobody tries any more, the latest first (I14)."""

from chalicelib.domain.dossier import Dossier
from chalicelib.domain.ids import dossier_of
from chalicelib.domain.levering import LeveringStatus
from chalicelib.domain.verstrekking import DEAD_LETTERS, Bericht, Verstrekking
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.withhold import Due


def list_leveringen(broker: Broker, after: str | None, limit: int) -> tuple[list[Due], str | None]:
    """Without those of a dossier that only `juridisch` reaches (I10), and what was asked for again meanwhile."""
    page = broker.store.list_owned(DEAD_LETTERS, after=after, limit=limit)
    if not page.ids:
        return [], page.volgende
    rows = broker.store.get_many([(Verstrekking if _is_first(row_id) else Bericht, row_id) for row_id in page.ids])
    dossiers = broker.store.get_many([(Dossier, name) for name in dict.fromkeys(map(dossier_of, page.ids))])
    now = broker.clock.now()
    kept = {row.id for row in dossiers if isinstance(row, Dossier) and not row.withheld(now)}
    found = [row for row in rows if isinstance(row, Verstrekking | Bericht) and dossier_of(row.id) in kept]
    return [row for row in found if row.levering.status is LeveringStatus.MISLUKT], page.volgende


def _is_first(row_id: str) -> bool:
    return row_id.startswith("ver_")
