"""Taking one permission back, as easily as it was given (art. 7(3) AVG, art. 6 lid 3): effective at once."""

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import aanvraag_of, sibling
from chalicelib.domain.model import Model
from chalicelib.domain.verstrekking import ToestemmingStatus
from chalicelib.errors import IllegalState, NotFound
from chalicelib.usecases.idempotency import Claim
from chalicelib.usecases.owned import owned_state
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.recall import withdraw_from
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
    withdraw_from(broker, writer, [state.verstrekking(sibling("ver", toestemming_id))], now)
    answer = ToestemmingIngetrokken(id=toestemming_id, status=ToestemmingStatus.INGETROKKEN)
    writer.commit(broker, claim, answer)
    return answer
