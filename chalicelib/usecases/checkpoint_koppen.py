"""
`controle`: each night the heads of all chains of evidence that grew are signed, and put where no restore reaches
(art. 9 lid 1; I5). Somebody who puts back an old dossier together with its old evidence cannot put back these.

A night reads the days since the one before it began, and ends with the day of now: a row moves to the day of its last
write, so none falls between two nights. Each part names the part before it. Whoever dies in between leaves parts
without a last one, and the next run begins where that night began; a head that is signed twice does no harm. The
ledger itself says how far we are: what a table says could be put back.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from pydantic import ValidationError

from chalicelib import events
from chalicelib.domain.account import Account
from chalicelib.domain.dossier import Dossier
from chalicelib.domain.ijkpunt import Ijkpunt, Kop
from chalicelib.domain.kredietverstrekker import Kredietverstrekker
from chalicelib.domain.register_rows import Bulkvernietiging
from chalicelib.domain.row import Chained
from chalicelib.usecases.due_work import FIRST_DAY
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.read_apart import read_apart

TYP = "ijkpunt+jws"
ONBEKEND = "onbekend"
OWNERS: Mapping[str, type[Chained]] = {
    "dos": Dossier,
    "acc": Account,
    "kre": Kredietverstrekker,
    "bul": Bulkvernietiging,
}
PART = 1000  # heads in one object, some 200 KB
AT_ONCE = 100  # rows of one read
SETTLED = timedelta(hours=1)  # an index is a little behind its table, and clocks differ a little
DAY = len("2027-06-01")


@dataclass(frozen=True)
class _Last:
    """Where the newest part lies, its digest, and what it says; None when there is none yet."""

    plaats: str = ""
    digest: str = ""
    ijkpunt: Ijkpunt | None = None


def checkpoint_koppen(broker: Broker, stop_at: datetime | None = None, part: int = PART) -> int:
    """
    How many heads were signed now; none once the checkpoint of today is whole.

    From `stop_at` by the real clock no part is begun. Raises Conflict when another run writes the same night.
    """
    begun, last = broker.clock.now(), _last(broker)
    today, night = begun.astimezone(UTC).date(), _Night(broker, last, begun)
    if last.ijkpunt is None or not last.ijkpunt.laatste or last.ijkpunt.begonnen_op.astimezone(UTC).date() < today:
        night.write_all(_changed(broker, night.vanaf, today), part, stop_at)
    if night.whole:
        events.emit(events.CHECKPOINT_MADE, dag=today.isoformat(), koppen=night.koppen, delen=night.delen)
    return night.koppen


def digest(jws: str) -> str:
    """What the next part says of this one."""
    return hashlib.sha256(jws.encode()).hexdigest()


def is_to_come(place: str, now: datetime) -> bool:
    """Whether a clock that was ahead wrote it: it can neither be removed nor be the last until that day."""
    return place[:DAY] > (now + timedelta(days=1)).astimezone(UTC).date().isoformat()


def signed(broker: Broker, jws: str) -> Ijkpunt | None:
    """What this part says; None when it is not one that we signed."""
    payload = broker.signer.verify(jws, TYP)
    try:
        return Ijkpunt.model_validate_json(payload) if payload is not None else None
    except ValidationError:
        return None


class _Night:
    """The parts of one night, one behind the other."""

    def __init__(self, broker: Broker, last: _Last, begun: datetime) -> None:
        self._broker = broker
        self._last = last
        self._begun = begun
        self.vanaf = _start(last.ijkpunt)
        self.koppen = self.delen = 0
        self.whole = True

    def write_all(self, heads: Iterator[Kop], part: int, stop_at: datetime | None) -> None:
        """The last part has less than the others have, and none when nothing changed."""
        self.whole = False
        while not self.whole:
            if stop_at is not None and self._broker.clock.now() >= stop_at:
                events.emit(events.SWEEP_STOPPED, aantal=1)
                return
            koppen = tuple(islice(heads, part))
            self._write(koppen, laatste=len(koppen) < part)

    def _write(self, koppen: tuple[Kop, ...], *, laatste: bool) -> None:
        ijkpunt = Ijkpunt(
            plaats=_next(self._last.plaats, self._begun),
            vorige=self._last.digest,
            vanaf=self.vanaf,
            begonnen_op=self._begun,
            laatste=laatste,
            koppen=koppen,
        )
        jws = self._broker.signer.sign(ijkpunt.model_dump_json().encode(), TYP)
        self._broker.ijkpunten.write(ijkpunt.plaats, jws)
        self._last = _Last(ijkpunt.plaats, digest(jws), ijkpunt)
        self.koppen, self.delen, self.whole = self.koppen + len(koppen), self.delen + 1, laatste


def _last(broker: Broker) -> _Last:
    """What is none of ours, or of a day to come, is passed over, and told by `check_koppen`."""
    now = broker.clock.now()
    for place in reversed(broker.ijkpunten.list_after("")):
        if is_to_come(place, now):
            continue
        jws = broker.ijkpunten.read(place)
        ijkpunt = signed(broker, jws)
        if ijkpunt is not None and ijkpunt.plaats == place:
            return _Last(place, digest(jws), ijkpunt)
    return _Last()


def _start(last: Ijkpunt | None) -> date:
    """The first day to read; all there ever was where nothing was signed yet."""
    if last is None:
        return FIRST_DAY
    return (last.begonnen_op - SETTLED).astimezone(UTC).date() if last.laatste else last.vanaf


def _next(plaats: str, begun: datetime) -> str:
    """The place behind this one; of the same day when the clock went back."""
    today = begun.astimezone(UTC).date().isoformat()
    day, _, part = plaats.partition("/")
    return f"{day}/{int(part) + 1:05}" if day >= today else f"{today}/00001"


def _changed(broker: Broker, first: date, last: date) -> Iterator[Kop]:
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    ids = (row_id for day in days for row_id in broker.store.list_changed(day))
    while batch := list(islice(ids, AT_ONCE)):
        rows = read_apart(broker, [(OWNERS[row_id[:3]], row_id) for row_id in batch], _unreadable)
        yield from (Kop(id=row.id, nr=row.bewijs_nr, kop=row.bewijs_kop) for row in rows if isinstance(row, Chained))


def _unreadable(row_id: str, _error: Exception) -> None:
    """Its head cannot be signed; that of every other is."""
    events.emit(events.EVIDENCE_DIFFERS, ijkpunt="", over=row_id, reden=ONBEKEND, code=None)
