"""
A checkpoint of the heads of evidence as it is signed and put where no restore reaches (art. 9 lid 1; I5).

It outlives every table, so nothing here may be about a person: pseudonymous ids, numbers, hashes and times only.
"""

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime

from chalicelib.domain.model import Model
from chalicelib.domain.row import Bewijs, Regel, Sleutel, Tijd, Toestand


class Kop(Model):
    """The head of one chain: its owner, the number of its last entry and the hash of that."""

    id: Annotated[str, Sleutel]
    nr: Annotated[int, Toestand]
    kop: Annotated[str, Bewijs]


class Ijkpunt(Model):
    """
    One part of the checkpoint of one night. `plaats` is where it lies, `vorige` the SHA-256 of the part before it,
    empty for the first of all: so none can be left out, added or put elsewhere.

    A night reads the rows that were written from the UTC day `vanaf` on; it began at `begonnen_op`, and is whole with
    the part that is `laatste`.
    """

    soort: Annotated[str, Regel] = "ijkpunt"
    versie: Annotated[int, Regel] = 1
    plaats: Annotated[str, Sleutel]
    vorige: Annotated[str, Bewijs]
    vanaf: Annotated[date, Tijd]
    begonnen_op: Annotated[AwareDatetime, Tijd]
    laatste: Annotated[bool, Toestand]
    koppen: Annotated[tuple[Kop, ...], Bewijs]
