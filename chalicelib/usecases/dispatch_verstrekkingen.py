"""
Sending what is due of one Aanvraag: decide, record the intent, send, record the outcome (design 6.2).

The commit of the intent is the start of the send. It fails unless everything that it rests on is still as it was
read: consent, Aanvraag, dossier, account and Kredietverstrekker (I3, I4). A process that dies after it leaves a
lease of 15 s; then the same message goes out again under the same id. What may not leave now is kept (withhold.py)
and keeps no other.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib import events
from chalicelib.domain.aanvraag import Aanvraag
from chalicelib.domain.account import Account
from chalicelib.domain.gebruiker import SYSTEEM
from chalicelib.domain.ids import aanvraag_of, dossier_of, is_id, sibling
from chalicelib.domain.kredietverstrekker import Kredietverstrekker
from chalicelib.domain.levering import TOO_LATE, LeveringStatus
from chalicelib.domain.persoonsgegeven import Doel, Grond
from chalicelib.domain.state import DossierState
from chalicelib.domain.verstrekking import WITHOUT_CONSENT, Bericht, Verstrekking
from chalicelib.errors import Undecryptable
from chalicelib.privacy.verstrekking import Refusal, may_disclose
from chalicelib.usecases.messages import Message, secrets_of
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.egress import Outgoing
from chalicelib.usecases.recall import is_agreed
from chalicelib.usecases.record_outcomes import Sent, record_outcomes
from chalicelib.usecases.transaction import DossierWriter, settle
from chalicelib.usecases.withhold import Due, fail, withhold
from chalicelib.usecases.write_messages import write_messages

AT_ONCE = 20  # messages in one transaction: each takes four of its hundred places
# After the decision. Later than that a recall may be first: what did not begin by then waits for its next try (I4).
START_WITHIN = timedelta(seconds=5)
CHANGED = "inhoud-gewijzigd"
UNREADABLE = "geheim-onleesbaar"


@dataclass(frozen=True)
class _Parties:
    """Who is involved, as read for this decision."""

    account: Account | None
    lessors: dict[str, Kredietverstrekker]


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
    parties = _parties(broker, aanvraag, found)
    reasons = {item.id: _reason(state, aanvraag, item, parties, now) for item in found}
    secrets = _secrets(broker, parties, [item for item in found if reasons[item.id] is None])
    allowed = [item for item in found if reasons[item.id] is None and item.kredietverstrekker_id in secrets]
    state, messages = write_messages(broker, state, aanvraag, allowed, now)
    writer = DossierWriter(state, now, SYSTEEM)
    for item in found:
        if item not in allowed:
            _keep(writer, aanvraag, item, reasons[item.id] or UNREADABLE, now)
    sent = [_lease(broker, writer, item, parties, secrets, messages[item.id], now) for item in allowed]
    _rest_on(writer, parties, allowed)
    _tell(writer.commit(broker), found)
    return [entry for entry in sent if entry is not None]


def _due(part: DossierState, now: datetime) -> list[Due]:
    rows: list[Due] = [*part.verstrekkingen.values(), *part.berichten.values()]
    return [row for row in rows if row.levering.is_due(now)][:AT_ONCE]


def _too_late(aanvraag: Aanvraag, item: Due, now: datetime) -> bool:
    """An Aanvraag is not offered once its deadline has passed, however long it had to wait. What is said later is."""
    until = aanvraag.uiterste_reactie
    return isinstance(item, Verstrekking) and until is not None and now >= until


def _parties(broker: Broker, aanvraag: Aanvraag, due: Sequence[Due]) -> _Parties:
    ids = sorted({item.kredietverstrekker_id for item in due})
    rows = broker.store.get_many([(Account, aanvraag.maker), *((Kredietverstrekker, i) for i in ids)])
    account = rows[0] if isinstance(rows[0], Account) else None
    return _Parties(account, {row.id: row for row in rows[1:] if isinstance(row, Kredietverstrekker)})


def _reason(
    state: DossierState, aanvraag: Aanvraag, item: Due, parties: _Parties, now: datetime
) -> Refusal | str | None:
    """Why this message does not leave now; None when it may."""
    return TOO_LATE if _too_late(aanvraag, item, now) else _refusal(state, aanvraag, item, parties)


def _refusal(state: DossierState, aanvraag: Aanvraag, item: Due, parties: _Parties) -> Refusal | None:
    """Art. 6 lid 2 and 3 for this message; that consent ended may always be told."""
    if isinstance(item, Bericht) and item.type in WITHOUT_CONSENT:
        return None
    consent = state.toestemmingen.get(sibling("toe", _verstrekking_id(item)))
    lessor = parties.lessors.get(item.kredietverstrekker_id)
    return may_disclose(
        toestemming=consent,
        verstrekking=state.verstrekking(_verstrekking_id(item)),
        versie=aanvraag.versie,
        beperkt=state.dossier.beperkt,
        ingetrokken=aanvraag.ingetrokken_op is not None,
        account_actief=parties.account is not None and parties.account.active,
        overeengekomen=is_agreed(state, item),
        kredietverstrekker_actief=lessor is not None and lessor.active,
        kredietverstrekker_beeindigd=lessor is None or lessor.ended,
    )


def _secrets(broker: Broker, parties: _Parties, items: Sequence[Due]) -> dict[str, list[str]]:
    """By recipient, what its messages are signed with. Who has nothing readable is not in it, and keeps no other."""
    secrets = {}
    for lessor_id in {item.kredietverstrekker_id for item in items}:
        with suppress(Undecryptable):
            secrets[lessor_id] = secrets_of(broker, parties.lessors[lessor_id])
    return secrets


def _lease(
    broker: Broker,
    writer: DossierWriter,
    item: Due,
    parties: _Parties,
    secrets: Mapping[str, list[str]],
    message: Message,
    now: datetime,
) -> Sent | None:
    """Record the intent of one send; None when its bytes are no longer those of the first try."""
    digest = broker.vault.keyed_hash("bericht", message.body)
    if item.levering.digest not in ("", digest):
        fail(writer, item, CHANGED)
        return None
    writer.replace(item.model_copy(update={"levering": item.levering.leased(now, digest)}))
    writer.evidence(
        "verstrekking.voorgenomen",
        verstrekking=_verstrekking_id(item),
        bericht=item.id,
        ontvanger=item.kredietverstrekker_id,
        doel=Doel.VERSTREKKING,
        grond=Grond.TOESTEMMING,
        **message.bewijs,
        digest=digest,
        poging=item.levering.pogingen + 1,
    )
    lessor = parties.lessors[item.kredietverstrekker_id]
    headers = broker.signatures.sign(secrets[lessor.id], message.id, now, message.body)
    outgoing = Outgoing(lessor.endpoint, headers, message.body)
    return Sent(item.id, lessor.id, digest, item.levering.pogingen + 1, outgoing, now)


def _rest_on(writer: DossierWriter, parties: _Parties, allowed: Sequence[Due]) -> None:
    """What was true when we decided must still be true when the intent commits."""
    if not allowed:
        return
    if parties.account is not None:
        writer.require(parties.account)
    for item in allowed:
        writer.require(parties.lessors[item.kredietverstrekker_id])
        consent = writer.state.toestemmingen.get(sibling("toe", _verstrekking_id(item)))
        if consent is not None:
            writer.require(consent)


def _keep(writer: DossierWriter, aanvraag: Aanvraag, item: Due, reason: Refusal | str, now: datetime) -> None:
    if isinstance(reason, Refusal):
        withhold(writer, aanvraag, item, reason, now)
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
        elif changed and not after.open:
            events.emit(
                events.LEVERING_ENDED,
                aanvraag=aanvraag_of(row.id),
                bericht=row.id,
                kredietverstrekker=row.kredietverstrekker_id,
                reden=after.reden,
            )


def _verstrekking_id(item: Due) -> str:
    return item.id if isinstance(item, Verstrekking) else item.verstrekking_id
