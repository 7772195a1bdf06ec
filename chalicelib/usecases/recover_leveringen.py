"""`herstel`: whatever should have left by now and did not, is woken again; the due index is the outbox (I1)."""

from datetime import datetime

from chalicelib.domain.ids import aanvraag_of
from chalicelib.domain.row import DueSoort
from chalicelib.usecases.due_work import due_ids
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.submit_aanvraag import wake


def recover_leveringen(broker: Broker, now: datetime) -> int:
    """Wake each Aanvraag that has something due, once; how many."""
    found = dict.fromkeys(aanvraag_of(row_id) for row_id in due_ids(broker, DueSoort.LEVERING, now))
    for aanvraag_id in found:
        wake(broker, aanvraag_id)
    return len(found)
