"""What waits, or waited, for two persons before it was destroyed: counts per rule, no ids of dossiers."""

from chalicelib.domain.dossier import listing
from chalicelib.domain.register_rows import Bulkvernietiging
from chalicelib.usecases.listing import page_of
from chalicelib.usecases.ports.broker import Broker


def list_bulkvernietigingen(broker: Broker, after: str | None, limit: int) -> tuple[list[Bulkvernietiging], str | None]:
    return page_of(broker, Bulkvernietiging, listing("bulkvernietigingen", "alle"), after, limit)
