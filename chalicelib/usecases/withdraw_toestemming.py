"""Taking one permission back, as easily as it was given (art. 7(3) AVG, art. 6 lid 3): effective at once."""

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import aanvraag_of, sibling
from chalicelib.domain.model import Model
from chalicelib.domain.offerte import OfferteStatus
from chalicelib.domain.verstrekking import ToestemmingStatus
from chalicelib.errors import IllegalState, NotFound
from chalicelib.usecases.idempotency import Claim
from chalicelib.usecases.owned import owned_state
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.recall import stop, withdraw
from chalicelib.usecases.submit_aanvraag import wake
from chalicelib.usecases.transaction import DossierWriter, settle


class ToestemmingIngetrokken(Model):
    id: str
    status: str


def withdraw_toestemming(
    broker: Broker, actor: Actor, toestemming_id: str, claim: Claim | None
) -> ToestemmingIngetrokken:
    """Raises IllegalState when it was withdrawn before. An Overeenkomst that exists stays as it is."""
    answer = settle(broker, lambda: _withdraw(broker, actor, toestemming_id, claim), claim)
    wake(broker, aanvraag_of(toestemming_id))
    return answer


def _withdraw(broker: Broker, actor: Actor, toestemming_id: str, claim: Claim | None) -> ToestemmingIngetrokken:
    now = broker.clock.now()
    state = owned_state(broker, actor, "toe", toestemming_id)
    consent = state.toestemmingen.get(toestemming_id)
    if consent is None:
        raise NotFound
    if not consent.in_force:
        raise IllegalState
    writer = DossierWriter(state, now, actor.account_id)
    row = state.verstrekking(sibling("ver", toestemming_id))
    withdraw(writer, [consent], now)
    stop(broker, writer, [row], now)
    for offer in state.offertes.values():
        if offer.verstrekking_id == row.id and offer.is_open(now):
            writer.replace(offer.model_copy(update={"status": OfferteStatus.VERVALLEN}))
    answer = ToestemmingIngetrokken(id=toestemming_id, status=ToestemmingStatus.INGETROKKEN)
    writer.commit(broker, claim, answer)
    return answer
