"""Which Kredietverstrekkers cannot be reached: what fails there, and since when."""

from chalicelib.domain.bereikbaarheid import Bereikbaarheid
from chalicelib.usecases.list_kredietverstrekkers import every_kredietverstrekker
from chalicelib.usecases.listing import LARGEST
from chalicelib.usecases.ports.broker import Broker


def list_storingen(broker: Broker) -> list[tuple[str, Bereikbaarheid]]:
    """The name of each, and how it stands there; who fails longest first."""
    names = {row.id: row.naam for row in every_kredietverstrekker(broker) if not row.ended}
    ids = list(names)
    rows = [
        row
        for start in range(0, len(ids), LARGEST)
        for row in broker.store.get_many([(Bereikbaarheid, name) for name in ids[start : start + LARGEST]])
    ]
    failing = [row for row in rows if isinstance(row, Bereikbaarheid) and row.failing]
    return sorted(((names[row.id], row) for row in failing), key=lambda pair: str(pair[1].mislukt_sinds))
