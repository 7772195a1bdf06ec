"""
What is due, day by day, from the oldest day that may still hold work (design 3: never a scan).

A job remembers the first day it has not finished, by the real clock: a run for a later moment (`AT=`) must not
make it skip what will be written for the days between. Nothing is ever put into a day before yesterday, so days that
were found empty need no second look; a job that did not run for weeks catches up by itself.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from chalicelib import events
from chalicelib.domain.register_rows import Voortgang
from chalicelib.domain.row import DueSoort
from chalicelib.errors import Conflict
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert, Replace

FIRST_DAY = date(2026, 11, 1)  # no stage is older than the project
SETTLED = timedelta(days=1)
NOTED_EVERY = timedelta(days=30)  # of days without work: a run that its function's time-out ends came further still


def first_day(broker: Broker, soort: DueSoort) -> date:
    """Nothing that is due stands in an earlier day, and nothing will be put there."""
    progress = broker.store.get(Voortgang, soort)
    yesterday = broker.clock.now().astimezone(UTC).date() - SETTLED
    return min(date.fromisoformat(progress.dag), yesterday) if progress else FIRST_DAY


def due_ids(broker: Broker, soort: DueSoort, now: datetime) -> Iterator[str]:
    """The ids of rows that are due at `now`, oldest day first; each may be gone or done when it is read."""
    progress = broker.store.get(Voortgang, soort)
    first = day = date.fromisoformat(progress.dag) if progress else FIRST_DAY
    last = now.astimezone(UTC).date()
    yesterday = broker.clock.now().astimezone(UTC).date() - SETTLED
    resume_at: date | None = None
    oldest, count = now, 0
    try:
        while day <= last:
            ids = broker.store.list_due(soort, day, now)
            if ids and not count:
                oldest = broker.store.oldest_due(soort, day, now) or now
            count += len(ids)
            if resume_at is None and (ids or day > last - SETTLED):
                resume_at = day
            yield from ids
            day += timedelta(days=1)
            if resume_at is None and (day - first) % NOTED_EVERY == timedelta():
                progress = _remember(broker, progress, soort, min(day, yesterday))
    finally:  # who takes no more than it can do closes this before its end
        events.emit(events.WORK_FOUND, soort=soort, aantal=count, oudste=int((now - oldest).total_seconds()))
    # A run for a moment before `first` has looked at nothing, and finished no less than was finished.
    _remember(broker, progress, soort, min(max(first, resume_at or last), yesterday))


def _remember(broker: Broker, progress: Voortgang | None, soort: DueSoort, day: date) -> Voortgang | None:
    """What is noted from now on; what another run of the same job noted meanwhile is as true, and stays."""
    if progress is not None and progress.dag == day.isoformat():
        return progress
    row = Voortgang(id=soort, dag=day.isoformat(), rev=progress.rev if progress else 0)
    try:
        broker.store.commit(Replace(row) if progress else Insert(row))
    except Conflict:
        return broker.store.get(Voortgang, soort)
    return row.model_copy(update={"rev": row.rev + 1})
