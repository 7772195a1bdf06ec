"""What happened to one Kredietverstrekker, step by step, as its chain of evidence tells it; the newest first."""

from chalicelib.domain.kredietverstrekker import Kredietverstrekker
from chalicelib.errors import InvalidInput
from chalicelib.privacy.bewijs import Bewijsstuk
from chalicelib.usecases.found_kredietverstrekker import found_kredietverstrekker
from chalicelib.usecases.ports.broker import Broker

DIGITS = 9


def list_verloop(broker: Broker, lessor_id: str, after: str | None, limit: int) -> tuple[list[Bewijsstuk], str | None]:
    """One page, and the number to go on from. Raises InvalidInput for a place that no page gave."""
    row = found_kredietverstrekker(broker, lessor_id)
    newest = _before(row, after)
    numbers = range(newest, max(newest - limit, 0), -1)
    found = broker.store.get_many([(Bewijsstuk, f"{row.id}/{nr}") for nr in numbers]) if numbers else []
    rest = newest - len(numbers)
    return [stuk for stuk in found if isinstance(stuk, Bewijsstuk)], str(rest + 1) if rest > 0 else None


def _before(row: Kredietverstrekker, after: str | None) -> int:
    """The number of the first entry of a page; `after` is the number of the last one of the page before."""
    if after is None:
        return row.bewijs_nr
    if not (after.isascii() and after.isdigit() and len(after) <= DIGITS and 0 < int(after) <= row.bewijs_nr):
        raise InvalidInput.one("na", "na.formaat")
    return int(after) - 1
