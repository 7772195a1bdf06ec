"""Published statistics as they are shown."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from chalicelib.domain.cijfer import Cel, Publicatie
from chalicelib.domain.model import Model

UITLEG = (
    "Elk getal is met toeval verstoord en daarna afgerond op 5. Groepen van minder dan 10 en uitkomsten onder 10 staan "
    "er niet in. Totalen ontbreken, zodat niet valt uit te rekenen wat er niet staat."
)
NOG_NIET = (
    "Over dit kwartaal is nog niets gepubliceerd. Dat gebeurt één keer, in de nacht nadat het kwartaal voorbij is."
)


class Vorm(StrEnum):
    JSON = "json"
    CSV = "csv"
    HTML = "html"


class Statistieken(Model):
    """Of a quarter that was not published yet there are no cells, and no time at which it was."""

    periode: str
    gepubliceerd: bool
    gepubliceerd_op: datetime | None = None
    sha256: str | None = None
    toelichting: str
    cellen: tuple[Cel, ...] = ()

    @classmethod
    def of(cls, periode: str, row: Publicatie | None) -> Self:
        if row is None:
            return cls(periode=periode, gepubliceerd=False, toelichting=NOG_NIET)
        return cls(
            periode=periode,
            gepubliceerd=True,
            gepubliceerd_op=row.gepubliceerd_op,
            sha256=row.sha256,
            toelichting=UITLEG,
            cellen=row.cellen,
        )
