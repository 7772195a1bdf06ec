"""A bewaarblokkade whose day of review is past rings each day until it is lifted; it never lifts by itself (I10)."""

from datetime import datetime

from chalicelib import events
from chalicelib.domain.bewaarblokkade import Bewaarblokkade
from chalicelib.domain.row import DueSoort
from chalicelib.usecases.due_work import due_ids
from chalicelib.usecases.ports.broker import Broker


def remind_herziening(broker: Broker, now: datetime) -> int:
    """How many wait for review."""
    found = [broker.store.get(Bewaarblokkade, row_id) for row_id in due_ids(broker, DueSoort.HERZIENING, now)]
    overdue = [row for row in found if row is not None and row.overdue(now)]
    for row in overdue:
        events.emit(events.HOLD_OVERDUE, blokkade=row.id)
    return len(overdue)
