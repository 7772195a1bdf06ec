"""
`controle`: proves each night that of what was erased nothing is left, by the ledger and not by our own receipts
(art. 8 lid 1; I8).

Looked at is what was erased since the night before, and a seventh of what is older, so that each erasure is seen once
a week for as long as a back-up of ours could bring it back. What is older than every back-up is not looked at again.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from chalicelib import events
from chalicelib.domain.model import Model
from chalicelib.domain.wissing import Wissing
from chalicelib.errors import BrokerError
from chalicelib.privacy.bewaartermijn import HERSTELKOPIE
from chalicelib.usecases.find_remains import find_remains
from chalicelib.usecases.ports.broker import Broker

# `herstel` finishes within minutes what was cut short; what lasts longer rings as work that is overdue.
SETTLED = timedelta(minutes=10)
NEW = timedelta(days=2)  # yesterday's run may have been late
ROUND = 7  # days in which all that is older has its turn
BACKED_UP = timedelta(days=HERSTELKOPIE.dagen + 1)
UNKNOWN = "onbekend"  # it could not be looked at: the log says why
EACH = 100  # erasures between two lines of progress


class ControleUitkomst(Model):
    """`bekeken`: erasures that were looked at; `resten`: those of which something is left, or that we could not see."""

    bekeken: int
    resten: int


def check_wissingen(broker: Broker, now: datetime, stop_at: datetime | None = None) -> ControleUitkomst:
    """Changes nothing. From `stop_at` by the real clock nothing is looked at any more: the newest come first."""
    places = _turn(broker, now)
    bekeken = resten = 0
    for number, place in enumerate(places):
        if stop_at is not None and broker.clock.now() >= stop_at:
            events.emit(events.SWEEP_STOPPED, aantal=len(places) - number)
            break
        wissingen = broker.grootboek.read(place)
        if not wissingen:
            _stray()
        for wissing in wissingen:
            bekeken, resten = bekeken + 1, resten + _told(broker, wissing)
        if number % EACH == EACH - 1 or number == len(places) - 1:
            events.emit(events.SWEEP_PROGRESSED, gedaan=number + 1, totaal=len(places))
    return ControleUitkomst(bekeken=bekeken, resten=resten)


def _turn(broker: Broker, now: datetime) -> list[str]:
    """The places of the ledger that are looked at this night, the newest first."""
    return sorted(_due(broker.grootboek.list_after(_place(now - BACKED_UP)), now), reverse=True)


def _due(places: list[str], now: datetime) -> Iterator[str]:
    turn = now.toordinal() % ROUND
    for place in places:
        at = moment_of(place)
        if at is None:
            _stray()
        elif at <= now - SETTLED and (at > now - NEW or at.toordinal() % ROUND == turn):
            yield place


def _stray() -> None:
    """Somebody else wrote in the ledger: of what, nobody can say."""
    events.emit(events.REMAINS_FOUND, over="", wat=UNKNOWN, waar=UNKNOWN, code=None)


def moment_of(place: str) -> datetime | None:
    """When an entry of the ledger was written; None for what is none of ours, which keeps none of the others."""
    try:
        at = datetime.fromisoformat(place.partition("_")[0])
    except ValueError:
        return None
    return at if at.tzinfo else None


def _told(broker: Broker, wissing: Wissing) -> bool:
    """Whether anything is left of it; each store that holds some has a line of its own."""
    try:
        stores = find_remains(broker, wissing)
    except BrokerError as error:
        events.emit(events.REMAINS_FOUND, over=wissing.id, wat=wissing.wat, waar=UNKNOWN, code=error.code)
        return True
    except Exception:  # noqa: BLE001 - a row of it that nobody can read is left of it, and keeps none of the others
        events.emit(events.REMAINS_FOUND, over=wissing.id, wat=wissing.wat, waar=UNKNOWN, code=None)
        return True
    for store in stores:
        events.emit(events.REMAINS_FOUND, over=wissing.id, wat=wissing.wat, waar=store, code=None)
    return bool(stores)


def _place(at: datetime) -> str:
    """Where the ledger was at that moment."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
