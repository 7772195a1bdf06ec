"""`herstel`: what should have left by now, or has to be asked for, is woken; the due index is the outbox (I1)."""

from datetime import datetime

from chalicelib.domain.ids import aanvraag_of
from chalicelib.domain.row import DueSoort
from chalicelib.usecases.due_work import due_ids
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.submit_aanvraag import wake


def recover_leveringen(broker: Broker, now: datetime) -> int:
    """Wake each Aanvraag that has something due or to be asked, once; how many."""
    due = (row_id for soort in (DueSoort.LEVERING, DueSoort.BEVRAGING) for row_id in due_ids(broker, soort, now))
    found = dict.fromkeys(map(aanvraag_of, due))
    for aanvraag_id in found:
        wake(broker, aanvraag_id)
    return len(found)
