"""The receipts of destruction (art. 8 lid 1): pseudonymous, one per dossier or contact person, a line per store."""

from chalicelib.domain.dossier import listing
from chalicelib.domain.register_rows import Vernietiging
from chalicelib.usecases.listing import page_of
from chalicelib.usecases.ports.broker import Broker


def list_vernietigingen(broker: Broker, after: str | None, limit: int) -> tuple[list[Vernietiging], str | None]:
    return page_of(broker, Vernietiging, listing("vernietigingen", "alle"), after, limit)
