"""The portal of a Kredietverstrekker: its staff see what is theirs, open it on record, and answer (art. 6 lid 3)."""

import json
from typing import Any

from chalicelib.domain.document import Document
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import is_id
from chalicelib.domain.verstrekking import Verstrekking, on_portal
from chalicelib.errors import InvalidInput, NotFound
from chalicelib.usecases.collect_document import DocumentGegevens, give_document
from chalicelib.usecases.disclose import LeveringInhoud, disclose
from chalicelib.usecases.found_kredietverstrekker import found_kredietverstrekker
from chalicelib.usecases.listing import page_in_dossiers
from chalicelib.usecases.messages import OUTGOING, rfc3339
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.receive_callback import CallbackAntwoord, take_in_asked
from chalicelib.usecases.transaction import settle


def read_portaal(broker: Broker, actor: Actor, after: str | None, limit: int) -> tuple[list[Verstrekking], str | None]:
    """What was laid out for them, the latest first; without anything personal."""
    return page_in_dossiers(broker, Verstrekking, on_portal(_own(broker, actor)), after, limit)


def open_on_portaal(broker: Broker, actor: Actor, verstrekking_id: str) -> LeveringInhoud:
    """With everything that was consented to. Raises NotFound, Gone or IllegalState."""
    row = _theirs(broker, actor, verstrekking_id)
    return settle(broker, lambda: disclose(broker, row.id, row.kredietverstrekker_id, actor.account_id))


def collect_on_portaal(broker: Broker, actor: Actor, verstrekking_id: str, document_id: str) -> tuple[Document, bytes]:
    """A paper that was an answer to their question. Raises NotFound, Gone or IllegalState."""
    row = _theirs(broker, actor, verstrekking_id)
    if not is_id("doc", document_id):
        raise NotFound
    data = DocumentGegevens(verstrekking_id=row.id, versie=row.versie, document_id=document_id)
    return settle(broker, lambda: give_document(broker, row.kredietverstrekker_id, data, actor.account_id))


def answer_on_portaal(
    broker: Broker, actor: Actor, verstrekking_id: str, soort: str, data: dict[str, Any]
) -> tuple[bool, CallbackAntwoord]:
    """The same messages as a callback takes, by the same way in. Raises NotFound, Gone, IllegalState, InvalidInput."""
    row = _theirs(broker, actor, verstrekking_id)
    if soort in OUTGOING:
        raise InvalidInput.one("type", "type.onbekend")
    ids = {"verstrekking_id": row.id, "versie": row.versie}
    body = {"type": soort, "timestamp": rfc3339(broker.clock.now()), "data": {**data, **ids}}
    message_id = f"portaal_{broker.entropy(10).hex()}"
    return take_in_asked(broker, row.kredietverstrekker_id, message_id, json.dumps(body).encode())


def _own(broker: Broker, actor: Actor) -> str:
    """Their Kredietverstrekker. One that has ended is no longer there for its staff."""
    lessor_id = actor.kredietverstrekker_id or ""
    if found_kredietverstrekker(broker, lessor_id).ended:
        raise NotFound
    return lessor_id


def _theirs(broker: Broker, actor: Actor, verstrekking_id: str) -> Verstrekking:
    """Another's is as unknown as one that never was, or that goes another way."""
    lessor_id = _own(broker, actor)
    row = broker.store.get(Verstrekking, verstrekking_id) if is_id("ver", verstrekking_id) else None
    if row is None or row.kredietverstrekker_id != lessor_id or not row.portaal:
        raise NotFound
    return row
