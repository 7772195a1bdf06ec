"""
An erasure as the ledger keeps it: what was erased, by which rule, and how that can be done again after a restore.

The ledger is append-only and outlives every table, so nothing here may be about a person: pseudonymous ids, rules and
times only (AVG art. 5 lid 1c; art. 8 lid 1 of the reglement asks an end of personal data, not of the proof of it).
"""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AwareDatetime

from chalicelib.domain.model import Model
from chalicelib.domain.row import Bewijs, Regel, Row, Sleutel, Tijd, Toestand


class WissingSoort(StrEnum):
    DOSSIER = "dossier"
    ACCOUNT = "account"
    AANMELDING = "aanmelding"  # a sign-up that nobody confirmed
    CONTACT = "contact"  # the contact person of a Kredietverstrekker


class Wissing(Model):
    """
    One erasure, written before the key goes. `id` is that of what was erased.

    `regel` to `verstrekkingen` are those of its receipt, so that a replay makes the same one. `monster` is the head of
    one of its ciphertexts in base64, cut off before the first encrypted byte: it opens only under the key that was
    erased, so it shows for ever whether that key is gone. `bewijs_nr` and `bewijs_kop` are the last head of its chain
    of evidence, which goes with its row.
    """

    id: Annotated[str, Sleutel]
    wat: Annotated[WissingSoort, Regel]
    regel: Annotated[str, Regel]
    door: Annotated[str, Sleutel]
    uitgevoerd_op: Annotated[AwareDatetime, Tijd]
    begonnen_op: Annotated[AwareDatetime | None, Tijd] = None
    verstrekkingen: Annotated[tuple[str, ...], Sleutel] = ()
    monster: Annotated[str, Bewijs] = ""
    bewijs_nr: Annotated[int, Toestand] = 0
    bewijs_kop: Annotated[str, Bewijs] = ""


class Grootboekstand(Row):
    """
    Up to which place the ledger is known to be carried out in the tables as they stand. It lies in `broker`, so a
    restored table brings back an older one, and the ledger goes on after it: that is how a restore is seen.

    `gesloten` while what lies after it is being carried out again: nothing is served, and every store is looked into,
    whatever a receipt says. The row gone means the same, from the first erasure on.
    """

    soort: ClassVar[str] = "grootboekstand"
    plaats: Annotated[str, Tijd] = ""
    gesloten: Annotated[bool, Toestand] = False
