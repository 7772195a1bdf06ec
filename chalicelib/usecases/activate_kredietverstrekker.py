"""A Kredietverstrekker becomes active once its endpoint proves control by answering a signed challenge."""

import json
from base64 import urlsafe_b64encode
from typing import Any

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.kredietverstrekker import VERLOOP, Kredietverstrekker, KredietverstrekkerStatus
from chalicelib.domain.model import Model
from chalicelib.errors import IllegalState
from chalicelib.privacy.bewijs import append
from chalicelib.usecases.access import access_to
from chalicelib.usecases.follow_bereikbaarheid import forget_storing
from chalicelib.usecases.found_kredietverstrekker import found_kredietverstrekker
from chalicelib.usecases.messages import rfc3339, secrets_of
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.egress import Outcome, Outgoing
from chalicelib.usecases.ports.store import Insert, Replace


class KredietverstrekkerGeactiveerd(Model):
    status: str


def activate_kredietverstrekker(broker: Broker, actor: Actor, lessor_id: str) -> KredietverstrekkerGeactiveerd:
    """Raises IllegalState when the challenge was not answered, or a new endpoint waits for a second person."""
    row = found_kredietverstrekker(broker, lessor_id)
    VERLOOP.move(row.status, KredietverstrekkerStatus.ACTIEF)
    if row.nieuw_endpoint is not None:
        raise IllegalState("endpoint.bevestiging_nodig", veld="endpoint")
    broker.egress.check(row.endpoint)
    if not broker.egress.trusted(row.endpoint) and not _proves_control(broker, row):
        raise IllegalState("uitdaging.mislukt", veld="endpoint")
    changed = row.model_copy(update={"status": KredietverstrekkerStatus.ACTIEF, "reden": ""})
    changed, stuk = append(changed, "kredietverstrekker.actief", broker.clock.now(), actor.account_id, {})
    broker.store.commit(Replace(changed), Insert(stuk))
    forget_storing(broker, row.id)
    return KredietverstrekkerGeactiveerd(status=changed.status)


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
