"""Personal content of a dossier: sealed when written, and opened with an access record before it is seen."""

import json
from collections.abc import Sequence
from typing import Any

from chalicelib.domain.model import Model
from chalicelib.domain.persoonsgegeven import Doel
from chalicelib.domain.row import Inhoud
from chalicelib.domain.state import DossierState
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.vault import Lezer

Opened = tuple[DossierState, list[dict[str, Any]]]


def seal(broker: Broker, owner_id: str, record_id: str, revisie: int, name: str, content: Model) -> Inhoud:
    """One revision of a record, encrypted under the key of its owner."""
    plaintext = content.model_dump_json(exclude_none=True).encode()
    return broker.vault.seal(owner_id, record_id, revisie, name, plaintext)


def open_records(broker: Broker, state: DossierState, actor: str, doel: Doel, records: Sequence[Inhoud]) -> Opened:
    """
    The contents as JSON objects, in order, and the state with the access on record.

    Raises Conflict when somebody wrote between the read of `state` and the access record: read again.
    """
    if not records:
        return state, []
    dossier, plaintexts = broker.vault.open(state.dossier, Lezer(actor, doel), records)
    return state.with_row(dossier), [json.loads(text) for text in plaintexts]
