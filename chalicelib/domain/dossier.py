"""The Dossier: who a lease is for. Its envelope; the personal content is `dossier_inhoud.py`, always encrypted."""

from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import AwareDatetime

from chalicelib.domain.row import Bewijs, Chained, Due, DueSoort, Regel, Sleutel, Tijd, Toestand


class Dossier(Chained):
    """
    `versie` counts the sender's changes and is what If-Match names; `revisie` names the ciphertext that holds it.
    `vernietigd` is set by the transaction that begins its destruction: whoever reads after it finds nothing.
    `vernietigen_op` and `afgeschermd_op` are computed on every change by `privacy/vernietiging.py`: when it must go
    and, where something goes before that, from when it is kept for that duty alone. `documenten_op` is when the first
    of its Documents must go, or contents that a hold kept which is over, where that is before the dossier.
    `beperkt_door` is who asked for the restriction. `wissing_gevraagd_op` says that its owner had it erased while
    it had to be kept, and `wissing_gevraagd_door` which account that was, `aangehouden` names the contents that
    somebody removed in that time. `cijfers` are keyed digests of what it counts under in statistics
    (`privacy/cijfers.py`).
    """

    soort: ClassVar[str] = "dossier"
    eigenaar: Annotated[str, Sleutel]
    maker: Annotated[str, Sleutel]
    betrokkene: Annotated[str, Regel]
    versie: Annotated[int, Toestand] = 1
    revisie: Annotated[int, Toestand] = 1
    gemaakt_op: Annotated[AwareDatetime, Tijd]
    gewijzigd_op: Annotated[AwareDatetime, Tijd]
    beperkt: Annotated[bool, Toestand] = False
    beperkt_door: Annotated[str, Sleutel] = ""
    wissing_gevraagd_op: Annotated[AwareDatetime | None, Tijd] = None
    wissing_gevraagd_door: Annotated[str, Sleutel] = ""
    afgeschermd_op: Annotated[AwareDatetime | None, Tijd] = None
    aangehouden: Annotated[tuple[str, ...], Sleutel] = ()
    vernietigd: Annotated[bool, Toestand] = False
    vernietigen_op: Annotated[AwareDatetime | None, Tijd] = None
    documenten_op: Annotated[AwareDatetime | None, Tijd] = None
    regel: Annotated[str, Regel] = ""
    cijfers: Annotated[tuple[str, ...], Bewijs] = ()

    def due(self) -> Due | None:
        ends = [op for op in (self.vernietigen_op, self.documenten_op) if op is not None]
        return Due(soort=DueSoort.BEWAARTERMIJN, op=min(ends)) if ends else None

    def withheld(self, now: datetime) -> bool:
        """Kept for a duty alone: for its owner it is gone, and only `juridisch` reaches it (I10)."""
        return self.afgeschermd_op is not None and now >= self.afgeschermd_op

    def owner(self) -> tuple[str, str]:
        return listing("dossiers", self.eigenaar), place(self.gemaakt_op, self.id)


def listing(kind: str, owner: str) -> str:
    """The name of a list: what of whom."""
    return f"{kind}#{owner}"


def place(op: datetime, row_id: str) -> str:
    """A place in a list by time, then id."""
    return f"{op.isoformat()}#{row_id}"
