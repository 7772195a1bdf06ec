"""
Where each row lies: class and id -> table, partition and place in it.

Everything of one dossier shares a partition, so that one read gives all that a decision rests on. Its Dossier row
sorts first: a read that meets a transaction half-way then holds the older `rev`, and no decision on it can commit.
"""

from dataclasses import dataclass

from chalicelib.domain.aanvraag import Aanvraag
from chalicelib.domain.account import Account, Schermnaam
from chalicelib.domain.bereikbaarheid import Bereikbaarheid
from chalicelib.domain.bewaarblokkade import Bewaarblokkade
from chalicelib.domain.cijfer import Cijfer, Publicatie
from chalicelib.domain.document import Document
from chalicelib.domain.dossier import Dossier
from chalicelib.domain.ids import AANVRAAG_CHILDREN, dossier_of
from chalicelib.domain.kennisgeving import Kennisgeving
from chalicelib.domain.kredietverstrekker import Kredietverstrekker
from chalicelib.domain.offerte import Offerte, Overeenkomst
from chalicelib.domain.register_rows import (
    Bulkvernietiging,
    Herberekening,
    Idempotentie,
    Ontvangst,
    Vernietiging,
    Voortgang,
)
from chalicelib.domain.reglement_versie import ReglementVersie
from chalicelib.domain.row import DataSleutel, Inhoud, Row
from chalicelib.domain.verstrekking import Bericht, Toestemming, Verstrekking
from chalicelib.domain.wissing import Grootboekstand
from chalicelib.privacy.bewijs import Bewijsstuk

BROKER, SLEUTELS, BEWIJS, CIJFERS = "broker", "sleutels", "bewijs", "cijfers"
IN_DOSSIER: tuple[type[Row], ...] = (
    Dossier,
    Aanvraag,
    Verstrekking,
    Toestemming,
    Offerte,
    Overeenkomst,
    Bericht,
    Bewaarblokkade,
    Kennisgeving,
    Document,
)
ROOTS: tuple[type[Row], ...] = (
    Account,
    Schermnaam,
    Kredietverstrekker,
    ReglementVersie,
    Idempotentie,
    Ontvangst,
    Vernietiging,
    Bulkvernietiging,
    Voortgang,
    Herberekening,
    Grootboekstand,
    Bereikbaarheid,
)
ROW_CLASSES: tuple[type[Row], ...] = (*IN_DOSSIER, *ROOTS, Inhoud, DataSleutel, Bewijsstuk, Cijfer, Publicatie)
_TABLE_OF_ROOT: dict[type[Row], str] = {
    **dict.fromkeys(ROOTS, BROKER),
    DataSleutel: SLEUTELS,
    Publicatie: CIJFERS,
}
_CONTENT_OF_DOSSIER = AANVRAAG_CHILDREN | {"dos", "aan", "blo"}
_CONTENT_OF_ROOT: dict[str, type[Row]] = {"acc": Account, "kre": Kredietverstrekker}
_FIRST = "#"  # sorts before every letter
_MOST_REVISIONS = 10**8


@dataclass(frozen=True)
class Key:
    """`table` is the bare name of the store (design 3), not what a stage calls it."""

    table: str
    pk: str
    sk: str


def key_of(row: Row) -> Key:
    """Where this row lies."""
    return find_key(type(row), f"{row.id}/{row.nr}" if isinstance(row, Bewijsstuk) else row.key())


def find_key(kind: type[Row], row_id: str) -> Key:
    """
    Where the row of this class with this id lies.

    An Inhoud is asked for by `<model>/<record id>/<revisie>`, a Bewijsstuk by `<owner id>/<nr>`. Raises ValueError
    for an id that can have no place.
    """
    if kind in IN_DOSSIER:
        first = _FIRST if kind is Dossier else ""
        return Key(BROKER, dossier_partition(row_id), f"{first}{_name(kind)}#{row_id}")
    if kind in _TABLE_OF_ROOT:
        return Key(_TABLE_OF_ROOT[kind], _root(kind, row_id), _name(kind))
    if kind is Cijfer:
        kwartaal, shard, cel = row_id.split("/", 2)
        return Key(CIJFERS, counters_partition(kwartaal, int(shard)), cel)
    if kind is Inhoud:
        return _content_key(row_id)
    if kind is Bewijsstuk:
        owner_id, _, nr = row_id.rpartition("/")
        return Key(BEWIJS, owner_id, f"{int(nr):012d}")
    raise ValueError(f"rows of class {kind.__name__} have no table")


def dossier_partition(some_id: str) -> str:
    """The partition of a dossier, by its own id or one of anything in it."""
    return _root(Dossier, dossier_of(some_id))


def counters_partition(kwartaal: str, shard: int) -> str:
    """The partition of one shard of the counters of a quarter."""
    return f"{_name(Cijfer)}#{kwartaal}#{shard}"


def id_at(pk: str, sk: str) -> str:
    """The id of the row at this place; for rows that stand in an index, so no Inhoud, Bewijsstuk or Cijfer."""
    return sk.rpartition("#")[2] if "#" in sk else pk.partition("#")[2]


def _content_key(row_id: str) -> Key:
    model, record_id, revisie = row_id.rsplit("/", 2)
    if not 0 <= int(revisie) < _MOST_REVISIONS:
        raise ValueError("a revisie has at most eight digits")
    return Key(BROKER, _content_partition(record_id), f"{_name(Inhoud)}#{model}#{record_id}#{int(revisie):08d}")


def _content_partition(record_id: str) -> str:
    prefix = record_id.partition("_")[0]
    if prefix in _CONTENT_OF_DOSSIER:
        return dossier_partition(record_id)
    if prefix in _CONTENT_OF_ROOT:
        return _root(_CONTENT_OF_ROOT[prefix], record_id)
    raise ValueError("records of this kind have no partition")


def _root(kind: type[Row], row_id: str) -> str:
    return f"{_name(kind)}#{row_id}"


def _name(kind: type[Row]) -> str:
    return kind.soort.upper()
