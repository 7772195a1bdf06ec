"""Everything of one dossier as it was read in one go: what every decision rests on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from chalicelib.domain.aanvraag import Aanvraag
from chalicelib.domain.bewaarblokkade import Bewaarblokkade
from chalicelib.domain.document import Document
from chalicelib.domain.dossier import Dossier
from chalicelib.domain.kennisgeving import Kennisgeving
from chalicelib.domain.offerte import Offerte, Overeenkomst
from chalicelib.domain.row import Inhoud, Row
from chalicelib.domain.verstrekking import Bericht, Toestemming, Verstrekking
from chalicelib.errors import Conflict, NotFound

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True)
class DossierState:
    dossier: Dossier
    aanvragen: Mapping[str, Aanvraag] = field(default_factory=dict)
    verstrekkingen: Mapping[str, Verstrekking] = field(default_factory=dict)
    toestemmingen: Mapping[str, Toestemming] = field(default_factory=dict)
    offertes: Mapping[str, Offerte] = field(default_factory=dict)
    overeenkomsten: Mapping[str, Overeenkomst] = field(default_factory=dict)
    berichten: Mapping[str, Bericht] = field(default_factory=dict)
    blokkades: Mapping[str, Bewaarblokkade] = field(default_factory=dict)
    kennisgevingen: Mapping[str, Kennisgeving] = field(default_factory=dict)
    documenten: Mapping[str, Document] = field(default_factory=dict)
    inhoud: Mapping[tuple[str, int], Inhoud] = field(default_factory=dict)

    def aanvraag(self, aanvraag_id: str) -> Aanvraag:
        return _found(self.aanvragen, aanvraag_id)

    def verstrekking(self, verstrekking_id: str) -> Verstrekking:
        return _found(self.verstrekkingen, verstrekking_id)

    def offerte(self, offerte_id: str) -> Offerte:
        return _found(self.offertes, offerte_id)

    def document(self, document_id: str) -> Document:
        return _found(self.documenten, document_id)

    def content(self, record_id: str, revisie: int) -> Inhoud:
        """
        Raises Conflict when this revision is not there: the row that names it is written in one transaction with it,
        so it was read before somebody wrote and the contents after. Whoever reads again sees both.
        """
        if (record_id, revisie) not in self.inhoud:
            raise Conflict
        return self.inhoud[record_id, revisie]

    def of_aanvraag(self, aanvraag_id: str) -> "DossierState":
        """The same dossier, narrowed to one Aanvraag and what hangs under it."""
        stem = aanvraag_id.partition("_")[2]

        def under(row_id: str) -> bool:
            return row_id.partition("_")[2].startswith(stem)

        return DossierState(
            dossier=self.dossier,
            aanvragen={k: v for k, v in self.aanvragen.items() if k == aanvraag_id},
            verstrekkingen={k: v for k, v in self.verstrekkingen.items() if under(k)},
            toestemmingen={k: v for k, v in self.toestemmingen.items() if under(k)},
            offertes={k: v for k, v in self.offertes.items() if under(k)},
            overeenkomsten={k: v for k, v in self.overeenkomsten.items() if under(k)},
            berichten={k: v for k, v in self.berichten.items() if under(k)},
            blokkades=self.blokkades,
            kennisgevingen={k: v for k, v in self.kennisgevingen.items() if under(k)},
            documenten=self.documenten,
            inhoud=self.inhoud,
        )

    def holds(self, row: Row) -> bool:
        """Whether rows of this class are part of the state of a dossier."""
        return type(row) in _FIELD_OF

    def with_row(self, row: Row) -> "DossierState":
        """The state as it will be once `row` is written."""
        if isinstance(row, Dossier):
            return replace(self, dossier=row)
        name = _FIELD_OF[type(row)]
        return self._with(name, {**getattr(self, name), _place(row): row})

    def without(self, row: Row) -> "DossierState":
        """The state as it will be once `row` is gone."""
        name = _FIELD_OF[type(row)]
        rest = {place: kept for place, kept in getattr(self, name).items() if place != _place(row)}
        return self._with(name, rest)

    def _with(self, name: str, rows: Mapping[Any, Any]) -> "DossierState":
        changes: dict[str, Any] = {name: rows}
        return replace(self, **changes)


def assemble(rows: Iterable[Row]) -> DossierState | None:
    """Of the rows of one partition; None without a Dossier row: what else may be left is then no dossier."""
    dossier: Dossier | None = None
    parts: dict[str, dict[Any, Any]] = {}
    for row in rows:
        if isinstance(row, Dossier):
            dossier = row
        else:
            parts.setdefault(_FIELD_OF[type(row)], {})[_place(row)] = row
    return None if dossier is None else DossierState(dossier, **parts)


def _place(row: Row) -> str | tuple[str, int]:
    return (row.id, row.revisie) if isinstance(row, Inhoud) else row.id


_FIELD_OF: dict[type[Row], str] = {
    Dossier: "dossier",
    Inhoud: "inhoud",
    Aanvraag: "aanvragen",
    Verstrekking: "verstrekkingen",
    Toestemming: "toestemmingen",
    Offerte: "offertes",
    Overeenkomst: "overeenkomsten",
    Bericht: "berichten",
    Bewaarblokkade: "blokkades",
    Kennisgeving: "kennisgevingen",
    Document: "documenten",
}


def _found(rows: Mapping[K, V], key: K) -> V:
    if key not in rows:
        raise NotFound
    return rows[key]
