"""The second person confirms a new endpoint; the Kredietverstrekker must prove control of it again."""

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.kredietverstrekker import Kredietverstrekker, KredietverstrekkerStatus
from chalicelib.errors import IllegalState
from chalicelib.privacy.bewijs import append
from chalicelib.usecases.found_kredietverstrekker import found_kredietverstrekker
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert, Replace
from chalicelib.usecases.transaction import settle


def confirm_endpoint(broker: Broker, actor: Actor, lessor_id: str) -> Kredietverstrekker:
    """Raises IllegalState when nothing waits, or when it is the person who made the change."""
    return settle(broker, lambda: _confirm(broker, actor, lessor_id))


def _confirm(broker: Broker, actor: Actor, lessor_id: str) -> Kredietverstrekker:
    row = found_kredietverstrekker(broker, lessor_id)
    if row.nieuw_endpoint is None:
        raise IllegalState("endpoint.niets_te_bevestigen", veld="endpoint")
    if row.gewijzigd_door == actor.account_id:
        raise IllegalState("tweede_persoon.nodig", veld="endpoint")
    paused = KredietverstrekkerStatus.OPGESCHORT if row.active else row.status
    changed = row.model_copy(
        update={
            "endpoint": row.nieuw_endpoint,
            "nieuw_endpoint": None,
            "gewijzigd_door": None,
            "status": paused,
            "reden": "endpoint-gewijzigd" if paused is not row.status else row.reden,
        }
    )
    changed, stuk = append(changed, "kredietverstrekker.endpoint_bevestigd", broker.clock.now(), actor.account_id, {})
    broker.store.commit(Replace(changed), Insert(stuk))
    return changed.model_copy(update={"rev": changed.rev + 1})
