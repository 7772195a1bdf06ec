"""
`controle`: looks whether the evidence of now still is what was signed of it (art. 9 lid 1; I5).

The checkpoints of the last two nights are looked at each night, those that a back-up of ours is younger than once a
week, and what is older once a quarter. A dossier that was erased stands in the ledger of erasures. Its receipt says on
which day, for as long as that is kept; alone it explains nothing, for who can write in a table can write one.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from itertools import pairwise

from chalicelib import events
from chalicelib.domain.ijkpunt import Ijkpunt, Kop
from chalicelib.domain.model import Model
from chalicelib.domain.register_rows import Vernietiging
from chalicelib.domain.row import Chained, Row
from chalicelib.errors import BrokerError
from chalicelib.privacy.bewaartermijn import BEWIJS, HERSTELKOPIE
from chalicelib.privacy.bewijs import Afwijking, Bewijsstuk, deviation
from chalicelib.usecases.check_wissingen import moment_of
from chalicelib.usecases.checkpoint_koppen import AT_ONCE, DAY, ONBEKEND, OWNERS, digest, is_to_come, signed
from chalicelib.usecases.list_erased import list_erased
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.read_apart import Failed, read_apart
from chalicelib.usecases.replay_wissing import REPEATED

LATER = 7  # days until what was cut short before it had its entry has one: `herstel` rings long before
NEW = 1  # day: tonight's, and that of last night
BACKED_UP = HERSTELKOPIE.dagen + 1
WEEK, QUARTER = 7, 91  # days in which all that is older has its turn
HANDTEKENING, PLAATS, KETEN, TOEKOMST = "handtekening", "plaats", "keten", "toekomst"


class KoppenUitkomst(Model):
    """`nagekeken`: heads that were looked at; `afwijkingen`: those that differ, and parts that are not as signed."""

    nagekeken: int
    afwijkingen: int


class _Tally:
    """
    What was looked at, and the heads of which the owner is gone: each with the part that it stands in, in `told` with
    the moment that a receipt says.
    """

    def __init__(self) -> None:
        self.heads = self.wrong = 0
        self.gone: dict[str, str] = {}
        self.told: dict[str, tuple[str, datetime]] = {}

    def differs(self, ijkpunt: str, reden: str, over: str | None = None, code: str | None = None) -> None:
        events.emit(events.EVIDENCE_DIFFERS, ijkpunt=ijkpunt, over=over, reden=reden, code=code)
        self.wrong += 1


def check_koppen(broker: Broker, now: datetime, stop_at: datetime | None = None) -> KoppenUitkomst:
    """Changes nothing. From `stop_at` by the real clock nothing is looked at any more: the newest come first."""
    places = broker.ijkpunten.list_after("")
    turn = [(before, place) for before, place in pairwise(["", *places]) if _has_turn(place, now)][::-1]
    tally = _Tally()
    for number, (before, place) in enumerate(turn):
        if stop_at is not None and broker.clock.now() >= stop_at:
            events.emit(events.SWEEP_STOPPED, aantal=len(turn) - number)
            break
        try:
            _look(broker, before, place, tally)
        except BrokerError as error:  # what could not be looked at is not proven; the others are looked at all the same
            tally.differs(place, ONBEKEND, code=error.code)
        events.emit(events.SWEEP_PROGRESSED, gedaan=number + 1, totaal=len(turn))
    _hold_receipts(broker, stop_at, tally)
    _explain(broker, now, stop_at, tally)
    return KoppenUitkomst(nagekeken=tally.heads, afwijkingen=tally.wrong)


def _has_turn(place: str, now: datetime) -> bool:
    """What has no day for a name is none of ours, and is looked at each night."""
    try:
        day = date.fromisoformat(place[:DAY])
    except ValueError:
        return True
    today = now.astimezone(UTC).date()
    age = (today - day).days
    turn = WEEK if abs(age) <= BACKED_UP else QUARTER
    return 0 <= age <= NEW or day.toordinal() % turn == today.toordinal() % turn


def _look(broker: Broker, before: str, place: str, tally: _Tally) -> None:
    if is_to_come(place, broker.clock.now()):
        tally.differs(place, TOEKOMST)
        return
    ijkpunt = signed(broker, broker.ijkpunten.read(place))
    if ijkpunt is None:
        tally.differs(place, HANDTEKENING)
        return
    if ijkpunt.plaats != place:
        tally.differs(place, PLAATS)
    if ijkpunt.vorige != (digest(broker.ijkpunten.read(before)) if before else ""):
        tally.differs(place, KETEN)
    for at in range(0, len(ijkpunt.koppen), AT_ONCE):
        _compare(broker, ijkpunt, ijkpunt.koppen[at : at + AT_ONCE], tally)


def _compare(broker: Broker, ijkpunt: Ijkpunt, koppen: Sequence[Kop], tally: _Tally) -> None:
    tally.heads += len(koppen)
    unreadable: set[str] = set()

    def differs(row_id: str, _error: Exception) -> None:
        unreadable.add(row_id.partition("/")[0])

    owners = _by_id(read_apart(broker, [(OWNERS[kop.id[:3]], kop.id) for kop in koppen], differs))
    receipts = _receipts(broker, [kop.id for kop in koppen if kop.id not in owners], differs)
    # By head and not by id: one that grew while its night was read stands in it twice.
    chains = [_chain(broker, kop, differs, whole=kop.id in owners) for kop in koppen]
    for row_id in sorted(unreadable):
        tally.differs(ijkpunt.plaats, ONBEKEND, row_id)
    for kop, chain in zip(koppen, chains, strict=True):
        if kop.id in unreadable:
            continue
        owner = owners.get(kop.id) or receipts.get(kop.id)
        if owner is None:
            tally.gone.setdefault(kop.id, ijkpunt.plaats)
            continue
        reden = _deviation(broker, kop, owner, chain)
        if reden is not None:
            tally.differs(ijkpunt.plaats, reden, kop.id)
        elif isinstance(owner, Vernietiging) and owner.klaar:
            tally.told.setdefault(kop.id, (ijkpunt.plaats, owner.begonnen_op or owner.uitgevoerd_op))


def _chain(broker: Broker, kop: Kop, failed: Failed, *, whole: bool) -> list[Bewijsstuk]:
    """The entries up to this head, for who changes one in the middle leaves the last as it was; or that one alone."""
    refs = [(Bewijsstuk, f"{kop.id}/{nr}") for nr in range(1 if whole else kop.nr, kop.nr + 1)]
    rows = [row for at in range(0, len(refs), AT_ONCE) for row in read_apart(broker, refs[at : at + AT_ONCE], failed)]
    return [row for row in rows if isinstance(row, Bewijsstuk)]


def _receipts(broker: Broker, ids: Sequence[str], failed: Failed) -> Mapping[str, Row]:
    return _by_id(read_apart(broker, [(Vernietiging, one) for one in ids], failed)) if ids else {}


def _deviation(broker: Broker, kop: Kop, owner: Row, stukken: Sequence[Bewijsstuk]) -> Afwijking | None:
    """
    What was destroyed left its evidence, until that has its own end; one that was destroyed again after a restore may
    have lost the last of it.
    """
    if isinstance(owner, Chained):
        return deviation(kop, owner, stukken)
    if stukken:
        return None if stukken[-1].digest() == kop.kop else Afwijking.STUK_ANDERS
    tot, opslag = (owner.bewijs_tot, owner.opslag) if isinstance(owner, Vernietiging) else (None, ())
    ended = tot is not None and tot <= broker.clock.now()
    return None if ended or REPEATED in opslag else Afwijking.STUK_WEG


def _by_id(rows: Sequence[Row | None]) -> Mapping[str, Row]:
    return {row.id: row for row in rows if row is not None}


def _hold_receipts(broker: Broker, stop_at: datetime | None, tally: _Tally) -> None:
    """Whether the ledger, under its lock, knows of the erasures that receipts tell."""
    erased = cache(partial(list_erased, broker))
    for number, (owner, (place, begun)) in enumerate(tally.told.items()):
        if stop_at is not None and broker.clock.now() >= stop_at:
            events.emit(events.SWEEP_STOPPED, aantal=len(tally.told) - number)
            return
        day = begun.astimezone(UTC).date()
        if not any(owner in erased(day + timedelta(days=days)) for days in range(LATER + 1)):
            tally.differs(place, Afwijking.RIJ_WEG, owner)


def _explain(broker: Broker, now: datetime, stop_at: datetime | None, tally: _Tally) -> None:
    """
    Of those whose owner is gone without a receipt. A receipt goes when its own term is over, so only an erasure of
    before that explains it; there is none of these while a stage is younger than that term.
    """
    left = dict(tally.gone)
    for erased in _erased(broker, now, min(left.values())) if left else ():
        left.pop(erased, None)
        if not left:
            return
        if stop_at is not None and broker.clock.now() >= stop_at:
            events.emit(events.SWEEP_STOPPED, aantal=len(left))
            return
    for owner, place in left.items():
        tally.differs(place, Afwijking.RIJ_WEG, owner)


def _erased(broker: Broker, now: datetime, since: str) -> Iterator[str]:
    """What the ledger says was erased from the day of this part on, and so long ago that its receipt has gone."""
    for place in broker.grootboek.list_after(since[:DAY]):
        if (at := moment_of(place)) is None:
            continue  # `check_wissingen` rings
        if BEWIJS.ending(at)[0] > now + timedelta(days=1):
            return
        yield from (wissing.id for wissing in broker.grootboek.read(place))
