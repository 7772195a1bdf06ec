"""The Dossier: who a lease is for. Its envelope; the personal content is `dossier_inhoud.py`, always encrypted."""

from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import AwareDatetime

from chalicelib.domain.row import Bewijs, Chained, Due, DueSoort, Regel, Sleutel, Tijd, Toestand


class Dossier(Chained):
    """
    `versie` counts the sender's changes and is what If-Match names; `revisie` names the ciphertext that holds it.
    `vernietigd` is set by the transaction that begins its destruction: whoever reads after it finds nothing.
    `vernietigen_op` is computed on every change by `privacy/bewaartermijn.py`. `cijfers` are keyed digests of what it
    counts under in statistics (`privacy/cijfers.py`).
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
    vernietigd: Annotated[bool, Toestand] = False
    vernietigen_op: Annotated[AwareDatetime | None, Tijd] = None
    regel: Annotated[str, Regel] = ""
    cijfers: Annotated[tuple[str, ...], Bewijs] = ()

    def due(self) -> Due | None:
        if self.vernietigen_op is None:
            return None
        return Due(soort=DueSoort.BEWAARTERMIJN, op=self.vernietigen_op)

    def owner(self) -> tuple[str, str]:
        return listing("dossiers", self.eigenaar), place(self.gemaakt_op, self.id)


def listing(kind: str, owner: str) -> str:
    """The name of a list: what of whom."""
    return f"{kind}#{owner}"


def place(op: datetime, row_id: str) -> str:
    """A place in a list by time, then id."""
    return f"{op.isoformat()}#{row_id}"
