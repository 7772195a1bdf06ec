"""
Giving a Kredietverstrekker that came for it what it was told of (art. 6 lid 3): a disclosure like any other.

The record of it commits, on what the decision rests on, before anything is answered (I3); after a withdrawal nothing
is given (I4). Who comes signed a request, or signed in on the portal.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue

from chalicelib import events
from chalicelib.domain.aanvraag import Aanvraag
from chalicelib.domain.ids import aanvraag_of, dossier_of
from chalicelib.domain.model import Model
from chalicelib.domain.persoonsgegeven import Doel, Grond
from chalicelib.domain.register_rows import Ontvangst
from chalicelib.domain.state import DossierState
from chalicelib.domain.verstrekking import Bericht, Verstrekking, VerstrekkingStatus
from chalicelib.errors import Gone, IllegalState
from chalicelib.privacy.verstrekking import Refusal
from chalicelib.usecases.compose import whole_messages
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.leverwijze import Message
from chalicelib.usecases.record_outcomes import with_status
from chalicelib.usecases.refusals import Parties, read_parties, refusal, rest_on
from chalicelib.usecases.transaction import DossierWriter
from chalicelib.usecases.withhold import Due

REFUSED = frozenset({VerstrekkingStatus.AFGEWEZEN, VerstrekkingStatus.NIET_TE_VERWERKEN})
MOST = 100  # times that one Verstrekking is given: each leaves evidence, and nobody needs more


class LaterBericht(Model):
    """A message that followed; `id` is its webhook-id."""

    id: str
    type: str
    timestamp: str
    data: dict[str, JsonValue]


class LeveringInhoud(Model):
    """The message as `push` sends it, and what followed with content of its own."""

    type: str
    timestamp: str
    data: dict[str, JsonValue]
    berichten: tuple[LaterBericht, ...] = ()


@dataclass(frozen=True)
class Asked:
    """What somebody came for, as it was read when it was allowed."""

    state: DossierState
    aanvraag: Aanvraag
    row: Verstrekking
    parties: Parties


def disclose(
    broker: Broker, row_id: str, lessor_id: str, door: str, receipt: Ontvangst | None = None
) -> LeveringInhoud:
    """
    `door` is who comes, as the evidence says. To be run under `settle`. Raises Gone for what may never be given
    again, IllegalState for what may not be given now, Conflict.
    """
    now = broker.clock.now()
    asked = may_be_given(broker, row_id, lessor_id)
    row, aanvraag = asked.row, asked.aanvraag
    items: list[Due] = [row, *_followed(asked.state, row)]
    state, messages = whole_messages(broker, asked.state, aanvraag, items, now, door)
    writer = DossierWriter(state, now, door)
    rest_on(writer, asked.parties, items)
    if receipt is not None:
        writer.insert(receipt)
    _record(broker, writer, row, [messages[item.id] for item in items])
    writer.commit(broker)
    events.emit(
        events.LEVERING_FETCHED,
        aanvraag=aanvraag.id,
        kredietverstrekker=lessor_id,
        verstrekking=row.id,
        berichten=len(items),
    )
    return _answer([messages[item.id] for item in items])


def may_be_given(broker: Broker, row_id: str, lessor_id: str) -> Asked:
    """As `disclose`, but it gives nothing yet."""
    now = broker.clock.now()
    state = broker.store.load_dossier(dossier_of(row_id))
    row = state.verstrekkingen.get(row_id) if state and not state.dossier.vernietigd else None
    if state is None or row is None or row.kredietverstrekker_id != lessor_id or state.dossier.withheld(now):
        raise Gone
    aanvraag = state.aanvraag(aanvraag_of(row_id))
    parties = read_parties(broker, aanvraag, [row])
    _refuse(row, refusal(state, aanvraag, row, parties), over=is_over(state, aanvraag, row, now))
    return Asked(state, aanvraag, row, parties)


def is_over(state: DossierState, aanvraag: Aanvraag, row: Verstrekking, now: datetime) -> bool:
    """
    Whether the purpose of this disclosure is reached: it refused, another was chosen, or the deadline has passed and no
    Offerte of theirs can be accepted any more.
    """
    part = state.of_aanvraag(aanvraag.id)
    if row.status in REFUSED:
        return True
    chosen = {contract.verstrekking_id for contract in part.overeenkomsten.values() if contract.stands}
    if chosen:
        return row.id not in chosen
    late = aanvraag.uiterste_reactie is not None and now >= aanvraag.uiterste_reactie
    return late and not any(o.verstrekking_id == row.id and o.is_open(now) for o in part.offertes.values())


def _refuse(row: Verstrekking, reason: Refusal | None, *, over: bool) -> None:
    if over or (reason is not None and not reason.may_pass):
        raise Gone
    if reason is not None:
        raise IllegalState("verstrekking.aangehouden", veld="verstrekking_id")
    if not row.levering.intended:
        raise IllegalState("verstrekking.niet_verzonden", veld="verstrekking_id")
    if row.opgehaald >= MOST:
        raise IllegalState("levering.vaak", veld="verstrekking_id")


def _followed(state: DossierState, row: Verstrekking) -> list[Bericht]:
    """Later messages of which they were told and that hold something personal, the oldest first."""
    found = [b for b in state.berichten.values() if b.verstrekking_id == row.id and b.revisie is not None]
    return sorted((b for b in found if b.levering.intended), key=lambda b: (b.gemaakt_op, b.id))


def _record(broker: Broker, writer: DossierWriter, row: Verstrekking, messages: Sequence[Message]) -> None:
    """Who comes has the notice, so its delivery is done."""
    levering = row.levering.delivered() if row.levering.open else row.levering
    writer.replace(with_status(row.model_copy(update={"opgehaald": row.opgehaald + 1, "levering": levering})))
    writer.evidence(
        "verstrekking.opgehaald",
        verstrekking=row.id,
        ontvanger=row.kredietverstrekker_id,
        doel=Doel.VERSTREKKING,
        grond=Grond.TOESTEMMING,
        **messages[0].bewijs,
        berichten=tuple(message.id for message in messages),
        digest=broker.vault.keyed_hash("bericht", b"\n".join(message.body for message in messages)),
        keer=row.opgehaald + 1,
    )


def _answer(messages: Sequence[Message]) -> LeveringInhoud:
    first, *later = ({"id": message.id, **json.loads(message.body)} for message in messages)
    del first["id"]
    return LeveringInhoud(**first, berichten=tuple(LaterBericht(**message) for message in later))
