"""What the ledger of erasures says of one day: many receipts of that day cost what it holds, and not a look each."""

from datetime import date

from chalicelib.usecases.ports.broker import Broker


def list_erased(broker: Broker, day: date) -> frozenset[str]:
    """The ids of what was erased on this day (UTC), of every kind."""
    places = broker.grootboek.list_day(day)
    return frozenset(wissing.id for place in places for wissing in broker.grootboek.read(place))
