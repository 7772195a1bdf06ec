"""The moment that an event names, by which its function decides what is due."""

from datetime import UTC, datetime

from chalicelib.usecases.ports.broker import Broker

SIMULATED = frozenset({"local", "test"})  # stages in which a run may be asked for a time to come


def event_time(broker: Broker, text: str) -> datetime:
    """
    In UTC. On AWS an event is never of later than now, so that nobody who may send one can make anything due early
    (art. 8 lid 1).
    """
    at = datetime.fromisoformat(text).astimezone(UTC)
    return at if broker.settings.stage in SIMULATED else min(at, broker.clock.now())
