"""
More dossiers due in one run than a setting says wait for two persons (clauses S13): whatever made so many due at once,
a fault in a rule or in a clock too, nobody can bring them back.

An approval is for what the run found: what was due by the last moment of these. The others are counted anew.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from chalicelib import events
from chalicelib.domain.dossier import Dossier, listing
from chalicelib.domain.gebruiker import SYSTEEM
from chalicelib.domain.ids import root_id
from chalicelib.domain.register_rows import BulkStatus, Bulkvernietiging, Vernietiging
from chalicelib.domain.row import Row
from chalicelib.errors import Conflict
from chalicelib.privacy.bewaartermijn import BEWIJS
from chalicelib.privacy.bewijs import append
from chalicelib.usecases.destroy_dossier import failed
from chalicelib.usecases.listing import page_of
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert, Replace
from chalicelib.usecases.read_apart import read_apart

READ_AT_ONCE = 100


class _Due(NamedTuple):
    """What has to be known of a dossier, and no more: a hundred thousand of them stand in memory."""

    id: str
    regel: str
    op: datetime | None


def admit_bulk(broker: Broker, dossier_ids: Sequence[str], now: datetime) -> Sequence[str]:
    """Those of the due dossiers that may go in this run; none while more than the setting wait for approval."""
    if len(dossier_ids) <= broker.settings.bulk_grens:
        _settle(broker)
        return dossier_ids
    rows = _read(broker, dossier_ids)
    bulk = _find_open(broker)
    if bulk is not None and bulk.status is BulkStatus.WACHT:
        events.emit(events.BULK_WAITING, bulk=bulk.id, aantal=len(rows))
        return []
    approved = [row for row in rows if bulk is not None and _due_by(row, bulk.tot)]
    later = [row for row in rows if bulk is None or not _due_by(row, bulk.tot)]
    if len(later) <= broker.settings.bulk_grens:
        return [row.id for row in (*approved, *later)]
    if len(approved) <= broker.settings.bulk_grens:  # a few of them that do not go must not keep the next from asking
        _finish(broker, bulk)
        _announce(broker, later, now)
    return [row.id for row in approved]


def _find_open(broker: Broker) -> Bulkvernietiging | None:
    """The last one, unless it is over. Found too late it only waits for longer, or twice."""
    rows, _ = page_of(broker, Bulkvernietiging, listing("bulkvernietigingen", "alle"), None, 1)
    return rows[0] if rows and rows[0].status is not BulkStatus.AFGEROND else None


def _read(broker: Broker, dossier_ids: Sequence[str]) -> list[_Due]:
    """
    Of their own rows alone, a hundred in one read: rule and day stand there in clear. Of one that was destroyed the
    evidence is due, and its receipt says since when.
    """
    found: list[_Due] = []
    for at in range(0, len(dossier_ids), READ_AT_ONCE):
        part = dossier_ids[at : at + READ_AT_ONCE]
        rows = _rows(broker, Dossier, part)
        gone = [one for one in part if one not in rows]
        rows |= _rows(broker, Vernietiging, gone) if gone else {}
        found += [_due(row) for row in rows.values()]
    return found


def _rows(broker: Broker, kind: type[Row], ids: Sequence[str]) -> dict[str, Row]:
    rows = read_apart(broker, [(kind, one) for one in ids], failed)
    return {row.id: row for row in rows if row is not None}


def _due(row: Row) -> _Due:
    due = row.due()
    return _Due(row.id, row.regel if isinstance(row, Dossier) else BEWIJS.id, due.op if due else None)


def _due_by(row: _Due, moment: datetime) -> bool:
    return row.op is not None and row.op <= moment


def _announce(broker: Broker, rows: Sequence[_Due], now: datetime) -> None:
    totals = Counter(row.regel for row in rows)
    bulk = Bulkvernietiging(
        id=root_id("bul", broker.entropy(16)),
        tot=max((row.op for row in rows if row.op is not None), default=now),
        gevonden_op=broker.clock.now(),
        aantal=len(rows),
        regels=tuple(f"{regel}:{count}" for regel, count in sorted(totals.items())),
    )
    bulk, stuk = append(bulk, "bulkvernietiging.gevonden", bulk.gevonden_op, SYSTEEM, {"aantal": bulk.aantal})
    broker.store.commit(Insert(bulk), Insert(stuk))
    events.emit(events.BULK_WAITING, bulk=bulk.id, aantal=bulk.aantal)


def _settle(broker: Broker) -> None:
    """So few are due that nobody has to approve them: what was asked is carried out, or no longer needed."""
    _finish(broker, _find_open(broker))


def _finish(broker: Broker, bulk: Bulkvernietiging | None) -> None:
    if bulk is None:
        return
    over = bulk.model_copy(update={"status": BulkStatus.AFGEROND})
    over, stuk = append(over, "bulkvernietiging.afgerond", broker.clock.now(), SYSTEEM, {})
    try:
        broker.store.commit(Replace(over), Insert(stuk))
    except Conflict:
        return  # somebody approves it right now, or another run was first: the next run ends it
