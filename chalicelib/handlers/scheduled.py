"""
What the clock fires. The event's own time is `now`, so that a late or repeated run decides as it should have.

Lambda calls these functions as they are (infra/functions.yaml), so that a scheduled function never loads Chalice.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from chalicelib import events, wiring
from chalicelib.usecases.purge_due_dossiers import purge_due_dossiers
from chalicelib.usecases.recover_leveringen import recover_leveringen
from chalicelib.usecases.resume_vernietigingen import resume_vernietigingen


def on_herstel(event: Mapping[str, Any], _context: object = None) -> dict[str, int]:
    """Wake what should have left by now, then finish what began to be destroyed."""
    broker, at = wiring.broker(), _at(event)
    woken = recover_leveringen(broker, at).model_dump()
    return _ran("herstel", {**woken, "hervat": resume_vernietigingen(broker, at)})


def on_bewaartermijnen(event: Mapping[str, Any], _context: object = None) -> dict[str, int]:
    """Destroy what is due (art. 8 lid 1)."""
    return _ran("bewaartermijnen", purge_due_dossiers(wiring.broker(), _at(event)).model_dump())


def _at(event: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(event["time"]).astimezone(UTC)


def _ran(name: str, tally: dict[str, int]) -> dict[str, int]:
    events.emit(events.SCHEDULE_RAN, taak=name, aantal=sum(tally.values()))
    return tally
