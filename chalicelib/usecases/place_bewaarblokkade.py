"""
A bewaarblokkade on a dossier (art. 5 lid 12): whatever is asked or due, nothing of it is destroyed (I10).

An operator places one, with words of his own. They may name anybody, so that they are stored encrypted.
"""

from pydantic import AwareDatetime

from chalicelib.domain.bewaarblokkade import INHOUD, BlokkadeGrond, BlokkadeInhoud, NieuweBlokkade
from chalicelib.domain.datum import Datum
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.kalender import today
from chalicelib.domain.model import Model
from chalicelib.errors import IllegalState, InvalidInput
from chalicelib.usecases.content import seal
from chalicelib.usecases.found_bewaarblokkade import found_dossier
from chalicelib.usecases.hold_for_case import hold_for_case
from chalicelib.usecases.idempotency import Claim
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.transaction import DossierWriter, settle

MOST = 20  # bewaarblokkades on one dossier


class BlokkadeGeplaatst(Model):
    """The answer, without the reason, so that it can be stored for a repeat."""

    id: str
    dossier_id: str
    status: str
    grond: BlokkadeGrond
    herzien_op: Datum
    geplaatst_op: AwareDatetime


def place_bewaarblokkade(
    broker: Broker, actor: Actor, nieuw: NieuweBlokkade, claim: Claim | None, *, geen_bsn: bool = False
) -> BlokkadeGeplaatst:
    """Raises InvalidInput for a day of review that is over or too far, IllegalState for one hold too many."""
    if faults := nieuw.faults(today(broker.clock.now())):
        raise InvalidInput(*faults)
    return settle(broker, lambda: _place(broker, actor, nieuw, claim, geen_bsn=geen_bsn), claim)


def _place(
    broker: Broker, actor: Actor, nieuw: NieuweBlokkade, claim: Claim | None, *, geen_bsn: bool
) -> BlokkadeGeplaatst:
    now = broker.clock.now()
    state = found_dossier(broker, nieuw.dossier_id)
    if len(state.blokkades) >= MOST:
        raise IllegalState("bewaarblokkade.te_veel", veld="dossier_id")
    writer = DossierWriter(state, now, actor.account_id)
    row = hold_for_case(broker, writer, "", nieuw.grond, nieuw.herzien_op, now)
    writer.insert(seal(broker, state.dossier.id, row.id, 1, INHOUD, BlokkadeInhoud(reden=nieuw.reden)))
    if geen_bsn:
        writer.evidence("bewaarblokkade.geen_bsn_bevestigd", blokkade=row.id)
    answer = BlokkadeGeplaatst(
        id=row.id,
        dossier_id=state.dossier.id,
        status=row.status,
        grond=row.grond,
        herzien_op=row.herzien_op,
        geplaatst_op=row.geplaatst_op,
    )
    writer.commit(broker, claim, answer)
    return answer
