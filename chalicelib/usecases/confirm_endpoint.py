"""The second person confirms a new endpoint; the Kredietverstrekker must prove control of it again."""

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.kredietverstrekker import VERLOOP, Kredietverstrekker, KredietverstrekkerStatus
from chalicelib.errors import IllegalState
from chalicelib.privacy.bewijs import Waarde, append
from chalicelib.usecases.found_kredietverstrekker import found_kredietverstrekker
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.ports.store import Insert, Replace
from chalicelib.usecases.transaction import settle

_S = KredietverstrekkerStatus
# Whose endpoint is another one has not proven it: back to before the proof, or out of use until there is one.
_UNPROVEN = {_S.ACTIEF: _S.OPGESCHORT, _S.PROEF_DOORSTAAN: _S.GECONTROLEERD}


def confirm_endpoint(broker: Broker, actor: Actor, lessor_id: str, endpoint: str | None = None) -> Kredietverstrekker:
    """
    `endpoint` is the one that was looked at, None where it was left out.

    Raises IllegalState when nothing waits, when another one waits than that, or when it is the person who made the
    change.
    """
    return settle(broker, lambda: _confirm(broker, actor, lessor_id, endpoint))


def _confirm(broker: Broker, actor: Actor, lessor_id: str, endpoint: str | None) -> Kredietverstrekker:
    row = found_kredietverstrekker(broker, lessor_id)
    if row.nieuw_endpoint is None:
        raise IllegalState("endpoint.niets_te_bevestigen", veld="endpoint")
    if endpoint not in (None, row.nieuw_endpoint):
        raise IllegalState("endpoint.ander", veld="endpoint")
    if row.gewijzigd_door == actor.account_id:
        raise IllegalState("tweede_persoon.nodig", veld="endpoint")
    broker.egress.check(row.nieuw_endpoint)
    paused = VERLOOP.move(row.status, _UNPROVEN[row.status]) if row.status in _UNPROVEN else row.status
    changed = row.model_copy(
        update={
            "endpoint": row.nieuw_endpoint,
            "nieuw_endpoint": None,
            "gewijzigd_door": None,
            "proef_op": None,
            "status": paused,
            "reden": "endpoint-gewijzigd" if row.active else row.reden,
            "versie": row.versie + 1,
        }
    )
    gegevens: dict[str, Waarde] = {
        "oud": row.endpoint,
        "nieuw": changed.endpoint,
        "gewijzigd_door": row.gewijzigd_door or "",
    }
    changed, stuk = append(
        changed, "kredietverstrekker.endpoint_bevestigd", broker.clock.now(), actor.account_id, gegevens
    )
    broker.store.commit(Replace(changed), Insert(stuk))
    return changed.model_copy(update={"rev": changed.rev + 1})
