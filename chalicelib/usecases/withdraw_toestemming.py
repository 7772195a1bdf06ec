"""Taking one permission back, as easily as it was given (art. 7(3) AVG, art. 6 lid 3): effective at once."""

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import aanvraag_of, sibling
from chalicelib.domain.model import Model
from chalicelib.domain.offerte import Overeenkomst, OvereenkomstStatus
from chalicelib.domain.verstrekking import ToestemmingStatus, Verstrekking
from chalicelib.errors import IllegalState, NotFound
from chalicelib.usecases.cancel_overeenkomst import call_off
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
    """
    Raises IllegalState when it was withdrawn before.

    An Overeenkomst that has begun stays as it is. One that has not is called off: its Kredietverstrekker may not use
    what it would begin with any more.
    """
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
    pending = [contract for contract in state.overeenkomsten.values() if _rests_on(contract, row)]
    for contract in pending:
        call_off(broker, writer, contract, "toestemming", now)
    if not pending:
        withdraw_from(broker, writer, [row], now)
    answer = ToestemmingIngetrokken(id=toestemming_id, status=ToestemmingStatus.INGETROKKEN)
    writer.commit(broker, claim, answer)
    return answer


def _rests_on(contract: Overeenkomst, row: Verstrekking) -> bool:
    return contract.verstrekking_id == row.id and contract.status is OvereenkomstStatus.IN_ONDERTEKENING
