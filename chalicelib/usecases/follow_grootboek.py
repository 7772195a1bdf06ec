"""
The gate at the start of a process, and `herstel` that opens it again (design 6.6, I8).

The ledger of erasures can only grow, and `Grootboekstand` lies in a table: when the ledger holds erasures of which the
tables know nothing, the tables are older than the ledger, so they were restored. Then nothing is served until all that
was erased since is erased again.

A process looks once, with one read and one list. The minute's run keeps `Grootboekstand` close behind the ledger, so
that the list is short.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from chalicelib import events
from chalicelib.domain.wissing import Grootboekstand, Wissing, WissingSoort
from chalicelib.errors import BrokerError, Conflict
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert, Replace
from chalicelib.usecases.replay_wissing import Spoor, replay_wissing, trace_of

STAND = "wissingen"
# An entry may become visible later than others of its moment, and clocks differ a little.
SETTLED = timedelta(minutes=2)
# What is without a trace for so long was not cut short by a crash: `herstel` would have mended that.
SUSPICIOUS = timedelta(minutes=10)
# One run is cut off after 60 s; what it did not come to is for the next.
PATIENCE = timedelta(seconds=40)
AT_ONCE = 100  # entries that one run looks at while nothing is wrong
# Their erasure leaves no mark before it is complete: without a trace they were cut short, and are just done again.
UNMARKED = frozenset({WissingSoort.AANMELDING, WissingSoort.CONTACT})


@dataclass(frozen=True)
class Gevolgd:
    """`herhaald`: erasures carried out again; `rest`: entries that still have to be."""

    gesloten: bool
    herhaald: int = 0
    rest: int = 0


def may_serve(broker: Broker) -> bool:
    """
    False when a restore brought back what was erased. Whatever is left of a restore, the newest erasure is missing
    until the last one was replayed: so that one is looked at, and only when it is not from just now. What somebody else
    put into the ledger is passed over: its lock keeps it there, and it may neither open the gate nor close it.
    """
    stand = broker.store.get(Grootboekstand, STAND)
    if stand is not None and not stand.gesloten:
        old = _until(_after(broker, stand), broker.clock.now() - SUSPICIOUS)
        newest = next(filter(None, map(broker.grootboek.read, reversed(old))), ())
        serve = not any(trace_of(broker, wissing) is Spoor.GEEN for wissing in newest)
    else:
        serve = stand is None and not _until(broker.grootboek.list_after(""), broker.clock.now() - SUSPICIOUS)
    if not serve:
        events.emit(events.GATE_CLOSED)
    return serve


def follow_grootboek(broker: Broker) -> Gevolgd:
    """Move on behind the ledger while the tables know of what it says; from where they do not, carry it out again."""
    begun = broker.clock.now()
    stand = broker.store.get(Grootboekstand, STAND) or _first(broker)
    if not stand.gesloten:
        stand = _move_on(broker, stand)
    return _replay(broker, stand, begun + PATIENCE) if stand.gesloten else Gevolgd(gesloten=False)


def _first(broker: Broker) -> Grootboekstand:
    """No row: a new stage, or one whose table came back without it, and then everything is looked into."""
    gone = bool(_until(broker.grootboek.list_after(""), broker.clock.now() - SUSPICIOUS))
    row = Grootboekstand(id=STAND, gesloten=gone)
    try:
        broker.store.commit(Insert(row))
    except Conflict:
        return broker.store.get(Grootboekstand, STAND) or row
    return row


def _move_on(broker: Broker, stand: Grootboekstand) -> Grootboekstand:
    """Behind the last of the entries that are all carried out; closed when one is missing from the tables."""
    plaats = stand.plaats
    for place in _until(_after(broker, stand), broker.clock.now() - SETTLED)[:AT_ONCE]:
        traces = {_trace(broker, wissing) for wissing in broker.grootboek.read(place)}
        if Spoor.GEEN in traces:
            return _store(broker, stand, plaats, gesloten=True)
        if Spoor.BEZIG in traces:
            break
        plaats = place
    return _store(broker, stand, plaats, gesloten=False)


def _trace(broker: Broker, wissing: Wissing) -> Spoor:
    trace = trace_of(broker, wissing)
    if trace is Spoor.GEEN and wissing.wat in UNMARKED:
        return Spoor.KLAAR if _carry_out(broker, [wissing]) else Spoor.BEZIG
    return trace


def _replay(broker: Broker, stand: Grootboekstand, until: datetime) -> Gevolgd:
    """In the order of the ledger, place by place; what fails is tried again by the next run, and the gate stays."""
    places = _after(broker, stand)
    done = herhaald = 0
    for place in places:
        wissingen = broker.grootboek.read(place)
        if broker.clock.now() > until or not _carry_out(broker, wissingen):
            break
        done, herhaald = done + 1, herhaald + len(wissingen)
        stand = _store(broker, stand, place, gesloten=True)
        events.emit(events.REPLAY_PROGRESSED, gedaan=done, totaal=len(places))
    rest = len(places) - done
    if not rest:
        stand = _store(broker, stand, stand.plaats, gesloten=False)
    events.emit(events.ERASURES_REPLAYED, aantal=herhaald, rest=rest)
    return Gevolgd(stand.gesloten, herhaald, rest)


def _carry_out(broker: Broker, wissingen: Sequence[Wissing]) -> bool:
    """Whether all of them are erased again."""
    for wissing in wissingen:
        try:
            replay_wissing(broker, wissing)
        except BrokerError as error:
            events.emit(events.REPLAY_FAILED, wat=wissing.wat, over=wissing.id, code=error.code)
            return False
    return True


def _store(broker: Broker, stand: Grootboekstand, plaats: str, *, gesloten: bool) -> Grootboekstand:
    if (plaats, gesloten) == (stand.plaats, stand.gesloten):
        return stand
    row = stand.model_copy(update={"plaats": plaats, "gesloten": gesloten})
    try:
        broker.store.commit(Replace(row))
    except Conflict:
        return broker.store.get(Grootboekstand, STAND) or stand  # another run was here; it goes on from there
    return row.model_copy(update={"rev": row.rev + 1})


def _after(broker: Broker, stand: Grootboekstand) -> list[str]:
    return broker.grootboek.list_after(stand.plaats)


def _until(places: Sequence[str], moment: datetime) -> list[str]:
    """Those that were written by then; a place begins with its moment."""
    last = moment.astimezone(UTC).isoformat(timespec="microseconds")
    return [place for place in places if place < last]
