"""The end of a case ends the bewaarblokkades that it placed (I10); what they alone kept goes with the next sweep."""

from chalicelib.domain.bewaarblokkade import INHOUD, Bewaarblokkade
from chalicelib.domain.row import inhoud_key
from chalicelib.usecases.transaction import DossierWriter


def lift_for_case(writer: DossierWriter, zaak: str) -> None:
    """In the transaction that closes the case."""
    for row in [row for row in writer.state.blokkades.values() if row.zaak == zaak]:
        lift(writer, row)


def lift(writer: DossierWriter, row: Bewaarblokkade) -> None:
    """The row goes, and its reason unless another hold keeps that. Who placed it, and on what ground, is evidence."""
    writer.remove(row)
    reden = inhoud_key(INHOUD, row.id, 1)
    for content in [content for content in writer.state.inhoud.values() if content.key() == reden]:
        writer.remove(content)
    writer.evidence("bewaarblokkade.opgeheven", blokkade=row.id, gevraagd_door=row.opheffing_door, zaak=row.zaak)
