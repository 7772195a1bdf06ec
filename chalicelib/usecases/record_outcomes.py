"""What came of each send, in one transaction, and when to try again (design 6.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from chalicelib import events
from chalicelib.domain.gebruiker import SYSTEEM
from chalicelib.domain.ids import aanvraag_of, dossier_of
from chalicelib.domain.levering import RETRY_AFTER, TOO_LATE, Levering, LeveringStatus
from chalicelib.domain.state import DossierState
from chalicelib.domain.verstrekking import Bericht, Verstrekking, VerstrekkingStatus
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.egress import Outcome, Outgoing
from chalicelib.usecases.submit_aanvraag import wake
from chalicelib.usecases.suspend_kredietverstrekker import suspend_kredietverstrekker
from chalicelib.usecases.transaction import DossierWriter, settle
from chalicelib.usecases.withhold import last_moment

GONE = 410
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


def record_outcomes(broker: Broker, aanvraag_id: str, results: Sequence[tuple[Sent, Outcome]]) -> None:
    written = settle(broker, lambda: _record(broker, aanvraag_id, results))
    for sent, outcome in results:
        _tell(broker, written, sent, outcome)
        if outcome.status == GONE:
            suspend_kredietverstrekker(broker, sent.kredietverstrekker_id, "endpoint-410", sent.outgoing.endpoint)
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
            reden=_last(row.levering, outcome),
        )


def _last(levering: Levering, outcome: Outcome) -> str:
    """Why nothing follows: the endpoint is gone, every try is used, or the next would come too late."""
    if outcome.status == GONE:
        return "endpoint-410"
    return "pogingen" if levering.pogingen > len(RETRY_AFTER) else TOO_LATE


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
    if not row.levering.open:
        return  # withdrawn or answered while it was on its way; the evidence above still says what happened
    if not outcome.received and not _holds_lease(row.levering, sent):
        return  # it took longer than its lease: a later try decides, unless this one did arrive
    changed = row.model_copy(update={"levering": _levering(state, row, outcome, now)})
    writer.replace(with_status(changed) if isinstance(changed, Verstrekking) else changed)


def _holds_lease(levering: Levering, sent: Sent) -> bool:
    return levering.status is LeveringStatus.ONDERWEG and levering.pogingen == sent.poging


def _levering(state: DossierState, row: Verstrekking | Bericht, outcome: Outcome, now: datetime) -> Levering:
    if outcome.received:
        return row.levering.delivered()
    reason = outcome.reason or f"http-{outcome.status}"
    return row.levering.failed(now, reason, _until(state, row), final=outcome.status == GONE)


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
