"""
Statistical cells (art. 5 lid 11): counters of one quarter, never a row about one person, and what was published.

`groep` is a keyed digest of a group of the declared tables (`privacy/cijfers.py`): a counter does not say what it
counts, and whoever reads these rows without the search key cannot tell either.
"""

import zlib
from typing import Annotated, ClassVar

from pydantic import AwareDatetime

from chalicelib.domain.model import Model
from chalicelib.domain.row import Bewijs, Regel, Row, Tijd, Toestand

SHARDS = 8  # of one counter: destructions that run at once seldom meet


class Cijfer(Row):
    """
    One counter of one quarter, or the part of it that this shard holds. Only ever added to, by `Add`.

    Its `id` is `<kwartaal>/<shard>/<groep>/<uitkomst>`.
    """

    soort: ClassVar[str] = "cijfer"
    kwartaal: Annotated[str, Tijd]
    groep: Annotated[str, Bewijs]
    uitkomst: Annotated[str, Regel]
    aantal: Annotated[int, Toestand]


def counter(kwartaal: str, groep: str, uitkomst: str, spread: str) -> Cijfer:
    """One more in this cell; `spread` chooses the shard."""
    shard = zlib.crc32(spread.encode()) % SHARDS
    row_id = f"{kwartaal}/{shard}/{groep}/{uitkomst}"
    return Cijfer(id=row_id, kwartaal=kwartaal, groep=groep, uitkomst=uitkomst, aantal=1)


class Cel(Model):
    """One published figure: the outcome of a group of at least ten, disturbed and rounded to five."""

    tabel: Annotated[str, Regel]
    product: Annotated[str | None, Regel] = None
    object: Annotated[str | None, Regel] = None
    bedrag: Annotated[str | None, Regel] = None
    looptijd: Annotated[str | None, Regel] = None
    provincie: Annotated[str | None, Regel] = None
    sector: Annotated[str | None, Regel] = None
    uitkomst: Annotated[str, Regel]
    aantal: Annotated[int, Toestand]


class Publicatie(Row):
    """
    What was published of one quarter, for ever, and its line in the ledger: `id` is the quarter, `sha256` the digest of
    its cells, `regels` the version of the rules.

    A quarter is published by inserting this row, so that there is at most one, and its noise is drawn once.
    `opgeruimd`: the counters behind it are gone.
    """

    soort: ClassVar[str] = "publicatie"
    regels: Annotated[str, Regel]
    gepubliceerd_op: Annotated[AwareDatetime, Tijd]
    sha256: Annotated[str, Bewijs]
    cellen: Annotated[tuple[Cel, ...], Toestand]
    opgeruimd: Annotated[bool, Toestand] = False
