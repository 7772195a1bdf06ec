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
from chalicelib.domain.verstrekking import Bericht, Verstrekking
from chalicelib.errors import Undecryptable
from chalicelib.usecases.access import access_to
from chalicelib.usecases.content import open_records
from chalicelib.usecases.messages import later_message, offered_message, secrets_of, thin_message
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
            messages[item.id] = thin_message(aanvraag, state, item, now)
    return state, {name: ways[name].translate(message) for name, message in messages.items()}


def whole_messages(
    broker: Broker, state: DossierState, aanvraag: Aanvraag, items: Sequence[Due], now: datetime, actor: str
) -> tuple[DossierState, dict[str, Message]]:
    """With everything that was consented to; what is personal is opened once, for all of them, on record."""
    first = any(isinstance(item, Verstrekking) for item in items)
    carrying = [item for item in items if isinstance(item, Bericht) and item.revisie is not None]
    records = _frozen(state, aanvraag) if first else []
    records += [state.content(item.id, item.revisie or 0) for item in carrying]
    state, contents = open_records(broker, state, actor, Doel.VERSTREKKING, records)
    frozen = contents[:2] if first else []
    later = dict(zip((item.id for item in carrying), contents[len(frozen) :], strict=True))
    return state, {item.id: _message(state, aanvraag, item, frozen, later.get(item.id), now) for item in items}


def _message(
    state: DossierState,
    aanvraag: Aanvraag,
    item: Due,
    frozen: Sequence[dict[str, Any]],
    content: dict[str, Any] | None,
    now: datetime,
) -> Message:
    if isinstance(item, Verstrekking):
        return offered_message(aanvraag, item, item.levering.eerste_voornemen or now, frozen[0], frozen[1])
    return later_message(aanvraag, state.verstrekking(item.verstrekking_id), item, content)


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


def _frozen(state: DossierState, aanvraag: Aanvraag) -> list[Inhoud]:
    return [
        state.content(state.dossier.id, aanvraag.dossier_revisie or 0),
        state.content(aanvraag.id, aanvraag.revisie),
    ]
