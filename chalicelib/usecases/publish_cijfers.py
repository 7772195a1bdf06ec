"""
`anonimisering`: publishes the statistics of each quarter that has closed, once (art. 5 lid 11, art. 8 lid 3).

One write publishes: the row of a quarter can be inserted once. After it the counters are deleted, so that what was left
out is not kept either. Whoever dies in between is followed by the next run.
"""

from collections import defaultdict
from datetime import datetime, timedelta

from chalicelib import events
from chalicelib.domain.cijfer import Publicatie
from chalicelib.domain.kalender import quarters
from chalicelib.domain.model import Model
from chalicelib.errors import Conflict
from chalicelib.privacy.cijfers import Groep, Uitkomst, all_groups, digests
from chalicelib.privacy.cijfers_publicatie import REGELS, digest, geometric, publish
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert, Replace

FIRST_QUARTER = "2026-Q4"  # no stage is older than the project
# A destruction that began in a quarter is committed long before the quarter is read.
REST = timedelta(hours=1)
READ_AT_ONCE = 100  # rows, so quarters; more than anybody will live to see


class AnonimiseringUitkomst(Model):
    """`gepubliceerd` quarters, and of how many the counters are gone since this run."""

    gepubliceerd: int
    opgeruimd: int


def publish_cijfers(broker: Broker, now: datetime) -> AnonimiseringUitkomst:
    """`now` is the event's time. Running late, twice or not at all does no harm."""
    closed = list(quarters(FIRST_QUARTER, now - REST))[-READ_AT_ONCE:]
    rows = broker.store.get_many([(Publicatie, kwartaal) for kwartaal in closed])
    published = cleared = 0
    for kwartaal, row in zip(closed, rows, strict=True):
        publicatie = row
        if publicatie is None:
            publicatie = _publish(broker, kwartaal, now)
            published += publicatie is not None
        if isinstance(publicatie, Publicatie) and not publicatie.opgeruimd:
            cleared += _clear(broker, publicatie)
    return AnonimiseringUitkomst(gepubliceerd=published, opgeruimd=cleared)


def _publish(broker: Broker, kwartaal: str, now: datetime) -> Publicatie | None:
    """None when another run was first: then that one's figures are the figures."""
    cells = publish(_counts(broker, kwartaal), lambda: geometric(broker.entropy))
    row = Publicatie(id=kwartaal, regels=REGELS, gepubliceerd_op=now, sha256=digest(cells), cellen=cells)
    try:
        broker.store.commit(Insert(row))
    except Conflict:
        return None
    events.emit(events.STATISTICS_PUBLISHED, kwartaal=kwartaal, cellen=len(cells), sha256=row.sha256)
    return row


def _counts(broker: Broker, kwartaal: str) -> dict[Groep, dict[Uitkomst, int]]:
    """What was counted, its shards together, under the names of its groups."""
    by_digest: defaultdict[str, defaultdict[Uitkomst, int]] = defaultdict(lambda: defaultdict(int))
    for cijfer in broker.store.list_cijfers(kwartaal):
        by_digest[cijfer.groep][Uitkomst(cijfer.uitkomst)] += cijfer.aantal
    if not by_digest:
        return {}
    groups = tuple(all_groups())
    named = zip(groups, digests(groups, broker.vault.keyed_hash), strict=True)
    return {groep: dict(by_digest[name]) for groep, name in named if name in by_digest}


def _clear(broker: Broker, row: Publicatie) -> bool:
    broker.store.erase_cijfers(row.id)
    try:
        broker.store.commit(Replace(row.model_copy(update={"opgeruimd": True})))
    except Conflict:
        return False  # another run did the same meanwhile
    return True
