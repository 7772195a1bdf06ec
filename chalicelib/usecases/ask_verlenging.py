"""The sender asks for more time to decide on an Offerte; whether it comes is up to its Kredietverstrekker."""

from datetime import datetime, timedelta

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import aanvraag_of
from chalicelib.domain.model import Model
from chalicelib.domain.state import DossierState
from chalicelib.domain.verstrekking import BerichtSoort
from chalicelib.errors import IllegalState
from chalicelib.usecases.idempotency import Claim
from chalicelib.usecases.owned import owned_state, refuse_restricted
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.recall import tell
from chalicelib.usecases.submit_aanvraag import wake
from chalicelib.usecases.transaction import DossierWriter, settle

ASK_AGAIN_AFTER = timedelta(days=1)


class VerlengingGevraagd(Model):
    status: str
    bericht_id: str


def ask_verlenging(broker: Broker, actor: Actor, offerte_id: str, claim: Claim | None) -> VerlengingGevraagd:
    """Raises IllegalState for an Offerte that is not open, or when the same was asked less than a day ago."""
    answer = settle(broker, lambda: _ask(broker, actor, offerte_id, claim), claim)
    wake(broker, aanvraag_of(offerte_id))
    return answer


def _ask(broker: Broker, actor: Actor, offerte_id: str, claim: Claim | None) -> VerlengingGevraagd:
    now = broker.clock.now()
    state = owned_state(broker, actor, "off", offerte_id)
    offer = state.offerte(offerte_id)
    refuse_restricted(state)
    if not offer.is_open(now):
        raise IllegalState("offerte.gesloten", veld="offerte")
    if _asked_lately(state, offerte_id, now):
        raise IllegalState("offerte.verlenging_gevraagd", veld="offerte")
    writer = DossierWriter(state, now, actor.account_id)
    row = state.verstrekking(offer.verstrekking_id)
    bericht = tell(broker, writer, row, BerichtSoort.OFFERTE_VERLENGING_GEVRAAGD, now, offerte_id)
    writer.evidence("offerte.verlenging_gevraagd", offerte=offerte_id, bericht=bericht.id)
    answer = VerlengingGevraagd(status="gevraagd", bericht_id=bericht.id)
    writer.commit(broker, claim, answer)
    return answer


def _asked_lately(state: DossierState, offerte_id: str, now: datetime) -> bool:
    return any(
        row.offerte_id == offerte_id and now - row.gemaakt_op < ASK_AGAIN_AFTER
        for row in state.berichten.values()
        if row.type is BerichtSoort.OFFERTE_VERLENGING_GEVRAAGD
    )
