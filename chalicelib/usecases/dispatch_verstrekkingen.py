"""
Sending what is due of one Aanvraag: decide, record the intent, send, record the outcome (design 6.2).

The commit of the intent is the start of the send. It fails unless everything that it rests on is still as it was
read: consent, Aanvraag, dossier, account and Kredietverstrekker (I3, I4). A process that dies after it leaves a
lease of 15 s; then the same message goes out again under the same id. What may not leave now is kept (withhold.py)
and keeps no other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib import events
from chalicelib.domain.aanvraag import Aanvraag
from chalicelib.domain.bereikbaarheid import Bereikbaarheid
from chalicelib.domain.gebruiker import SYSTEEM
from chalicelib.domain.ids import aanvraag_of, dossier_of, is_id
from chalicelib.domain.levering import TOO_LATE, LeveringStatus
from chalicelib.domain.persoonsgegeven import Doel, Grond
from chalicelib.domain.state import DossierState
from chalicelib.domain.verstrekking import Verstrekking
from chalicelib.privacy.verstrekking import Refusal
from chalicelib.usecases.compose import Keys, compose, readable_keys
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.leverwijze import Message
from chalicelib.usecases.record_outcomes import Sent, record_outcomes, with_status
from chalicelib.usecases.refusals import Parties, pause_of, read_parties, refusal, rest_on, verstrekking_of
from chalicelib.usecases.transaction import DossierWriter, settle
from chalicelib.usecases.withhold import Due, Pause, fail, pause, withhold

AT_ONCE = 20  # messages in one transaction: each takes four of its hundred places
# After the decision. Later than that a recall may be first: what did not begin by then waits for its next try (I4).
START_WITHIN = timedelta(seconds=5)
CHANGED = "inhoud-gewijzigd"
UNREADABLE = "geheim-onleesbaar"


def dispatch_verstrekkingen(broker: Broker, aanvraag_id: str) -> int:
    """Send everything of this Aanvraag that is due now; how many messages left. Harmless at any repeat."""
    if not is_id("aan", aanvraag_id):
        return 0
    sent = settle(broker, lambda: _intend(broker, aanvraag_id))
    if any(broker.clock.now() - entry.voorgenomen_op > START_WITHIN for entry in sent):
        return 0
    if sent:
        outcomes = broker.egress.send_all([entry.outgoing for entry in sent])
        record_outcomes(broker, aanvraag_id, list(zip(sent, outcomes, strict=True)))
    return len(sent)


def _intend(broker: Broker, aanvraag_id: str) -> list[Sent]:
    now = broker.clock.now()
    state = broker.store.load_dossier(dossier_of(aanvraag_id))
    if state is None or state.dossier.vernietigd or aanvraag_id not in state.aanvragen:
        return []
    aanvraag = state.aanvraag(aanvraag_id)
    found = _due(state.of_aanvraag(aanvraag_id), now)
    if not found:
        return []
    parties = read_parties(broker, aanvraag, found)
    looking: dict[str, Bereikbaarheid] = {}
    reasons = {item.id: _reason(broker, state, aanvraag, item, parties, looking, now) for item in found}
    keys = readable_keys(broker, parties.lessors, [item for item in found if reasons[item.id] is None])
    allowed = [item for item in found if reasons[item.id] is None and item.kredietverstrekker_id in keys]
    state, messages = compose(broker, state, aanvraag, allowed, parties.lessors, now)
    writer = DossierWriter(state, now, SYSTEEM)
    for item in found:
        if item not in allowed:
            _keep(writer, aanvraag, item, reasons[item.id] or UNREADABLE, now)
    sent = [_lease(broker, writer, item, parties, keys, messages[item.id], now) for item in allowed]
    for reached in looking.values():
        writer.replace(reached.looking(now))
    rest_on(writer, parties, allowed)
    _tell(writer.commit(broker), found)
    return [entry for entry in sent if entry is not None]


def _due(part: DossierState, now: datetime) -> list[Due]:
    rows: list[Due] = [*part.verstrekkingen.values(), *part.berichten.values()]
    return [row for row in rows if row.levering.is_due(now)][:AT_ONCE]


def _too_late(aanvraag: Aanvraag, item: Due, now: datetime) -> bool:
    """An Aanvraag is not offered once its deadline has passed, however long it had to wait. What is said later is."""
    until = aanvraag.uiterste_reactie
    return isinstance(item, Verstrekking) and until is not None and now >= until


def _reason(
    broker: Broker,
    state: DossierState,
    aanvraag: Aanvraag,
    item: Due,
    parties: Parties,
    looking: dict[str, Bereikbaarheid],
    now: datetime,
) -> Refusal | Pause | str | None:
    """Why this message does not leave now; None when it may."""
    refused = TOO_LATE if _too_late(aanvraag, item, now) else refusal(state, aanvraag, item, parties)
    if refused or not broker.leverwijzen[parties.lessors[item.kredietverstrekker_id].levering].sends:
        return refused
    return pause_of(item, parties, looking, now)


def _lease(
    broker: Broker,
    writer: DossierWriter,
    item: Due,
    parties: Parties,
    keys: Mapping[str, Keys],
    message: Message,
    now: datetime,
) -> Sent | None:
    """Record the intent of one send; None when its bytes are no longer those of the first try."""
    digest = broker.vault.keyed_hash("bericht", message.body)
    if item.levering.digest not in ("", digest):
        fail(writer, item, CHANGED)
        return None
    lessor = parties.lessors[item.kredietverstrekker_id]
    way = broker.leverwijzen[lessor.levering]
    leased = item.model_copy(update={"levering": item.levering.leased(now, digest)})
    _record_intent(writer, item, message, digest)
    if not way.sends:
        _lay_out(writer, leased)
        return None
    writer.replace(leased)
    headers = broker.signatures.sign(keys[lessor.id].secrets, message.id, now, message.body)
    outgoing = way.request(lessor.endpoint, message, headers)
    return Sent(
        id=item.id,
        kredietverstrekker_id=lessor.id,
        digest=digest,
        poging=item.levering.pogingen + 1,
        outgoing=replace(outgoing, seconds=lessor.bezorging.tijdslimiet, access=keys[lessor.id].access),
        voorgenomen_op=now,
        waits=lessor.bezorging.waits(),
        known=parties.reached.get(lessor.id),
        ask_after=timedelta(minutes=lessor.bezorging.vraag_elke) if way.asks else None,
    )


def _record_intent(writer: DossierWriter, item: Due, message: Message, digest: str) -> None:
    """Before anything leaves (I3). Of a notice without personal data the fields follow when they are fetched."""
    writer.evidence(
        "verstrekking.voorgenomen",
        verstrekking=verstrekking_of(item),
        bericht=item.id,
        soort=message.soort,
        ontvanger=item.kredietverstrekker_id,
        doel=Doel.VERSTREKKING,
        grond=Grond.TOESTEMMING,
        **{"velden": (), **message.bewijs},
        digest=digest,
        poging=item.levering.pogingen + 1,
    )


def _lay_out(writer: DossierWriter, leased: Due) -> None:
    """From here they can look at it; nothing is on its way, so there is nothing to wait for."""
    ready = leased.model_copy(update={"levering": leased.levering.delivered()})
    if isinstance(ready, Verstrekking):
        ready = with_status(ready.model_copy(update={"portaal": True}))
    writer.replace(ready)
    writer.evidence("verstrekking.klaargezet", bericht=ready.id, ontvanger=ready.kredietverstrekker_id)


def _keep(writer: DossierWriter, aanvraag: Aanvraag, item: Due, reason: Refusal | Pause | str, now: datetime) -> None:
    if isinstance(reason, Refusal):
        withhold(writer, aanvraag, item, reason, now)
    elif isinstance(reason, Pause):
        pause(writer, aanvraag, item, reason, now)
    else:
        fail(writer, item, reason)


def _tell(state: DossierState, found: Sequence[Due]) -> None:
    """Of what was due, what did not leave: that it rests, once for each reason, or that it never will."""
    for item in found:
        row = state.verstrekkingen.get(item.id) or state.berichten[item.id]
        before, after = item.levering, row.levering
        changed = (before.status, before.reden) != (after.status, after.reden)
        if changed and after.status is LeveringStatus.WACHT:
            events.emit(
                events.VERSTREKKING_WITHHELD,
                aanvraag=aanvraag_of(row.id),
                bericht=row.id,
                kredietverstrekker=row.kredietverstrekker_id,
                reden=after.reden,
            )
        elif changed and after.status in (LeveringStatus.MISLUKT, LeveringStatus.VERVALLEN):
            events.emit(
                events.LEVERING_ENDED,
                aanvraag=aanvraag_of(row.id),
                bericht=row.id,
                kredietverstrekker=row.kredietverstrekker_id,
                reden=after.reden,
                sinds=(after.eerste_voornemen or row.gemaakt_op).isoformat(),
                mislukt=int(after.status is LeveringStatus.MISLUKT),
            )
