"""An open case (a Verzoek, a complaint, a claim) keeps its dossier from the moment that it opens (art. 5 lid 12)."""

from datetime import date, datetime

from chalicelib.domain.bewaarblokkade import Bewaarblokkade, BlokkadeGrond
from chalicelib.domain.ids import child_id
from chalicelib.usecases.ports.broker import Broker
from chalicelib.usecases.transaction import DossierWriter


def hold_for_case(
    broker: Broker, writer: DossierWriter, zaak: str, grond: BlokkadeGrond, herzien_op: date, now: datetime
) -> Bewaarblokkade:
    """The hold of the case with this id, until `lift_for_case`; without an id that of an operator, who says why."""
    row = Bewaarblokkade(
        id=child_id("blo", writer.state.dossier.id, broker.entropy(5)),
        grond=grond,
        herzien_op=herzien_op,
        geplaatst_door=writer.actor,
        geplaatst_op=now,
        zaak=zaak,
    )
    writer.insert(row)
    writer.evidence(
        "bewaarblokkade.geplaatst", blokkade=row.id, grond=grond, herzien_op=herzien_op.isoformat(), zaak=zaak
    )
    return row
