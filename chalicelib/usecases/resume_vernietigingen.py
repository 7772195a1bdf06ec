"""
`herstel`, beside waking what must leave: finishing a destruction that began and stopped half-way, of a dossier (art. 8
lid 1) or of an account (art. 8 lid 2). Each stands in the due index until it is complete.
"""

from datetime import datetime

from chalicelib import events
from chalicelib.domain.ids import is_id
from chalicelib.domain.row import DueSoort
from chalicelib.errors import BrokerError
from chalicelib.usecases.destroy_dossier import resume_destruction
from chalicelib.usecases.due_work import due_ids
from chalicelib.usecases.end_account import resume_end
from chalicelib.usecases.ports.broker import Broker


def resume_vernietigingen(broker: Broker, now: datetime) -> int:
    """How many are complete by now that were not before. `now` is the event's time."""
    resumed = 0
    for row_id in due_ids(broker, DueSoort.VERNIETIGING, now):
        resume = resume_end if is_id("acc", row_id) else resume_destruction
        try:
            resumed += resume(broker, row_id)
        except BrokerError as error:
            # One that cannot go now must not keep the others: it stays due, and the next minute begins with it.
            events.emit(events.DESTRUCTION_FAILED, rij=row_id, code=error.code)
    return resumed
