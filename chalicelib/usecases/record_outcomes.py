"""What came of each send, in one transaction, and when to try again (design 6.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from chalicelib import events
from chalicelib.domain.bereikbaarheid import Bereikbaarheid
from chalicelib.domain.gebruiker import SYSTEEM
from chalicelib.domain.ids import aanvraag_of, dossier_of
from chalicelib.domain.levering import TOO_LATE, Levering, LeveringStatus, Poging
from chalicelib.domain.state import DossierState
from chalicelib.domain.verstrekking import Bericht, Verstrekking, VerstrekkingStatus
from chalicelib.usecases.follow_bereikbaarheid import GONE, follow_bereikbaarheid, reason_of
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.egress import Outcome, Outgoing
from chalicelib.usecases.submit_aanvraag import wake
from chalicelib.usecases.transaction import DossierWriter, settle
from chalicelib.usecases.withhold import last_moment

LONGEST_DELAY = 900


@dataclass(frozen=True)
class Sent:
    """One message of which the intent is committed; `poging` is the number of this try."""

    id: str
    kredietverstrekker_id: str
    digest: str
    poging: int
    outgoing: Outgoing
    voorgenomen_op: datetime
    waits: tuple[timedelta, ...]
    known: Bereikbaarheid | None
    ask_after: timedelta | None = None


def record_outcomes(broker: Broker, aanvraag_id: str, results: Sequence[tuple[Sent, Outcome]]) -> None:
    written = settle(broker, lambda: _record(broker, aanvraag_id, results))
    for sent, outcome in results:
        _tell(broker, written, sent, outcome)
        follow_bereikbaarheid(broker, sent.kredietverstrekker_id, sent.outgoing.endpoint, outcome, sent.known)
    if written is not None:
        _wake_for_next(broker, written, aanvraag_id)


def _tell(broker: Broker, written: DossierState | None, sent: Sent, outcome: Outcome) -> None:
    """What came of this send, and whether it was the last one."""
    row = _row(written, sent) if written else None
    events.emit(
        events.VERSTREKKING_SENT,
        aanvraag=aanvraag_of(sent.id),
        bericht=sent.id,
        kredietverstrekker=sent.kredietverstrekker_id,
        poging=sent.poging,
        mislukt=int(not outcome.received),
        duur=outcome.milliseconds,
        rest=_time_left(written, row, broker.clock.now()) if written and row and outcome.received else None,
        status=outcome.status or 0,
        reden=outcome.reason,
    )
    if row is not None and row.levering.status is LeveringStatus.MISLUKT and row.levering.pogingen == sent.poging:
        events.emit(
            events.LEVERING_ENDED,
            aanvraag=aanvraag_of(row.id),
            bericht=row.id,
            kredietverstrekker=row.kredietverstrekker_id,
            reden=_last(row.levering, sent, outcome),
            sinds=(row.levering.eerste_voornemen or row.gemaakt_op).isoformat(),
            mislukt=1,
        )


def _last(levering: Levering, sent: Sent, outcome: Outcome) -> str:
    """Why nothing follows: the endpoint is gone, every try is used, or the next would come too late."""
    if outcome.status == GONE:
        return "endpoint-410"
    return "pogingen" if levering.ronde > len(sent.waits) else TOO_LATE


def _time_left(state: DossierState, row: Verstrekking | Bericht, now: datetime) -> int:
    """Whole seconds until nothing may be tried any more."""
    return max(0, int((_until(state, row) - now).total_seconds()))


def _until(state: DossierState, row: Verstrekking | Bericht) -> datetime:
    return last_moment(state.aanvraag(aanvraag_of(row.id)), row)


def _record(broker: Broker, aanvraag_id: str, results: Sequence[tuple[Sent, Outcome]]) -> DossierState | None:
    state = broker.store.load_dossier(dossier_of(aanvraag_id))
    if state is None or state.dossier.vernietigd:
        return None
    now = broker.clock.now()
    writer = DossierWriter(state, now, SYSTEEM)
    for sent, outcome in results:
        row = _row(state, sent)
        if row is not None:
            _record_one(writer, state, row, sent, outcome, now)
    return writer.commit(broker)


def _row(state: DossierState, sent: Sent) -> Verstrekking | Bericht | None:
    return state.verstrekkingen.get(sent.id) or state.berichten.get(sent.id)


def _record_one(
    writer: DossierWriter,
    state: DossierState,
    row: Verstrekking | Bericht,
    sent: Sent,
    outcome: Outcome,
    now: datetime,
) -> None:
    writer.evidence(
        "verstrekking.afgeleverd" if outcome.received else "verstrekking.niet_afgeleverd",
        bericht=row.id,
        ontvanger=sent.kredietverstrekker_id,
        status=outcome.status or 0,
        reden=outcome.reason,
    )
    row = row.model_copy(update={"levering": row.levering.tried(_poging(outcome, now))})
    if not row.levering.open:
        writer.replace(row)
        return  # withdrawn or answered while it was on its way; the evidence above still says what happened
    if not outcome.received and not _holds_lease(row.levering, sent):
        writer.replace(row)
        return  # it took longer than its lease: a later try decides, unless this one did arrive
    changed = row.model_copy(update={"levering": _levering(state, row, sent, outcome, now)})
    writer.replace(with_status(changed) if isinstance(changed, Verstrekking) else changed)


def _holds_lease(levering: Levering, sent: Sent) -> bool:
    return levering.status is LeveringStatus.ONDERWEG and levering.pogingen == sent.poging


def _poging(outcome: Outcome, now: datetime) -> Poging:
    return Poging(op=now, status=outcome.status or 0, reden=outcome.reason, duur=outcome.milliseconds)


def _levering(
    state: DossierState, row: Verstrekking | Bericht, sent: Sent, outcome: Outcome, now: datetime
) -> Levering:
    if outcome.received:
        asks = sent.ask_after if isinstance(row, Verstrekking) else None
        return row.levering.delivered().asked(now + asks if asks else row.levering.vraag_op)
    waits = () if outcome.status == GONE else sent.waits
    return row.levering.failed(now, reason_of(outcome), _until(state, row), waits)


def with_status(row: Verstrekking) -> Verstrekking:
    if row.status is not VerstrekkingStatus.KLAAR:
        return row
    if row.levering.status is LeveringStatus.GELEVERD:
        return row.model_copy(update={"status": VerstrekkingStatus.AANGEBODEN})
    if row.levering.status is LeveringStatus.MISLUKT:
        return row.model_copy(update={"status": VerstrekkingStatus.TECHNISCH_MISLUKT})
    return row


def _wake_for_next(broker: Broker, state: DossierState, aanvraag_id: str) -> None:
    """Short waits by the queue's delay; longer ones are found in the due index."""
    part = state.of_aanvraag(aanvraag_id)
    rows: list[Verstrekking | Bericht] = [*part.verstrekkingen.values(), *part.berichten.values()]
    due = [row.levering.volgende for row in rows if row.levering.open and row.levering.volgende]
    if due:
        seconds = max(0, ceil((min(due) - broker.clock.now()).total_seconds()))
        if seconds <= LONGEST_DELAY:
            wake(broker, aanvraag_id, seconds)
