"""Reads many rows, of which one that nobody can read keeps none of the others."""

from collections.abc import Callable, Sequence

from chalicelib.domain.row import Row
from chalicelib.errors import BrokerError
from chalicelib.usecases.ports.broker import Broker

Ref = tuple[type[Row], str]
Failed = Callable[[str, Exception], object]  # the id of a row, and what reading it raised


def read_apart(broker: Broker, refs: Sequence[Ref], failed: Failed) -> Sequence[Row | None]:
    """As the store's `get_many`; None for a row that is not as its class says, too. Raises Unavailable."""
    try:
        return broker.store.get_many(refs)
    except BrokerError:
        raise
    except Exception:  # noqa: BLE001 - what an adapter raises for a row that is none is its own
        return [_read(broker, ref, failed) for ref in refs]


def _read(broker: Broker, ref: Ref, failed: Failed) -> Row | None:
    try:
        return broker.store.get_many([ref])[0]
    except BrokerError:
        raise
    except Exception as error:  # noqa: BLE001 - as above, and now we know which
        failed(ref[1], error)
        return None
