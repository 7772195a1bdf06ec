"""
Evidence: an append-only hash chain per dossier, account and Kredietverstrekker (art. 6, art. 9 lid 1).

Each Bewijsstuk carries the hash of the one before it; the head stands in the row that every transaction of that
owner updates anyway. So an edit, a deletion, a reordering and a truncation each show (I5). Pseudonymous ids, rule
names, versions and digests only: never personal data.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar, TypeVar

from pydantic import AwareDatetime

from chalicelib.domain.ijkpunt import Kop
from chalicelib.domain.persoonsgegeven import GeenPersoonsgegeven
from chalicelib.domain.row import Chained, Row

Waarde = str | int | bool | tuple[str, ...]
K = TypeVar("K", bound=Chained)


class Afwijking(StrEnum):
    """In what a chain of now differs from the head that a checkpoint has of it."""

    RIJ_WEG = "rij_weg"  # its owner is gone, and no erasure says so
    KORTER = "korter"  # as somebody leaves it who puts back an older one
    STUK_WEG = "stuk_weg"
    STUK_ANDERS = "stuk_anders"
    KOP_ANDERS = "kop_anders"  # the owner names another last entry


class Bewijsstuk(Row):
    """One entry; `id` is the owner of the chain and `nr` its place, from 1 without gaps."""

    soort: ClassVar[str] = "bewijs"
    nr: Annotated[int, GeenPersoonsgegeven.TOESTAND]
    vorige: Annotated[str, GeenPersoonsgegeven.BEWIJS]
    gebeurtenis: Annotated[str, GeenPersoonsgegeven.REGEL]
    op: Annotated[AwareDatetime, GeenPersoonsgegeven.TIJD]
    door: Annotated[str, GeenPersoonsgegeven.SLEUTEL]
    gegevens: Annotated[dict[str, Waarde], GeenPersoonsgegeven.BEWIJS]

    def digest(self) -> str:
        """SHA-256 over the entry in canonical JSON."""
        body = self.model_dump(mode="json", exclude={"rev"})
        canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()


def append(keten: K, gebeurtenis: str, op: datetime, door: str, gegevens: dict[str, Waarde]) -> tuple[K, Bewijsstuk]:
    """The owner with its new head, and the entry; both must be written in one transaction."""
    stuk = Bewijsstuk(
        id=keten.id,
        nr=keten.bewijs_nr + 1,
        vorige=keten.bewijs_kop,
        gebeurtenis=gebeurtenis,
        op=op,
        door=door,
        gegevens=gegevens,
    )
    return keten.model_copy(update={"bewijs_nr": stuk.nr, "bewijs_kop": stuk.digest()}), stuk


def first_fault(keten: Chained, stukken: Iterable[Bewijsstuk]) -> int | None:
    """The number of the first entry that does not fit the chain up to its head; None when all is whole."""
    vorige, nr = "", 0
    for nr, stuk in enumerate(stukken, start=1):
        if stuk.nr != nr or stuk.vorige != vorige or stuk.id != keten.id:
            return nr
        vorige = stuk.digest()
    return None if (nr, vorige) == (keten.bewijs_nr, keten.bewijs_kop) else nr + 1


def deviation(kop: Kop, keten: Chained, stukken: Sequence[Bewijsstuk]) -> Afwijking | None:
    """What is wrong with a chain, of which this was the head once and `stukken` are the entries up to there now."""
    if keten.bewijs_nr < kop.nr:
        return Afwijking.KORTER
    if keten.bewijs_nr == kop.nr and keten.bewijs_kop != kop.kop:
        return Afwijking.KOP_ANDERS
    if len(stukken) < kop.nr:
        return Afwijking.STUK_WEG
    then = keten.model_copy(update={"bewijs_nr": kop.nr, "bewijs_kop": kop.kop})
    return None if first_fault(then, stukken) is None else Afwijking.STUK_ANDERS
