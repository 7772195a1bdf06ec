"""The bytes of everything that leaves of one Aanvraag at once; what is personal is opened once for it, on record."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from chalicelib.domain.aanvraag import Aanvraag
from chalicelib.domain.gebruiker import SYSTEEM
from chalicelib.domain.persoonsgegeven import Doel
from chalicelib.domain.row import Inhoud
from chalicelib.domain.state import DossierState
from chalicelib.domain.verstrekking import Verstrekking, antwoorden_id
from chalicelib.usecases.content import open_records
from chalicelib.usecases.messages import Message, later_message, offered_message
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.withhold import Due


def write_messages(
    broker: Broker, state: DossierState, aanvraag: Aanvraag, allowed: Sequence[Due], now: datetime
) -> tuple[DossierState, dict[str, Message]]:
    """By the id of each of these, its message; and the state with the access on record. Raises Conflict."""
    needed = (record for item in allowed for record in _needed(state, aanvraag, item))
    records = {record.key(): record for record in needed}
    state, contents = open_records(broker, state, SYSTEEM, Doel.VERSTREKKING, list(records.values()))
    opened = dict(zip(records, contents, strict=True))
    messages = {}
    for item in allowed:
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
