"""A message that failed is sent again: the same id, the same bytes, the schedule from its beginning (I2)."""

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import aanvraag_of
from chalicelib.domain.levering import LeveringStatus
from chalicelib.domain.verstrekking import VERLOOP, Bericht, Verstrekking, VerstrekkingStatus
from chalicelib.errors import IllegalState
from chalicelib.usecases.find_levering import find_levering
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.recall import DELIVER_WITHIN
from chalicelib.usecases.submit_aanvraag import wake
from chalicelib.usecases.transaction import DossierWriter, settle
from chalicelib.usecases.withhold import Due, last_moment


def replay_levering(broker: Broker, actor: Actor, row_id: str) -> Due:
    """
    Whether it may leave is decided when it is sent, as ever. Raises NotFound, or IllegalState for what did not fail
    or whose time is over.
    """
    row = settle(broker, lambda: _replay(broker, actor, row_id))
    wake(broker, aanvraag_of(row_id))
    return row


def _replay(broker: Broker, actor: Actor, row_id: str) -> Due:
    now = broker.clock.now()
    state, row = find_levering(broker, row_id)
    aanvraag = state.aanvraag(aanvraag_of(row_id))
    if row.levering.status is not LeveringStatus.MISLUKT:
        raise IllegalState("levering.niet_mislukt", allowed=(LeveringStatus.MISLUKT,))
    if isinstance(row, Verstrekking) and (_is_over(row) or now >= last_moment(aanvraag, row)):
        raise IllegalState("levering.te_laat")
    renewed = row.model_copy(update={"levering": row.levering.renewed(now)})
    if isinstance(renewed, Bericht):
        renewed = renewed.model_copy(update={"uiterlijk": now + DELIVER_WITHIN})
    else:
        renewed = renewed.model_copy(update={"status": VERLOOP.move(renewed.status, VerstrekkingStatus.KLAAR)})
    writer = DossierWriter(state, now, actor.account_id)
    writer.replace(renewed)
    writer.evidence("levering.herhaald", bericht=row.id, ontvanger=row.kredietverstrekker_id)
    writer.commit(broker)
    return renewed


def _is_over(row: Verstrekking) -> bool:
    """Withdrawn since, say, or answered although we heard of no delivery."""
    return row.status is not VerstrekkingStatus.TECHNISCH_MISLUKT
