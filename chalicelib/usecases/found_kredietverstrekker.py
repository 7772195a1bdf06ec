"""One Kredietverstrekker by id; what is no id is not there either."""

from chalicelib.domain.ids import is_id
from chalicelib.domain.kredietverstrekker import Kredietverstrekker
from chalicelib.errors import NotFound
from chalicelib.usecases.ports.broker import Broker


def found_kredietverstrekker(broker: Broker, lessor_id: str) -> Kredietverstrekker:
    row = broker.store.get(Kredietverstrekker, lessor_id) if is_id("kre", lessor_id) else None
    if row is None:
        raise NotFound
    return row
