"""A worker of the queue `wissingen`: the dossiers that the sweep named to it are destroyed (art. 8 lid 1)."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.errors import Unavailable
from chalicelib.usecases.destroy_together import TOGETHER, VERNIETIGD, Tally, destroy_together, parts
from chalicelib.usecases.ports.broker import Broker


def purge_named_dossiers(broker: Broker, dossier_ids: Sequence[str], now: datetime) -> int:
    """
    How many went. A message is no permission: whether a dossier is due at `now` is computed from what is stored.

    Raises Unavailable when one of them failed: the message comes again, and finds the others gone.
    """
    tally = Tally(len(dossier_ids))
    for batch in parts(dossier_ids, TOGETHER):
        destroy_together(broker, batch, now, tally)
    if tally.failures:
        raise Unavailable("dossiers of the message could not go")
    return tally.counts[VERNIETIGD]
