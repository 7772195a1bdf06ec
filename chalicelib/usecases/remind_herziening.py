"""A bewaarblokkade whose day of review is past rings each day until it is lifted; it never lifts by itself (I10)."""

from datetime import datetime

from chalicelib import events
from chalicelib.domain.bewaarblokkade import Bewaarblokkade
from chalicelib.domain.row import DueSoort
from chalicelib.usecases.due_work import due_ids
from chalicelib.usecases.ports.broker import Broker


def remind_herziening(broker: Broker, now: datetime) -> int:
    """How many wait for review."""
    overdue = [row_id for row_id in due_ids(broker, DueSoort.HERZIENING, now) if _is_overdue(broker, row_id, now)]
    for row_id in overdue:
        events.emit(events.HOLD_OVERDUE, blokkade=row_id)
    return len(overdue)


def _is_overdue(broker: Broker, row_id: str, now: datetime) -> bool:
    """One that cannot be read waits for somebody as well."""
    try:
        row = broker.store.get(Bewaarblokkade, row_id)
    except Exception:  # noqa: BLE001 - whatever is wrong with this one, the others have to ring too
        return True
    return row is not None and row.overdue(now)
