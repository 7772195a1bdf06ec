"""
The Aanvraag (art. 1.2): an invitation to make an offer. Its envelope and its states; the content is
`aanvraag_inhoud.py`.
"""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AwareDatetime

from chalicelib.domain.dossier import listing, place
from chalicelib.domain.row import Bewijs, Due, DueSoort, Regel, Row, Sleutel, Tijd, Toestand
from chalicelib.domain.toestand import Machine


class AanvraagStatus(StrEnum):
    CONCEPT = "concept"
    VERZONDEN = "verzonden"
    IN_BEHANDELING = "in_behandeling"
    INFORMATIE_GEVRAAGD = "informatie_gevraagd"
    OFFERTE_UITGEBRACHT = "offerte_uitgebracht"
    GEACCEPTEERD = "geaccepteerd"
    OVEREENKOMST_ACTIEF = "overeenkomst_actief"
    BEEINDIGD = "beeindigd"
    AFGEWEZEN = "afgewezen"
    INGETROKKEN = "ingetrokken"
    VERLOPEN = "verlopen"


ENDED = frozenset(
    {
        AanvraagStatus.AFGEWEZEN,
        AanvraagStatus.INGETROKKEN,
        AanvraagStatus.VERLOPEN,
        AanvraagStatus.BEEINDIGD,
    }
)
# What ends at its deadline.
LAPSING = frozenset({AanvraagStatus.VERZONDEN, AanvraagStatus.IN_BEHANDELING, AanvraagStatus.INFORMATIE_GEVRAAGD})
# What is with Kredietverstrekkers, and may be sent anew as its next version.
REVISABLE = LAPSING | {AanvraagStatus.OFFERTE_UITGEBRACHT}
_S = AanvraagStatus
# What its sender may do with an Aanvraag; every other edge follows from its Verstrekkingen.
VERLOOP = Machine(
    {
        _S.CONCEPT: frozenset({_S.VERZONDEN, _S.INGETROKKEN}),
        _S.VERZONDEN: frozenset({_S.INGETROKKEN}),
        _S.IN_BEHANDELING: frozenset({_S.INGETROKKEN}),
        _S.INFORMATIE_GEVRAAGD: frozenset({_S.IN_BEHANDELING, _S.INGETROKKEN}),
        _S.OFFERTE_UITGEBRACHT: frozenset({_S.GEACCEPTEERD, _S.INGETROKKEN}),
        # Permission lasts beyond these two ends, and can be taken back as easily as it was given (AVG art. 7 lid 3).
        _S.AFGEWEZEN: frozenset({_S.INGETROKKEN}),
        _S.VERLOPEN: frozenset({_S.INGETROKKEN}),
    }
)


class Aanvraag(Row):
    """
    `versie` and `revisie` as in a Dossier; `dossier_revisie` pins the content that was sent, so that a later change
    of the Dossier does not touch it. `status` is what `aanvraag_verloop.derive` gave at the last write. `cijfers` are
    keyed digests of what it counts under in statistics (`privacy/cijfers.py`).
    """

    soort: ClassVar[str] = "aanvraag"
    eigenaar: Annotated[str, Sleutel]
    maker: Annotated[str, Sleutel]
    product: Annotated[str, Regel]
    status: Annotated[AanvraagStatus, Toestand] = AanvraagStatus.CONCEPT
    versie: Annotated[int, Toestand] = 1
    revisie: Annotated[int, Toestand] = 1
    dossier_revisie: Annotated[int | None, Toestand] = None
    gemaakt_op: Annotated[AwareDatetime, Tijd]
    gewijzigd_op: Annotated[AwareDatetime, Tijd]
    verzonden_op: Annotated[AwareDatetime | None, Tijd] = None
    uiterste_reactie: Annotated[AwareDatetime | None, Tijd] = None
    ingetrokken_op: Annotated[AwareDatetime | None, Tijd] = None
    geeindigd_op: Annotated[AwareDatetime | None, Tijd] = None
    cijfers: Annotated[tuple[str, ...], Bewijs] = ()

    def due(self) -> Due | None:
        """Its deadline, while nobody made an Offerte: an Offerte has a term of its own."""
        if self.status not in LAPSING or self.uiterste_reactie is None:
            return None
        return Due(soort=DueSoort.TERMIJN, op=self.uiterste_reactie)

    def owner(self) -> tuple[str, str]:
        return listing("aanvragen", self.eigenaar), place(self.gemaakt_op, self.id)
