"""EventBridge on loopback: fires the scheduled functions of the contract, each with the time it was due."""

import sys
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from infra.local.config import LocalError
from infra.local.events import Context, Event, scheduled_event

MINUTE = timedelta(minutes=1)
# The hour and minute (UTC) of each that the app has; None is every one of them.
SCHEDULE: Mapping[str, tuple[int | None, int | None]] = {
    "herstel": (None, None),
    "termijnen": (None, 5),
    "bewaartermijnen": (2, 0),
    "anonimisering": (3, 0),
    "controle": (4, 0),
}
AT_START = "herstel"
# Nothing is due before the project began. A run looks at each day up to its own, so one for the year 9999 never ends.
EARLIEST = datetime(2026, 11, 1, tzinfo=UTC)
YEARS_AHEAD = 30
SCHEDULED_SECONDS = 900.0  # the longest that a function may take
FURTHEST = timedelta(days=365.25 * YEARS_AHEAD)

Function = Callable[[Event, Context], Any]


class Clock:
    """One thread that fires what is due, minute by minute; a function that fails is simply due again later."""

    def __init__(self, functions: Mapping[str, Function]) -> None:
        self._functions = functions
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="clock", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        last = datetime.now(UTC)
        self._fire(AT_START, last)
        while not self._stop.wait(_until_next_minute(datetime.now(UTC))):
            now = datetime.now(UTC)
            for name, at in due(last, now):
                self._fire(name, at)
            last = now

    def _fire(self, name: str, at: datetime) -> None:
        function = self._functions.get(name)
        if function is None or self._stop.is_set():
            return
        try:
            function(scheduled_event(name, at), Context(name, SCHEDULED_SECONDS))
        except Exception as error:  # noqa: BLE001 - as EventBridge: one failed run stops no later one
            print(f"schedule {name}: failed with {type(error).__name__}", file=sys.stderr)


def event_time(text: str, now: datetime) -> datetime:
    """The moment that somebody chose for a run, in UTC. Raises LocalError for one that is unreadable or too far."""
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is None:
            raise LocalError("AT needs its time zone, like 2027-06-01T02:00:00Z")
        in_range = EARLIEST <= at <= now + FURTHEST
    except ValueError as error:
        raise LocalError("AT is a time like 2027-06-01T02:00:00Z") from error
    if not in_range:
        raise LocalError(f"AT lies between {EARLIEST:%Y-%m-%d} and {YEARS_AHEAD} years from now")
    return at.astimezone(UTC)


def due(after: datetime, until: datetime) -> list[tuple[str, datetime]]:
    """
    What falls due after `after`, up to and including `until`, in order of time.

    After a pause (a laptop that slept) each function runs once, for the last time it was due.
    """
    found: dict[str, datetime] = {}
    minute = after.replace(second=0, microsecond=0) + MINUTE
    while minute <= until:
        for name, (at_hour, at_minute) in SCHEDULE.items():
            if at_hour in {None, minute.hour} and at_minute in {None, minute.minute}:
                found[name] = minute
        minute += MINUTE
    return sorted(found.items(), key=lambda item: (item[1], item[0]))


def _until_next_minute(now: datetime) -> float:
    return 60 - now.second - now.microsecond / 1_000_000
