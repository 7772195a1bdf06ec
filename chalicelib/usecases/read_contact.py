"""An operator reads whom to call at a Kredietverstrekker; that he did is on record before he sees it."""

import json
from typing import Any

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.kredietverstrekker import CONTACT, Kredietverstrekker
from chalicelib.domain.persoonsgegeven import Doel
from chalicelib.domain.row import Inhoud, inhoud_key
from chalicelib.errors import Conflict, NotFound
from chalicelib.usecases.found_kredietverstrekker import found_kredietverstrekker
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.vault import Lezer
from chalicelib.usecases.transaction import settle

Opened = tuple[Kredietverstrekker, dict[str, Any]]


def read_contact(broker: Broker, actor: Actor, lessor_id: str) -> dict[str, Any]:
    """Raises NotFound for one that is not there, or whose contact person was destroyed (art. 8 lid 1)."""
    return settle(broker, lambda: open_contact(broker, actor, found_kredietverstrekker(broker, lessor_id)))[1]


def open_contact(broker: Broker, actor: Actor, row: Kredietverstrekker) -> Opened:
    """The row with the access on record, and the contact person as JSON. Raises NotFound or Conflict."""
    if not row.contact:
        raise NotFound
    record = broker.store.get(Inhoud, inhoud_key(CONTACT, row.id, row.contact))
    if record is None:
        raise Conflict  # replaced or destroyed since the row was read
    seen, plaintexts = broker.vault.open(row, Lezer(actor.account_id, Doel.DIENST), [record])
    return seen, json.loads(plaintexts[0])
