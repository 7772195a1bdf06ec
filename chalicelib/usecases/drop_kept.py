"""
What somebody removed while it was held goes when nothing holds it any more (I10): a little with the lift itself, the
rest behind it. Whoever dies in between leaves a dossier that is due, and the sweep goes on with it.
"""

from chalicelib.privacy.vernietiging import outlived
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.transaction import DossierWriter, settle

DROPPED_AT_ONCE = 50  # contents in one transaction


def drop_kept(broker: Broker, dossier_id: str, door: str) -> int:
    """How many contents went, in the name of `door`; none while another hold keeps them."""
    dropped = 0
    while some := settle(broker, lambda: _drop(broker, dossier_id, door)):
        dropped += some
    return dropped


def drop_some(writer: DossierWriter) -> int:
    """How many of these contents the transaction takes along; the caller saw that nothing holds them."""
    dossier = writer.state.dossier
    dropping, rest = dossier.aangehouden[:DROPPED_AT_ONCE], dossier.aangehouden[DROPPED_AT_ONCE:]
    if dropping:
        writer.replace(dossier.model_copy(update={"aangehouden": rest}))
        for content in [content for content in writer.state.inhoud.values() if content.key() in dropping]:
            writer.remove(content)
        writer.evidence("inhoud.vervallen", aantal=len(dropping))
    return len(dropping)


def _drop(broker: Broker, dossier_id: str, door: str) -> int:
    state = broker.store.load_dossier(dossier_id)
    if state is None or state.dossier.vernietigd or not outlived(state):
        return 0
    writer = DossierWriter(state, broker.clock.now(), door)
    dropped = drop_some(writer)
    writer.commit(broker)
    return dropped
