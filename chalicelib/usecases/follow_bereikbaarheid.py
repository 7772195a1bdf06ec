"""What the outcome of a send says about who got it: it works again, it fails, or it failed for so long that we stop."""

from contextlib import suppress

from chalicelib import events
from chalicelib.domain.bereikbaarheid import Bereikbaarheid
from chalicelib.errors import Unavailable
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.egress import Outcome
from chalicelib.usecases.ports.store import Insert, Replace
from chalicelib.usecases.suspend_kredietverstrekker import suspend_kredietverstrekker
from chalicelib.usecases.transaction import settle

GONE = 410
GIVEN_UP = "storing-120-uur"


def follow_bereikbaarheid(
    broker: Broker, lessor_id: str, endpoint: str, outcome: Outcome, known: Bereikbaarheid | None
) -> None:
    """`known` is what was read when the send was decided: one that works and worked costs no call at all."""
    if outcome.received and (known is None or not known.failing):
        return
    if outcome.status == GONE:
        suspend_kredietverstrekker(broker, lessor_id, "endpoint-410", endpoint)
    # Many fail at the same time when one goes down; a failure that was not counted is made up for by the next.
    with suppress(Unavailable):
        before, after = settle(broker, lambda: _count(broker, lessor_id, outcome))
        _tell(before, after)
        if after.given_up(broker.clock.now()):
            suspend_kredietverstrekker(broker, lessor_id, GIVEN_UP, endpoint)


def forget_storing(broker: Broker, lessor_id: str) -> None:
    """An operator looked: what failed before says nothing about what is sent from now on."""

    def forget() -> None:
        row = broker.store.get(Bereikbaarheid, lessor_id)
        if row is not None and row.failing:
            broker.store.commit(Replace(row.recovered()))

    settle(broker, forget)


def reason_of(outcome: Outcome) -> str:
    """A code without data."""
    return outcome.reason or f"http-{outcome.status}"


def _count(broker: Broker, lessor_id: str, outcome: Outcome) -> tuple[Bereikbaarheid, Bereikbaarheid]:
    stored = broker.store.get(Bereikbaarheid, lessor_id)
    before = stored or Bereikbaarheid(id=lessor_id)
    after = before.recovered() if outcome.received else before.failed(broker.clock.now(), reason_of(outcome))
    if after != before:
        broker.store.commit(Replace(after) if stored else Insert(after))
    return before, after


def _tell(before: Bereikbaarheid, after: Bereikbaarheid) -> None:
    """Which one, what fails and since when, at each failure for as long as it is down; and once that it is back."""
    if after.down and after.mislukt_sinds is not None:
        events.emit(
            events.KREDIETVERSTREKKER_DOWN,
            kredietverstrekker=after.id,
            reden=after.reden,
            sinds=after.mislukt_sinds.isoformat(),
            mislukkingen=after.mislukkingen,
        )
    elif before.down and not after.failing:
        events.emit(events.KREDIETVERSTREKKER_BACK, kredietverstrekker=after.id)
