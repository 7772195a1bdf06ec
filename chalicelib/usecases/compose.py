"""The bytes that leave, of each message: whole, thin, or in the words of who gets them, as its way of delivery asks."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.domain.aanvraag import Aanvraag
from chalicelib.domain.gebruiker import SYSTEEM
from chalicelib.domain.kredietverstrekker import Kredietverstrekker
from chalicelib.domain.persoonsgegeven import Doel
from chalicelib.domain.row import Inhoud
from chalicelib.domain.state import DossierState
from chalicelib.domain.verstrekking import Verstrekking, antwoorden_id
from chalicelib.errors import Undecryptable
from chalicelib.usecases.access import access_to
from chalicelib.usecases.content import open_records
from chalicelib.usecases.messages import fetch_code, later_message, offered_message, secrets_of, thin_message
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.egress import Access
from chalicelib.usecases.ports.leverwijze import Message
from chalicelib.usecases.withhold import Due

Lessors = Mapping[str, Kredietverstrekker]


def compose(
    broker: Broker, state: DossierState, aanvraag: Aanvraag, allowed: Sequence[Due], lessors: Lessors, now: datetime
) -> tuple[DossierState, dict[str, Message]]:
    """What leaves, by id; of who is told only that something waits for it, nothing personal is opened."""
    ways = {item.id: broker.leverwijzen[lessors[item.kredietverstrekker_id].levering] for item in allowed}
    state, messages = whole_messages(
        broker, state, aanvraag, [item for item in allowed if not ways[item.id].thin], now, SYSTEEM
    )
    for item in allowed:
        if ways[item.id].thin:
            code = fetch_code(broker, item.kredietverstrekker_id, item.id)
            messages[item.id] = thin_message(aanvraag, state, item, code, now)
    return state, {name: ways[name].translate(message) for name, message in messages.items()}


def whole_messages(
    broker: Broker, state: DossierState, aanvraag: Aanvraag, items: Sequence[Due], now: datetime, actor: str
) -> tuple[DossierState, dict[str, Message]]:
    """With everything that was consented to; what is personal is opened once, for all of them, on record."""
    needed = (record for item in items for record in _needed(state, aanvraag, item))
    records = {record.key(): record for record in needed}
    state, contents = open_records(broker, state, actor, Doel.VERSTREKKING, list(records.values()))
    opened = dict(zip(records, contents, strict=True))
    messages = {}
    for item in items:
        parts = [opened[record.key()] for record in _needed(state, aanvraag, item)]
        messages[item.id] = _message(state, aanvraag, item, parts, now)
    return state, messages


def frozen(state: DossierState, aanvraag: Aanvraag, row: Verstrekking) -> list[Inhoud]:
    """What the first message is taken from, as it was when it was sent: dossier, Aanvraag and, if any, answers."""
    records = [
        state.content(state.dossier.id, aanvraag.dossier_revisie or 0),
        state.content(aanvraag.id, aanvraag.revisie),
    ]
    return [*records, state.content(antwoorden_id(row.id), 1)] if row.beantwoord else records


def _needed(state: DossierState, aanvraag: Aanvraag, item: Due) -> list[Inhoud]:
    if isinstance(item, Verstrekking):
        return frozen(state, aanvraag, item)
    return [state.content(item.id, item.revisie)] if item.revisie is not None else []


def _message(
    state: DossierState, aanvraag: Aanvraag, item: Due, parts: Sequence[dict[str, Any]], now: datetime
) -> Message:
    if isinstance(item, Verstrekking):
        dossier, content, *answers = parts
        at = item.levering.eerste_voornemen or now
        return offered_message(aanvraag, item, at, dossier, content, answers[0] if answers else None)
    return later_message(aanvraag, state.verstrekking(item.verstrekking_id), item, parts[0] if parts else None)


@dataclass(frozen=True)
class Keys:
    """What the messages to one recipient are signed with, and what else proves who sends them."""

    secrets: list[str] = field(repr=False)
    access: Access | None


def readable_keys(broker: Broker, lessors: Lessors, items: Sequence[Due]) -> dict[str, Keys]:
    """By recipient. Who has nothing readable is not in it, and keeps no other."""
    found = {}
    for lessor_id in {item.kredietverstrekker_id for item in items}:
        with suppress(Undecryptable):
            lessor = lessors[lessor_id]
            found[lessor_id] = Keys(secrets_of(broker, lessor), access_to(broker, lessor))
    return found
