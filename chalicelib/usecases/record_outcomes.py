"""What came of each send, in one transaction, and when to try again (design 6.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from chalicelib import events
from chalicelib.domain.gebruiker import SYSTEEM
from chalicelib.domain.ids import aanvraag_of, dossier_of
from chalicelib.domain.levering import Levering, LeveringStatus
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


def record_outcomes(broker: Broker, aanvraag_id: str, results: Sequence[tuple[Sent, Outcome]]) -> None:
    written = settle(broker, lambda: _record(broker, aanvraag_id, results))
    for sent, outcome in results:
        events.emit(
            events.VERSTREKKING_SENT,
            bericht=sent.id,
            kredietverstrekker=sent.kredietverstrekker_id,
            status=outcome.status or 0,
            reden=outcome.reason,
        )
        if outcome.status == GONE:
            suspend_kredietverstrekker(broker, sent.kredietverstrekker_id, "endpoint-410", sent.outgoing.endpoint)
    if written is not None:
        _wake_for_next(broker, written, aanvraag_id)


def _record(broker: Broker, aanvraag_id: str, results: Sequence[tuple[Sent, Outcome]]) -> DossierState | None:
    state = broker.store.load_dossier(dossier_of(aanvraag_id))
    if state is None or state.dossier.vernietigd:
        return None
    now = broker.clock.now()
    writer = DossierWriter(state, now, SYSTEEM)
    for sent, outcome in results:
        row = state.verstrekkingen.get(sent.id) or state.berichten.get(sent.id)
        if row is not None:
            _record_one(writer, state, row, sent, outcome, now)
    return writer.commit(broker)


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
    writer.replace(_with_status(changed) if isinstance(changed, Verstrekking) else changed)


def _holds_lease(levering: Levering, sent: Sent) -> bool:
    return levering.status is LeveringStatus.ONDERWEG and levering.pogingen == sent.poging


def _levering(state: DossierState, row: Verstrekking | Bericht, outcome: Outcome, now: datetime) -> Levering:
    if outcome.received:
        return row.levering.delivered()
    until = last_moment(state.aanvraag(aanvraag_of(row.id)), row)
    reason = outcome.reason or f"http-{outcome.status}"
    return row.levering.failed(now, reason, until, final=outcome.status == GONE)


def _with_status(row: Verstrekking) -> Verstrekking:
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
