"""
`herstel`, beside waking what must leave: finishing a destruction that began and stopped half-way, of a dossier (art. 8
lid 1) or of an account (art. 8 lid 2), and ending the wait of a Document in
quarantine. Each stands in the due index until it is complete.
"""

from datetime import datetime

from chalicelib.domain.ids import is_id
from chalicelib.domain.row import DueSoort
from chalicelib.usecases.destroy_dossier import failed, resume_destruction
from chalicelib.usecases.due_work import due_ids
from chalicelib.usecases.end_account import resume_end
from chalicelib.usecases.lapse_document import lapse_document
from chalicelib.usecases.ports.broker import Broker


def resume_vernietigingen(broker: Broker, now: datetime) -> int:
    """How many are complete by now that were not before. `now` is the event's time."""
    resumed = 0
    for row_id in due_ids(broker, DueSoort.VERNIETIGING, now):
        try:
            resumed += _resume(broker, row_id)
        except Exception as error:  # noqa: BLE001 - one that cannot go, for whatever reason, must not keep the others
            failed(row_id, error)  # it stays due, and the next minute begins with it
    return resumed


def _resume(broker: Broker, row_id: str) -> bool:
    if is_id("doc", row_id):
        return lapse_document(broker, row_id)
    return resume_end(broker, row_id) if is_id("acc", row_id) else resume_destruction(broker, row_id)
