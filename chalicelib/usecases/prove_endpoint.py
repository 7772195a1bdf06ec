"""
The endpoint of a Kredietverstrekker proves that it is its own: it answers a signed challenge (clauses S18).

Before anything goes live: from `gecontroleerd` to `proef_doorstaan`, and from there as often as one likes.
"""

import json
from base64 import urlsafe_b64encode
from datetime import datetime
from typing import Any

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.kredietverstrekker import VERLOOP, Kredietverstrekker, KredietverstrekkerStatus
from chalicelib.errors import IllegalState
from chalicelib.privacy.aansluiting import certified, missing
from chalicelib.privacy.bewijs import Bewijsstuk, Waarde, append
from chalicelib.usecases.access import access_to
from chalicelib.usecases.found_kredietverstrekker import found_kredietverstrekker
from chalicelib.usecases.messages import rfc3339, secrets_of
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.egress import Outcome, Outgoing
from chalicelib.usecases.ports.store import Insert, Replace
from chalicelib.usecases.transaction import settle

_S = KredietverstrekkerStatus


def prove_endpoint(broker: Broker, actor: Actor, lessor_id: str) -> Kredietverstrekker:
    """Raises IllegalState when it is not its turn, or the challenge was not answered."""
    row = found_kredietverstrekker(broker, lessor_id)
    if row.status not in (_S.GECONTROLEERD, _S.PROEF_DOORSTAAN):
        raise IllegalState(allowed=VERLOOP.allowed(row.status))
    ask_for_proof(broker, row)
    return settle(broker, lambda: _record(broker, actor, row))


def ask_for_proof(broker: Broker, row: Kredietverstrekker) -> None:
    """Raises IllegalState unless everything was checked and its endpoint, confirmed by two, answers the challenge."""
    _refuse_unready(broker, row)
    broker.egress.check(row.endpoint)
    if not broker.egress.trusted(row.endpoint) and not _proves_control(broker, row):
        raise IllegalState("uitdaging.mislukt", veld="endpoint")


def _refuse_unready(broker: Broker, row: Kredietverstrekker) -> None:
    """
    Raises IllegalState while a check is missing or a new endpoint waits for a second person.

    An endpoint that the egress trusts is one of our own on loopback, which only a local stack has: what its
    registration says stands for the checks then, for there is no file to look into.
    """
    if row.nieuw_endpoint is not None:
        raise IllegalState("endpoint.bevestiging_nodig", veld="endpoint")
    if missing(row) and not broker.egress.trusted(row.endpoint):
        raise IllegalState("controle.ontbreekt", allowed=VERLOOP.allowed(row.status), veld="controles")


def still(broker: Broker, proven: Kredietverstrekker) -> Kredietverstrekker:
    """The row as it is now. Raises IllegalState unless what was proven, and from where, is what stands there still."""
    row = found_kredietverstrekker(broker, proven.id)
    _refuse_unready(broker, row)
    if (row.endpoint, row.geheim_revisie, row.status) != (proven.endpoint, proven.geheim_revisie, proven.status):
        raise IllegalState(allowed=VERLOOP.allowed(row.status))
    return row


def with_proof(
    broker: Broker, actor: Actor, row: Kredietverstrekker, now: datetime
) -> tuple[Kredietverstrekker, Bewijsstuk]:
    """
    The proof on record: of which endpoint, under which secret, whether it was asked for one at all, and the digest of
    its certification, if one was recorded.
    """
    gegevens: dict[str, Waarde] = {
        "endpoint": row.endpoint,
        "geheim_revisie": row.geheim_revisie,
        "uitdaging": not broker.egress.trusted(row.endpoint),
    }
    if (report := certified(row)) is not None:
        gegevens["certificering"] = report
    proven = row.model_copy(update={"proef_op": now})
    return append(proven, "kredietverstrekker.proef_doorstaan", now, actor.account_id, gegevens)


def _record(broker: Broker, actor: Actor, proven: Kredietverstrekker) -> Kredietverstrekker:
    row, stuk = with_proof(broker, actor, still(broker, proven), broker.clock.now())
    row = row.model_copy(update={"status": _S.PROEF_DOORSTAAN})
    broker.store.commit(Replace(row), Insert(stuk))
    return row.model_copy(update={"rev": row.rev + 1})


def _proves_control(broker: Broker, row: Kredietverstrekker) -> bool:
    challenge = urlsafe_b64encode(broker.entropy(24)).decode()
    now = broker.clock.now()
    data: dict[str, Any] = {"uitdaging": challenge}
    body = json.dumps({"type": "test", "timestamp": rfc3339(now), "data": data}, separators=(",", ":")).encode()
    message_id = f"test_{urlsafe_b64encode(broker.entropy(12)).decode()}"
    headers = broker.signatures.sign(secrets_of(broker, row), message_id, now, body)
    outcome = broker.egress.send_all([Outgoing(row.endpoint, headers, body, access=access_to(broker, row))])[0]
    return outcome.received and _answer(outcome) == challenge


def _answer(outcome: Outcome) -> str | None:
    try:
        body = json.loads(outcome.body)
    except (ValueError, RecursionError):
        return None
    return body.get("antwoord") if isinstance(body, dict) else None
