"""An operator takes on a message that failed, so that others see that somebody does."""

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.levering import LeveringStatus
from chalicelib.errors import IllegalState
from chalicelib.usecases.find_levering import find_levering
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.transaction import DossierWriter, settle
from chalicelib.usecases.withhold import Due


def assign_levering(broker: Broker, actor: Actor, row_id: str) -> Due:
    """Whoever had it, has it no longer. Raises NotFound, or IllegalState for what did not fail."""
    return settle(broker, lambda: _assign(broker, actor, row_id))


def _assign(broker: Broker, actor: Actor, row_id: str) -> Due:
    state, row = find_levering(broker, row_id)
    if row.levering.status is not LeveringStatus.MISLUKT:
        raise IllegalState("levering.niet_mislukt", allowed=(LeveringStatus.MISLUKT,))
    taken = row.model_copy(update={"levering": row.levering.model_copy(update={"eigenaar": actor.account_id})})
    writer = DossierWriter(state, broker.clock.now(), actor.account_id)
    writer.replace(taken)
    writer.evidence("levering.toegewezen", bericht=row.id, eigenaar=actor.account_id)
    writer.commit(broker)
    return taken
