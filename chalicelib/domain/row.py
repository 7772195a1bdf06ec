"""What every stored envelope has: an optimistic lock, and what the indexes need."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AwareDatetime

from chalicelib.domain.model import Model
from chalicelib.domain.persoonsgegeven import GeenPersoonsgegeven

Sleutel = GeenPersoonsgegeven.SLEUTEL
Toestand = GeenPersoonsgegeven.TOESTAND
Tijd = GeenPersoonsgegeven.TIJD
Regel = GeenPersoonsgegeven.REGEL
Bedrijf = GeenPersoonsgegeven.BEDRIJF
Bewijs = GeenPersoonsgegeven.BEWIJS


class DueSoort(StrEnum):
    """Why a row will need attention; each has buckets of its own in the due index."""

    LEVERING = "levering"
    BEWAARTERMIJN = "bewaartermijn"
    VERNIETIGING = "vernietiging"  # begun, and not finished yet
    BEVRAGING = "bevraging"  # of a Kredietverstrekker that has to be asked
    HERZIENING = "herziening"  # of a bewaarblokkade
    TERMIJN = "termijn"  # of an Aanvraag, an Offerte or an Overeenkomst, which then ends or changes by itself


class Due(Model):
    """When a row is due and for what; a row has one at a time."""

    soort: Annotated[DueSoort, Regel]
    op: Annotated[AwareDatetime, Tijd]


class Row(Model):
    """
    A stored envelope: ids, states, versions and times in clear, personal data only as ciphertext.

    `rev` counts the writes of this row. Each write is conditional on the rev that was read, so that a
    decision always rests on what is still true.
    """

    soort: ClassVar[str]
    id: Annotated[str, Sleutel]
    rev: Annotated[int, Toestand] = 0

    def key(self) -> str:
        """What tells this row from others of its class; `Store.get` takes it."""
        return self.id

    def due(self) -> Due | None:
        """When this row has to be looked at again; None leaves it out of the due index."""
        return None

    def owner(self) -> tuple[str, str] | None:
        """(list, place in it) for rows that are listed for their owner; None leaves it out of the lists."""
        return None

    def expires(self) -> datetime | None:
        """When storage may drop this row by itself; a technical term, never a legal deadline."""
        return None


class Chained(Row):
    """
    A row that carries the head of an evidence chain (`privacy/bewijs.py`). The store lists those with a chain by the
    day of their last write.
    """

    bewijs_nr: Annotated[int, Toestand] = 0
    bewijs_kop: Annotated[str, Bewijs] = ""


class Inhoud(Row):
    """
    One revision of something personal, encrypted. Immutable: a change writes the next revision.

    `id` names the record (a dossier, an Aanvraag, an Offerte, ...); the row's key adds the revision.
    """

    soort: ClassVar[str] = "inhoud"
    revisie: Annotated[int, Toestand]
    model: Annotated[str, Regel]
    versleuteld: Annotated[bytes, Bewijs]

    def key(self) -> str:
        return inhoud_key(self.model, self.id, self.revisie)


def inhoud_key(model: str, record_id: str, revisie: int) -> str:
    return f"{model}/{record_id}/{revisie}"


class DataSleutel(Row):
    """
    The KMS-wrapped key of one dossier, account or Kredietverstrekker, or of the signing secrets of one. Deleting this
    row is the shred.
    """

    soort: ClassVar[str] = "sleutel"
    eigenaar_soort: Annotated[str, Regel]
    verpakt: Annotated[bytes, Sleutel]
